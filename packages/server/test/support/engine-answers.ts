/**
 * Answers as the engines document them, shortened to what is read and a little beside it, at the addresses that stand with each.
 * Places and numbers are those of the documents where they give any.
 */
export const answers = {
  osrm: {
    // https://project-osrm.org/docs/v26.4.0/http#route-service and #route-object
    route: {
      code: 'Ok',
      routes: [
        {
          ...{ distance: 1886.3, duration: 251.5, weight: 251.5, weight_name: 'routability' },
          legs: [{ steps: [], distance: 1886.3, duration: 251.5, summary: '', weight: 251.5 }],
          geometry: {
            type: 'LineString',
            coordinates: [
              [13.388799, 52.517033],
              [13.388782, 52.517132],
              [13.397631, 52.529432],
            ],
          },
        },
        {
          ...{ distance: 2100.4, duration: 290, weight: 290, weight_name: 'routability', legs: [] },
          geometry: {
            type: 'LineString',
            coordinates: [
              [13.388799, 52.517033],
              [13.397631, 52.529432],
            ],
          },
        },
      ],
      waypoints: [
        { hint: 'KSoKADRYroqUBAEAEAAAABkAAAAGAAAA', distance: 4.152629, name: 'Friedrichstraße', location: [13.388799, 52.517033] },
      ],
    },
    // https://project-osrm.org/docs/v26.4.0/http#responses
    noSegment: { code: 'NoSegment', message: 'Could not find a matching segment for coordinate 1' },
    noRoute: { code: 'NoRoute', message: 'Impossible route between points' },
    // https://project-osrm.org/docs/v26.4.0/http#match-service: a point that is null was left out
    match: {
      code: 'Ok',
      matchings: [
        {
          ...{ confidence: 0.9, distance: 300.5, duration: 40.1, weight: 40.1, weight_name: 'routability', legs: [] },
          geometry: {
            type: 'LineString',
            coordinates: [
              [13.388, 52.517],
              [13.3885, 52.5175],
              [13.392, 52.517],
            ],
          },
        },
        {
          ...{ confidence: 0.7, distance: 140, duration: 20, weight: 20, weight_name: 'routability', legs: [] },
          geometry: {
            type: 'LineString',
            coordinates: [
              [13.396, 52.517],
              [13.398, 52.517],
            ],
          },
        },
      ],
      tracepoints: [
        { waypoint_index: 0, matchings_index: 0, location: [13.388, 52.517], name: '', hint: '', alternatives_count: 0 },
        { waypoint_index: 1, matchings_index: 0, location: [13.39, 52.517], name: '', hint: '', alternatives_count: 0 },
        { waypoint_index: 2, matchings_index: 0, location: [13.392, 52.517], name: '', hint: '', alternatives_count: 0 },
        null,
        { waypoint_index: 0, matchings_index: 1, location: [13.396, 52.517], name: '', hint: '', alternatives_count: 0 },
        { waypoint_index: 1, matchings_index: 1, location: [13.398, 52.517], name: '', hint: '', alternatives_count: 0 },
      ],
    },
    noMatch: { code: 'NoMatch', message: 'Could not match the trace.' },
  },
  valhalla: {
    // https://valhalla.github.io/valhalla/api/turn-by-turn/api-reference/#outputs-of-a-route
    route: {
      trip: {
        locations: [{ type: 'break', lat: 52.517037, lon: 13.38886, original_index: 0 }],
        legs: [
          {
            summary: { has_time_restrictions: false, min_lat: 52.517033, time: 235.5, length: 1.873, cost: 300.1 },
            shape: 'qikdcB}~dpXmxDajA~fraeB`jgpX',
          },
        ],
        ...{ summary: { time: 235.5, length: 1.873 }, status_message: 'Found route between points', status: 0, units: 'kilometers' },
      },
      alternates: [{ trip: { legs: [{ summary: { time: 300, length: 2.1 }, shape: 'qikdcB}~dpXmxDajA~fraeB`jgpX' }], status: 0 } }],
    },
    // https://valhalla.github.io/valhalla/api/turn-by-turn/api-reference/#http-status-codes-and-conditions
    // https://valhalla.github.io/valhalla/api/map-matching/api-reference/: as of a route
    traced: {
      trip: {
        legs: [{ summary: { time: 61.2, length: 0.678 }, shape: 'ogkdcB_mcpXgEowHfEowH' }],
        ...{ summary: { time: 61.2, length: 0.678 }, status_message: 'Found route between points', status: 0, units: 'kilometers' },
      },
    },
    noTrace: { error_code: 444, error: 'Map Match algorithm failed to find path: map_snap', status_code: 400, status: 'Bad Request' },
    failed: { error_code: 171, error: 'No suitable edges near location', status_code: 400, status: 'Bad Request' },
  },
  graphhopper: {
    // https://docs.graphhopper.com/openapi/routing-api/postroute
    route: {
      hints: { 'visited_nodes.sum': 58 },
      info: { copyrights: ['GraphHopper', 'OpenStreetMap contributors'], took: 2 },
      paths: [
        {
          ...{ distance: 1791.019, weight: 307.852443, time: 367_887, transfers: 0, points_encoded: false, ascend: 6.3, descend: 25 },
          points: {
            type: 'LineString',
            coordinates: [
              [11.539424, 48.118343, 534.14],
              [11.5397, 48.1185, 534.1],
              [11.540387, 48.118368, 534.5],
              [11.558901, 48.122364, 515.5],
            ],
          },
          details: {
            street_name: [
              [0, 2, 'Gmunder Straße'],
              [2, 3, ''],
            ],
            surface: [
              [0, 2, 'ASPHALT'],
              [2, 3, 'GRAVEL'],
            ],
            road_class: [
              [0, 2, 'RESIDENTIAL'],
              [2, 3, 'TRACK'],
            ],
          },
        },
      ],
    },
    // https://github.com/graphhopper/graphhopper/blob/master/docs/web/api-doc.md#map-matching
    match: {
      paths: [
        {
          ...{ distance: 678.1, time: 61_200, points_encoded: false },
          points: {
            type: 'LineString',
            coordinates: [
              [13.388, 52.517],
              [13.393, 52.5171],
              [13.398, 52.517],
            ],
          },
        },
      ],
      map_matching: { distance: 678.1, time: 61_200, original_distance: 680.3 },
    },
    broken: { message: 'Sequence is broken for submitted track at time step 3', hints: [] },
    // https://github.com/graphhopper/graphhopper/blob/master/docs/web/api-doc.md#error-output
    noPoint: {
      message: 'Cannot find point 1: 52.529407,13.397634',
      hints: [
        {
          message: 'Cannot find point 1: 52.529407,13.397634',
          details: 'com.graphhopper.util.exceptions.PointNotFoundException',
          point_index: 1,
        },
      ],
    },
    noConnection: {
      message: 'Connection between locations not found',
      hints: [
        { message: 'Connection between locations not found', details: 'com.graphhopper.util.exceptions.ConnectionNotFoundException' },
      ],
    },
  },
  brouter: {
    // https://github.com/abrensch/brouter/blob/master/brouter-server/src/main/java/btools/server/request/ServerHandler.java
    route: {
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: {
            ...{ creator: 'BRouter-1.6.3', name: 'brouter_trekking_0', 'track-length': '547', 'filtered ascend': '0', 'plain-ascend': '0' },
            ...{ 'total-time': '82', 'total-energy': '8198', cost: '810' },
            messages: [
              ['Longitude', 'Latitude', 'Elevation', 'Distance', 'CostPerKm', 'ElevCost', 'TurnCost', 'NodeCost', 'InitialCost', 'WayTags'],
              [
                '-82992930',
                '42305037',
                '187',
                '199',
                '1150',
                '0',
                '0',
                '0',
                '0',
                'reversedirection=yes highway=residential surface=asphalt',
              ],
              ['-82987893', '42304117', '187', '348', '1150', '0', '180', '0', '0', 'highway=track surface=gravel'],
            ],
            times: [0, 21.396, 39.375, 81.968],
          },
          geometry: {
            type: 'LineString',
            coordinates: [
              [-82.992005, 42.303384, 180.25],
              [-82.99293, 42.305037, 187],
              [-82.991955, 42.305383, 188.5],
              [-82.987893, 42.304117, 187.5],
            ],
          },
        },
      ],
    },
  },
  photon: {
    // https://github.com/komoot/photon/blob/master/docs/api-v1.md
    search: {
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [13.3888599, 52.5170365] },
          properties: {
            ...{ osm_type: 'R', osm_id: 62_422, osm_key: 'place', osm_value: 'city', type: 'city', countrycode: 'DE', name: 'Berlin' },
            ...{ country: 'Deutschland', extent: [13.08835, 52.67551, 13.76116, 52.33826] },
          },
        },
        {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [13.33, 52.48] },
          properties: {
            ...{ osm_type: 'W', osm_id: 1, osm_key: 'building', osm_value: 'yes', street: 'Berliner Straße', housenumber: '5' },
            ...{ postcode: '10715', city: 'Berlin', country: 'Deutschland' },
          },
        },
        { type: 'Feature', geometry: { type: 'Point', coordinates: ['nowhere'] }, properties: {} },
      ],
    },
  },
  nominatim: {
    // https://nominatim.org/release-docs/latest/api/Output/
    search: [
      {
        ...{ place_id: 100_149, licence: 'Data © OpenStreetMap contributors, ODbL 1.0. https://osm.org/copyright', osm_type: 'node' },
        ...{ osm_id: 107_775, boundingbox: ['51.3473219', '51.6673219', '-0.2876474', '0.0323526'], lat: '51.5073219', lon: '-0.1276474' },
        ...{ name: 'London', display_name: 'London, Greater London, England, SW1A 2DU, United Kingdom', category: 'place', type: 'city' },
        ...{ importance: 0.9654895765402, place_rank: 16, addresstype: 'city' },
      },
      { strange: true },
    ],
    reverse: {
      ...{ place_id: 100_149, osm_type: 'node', osm_id: 107_775, lat: '51.5073219', lon: '-0.1276474', category: 'place', type: 'city' },
      ...{ name: 'London', display_name: 'London, Greater London, England, SW1A 2DU, United Kingdom', address: { city: 'London' } },
    },
  },
} as const;
