import { distanceBetween } from '@cairn/geo';
import type { LonLatEle } from '@cairn/protocol';
import { createOSMStream } from 'osm-pbf-parser-node';
import { z } from 'zod';
import type { ProfileName } from '../../src/index.ts';

/** Another reading of an extract, by another reader and with rules written down again, to hold routes against. */
const Tags = z.record(z.string(), z.string()).optional();
const Item = z.union([
  z.object({ type: z.literal('node'), id: z.number(), lat: z.number(), lon: z.number(), tags: Tags }),
  z.object({ type: z.literal('way'), id: z.number(), refs: z.array(z.number()), tags: Tags }),
  z.object({
    type: z.literal('relation'),
    id: z.number(),
    tags: Tags,
    members: z.array(z.object({ type: z.string(), ref: z.number(), role: z.string() })),
  }),
]);
type TagsOf = Readonly<Record<string, string>>;
interface Step {
  readonly way: number;
  /** 1 along the way, -1 against it. */
  readonly direction: 1 | -1;
  readonly from: number;
  readonly to: number;
}
interface Ban {
  readonly kind: 'no' | 'only';
  readonly from: number;
  readonly via: number;
  readonly to: number;
  readonly except: string;
}
const key = (lon: number, lat: number): string => `${Math.round(lon * 1e7)} ${Math.round(lat * 1e7)}`;

export class Law {
  readonly nodes = new Map<number, { lon: number; lat: number; tags: TagsOf }>();
  readonly ways = new Map<number, TagsOf>();
  readonly bans: Ban[] = [];
  /** Steps from node to node by the places at both ends, and by the place at one of them. */
  readonly #steps = new Map<string, Step[]>();
  readonly #touching = new Map<string, Step[]>();

  static async of(path: string): Promise<Law> {
    const law = new Law();
    const ways: { id: number; refs: readonly number[]; tags: TagsOf }[] = [];
    for await (const raw of createOSMStream(path)) {
      const item = Item.safeParse(raw).data;
      const tags = item?.tags ?? {};
      if (item?.type === 'node') law.nodes.set(item.id, { lon: item.lon, lat: item.lat, tags });
      else if (item?.type === 'way') ways.push({ id: item.id, refs: item.refs, tags });
      else if (item !== undefined && tags['type'] === 'restriction') {
        const member = (role: string, type: string): number | undefined =>
          item.members.find((one) => one.role === role && one.type === type)?.ref;
        const [from, via, to] = [member('from', 'way'), member('via', 'node'), member('to', 'way')];
        const kind = tags['restriction']?.startsWith('only_') === true ? 'only' : 'no';
        if (from === undefined || via === undefined || to === undefined || tags['restriction'] === undefined) continue;
        law.bans.push({ kind, from, via, to, except: tags['except'] ?? '' });
      }
    }
    for (const way of ways) if (way.tags['highway'] !== undefined || way.tags['route'] === 'ferry') law.#addWay(way);
    return law;
  }

  /** What is unlawful about a route, in words; empty when nothing is. */
  faults(points: readonly LonLatEle[], profile: ProfileName): string[] {
    const faults: string[] = [];
    let arrived: Step[] | null = null;
    for (let index = 1; index < points.length; index++) {
      const a: LonLatEle = points[index - 1] ?? [0, 0, 0];
      const b: LonLatEle = points[index] ?? a;
      const found: Step[] = this.#between(a, b, index === 1, index === points.length - 1).filter((step) => this.#isOpen(step, profile));
      const where = `${index - 1}: ${key(a[0], a[1])} to ${key(b[0], b[1])}`;
      if (found.length === 0) faults.push(`no open road from point ${where}`);
      const before: Step[] | null = arrived;
      const lawful: Step[] = before === null ? found : found.filter((step) => this.#leadsOn(before, step, a, profile));
      if (found.length > 0 && lawful.length === 0) faults.push(`a turn that is not allowed before point ${where}`);
      arrived = lawful.length > 0 ? lawful : found.length > 0 ? found : null;
    }
    return faults;
  }

  #addWay({ id, refs, tags }: { id: number; refs: readonly number[]; tags: TagsOf }): void {
    this.ways.set(id, tags);
    for (let index = 1; index < refs.length; index++) {
      const [from, to] = [refs[index - 1] ?? 0, refs[index] ?? 0];
      const [a, b] = [this.nodes.get(from), this.nodes.get(to)];
      if (a === undefined || b === undefined) continue;
      for (const step of [
        { way: id, from, to, direction: 1 },
        { way: id, from: to, to: from, direction: -1 },
      ] as const) {
        const [begin, end] = step.from === from ? [a, b] : [b, a];
        push(this.#steps, `${key(begin.lon, begin.lat)}>${key(end.lon, end.lat)}`, step);
        push(this.#touching, `from ${key(begin.lon, begin.lat)}`, step);
        push(this.#touching, `to ${key(end.lon, end.lat)}`, step);
      }
    }
  }

  #between(a: LonLatEle, b: LonLatEle, first: boolean, last: boolean): Step[] {
    const whole = this.#steps.get(`${key(a[0], a[1])}>${key(b[0], b[1])}`) ?? [];
    if (whole.length > 0 || (!first && !last)) return whole;
    // A route begins and ends between two nodes: on a step that leads to, or comes from, the next point.
    const near = [
      ...(first ? (this.#touching.get(`to ${key(b[0], b[1])}`) ?? []) : []),
      ...(last ? (this.#touching.get(`from ${key(a[0], a[1])}`) ?? []) : []),
    ];
    const inside = first && last ? [...this.#steps.values()].flat() : near;
    return inside.filter((step) => [a, b].every((point) => this.#liesOn(point, step)) && this.#leads(step, a, b));
  }
  #place(node: number): { lon: number; lat: number } {
    return this.nodes.get(node) ?? { lon: 0, lat: 0 };
  }
  #liesOn([lon, lat]: LonLatEle, step: Step): boolean {
    const [a, b] = [this.#place(step.from), this.#place(step.to)];
    const detour = distanceBetween(a, { lon, lat }) + distanceBetween({ lon, lat }, b) - distanceBetween(a, b);
    return detour < 0.05;
  }
  #leads(step: Step, a: LonLatEle, b: LonLatEle): boolean {
    const from = this.#place(step.from);
    return distanceBetween(from, { lon: a[0], lat: a[1] }) <= distanceBetween(from, { lon: b[0], lat: b[1] }) + 0.02;
  }

  #isOpen({ way, direction }: Step, profile: ProfileName): boolean {
    const tags = this.ways.get(way) ?? {};
    return mayUse(tags, profile) && [0, direction].includes(oneWayOf(tags, profile));
  }
  /** From step to step, perhaps over some without length: several nodes may stand on one place. */
  #leadsOn(before: readonly Step[], step: Step, [lon, lat]: LonLatEle, profile: ProfileName): boolean {
    const here = (this.#steps.get(`${key(lon, lat)}>${key(lon, lat)}`) ?? []).filter((one) => this.#isOpen(one, profile));
    let reached = before;
    for (let more = 0; more < 4; more++) {
      if (reached.some((one) => this.#mayFollow(one, step, profile))) return true;
      reached = here.filter((between) => reached.some((one) => this.#mayFollow(one, between, profile)));
    }
    return false;
  }
  #mayFollow(before: Step, step: Step, profile: ProfileName): boolean {
    if (before.to !== step.from) return false;
    const node = this.nodes.get(step.from);
    if (profile === 'car' && ['bollard', 'block', 'cycle_barrier', 'stile', 'kissing_gate'].includes(node?.tags['barrier'] ?? '')) {
      if (node?.tags['access'] === undefined && node?.tags['motor_vehicle'] === undefined && node?.tags['motorcar'] === undefined)
        return false;
    }
    if (profile === 'foot') return true;
    return this.bans.every(({ kind, from, via, to, except }) => {
      if (via !== step.from || from !== before.way || except.includes(profile === 'car' ? 'motorcar' : 'bicycle')) return true;
      if (kind === 'no') return step.way !== to || step.way === before.way;
      return step.way === to;
    });
  }
}

function push(map: Map<string, Step[]>, at: string, step: Step): void {
  const list = map.get(at);
  if (list === undefined) map.set(at, [step]);
  else list.push(step);
}

const forCars = /^(?:(?:motorway|trunk|primary|secondary|tertiary)(?:_link)?|unclassified|residential|living_street|service|road)$/;
const closed = ['no', 'private', 'agricultural', 'forestry', 'delivery', 'military', 'emergency', 'permit', 'residents', 'use_sidepath'];
const open = ['yes', 'permissive', 'designated', 'official', 'destination', 'customers', 'public'];
const wordsFor: Readonly<Record<ProfileName, readonly string[]>> = {
  car: ['motorcar', 'motor_vehicle', 'vehicle', 'access'],
  bicycle: ['bicycle', 'vehicle', 'access'],
  foot: ['foot', 'access'],
};

function mayUse(tags: TagsOf, profile: ProfileName): boolean {
  const highway = tags['highway'] ?? '';
  const words = wordsFor[profile].map((word) => tags[word]).filter((word) => word !== undefined);
  const said = words.find((word) => [...closed, ...open, 'dismount'].includes(word));
  if (said !== undefined && closed.includes(said)) return false;
  if (['construction', 'proposed', 'raceway', 'bus_guideway', 'abandoned', 'razed'].includes(highway)) return false;
  const welcome = said !== undefined && open.includes(said);
  if (highway === '') return tags['route'] === 'ferry' && (profile !== 'car' || welcome);
  if (tags['motorroad'] === 'yes' && profile !== 'car') return welcome;
  if (/^motorway/.test(highway)) return profile === 'car';
  if (profile === 'car') return forCars.test(highway) || welcome || (highway === 'track' && tags['tracktype'] === 'grade1');
  if (profile === 'bicycle') return !['steps', 'footway', 'pedestrian', 'bridleway'].includes(highway) || welcome || said === 'dismount';
  return true;
}

/** 1: only along the way, -1: only against it, 0: both. */
function oneWayOf(tags: TagsOf, profile: ProfileName): number {
  if (profile === 'foot') return { yes: 1, '-1': -1 }[tags['oneway:foot'] ?? ''] ?? 0;
  if (profile === 'bicycle') {
    if (tags['bicycle'] === 'dismount' || tags['oneway:bicycle'] === 'no') return 0;
    if (Object.entries(tags).some(([word, value]) => word.startsWith('cycleway') && value.startsWith('opposite'))) return 0;
  }
  const said = tags[profile === 'car' ? 'oneway:motorcar' : 'oneway:bicycle'] ?? tags['oneway'];
  if (said === 'yes' || said === 'true' || said === '1') return 1;
  if (said === '-1' || said === 'reverse') return -1;
  if (said === 'no') return 0;
  return tags['junction'] === 'roundabout' || tags['highway'] === 'motorway' ? 1 : 0;
}
