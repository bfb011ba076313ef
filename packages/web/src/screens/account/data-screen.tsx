import { paths } from '@cairn/protocol';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { refresh } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { fileKeys, useStorage } from '../../cloud/files.ts';
import { categories, kinds } from '../../cloud/kinds.ts';
import { reasonOf } from '../../device/index/reason.ts';
import { useRemedy } from '../../cloud/remedy.ts';
import { putBack } from '../../cloud/put-back.ts';
import type { PutBack } from '../../cloud/put-back.ts';
import { Button } from '../../parts/button.tsx';
import { Choices, Tick } from '../../parts/choice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Facts } from '../../parts/rows.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { Progress, Waiting } from '../../parts/waiting.tsx';
import { Link } from '../../router.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useReason } from '../../library/use-reason.ts';
import { useWords } from '../../words/use-words.tsx';
import '../cloud/cloud.css';
import { SignedIn } from './signed-in.tsx';

/** *My data*: how much there is, all of it to take along, and a container put back (W5). */
export default function DataScreen(): ReactNode {
  const { say } = useWords();
  return (
    <Screen title={say('cloud.myData')} back="/account" lead={say('cloud.dataLead')}>
      <SignedIn>
        {() => (
          <>
            <Amounts />
            <TakeAlong />
            <PutBackPart />
          </>
        )}
      </SignedIn>
    </Screen>
  );
}

function Amounts(): ReactNode {
  const { say } = useWords();
  const format = useFormat();
  const explain = useExplain();
  const { data, error } = useStorage();
  if (error !== null) return <Notice tone="bad">{explain(error)}</Notice>;
  if (data === undefined) return <Waiting />;
  return (
    <Facts
      facts={[
        [say('cloud.fileNumber'), format.number(data.files)],
        [say('cloud.used'), format.size(data.used)],
        [say('cloud.left'), format.size(Math.max(0, data.allowed - data.used))],
      ]}
    />
  );
}

function TakeAlong(): ReactNode {
  const { say, find } = useWords();
  const { data } = useStorage();
  const [format, setFormat] = useState<'osf' | 'zip'>('osf');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const types = [...new Set((data?.types ?? []).filter(({ files }) => files > 0).map(({ type }) => type))];
  const chosen = types.filter((type) => !left.has(type));
  const turn = (which: readonly string[], on: boolean): void => {
    const next = new Set(left);
    for (const type of which) {
      if (on) next.delete(type);
      else next.add(type);
    }
    setLeft(next);
  };
  const query = new URLSearchParams({ format, ...(chosen.length === types.length ? {} : { types: chosen.join(',') }) });
  return (
    <Section title={say('cloud.takeAlong')}>
      <Choices
        label={say('cloud.format')}
        value={format}
        onChange={setFormat}
        options={[
          { value: 'osf', label: say('cloud.formatOsf') },
          { value: 'zip', label: say('cloud.formatZip') },
        ]}
      />
      <div>
        <Tick
          label={say('cloud.everything')}
          on={chosen.length === types.length}
          half={chosen.length > 0 && chosen.length < types.length}
          onChange={(on) => turn(types, on)}
        />
        {categories.map((category) => {
          const own = kindsOf(category, types);
          return own.length === 0 ? null : (
            <div key={category} className="kind-inner">
              <Tick
                label={say(`files.category-${category}`)}
                on={own.every(({ type }) => !left.has(type))}
                half={own.some(({ type }) => !left.has(type)) && own.some(({ type }) => left.has(type))}
                onChange={(on) =>
                  turn(
                    own.map(({ type }) => type),
                    on,
                  )
                }
              />
              <div className="kind-inner">
                {own.map(({ type, exportType }) => (
                  <div key={type}>
                    <Tick label={find('files', exportType) ?? type} on={!left.has(type)} onChange={(on) => turn([type], on)} />
                  </div>
                ))}
              </div>
            </div>
          );
        })}
      </div>
      {chosen.length === 0 && types.length > 0 ? (
        <Notice>{say('cloud.nothingChosen')}</Notice>
      ) : (
        <div>
          <a className="button button-primary" href={`${paths.export.path}?${query.toString()}`} download>
            {say('cloud.takeAlong')}
          </a>
        </div>
      )}
    </Section>
  );
}

/** Types of a category that there are; other files are one line under the resources. */
function kindsOf(category: (typeof categories)[number], types: readonly string[]): { type: string; exportType: string }[] {
  const named = kinds.filter((kind) => kind.category === category && kind.type !== 'FILE' && types.includes(kind.type));
  if (category !== 'resources') return named.map(({ type, exportType }) => ({ type, exportType }));
  const known = new Set(kinds.map(({ type }) => type));
  return [
    ...named.map(({ type, exportType }) => ({ type, exportType })),
    ...(types.includes('FILE') ? [{ type: 'FILE', exportType: 'OTHER' }] : []),
    ...types.filter((type) => !known.has(type)).map((type) => ({ type, exportType: type })),
  ];
}

type State =
  | { readonly at: 'idle' }
  | { readonly at: 'running'; readonly done: number; readonly total: number }
  | { readonly at: 'done'; readonly result: PutBack }
  | { readonly at: 'failed'; readonly error: unknown };

function PutBackPart(): ReactNode {
  const { say } = useWords();
  const [state, setState] = useState<State>({ at: 'idle' });
  const input = useRef<HTMLInputElement>(null);
  const stop = useRef(new AbortController());
  const take = async (file: File): Promise<void> => {
    stop.current = new AbortController();
    setState({ at: 'running', done: 0, total: 0 });
    try {
      const result = await putBack(file, (done, total) => setState({ at: 'running', done, total }), stop.current.signal);
      setState({ at: 'done', result });
    } catch (error) {
      setState(stop.current.signal.aborted ? { at: 'idle' } : { at: 'failed', error });
    }
    await refresh(...fileKeys);
  };
  return (
    <Section title={say('cloud.putBack')}>
      <p>{say('cloud.putBackText')}</p>
      <input
        ref={input}
        type="file"
        accept=".osf,.zip"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={say('cloud.chooseFile')}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          target.value = '';
          if (file !== undefined) void take(file);
        }}
      />
      {state.at === 'running' ? (
        <Progress
          label={say('cloud.running', { done: state.done, total: state.total, size: '' })}
          done={state.total === 0 ? 0 : state.done / state.total}
        >
          <Button look="quiet" onPress={() => stop.current.abort()}>
            {say('shell.cancel')}
          </Button>
        </Progress>
      ) : (
        <div>
          <Button icon="upload" onPress={() => input.current?.click()}>
            {say('cloud.chooseFile')}
          </Button>
        </div>
      )}
      <Outcome state={state} />
    </Section>
  );
}

function Outcome({ state }: { readonly state: State }): ReactNode {
  const { say, find } = useWords();
  const explain = useExplain();
  const because = useReason();
  const remedy = useRemedy();
  if (state.at === 'failed') {
    const { error } = state;
    const known = error instanceof Error && 'code' in error && typeof error.code === 'string' && find('errors', error.code) !== null;
    const words = known ? explain(error) : say('cloud.notOsf', { reason: because(reasonOf(error)) });
    return <Notice tone="bad">{words}</Notice>;
  }
  if (state.at !== 'done') return null;
  const { stored, same, left } = state.result;
  const way = left.map(({ reason }) => remedy(reason)).find((one) => one !== null) ?? null;
  return (
    <Notice tone={left.length === 0 ? 'good' : 'warning'}>
      <p>{say('cloud.putBackDone', { stored, same })}</p>
      {left.length === 0 ? null : (
        <>
          <p>{say('cloud.notTaken', { count: left.length })}</p>
          <ul className="points">
            {left.slice(0, 20).map(({ name, reason }) => (
              <li key={name}>
                {name}: {because(reason)}
              </li>
            ))}
          </ul>
        </>
      )}
      {way === null ? null : <Link to={way.to}>{way.label}</Link>}
    </Notice>
  );
}
