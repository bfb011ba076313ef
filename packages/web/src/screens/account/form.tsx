import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useExplain } from '../../cloud/explain.ts';

/** Fields, one button, and below them what went wrong. Nothing is sent twice while it is under way. */
export function Form(props: {
  readonly action: string;
  readonly isReady: boolean;
  readonly onSubmit: () => Promise<void>;
  /** Stands beside what went wrong: where to read more. */
  readonly help?: ReactNode;
  readonly beside?: ReactNode;
  readonly danger?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const explain = useExplain();
  const [pending, setPending] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (): Promise<void> => {
    if (pending || !props.isReady) return;
    setPending(true);
    setFault(null);
    try {
      await props.onSubmit();
    } catch (error) {
      setFault(explain(error));
    } finally {
      setPending(false);
    }
  };
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {props.children}
      {fault === null ? null : (
        <Notice tone="bad">
          <p>{fault}</p>
          {props.help}
        </Notice>
      )}
      <div className="form-actions">
        <Button type="submit" look={props.danger === true ? 'danger' : 'primary'} isPending={pending} isDisabled={!props.isReady}>
          {props.action}
        </Button>
        {props.beside}
      </div>
    </form>
  );
}
