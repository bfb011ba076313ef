import { useState } from 'react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useWords } from '../words/use-words.tsx';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import './dialog.css';

/** A question or a form above the page. Escape and Cancel leave it; the focus goes back to where it was. */
export function Dialog(props: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly role?: 'dialog' | 'alertdialog';
  readonly children: ReactNode;
}): ReactNode {
  const { title, isOpen, onClose, role = 'dialog', children } = props;
  return (
    <ModalOverlay
      className="veil"
      isOpen={isOpen}
      isDismissable={role === 'dialog'}
      onOpenChange={(open) => (open ? undefined : onClose())}
    >
      <Modal className="dialog-place">
        <AriaDialog className="dialog" role={role}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/**
 * Asks before something that cannot be taken back. `onConfirm` may take its time: the dialog stays, and says what went wrong when it
 * rejects (`explain` puts it into words).
 */
export function Confirm(props: {
  readonly title: string;
  readonly text: ReactNode;
  readonly action: string;
  readonly isOpen: boolean;
  readonly danger?: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => Promise<void>;
  readonly explain: (error: unknown) => string;
  readonly children?: ReactNode;
}): ReactNode {
  const { say } = useWords();
  const [pending, setPending] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const close = (): void => {
    setFault(null);
    props.onClose();
  };
  const confirm = async (): Promise<void> => {
    setPending(true);
    setFault(null);
    try {
      await props.onConfirm();
      close();
    } catch (error) {
      setFault(props.explain(error));
    } finally {
      setPending(false);
    }
  };
  return (
    <Dialog title={props.title} isOpen={props.isOpen} onClose={close} role="alertdialog">
      {typeof props.text === 'string' ? <p>{props.text}</p> : props.text}
      {props.children}
      {fault === null ? null : <Notice tone="bad">{fault}</Notice>}
      <div className="dialog-actions">
        <Button onPress={close}>{say('shell.cancel')}</Button>
        <Button look={props.danger === false ? 'primary' : 'danger'} isPending={pending} onPress={() => void confirm()}>
          {props.action}
        </Button>
      </div>
    </Dialog>
  );
}
