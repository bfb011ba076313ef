import { companionOf, mainOf } from '@cairn/protocol';
import type { Judged, Verdict, View } from './judge.ts';
import { idOf, renamed } from './keys.ts';
import type { Id } from './keys.ts';

/**
 * Companions (`.info`) are compared by themselves, but follow their file: the cloud moves and deletes them with it, so a rename or a
 * deletion of the file is told first and the companion judged after it; where the file is in conflict the companion waits; two
 * different companions always merge.
 */
export function followMains(judged: readonly Judged[], view: View): Judged[] {
  const verdicts = new Map<Id, Verdict>();
  for (const { key, verdict } of judged) {
    verdicts.set(idOf(key), verdict);
    if (verdict.do === 'rename-there') verdicts.set(idOf(verdict.from), verdict);
    if (verdict.do === 'rename-folder-there') {
      for (const member of verdict.members) {
        verdicts.set(idOf(member.key), member.verdict);
        verdicts.set(idOf(member.verdict.from), member.verdict);
      }
    }
  }
  return judged.map((one) => {
    const main = mainOf(one.key.name);
    if (main === null) return one;
    const verdict = following(one, verdicts.get(idOf(renamed(one.key, main))), view, main);
    return verdict === one.verdict ? one : { ...one, verdict };
  });
}

function following(one: Judged, main: Verdict | undefined, view: View, mainName: string): Verdict {
  const { verdict, facts } = one;
  const mainKey = renamed(one.key, mainName);
  if (verdict.row === 'not-in-cloud' && main?.do === 'upload' && facts.base !== undefined) {
    return { do: 'upload', row: 'not-in-cloud-edited', base: facts.base.seq };
  }
  if (verdict.do === 'nothing' || verdict.do === 'adopt' || verdict.do === 'rename-here' || verdict.do === 'rename-folder-there')
    return verdict;
  if (main?.do === 'conflict' || (main !== undefined && isToldFirst(main, view, mainKey.type, mainName)))
    return { do: 'hold', row: verdict.row };
  if (verdict.do === 'conflict') {
    return { do: 'merge', row: verdict.row, version: verdict.version, ancestor: facts.base?.kind === 'content' ? facts.base : null };
  }
  if (verdict.row === 'edited-here-deleted-there' && facts.cloud !== undefined && isGone(main, view, idOf(mainKey))) {
    return { do: 'delete-here', row: 'deleted-there', seq: facts.cloud.seq };
  }
  return verdict;
}

/** Whether the file's own step makes the cloud change its companion. */
function isToldFirst(main: Verdict, view: View, type: string, mainName: string): boolean {
  if (main.do !== 'rename-there' && main.do !== 'delete-there') return false;
  const old = main.do === 'rename-there' ? main.from.name : mainName;
  return view.base(idOf({ type, name: companionOf(old) }))?.kind === 'content';
}

function isGone(main: Verdict | undefined, view: View, id: Id): boolean {
  if (main !== undefined) return main.row === 'deleted-there' || main.row === 'deleted-both' || main.row === 'gone-there';
  return view.base(id)?.kind === 'absent' && view.local(id) === undefined;
}
