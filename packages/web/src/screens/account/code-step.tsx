import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { More } from '../../parts/more.tsx';
import { Notice } from '../../parts/notice.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useServer } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { Link } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';
import { Form } from './form.tsx';

/** What the server said of a code that it mailed, and when it was. */
export interface Mailed {
  readonly livesMs: number;
  readonly resendAfterMs: number;
}

/** The step in which the code of a mail is typed: resend with a visible wait, and what to check when none comes (A2). */
export function CodeStep(props: {
  readonly address: string;
  readonly mailed: Mailed;
  readonly action: string;
  readonly resend: () => Promise<Mailed>;
  readonly onCode: (code: string) => Promise<void>;
  readonly onOtherAddress?: () => void;
  /** Fields of the same step, below the code. */
  readonly children?: ReactNode;
  /** Whether those are filled. */
  readonly isComplete?: boolean;
}): ReactNode {
  const { say } = useWords();
  const { data: server } = useServer();
  const [code, setCode] = useState('');
  const [mailed, setMailed] = useState(props.mailed);
  const digits = server?.codeDigits ?? 8;
  return (
    <>
      <Form action={props.action} isReady={code.trim() !== '' && props.isComplete !== false} onSubmit={() => props.onCode(code)}>
        <Field
          label={say('account.code')}
          hint={say('account.codeHint', { digits, address: props.address, minutes: Math.round(mailed.livesMs / 60_000) })}
          value={code}
          onChange={setCode}
          name="code"
          autoComplete="one-time-code"
          inputMode="numeric"
          wide="code"
          isRequired
          autoFocus
        />
        {props.children}
      </Form>
      {server?.outbox === true ? <Notice>{say('account.codeOutbox')}</Notice> : null}
      <Resend
        key={mailed === props.mailed ? 'first' : 'again'}
        waitMs={mailed.resendAfterMs}
        resend={async () => {
          setMailed(await props.resend());
          tell(say('account.resent'));
        }}
      />
      <More title={say('account.noCode')}>
        <ul className="points">
          <li>{say('account.noCodeAddress', { address: props.address })}</li>
          <li>{say('account.noCodeSpam')}</li>
          <li>{say('account.noCodeWait')}</li>
          <li>{say('account.noCodeNewest')}</li>
          <li>{say('account.noCodeProvider')}</li>
        </ul>
        <Link to="/help/no-code">{say('shell.help')}</Link>
      </More>
      {props.onOtherAddress === undefined ? null : (
        <div>
          <Button look="quiet" icon="back" onPress={props.onOtherAddress}>
            {say('account.otherAddress')}
          </Button>
        </div>
      )}
    </>
  );
}

/** The button for another code; counts down until one may be sent. */
function Resend({ waitMs, resend }: { readonly waitMs: number; readonly resend: () => Promise<void> }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const [left, setLeft] = useState(Math.ceil(waitMs / 1000));
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    const end = Date.now() + waitMs;
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000))), 500);
    return () => clearInterval(timer);
  }, [waitMs]);
  return (
    <div className="form-actions">
      <Button
        isDisabled={left > 0}
        icon="sync"
        onPress={() => {
          setFault(null);
          resend().catch((error: unknown) => setFault(explain(error)));
        }}
      >
        {left > 0 ? say('account.resendIn', { seconds: left }) : say('account.resend')}
      </Button>
      {fault === null ? null : <Notice tone="bad">{fault}</Notice>}
    </div>
  );
}
