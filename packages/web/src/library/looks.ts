import type { WordKey } from '../words/words.ts';

/** Colours that OsmAnd offers, `#aarrggbb`, with the words for them. */
export const colors = [
  ['#ffeecc22', 'places.colorYellow'],
  ['#ffff5020', 'places.colorOrange'],
  ['#ffd00d0d', 'places.colorRed'],
  ['#ffe044bb', 'places.colorPink'],
  ['#ffa71de1', 'places.colorPurple'],
  ['#ff1010a0', 'places.colorBlue'],
  ['#ff10c0f0', 'places.colorSky'],
  ['#ff88e030', 'places.colorLime'],
  ['#ff00842b', 'places.colorGreen'],
  ['#ff6b4a2b', 'places.colorBrown'],
  ['#ff777777', 'places.colorGrey'],
  ['#ff000001', 'places.colorBlack'],
] as const satisfies readonly (readonly [string, WordKey])[];

/** Icons that are offered here, by OsmAnd's names; any other that a file has is kept. */
export const icons = [
  ['special_star', 'places.iconStar'],
  ['special_heart', 'places.iconHeart'],
  ['special_flag', 'places.iconFlag'],
  ['special_house', 'places.iconHouse'],
  ['amenity_restaurant', 'places.iconFood'],
  ['amenity_cafe', 'places.iconCafe'],
  ['tourism_hotel', 'places.iconBed'],
  ['tourism_camp_site', 'places.iconTent'],
  ['amenity_parking', 'places.iconParking'],
  ['amenity_fuel', 'places.iconFuel'],
  ['highway_bus_stop', 'places.iconBus'],
  ['railway_station', 'places.iconTrain'],
  ['special_bicycle', 'places.iconBicycle'],
  ['special_trekking', 'places.iconWalk'],
  ['natural_peak', 'places.iconPeak'],
  ['tourism_viewpoint', 'places.iconView'],
  ['amenity_drinking_water', 'places.iconWater'],
  ['leisure_park', 'places.iconTree'],
  ['natural_beach', 'places.iconBeach'],
  ['special_anchor', 'places.iconAnchor'],
  ['shop_supermarket', 'places.iconShop'],
  ['amenity_hospital', 'places.iconHospital'],
  ['tourism_museum', 'places.iconSight'],
  ['special_information', 'places.iconInfo'],
] as const satisfies readonly (readonly [string, WordKey])[];

export const backgrounds = [
  ['circle', 'places.shapeCircle'],
  ['octagon', 'places.shapeOctagon'],
  ['square', 'places.shapeSquare'],
] as const satisfies readonly (readonly [string, WordKey])[];
