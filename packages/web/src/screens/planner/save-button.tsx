import { nameProblem } from '@cairn/protocol';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAccount } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import type { LookChange } from '../../library/track-acts.ts';
import type { TracksView } from '../../library/tracks.ts';
import { useLibrary, useTracks } from '../../library/use-library.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { tell } from '../../parts/toasts.tsx';
import { Link } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';
import { LineFields } from '../tracks/line-fields.tsx';
import { isUnsaved, wasSaved } from './draft.ts';
import type { Draft } from './draft.ts';
import { kindsOf, saveNew, saveOver } from './plan-files.ts';
import type { RoutingFacts } from './profiles.ts';

/** Saves the plan to the cloud: over its file where it has one, else under a name and a folder that are asked for. */
export function SaveButton({ draft, facts }: { readonly draft: Draft; readonly facts: RoutingFacts | undefined }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const { device } = useLibrary();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const { file, name } = draft;
  const plan = draft.steps.now;
  const save = async (): Promise<void> => {
    if (device === null || file === null) {
      setAsked(true);
      return;
    }
    setBusy(true);
    try {
      wasSaved(name, await saveOver(device, plan, name, file, kindsOf(facts)), plan);
      tell(say('planner.saved', { name: file.name }));
    } catch (error) {
      tell(explain(error), { bad: true });
      // The way out is a file of its own.
      setAsked(true);
    }
    setBusy(false);
  };
  return (
    <>
      <Button
        look="primary"
        icon={isUnsaved(draft) ? 'upload' : 'check'}
        isDisabled={plan.points.length === 0 || !isUnsaved(draft)}
        isPending={busy}
        onPress={() => void save()}
      >
        {say(plan.points.length > 0 && !isUnsaved(draft) ? 'planner.isSaved' : 'places.save')}
      </Button>
      <SaveDialog isOpen={asked} draft={draft} facts={facts} onClose={() => setAsked(false)} />
    </>
  );
}

interface SaveDialogProps {
  readonly isOpen: boolean;
  readonly draft: Draft;
  readonly facts: RoutingFacts | undefined;
  readonly onClose: () => void;
}

/** Asks under which name and in which folder the plan is saved, as a file of its own. */
export function SaveDialog(props: SaveDialogProps): ReactNode {
  const { say } = useWords();
  const { state } = useLibrary();
  const { data: account } = useAccount();
  return (
    <Dialog title={say('planner.saveTitle')} isOpen={props.isOpen} onClose={props.onClose}>
      {state === 'open' ? (
        <SaveForm {...props} />
      ) : account === undefined ? (
        // Nobody can say who is here: without a library in this browser there is nowhere to save to.
        <Notice tone="warning">{say('planner.offlineToSave')}</Notice>
      ) : (
        <>
          <Notice>{say('planner.signInToSave')}</Notice>
          <div className="dialog-actions">
            <Link to="/sign-in" className="button button-primary">
              {say('shell.signIn')}
            </Link>
          </div>
        </>
      )}
    </Dialog>
  );
}

function SaveForm({ draft, facts, onClose }: SaveDialogProps): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const { device } = useLibrary();
  const view = useTracks();
  const [name, setName] = useState(draft.name === '' ? say('planner.untitled') : draft.name);
  const [folder, setFolder] = useState(folderOf(draft));
  const [look, setLook] = useState<LookChange>(() => lookOfFile(draft, view));
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const paths = [...new Set(['', folder, ...view.byPath.keys()])].toSorted((a, b) => a.localeCompare(b));
  const options = paths.map((path) => ({ value: `/${path}`, label: path === '' ? say('tracks.rootFolder') : path }));
  const save = async (): Promise<void> => {
    const title = name.trim();
    const isBad = title === '' || /[/\\]/.test(title) || nameProblem(title) !== null;
    const isTaken = view.byName.has(folder === '' ? `${title}.gpx` : `${folder}/${title}.gpx`);
    const wrong = isBad ? say(title === '' ? 'places.nameNeeded' : 'tracks.nameFault') : isTaken ? say('tracks.nameTaken') : null;
    setFault(wrong);
    if (wrong !== null || device === null) return;
    setBusy(true);
    try {
      const plan = draft.steps.now;
      const file = await saveNew(device, plan, { title, folder, look }, kindsOf(facts));
      wasSaved(title, file, plan);
      tell(say('planner.saved', { name: file.name }));
      onClose();
    } catch (error) {
      setFault(explain(error));
    }
    setBusy(false);
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field label={say('places.name')} value={name} onChange={setName} fault={fault} autoFocus />
      <Choice label={say('tracks.folder')} value={`/${folder}`} options={options} onChange={(value) => setFolder(value.slice(1))} />
      <LineFields now={(key) => look[key] ?? ''} onChange={(key, value) => setLook({ ...look, [key]: value })} />
      <p>{say('planner.saveText')}</p>
      <div className="dialog-actions">
        <Button onPress={onClose}>{say('shell.cancel')}</Button>
        <Button look="primary" type="submit" isPending={busy}>
          {say('places.save')}
        </Button>
      </div>
    </form>
  );
}

/** Another file of the same plan looks like the first, until somebody says otherwise. */
function lookOfFile({ file }: Draft, { byName }: TracksView): LookChange {
  const values = (file === null ? undefined : byName.get(file.name))?.values ?? {};
  return Object.fromEntries(['color', 'width', 'show_arrows'].flatMap((key) => (values[key] === undefined ? [] : [[key, values[key]]])));
}

function folderOf({ file }: Draft): string {
  return file === null ? '' : file.name.slice(0, Math.max(0, file.name.lastIndexOf('/')));
}
