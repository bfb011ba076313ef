import { addPoint, amend, emptyPlan, firstStep, redo, step, undo } from '@cairn/geo';
import type { Going, NewPlanPoint, Plan } from '@cairn/geo';
import { useSyncExternalStore } from 'react';
import { keepDraft, keptDraft } from './draft-store.ts';
import type { Draft } from './draft-store.ts';

export type { Draft } from './draft-store.ts';

const fresh: Draft = { steps: firstStep(emptyPlan), going: { kind: 'straight' }, name: '', file: null, saved: null };

/** The one draft of this page. Null until what was kept for its owner is read. */
let now: Draft | null = null;
let owner: string | null = null;
let keeping = 0;
const listeners = new Set<() => void>();

export function draftNow(): Draft {
  return now ?? fresh;
}
export function onDraft(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
/** Null while it is read. */
export function useDraft(): Draft | null {
  return useSyncExternalStore(onDraft, () => now);
}

/** Owner of what is planned without an account. */
export const nobody = 'nobody';
const ownerKey = 'cairn.planner.owner';

/** Whose draft was open last: who is here cannot be asked without a network. */
export function lastOwner(): string {
  try {
    return localStorage.getItem(ownerKey) ?? nobody;
  } catch {
    return nobody;
  }
}
function rememberOwner(whose: string): void {
  try {
    localStorage.setItem(ownerKey, whose);
  } catch {
    // A browser that keeps nothing keeps no draft either.
  }
}

/**
 * Opens the draft of an account, or of nobody. What one account has planned is not shown to the next; what was planned before signing in
 * comes along, unless the account has something that is not saved.
 */
export async function openDraft(whose: string): Promise<void> {
  if (owner === whose) return;
  flush();
  rememberOwner(whose);
  owner = whose;
  now = null;
  tell();
  const kept = await keptDraft(whose);
  const adopted = whose === nobody || (kept !== null && isUnsaved(kept)) ? null : await keptDraft(nobody);
  if (owner !== whose) return;
  if (adopted === null || !isUnsaved(adopted)) {
    begin(kept ?? fresh);
    return;
  }
  begin(adopted);
  await keepDraft(whose, adopted);
  await keepDraft(nobody, fresh);
}

/** What was done while it was read counts more than what was kept. */
function begin(draft: Draft): void {
  now ??= draft;
  tell();
}

function show(next: Draft): void {
  if (next === now) return;
  now = next;
  tell();
  clearTimeout(keeping);
  keeping = window.setTimeout(() => whenIdle(flush), 400);
}
/** A long draft takes some milliseconds to be written: not while somebody drags. */
function whenIdle(act: () => void): void {
  if ('requestIdleCallback' in window) window.requestIdleCallback(act, { timeout: 2000 });
  else act();
}
function tell(): void {
  for (const listener of [...listeners]) listener();
}
/** Writes what waits to be written. */
function flush(): void {
  clearTimeout(keeping);
  if (owner !== null && now !== null) void keepDraft(owner, now);
}
window.addEventListener('pagehide', flush);

/** A step that can be undone. */
export function change(make: (plan: Plan) => Plan): void {
  const draft = draftNow();
  show({ ...draft, steps: step(draft.steps, make(draft.steps.now)) });
}
/** What came of itself: an answer of the engine. */
export function fillIn(make: (plan: Plan) => Plan): void {
  const draft = draftNow();
  const steps = amend(draft.steps, make(draft.steps.now));
  if (steps === draft.steps) return;
  // What is saved and what is now differ in nothing that a person did.
  show({ ...draft, steps });
}
export function undoStep(): void {
  const draft = draftNow();
  show({ ...draft, steps: undo(draft.steps) });
}
export function redoStep(): void {
  const draft = draftNow();
  show({ ...draft, steps: redo(draft.steps) });
}
export function setGoing(going: Going): void {
  const draft = draftNow();
  if (draft.going.kind !== 'gap') beforeGap = draft.going;
  show({ ...draft, going });
}
/** How one went on before a gap was chosen: a gap is for one point. */
let beforeGap: Going = { kind: 'straight' };
/** Goes on to a point. */
export function goOn(place: NewPlanPoint): void {
  const { going } = draftNow();
  change((plan) => addPoint(plan, place, going));
  if (going.kind === 'gap') setGoing(beforeGap);
}
/** The plan lies in a file now. */
export function wasSaved(name: string, file: { readonly name: string; readonly hash: string }, plan: Plan): void {
  show({ ...draftNow(), name, file, saved: plan });
}
/** Another plan in place of this one; an undo brings this one back. */
export function replaceDraft(plan: Plan, name: string, file: Draft['file'] = null): void {
  const draft = draftNow();
  show({ ...draft, steps: step(draft.steps, plan), name, file, saved: file === null ? null : plan });
}

/** Whether something would be lost with the draft. */
export function isUnsaved({ steps, saved }: Draft): boolean {
  return steps.now.points.length + steps.now.places.length > 0 && !samePoints(steps.now, saved);
}
function samePoints(a: Plan, b: Plan | null): boolean {
  if (a === b) return true;
  if (b === null || a.places !== b.places || a.points !== b.points) return false;
  return a.legs.every((leg, at) => {
    const other = b.legs[at];
    return leg.kind === other?.kind && (leg.kind !== 'road' || other.kind !== 'road' || leg.profile === other.profile);
  });
}
