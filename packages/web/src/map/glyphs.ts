/** Own small pictures for the icons of favourites: outlines on a grid of 24, filled in white. */
const shapes = {
  star: 'M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.8-5.2 2.8 1-5.8-4.2-4.1 5.8-.8z',
  heart: 'M12 20C6 15.600 3.500 12.500 3.500 9.200A4.300 4.300 0 0 1 12 7.600a4.300 4.300 0 0 1 8.500 1.600C20.500 12.500 18 15.600 12 20z',
  flag: 'M6 3h2v1h10l-2.500 4L18 12H8v9H6z',
  house: 'M12 3.500 3 11h2.500v8.500h5v-5h3v5h5V11H21z',
  work: 'M9 5h6v2.500h5.500V19h-17V7.500H9zm1.800 1.600v.9h2.400v-.9z',
  cup: 'M5 6h12v2h1.500a3 3 0 0 1 0 6.200H17V15a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zm12 3.600v3h1.300a1.500 1.500 0 0 0 0-3z',
  fork: 'M6 3h1.200v6h1V3h1.300v6h1V3h1.200v7.500a2.600 2.600 0 0 1-1.700 2.400V21H7.700v-8.100A2.600 2.600 0 0 1 6 10.500zm10 0c2 1 2.800 4 2.400 8.500H17V21h-2.200V4c0-.6.600-1 1.200-1z',
  glass: 'M5 4h14l-6 7.600V18h3.500v2h-9v-2H11v-6.400z',
  bed: 'M3 6h2v6h6V8h7a3 3 0 0 1 3 3v8h-2v-3H5v3H3zm5 1.800a1.900 1.900 0 1 1 0 3.800 1.900 1.900 0 0 1 0-3.800z',
  tent: 'M12 4 2.500 19.500H9l3-5.500 3 5.500h6.500z',
  parking: 'M7 3.500h6.500a5 5 0 0 1 0 10H10V20.500H7zM10 6.300v4.400h3.200a2.200 2.200 0 0 0 0-4.400z',
  pump: 'M5 4h8v8h1.500a1.500 1.500 0 0 1 1.500 1.500v3a1 1 0 0 0 2 0V10l-2.500-2.500 1-1L20 10v6.500a2.500 2.500 0 0 1-5 0V14h-2v6H5zm1.800 1.800V10h4.400V5.800z',
  bus: 'M5 4.500h14V17h-1.500v2.500H15V17H9v2.500H6.500V17H5zM7 7v4.500h10V7zm1 6.500v1.600h2v-1.600zm6 0v1.600h2v-1.600z',
  train:
    'M7 3.500h10a2 2 0 0 1 2 2V15a2.500 2.500 0 0 1-2.200 2.500l1.700 3h-2.300L15 18H9l-1.200 2.500H5.500l1.700-3A2.500 2.500 0 0 1 5 15V5.500a2 2 0 0 1 2-2zM7 6v4.500h10V6zm1.200 6.700a1.200 1.200 0 1 0 0 2.400 1.200 1.200 0 0 0 0-2.400zm7.600 0a1.200 1.200 0 1 0 0 2.400 1.200 1.200 0 0 0 0-2.400z',
  plane:
    'M12 2.500c.9 0 1.500 1.200 1.500 3V9l7 4.500v2l-7-2v4l2 1.500v1.500L12 19.500l-3.500 1V19l2-1.500v-4l-7 2v-2l7-4.500V5.500c0-1.800.6-3 1.500-3z',
  anchor:
    'M12 2.500a2.700 2.700 0 0 1 1 5.200V10h3v2h-3v6.700c2.500-.4 4.300-1.800 5-3.700l-1.600.5L18.500 12l2.500 3.700-1.300-.3c-1 3.500-4 5.600-7.700 5.600s-6.700-2.100-7.700-5.600l-1.300.3L5.500 12l2.100 3.500L6 15c.7 1.900 2.500 3.300 5 3.700V12H8v-2h3V7.700a2.700 2.700 0 0 1 1-5.200zm0 1.700a1 1 0 1 0 0 2 1 1 0 0 0 0-2z',
  bicycle:
    'M6.500 11a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9zm0 1.800a2.700 2.700 0 1 0 0 5.400 2.700 2.700 0 0 0 0-5.400zM17.500 11a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9zm0 1.800a2.700 2.700 0 1 0 0 5.400 2.700 2.700 0 0 0 0-5.400zM8 5h3.500v1.700l4.200 1.500 2.300 7-1.700.6-1.900-5.600-2-.7-2 2.400 2 1.800V18h-1.900v-3.600L7.500 11.700l3-4.200V6.700H8z',
  walk: 'M13 2.500a1.900 1.900 0 1 1 0 3.800 1.900 1.900 0 0 1 0-3.800zM10 7.500l3-.7 2 3.200 3 1.200-.7 1.700-3.600-1.400-.9-1.300-.8 3.300 2.500 3 1 5h-2.200l-.9-4.200-3-3.300-.6 3.400L6 21.500l-1.500-1.300L7 16.500l1.300-6-1.500 1V14H5v-3.500z',
  peak: 'M12 4 2 20h20zm0 4 2.600 4.200-1.300 1.200-1.300-1-1.300 1-1.300-1.200z',
  eye: 'M12 6c5 0 8.500 4 9.500 6-1 2-4.500 6-9.500 6s-8.500-4-9.500-6c1-2 4.500-6 9.500-6zm0 2.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zm0 2a1.500 1.500 0 1 1 0 3 1.500 1.500 0 0 1 0-3z',
  drop: 'M12 3c3 4 6 7.400 6 11a6 6 0 0 1-12 0c0-3.600 3-7 6-11z',
  tree: 'M12 2.500 17.500 9H15l4 5h-3l3.500 4H13v3.500h-2V18H4.500L8 14H5l4-5H6.500z',
  wave: 'M2.500 9.500c2-2 4-2 6 0s4 2 6 0 4-2 7 0v2.500c-3-2-5-2-7 0s-4 2-6 0-4-2-6 0zm0 6c2-2 4-2 6 0s4 2 6 0 4-2 7 0V18c-3-2-5-2-7 0s-4 2-6 0-4-2-6 0z',
  bag: 'M8.500 8V7a3.500 3.500 0 0 1 7 0v1H19l1 12.500H4L5 8zm1.700 0h3.600V7a1.800 1.800 0 0 0-3.600 0z',
  cross: 'M9.500 4h5v5.500H20v5h-5.500V20h-5v-5.500H4v-5h5.500z',
  coin: 'M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17zm-1 3.500v1.200c-1.700.3-2.800 1.300-2.800 2.700 0 1.700 1.400 2.300 3.200 2.800 1.300.4 1.900.6 1.900 1.300 0 .6-.6 1-1.500 1-1.100 0-2-.4-2.800-1L8.300 16.500c.8.7 1.700 1.100 2.700 1.300V19h1.800v-1.200c1.800-.3 2.900-1.300 2.900-2.900 0-1.700-1.300-2.300-3.200-2.900-1.200-.3-1.900-.6-1.900-1.200s.6-.9 1.400-.9c.9 0 1.700.3 2.300.8l.8-1.600c-.6-.5-1.400-.8-2.300-.9V7z',
  spire: 'M11 2.500h2v2h2v1.800h-2V9l5 4v7.500h-4.500v-4a1.500 1.500 0 0 0-3 0v4H6V13l5-4V6.300H9V4.500h2z',
  pillars: 'M12 3 3 8v2h18V8zM5 11h2.500v7H5zm5.700 0h2.600v7h-2.600zm5.800 0H19v7h-2.500zM3 19h18v2H3z',
  book: 'M3.500 5c3-1 6-.7 8.500 1 2.500-1.700 5.500-2 8.500-1v13.500c-3-1-6-.7-8.500 1-2.500-1.700-5.500-2-8.500-1zm9.400 2.600v9.200c1.800-.9 3.700-1.200 5.800-.9V6.700c-2.100-.3-4 0-5.800.9z',
  camera:
    'M8.500 5h7L17 7.500h4V19H3V7.500h4zM12 9a4.200 4.200 0 1 0 0 8.400A4.200 4.200 0 0 0 12 9zm0 2a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400z',
  info: 'M10.300 4h3.400v3.400h-3.400zM9 9.500h4.700v8H15V20H9v-2.500h1.300V12H9z',
  warning: 'M10.300 3.500h3.400L13 15h-2zM12 16.500a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
  ball: 'M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17zm0 4.200-3.400 2.500 1.300 4h4.200l1.300-4z',
  phone:
    'M7 3.500l3 .5.700 4-2 1.500c1 2.400 2.500 4 4.800 5l1.500-2 4 .8.500 3c-.3 2-1.800 3.200-4 3.200C9.500 19.500 4.500 13.500 4.500 7.500c0-2.200.8-3.700 2.500-4z',
  shield: 'M12 2.500 20 5.500v6c0 5-3.300 8.500-8 10-4.700-1.500-8-5-8-10v-6z',
  person: 'M12 3.500a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 20.500c.5-4.500 3.800-7 8-7s7.500 2.500 8 7z',
  car: 'M6.500 6h11l2 5.500a2 2 0 0 1 1.500 2V19h-3v-2H6v2H3v-5.500a2 2 0 0 1 1.500-2zm1.500 2-1.200 3.500h10.400L16 8zM6.500 13a1.300 1.300 0 1 0 0 2.600 1.300 1.300 0 0 0 0-2.600zm11 0a1.300 1.300 0 1 0 0 2.600 1.300 1.300 0 0 0 0-2.600z',
} as const;
export type Glyph = keyof typeof shapes;

/** Words in OsmAnd's icon names, and the picture for them; the first that fits counts. */
const rules: readonly (readonly [words: RegExp, glyph: Glyph])[] = [
  [/heart|love/, 'heart'],
  [/star/, 'star'],
  [/flag|finish|start|goal/, 'flag'],
  [/cafe|coffee|tea_|bakery|ice_cream/, 'cup'],
  [/restaurant|food|pizza|picnic|kitchen/, 'fork'],
  [/bar\b|pub|beer|biergarten|wine|alcohol|winery/, 'glass'],
  [/camp|caravan|tent/, 'tent'],
  [/hotel|hostel|motel|guest|sleep|bed|alpine_hut|chalet|accomm|wilderness_hut/, 'bed'],
  [/parking/, 'parking'],
  [/fuel|gas_?station|charging/, 'pump'],
  [/bus|tram|taxi/, 'bus'],
  [/train|railway|subway|station/, 'train'],
  [/aero|airport|plane|heli/, 'plane'],
  [/ferry|ship|boat|harbo|marina|anchor|sail|seamark|port\b|kayak/, 'anchor'],
  [/bicycle|bike|cycl/, 'bicycle'],
  [/hik|walk|trek|pedestrian|foot|trail/, 'walk'],
  [/peak|mountain|volcano|climb|saddle|ski|rock/, 'peak'],
  [/view|binocular|lookout|observ/, 'eye'],
  [/water|drinking|spring|fountain|shower|well\b/, 'drop'],
  [/tree|forest|park|nature|garden|wood|leaf/, 'tree'],
  [/beach|swim|sea\b|pool|surf|lake|river/, 'wave'],
  [/shop|market|store|mall|clothes|boutique/, 'bag'],
  [/hospital|doctor|pharmacy|medic|first_aid|clinic|dentist|ambulance|health/, 'cross'],
  [/bank|atm|money|bureau|exchange/, 'coin'],
  [/church|chapel|mosque|temple|worship|relig|cathedral|monastery|cemetery|synagogue/, 'spire'],
  [/castle|monument|memorial|histor|ruin|museum|archaeo|attraction|theat|fort|tower|gallery|building_type/, 'pillars'],
  [/school|universit|book|librar|college|education/, 'book'],
  [/photo|camera|picture/, 'camera'],
  [/police|fire_station|guard|military|embassy/, 'shield'],
  [/info/, 'info'],
  [/danger|warning|hazard|barrier|alert|number_/, 'warning'],
  [/house|home|apartment|residential|village|city/, 'house'],
  [/work|office|business|company|industr|factory/, 'work'],
  [/sport|game|ball|play|pitch|stadium|gym|golf|tennis/, 'ball'],
  [/phone|call|post|mail/, 'phone'],
  [/car\b|garage|vehicle|truck|motor/, 'car'],
  [/person|user|people|friend|family|man\b|woman|kid|baby/, 'person'],
];

/** Our picture for an icon as OsmAnd names it; a star when it says nothing to us. */
export function glyphFor(icon: string): Glyph {
  const name = icon.toLowerCase();
  return rules.find(([words]) => words.test(name))?.[1] ?? 'star';
}
/** The outline of a picture, for an SVG path on a grid of 24. */
export function glyphPath(glyph: Glyph): string {
  return shapes[glyph];
}
