/** What OsmAnd calls the ways to travel that every engine knows; other keys are written as they are. */
const osmandKeys: Readonly<Record<string, string>> = { foot: 'pedestrian' };
const ownNames: Readonly<Record<string, string>> = { pedestrian: 'foot' };

/** `osmand:profile` of a profile (data-formats 4.1). An engine's own (`brouter/trekking`) needs the kind it is of. */
export function osmandProfile(profile: string, kindOf: (profile: string) => string | null = () => null): string {
  const name = profile.includes('/') ? (kindOf(profile) ?? '') : profile;
  return osmandKeys[name] ?? name;
}
/** The profile that a key of OsmAnd's stands for. */
export function profileOfOsmand(key: string): string {
  return ownNames[key] ?? key;
}

/** Profiles of OsmAnd that a person made are named after what they are based on: `bicycle_1612345678901`. */
export function baseProfile(profile: string): string {
  const name = /^([a-z_]+?)_\d+$/.exec(profile)?.[1] ?? profile;
  return ownNames[name] ?? name;
}
