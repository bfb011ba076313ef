import type { Plan } from '@cairn/geo';
import { companionOf } from '@cairn/protocol';
import type { BrowserDevice } from '../../device/index.ts';
import { changedMeanwhile, readOrNull } from '../../library/acts.ts';
import type { Kinds, PlanKind } from '../../library/tasks/plan.ts';
import type { LookChange } from '../../library/track-acts.ts';
import { trackKey } from '../../library/tracks.ts';
import { work } from '../../library/work.ts';
import { download } from '../../parts/download.ts';
import type { Draft } from './draft.ts';
import type { RoutingFacts } from './profiles.ts';

/** A file of the library as a plan, and what it was when it was read. */
export interface OpenedPlan {
  readonly plan: Plan;
  readonly name: string;
  /** Null where the plan is not to go over the file: it was recorded, or is no plan. */
  readonly file: Draft['file'];
  readonly planned: boolean;
}

/** Reads a track of the library as a plan. @throws LibraryError, XmlError */
export async function openPlanFile(device: BrowserDevice, name: string): Promise<OpenedPlan> {
  const { bytes, hash } = await device.readFile(trackKey(name));
  const { plan, planned, recorded } = await work().openPlan(bytes);
  const title = name.slice(name.lastIndexOf('/') + 1).replace(/\.gpx$/i, '');
  return { plan, name: title, planned, file: planned && !recorded ? { name, hash } : null };
}

/** Saves a plan over the file that it was opened from. @throws LibraryError `changed-meanwhile` */
export async function saveOver(
  device: BrowserDevice,
  plan: Plan,
  title: string,
  file: NonNullable<Draft['file']>,
  kinds: Kinds,
): Promise<NonNullable<Draft['file']>> {
  const key = trackKey(file.name);
  const there = await readOrNull(device, key);
  if (there !== null && there.hash !== file.hash) throw changedMeanwhile();
  const bytes = await (there === null ? work().planToGpx(plan, title, kinds, {}) : work().planOverGpx(plan, title, kinds, there.bytes));
  return written(device, file.name, bytes, there?.hash ?? null);
}

/** Saves a plan as a new file. The name must be free. Its look goes into the file and its companion, where OsmAnd reads it. */
export async function saveNew(
  device: BrowserDevice,
  plan: Plan,
  { title, folder, look }: { readonly title: string; readonly folder: string; readonly look: LookChange },
  kinds: Kinds,
): Promise<NonNullable<Draft['file']>> {
  const name = folder === '' ? `${title}.gpx` : `${folder}/${title}.gpx`;
  const file = await written(device, name, await work().planToGpx(plan, title, kinds, look), null);
  if (Object.keys(look).length > 0) {
    const companion = trackKey(companionOf(name));
    const there = await readOrNull(device, companion);
    await device.writeFile(companion, await work().changeTrackCompanion(there?.bytes ?? null, name, look), there?.hash ?? null);
  }
  return file;
}

async function written(device: BrowserDevice, name: string, bytes: Uint8Array, base: string | null): Promise<NonNullable<Draft['file']>> {
  const key = trackKey(name);
  await device.writeFile(key, bytes, base);
  const { hash } = await device.readFile(key);
  return { name, hash };
}

const mediaTypes: Readonly<Record<PlanKind, string>> = {
  gpx: 'application/gpx+xml',
  fit: 'application/vnd.ant.fit',
  kml: 'application/vnd.google-earth.kml+xml',
};
/** Gives the plan to the person as a file. */
export async function exportPlan(plan: Plan, title: string, kinds: Kinds, kind: PlanKind, sport: string | null): Promise<void> {
  download(`${title}.${kind}`, mediaTypes[kind], await work().planToFile(plan, title, kinds, kind, sport));
}

/** Kinds of the profiles of the server, for files. */
export function kindsOf(facts: RoutingFacts | undefined): Kinds {
  return Object.fromEntries((facts?.profiles ?? []).map(({ id, kind }) => [id, kind === 'other' ? '' : kind]));
}
