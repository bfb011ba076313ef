import { ApiError } from '@cairn/protocol';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { refresh, useAccount } from '../../cloud/account.ts';
import type { Account } from '../../cloud/account.ts';
import { useExplain } from '../../cloud/explain.ts';
import { canKeepLibrary, keepLibrary } from '../../device/index.ts';
import type { BrowserDevice } from '../../device/index.ts';
import { reopenLibrary } from '../../library/opened.ts';
import { Button } from '../../parts/button.tsx';
import { Choices } from '../../parts/choice.tsx';
import { Confirm, Dialog } from '../../parts/dialog.tsx';
import { PasswordField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { tell } from '../../parts/toasts.tsx';
import { Link } from '../../router.tsx';
import { useWords } from '../../words/use-words.tsx';
import { deviceName } from '../account/device-name.ts';
import { Form } from '../account/form.tsx';

/** Says that nothing is kept here, and offers to keep a library (W7, A8). */
export function KeepLibrary(): ReactNode {
  const { say } = useWords();
  const { data: account } = useAccount();
  const [isOpen, setOpen] = useState(false);
  const [isAble, setAble] = useState(true);
  useEffect(() => void canKeepLibrary().then(setAble), []);
  if (!isAble) {
    return (
      <Notice>
        <p>{say('cloud.cannotKeep')}</p>
      </Notice>
    );
  }
  return (
    <Notice>
      <p>{say('cloud.online')}</p>
      <Button onPress={() => setOpen(true)}>{say('cloud.keepLibrary')}</Button>
      <Dialog title={say('cloud.keepLibrary')} isOpen={isOpen} onClose={() => setOpen(false)}>
        <p>{say('cloud.keepLibraryText')}</p>
        {account === undefined || account === null ? null : <Ask account={account} onDone={() => setOpen(false)} />}
      </Dialog>
    </Notice>
  );
}

interface Present {
  readonly id: number;
  readonly name: string;
  readonly brand: string;
  readonly model: string;
}

function Ask({ account, onDone }: { readonly account: Account; readonly onDone: () => void }): ReactNode {
  const { say, language } = useWords();
  const [password, setPassword] = useState('');
  const [present, setPresent] = useState<readonly Present[]>([]);
  const [leaving, setLeaving] = useState<string | null>(null);
  if (!account.passwordSet) {
    return (
      <Notice tone="warning">
        <p>{say('account.passwordMissing')}</p>
        <Link to="/account/password">{say('account.choosePassword')}</Link>
      </Notice>
    );
  }
  const keep = async (): Promise<void> => {
    try {
      await keepLibrary(account, { password, lang: language, ...(leaving === null ? {} : { signOut: Number(leaving) }) });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'device-limit') setPresent(devicesIn(error.details['devices']));
      throw error;
    }
    await reopenLibrary(account);
    await refresh('devices');
    tell(say('cloud.keptLibrary'));
    onDone();
  };
  return (
    <Form action={say('cloud.keepLibrary')} isReady={password !== '' && (present.length === 0 || leaving !== null)} onSubmit={keep}>
      <PasswordField
        label={say('account.password')}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        isRequired
        autoFocus
      />
      {present.length === 0 ? null : (
        <Choices
          label={say('cloud.signOutDevice')}
          options={present.map((device) => ({ value: String(device.id), label: deviceName(device, say) }))}
          value={leaving}
          onChange={setLeaving}
        />
      )}
    </Form>
  );
}

/** The devices that the refusal lists. */
function devicesIn(value: unknown): Present[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((row: unknown) => {
    if (typeof row !== 'object' || row === null || !('id' in row) || typeof row.id !== 'number') return [];
    const text = (name: string): string => {
      const found: unknown = Reflect.get(row, name);
      return typeof found === 'string' ? found : '';
    };
    return [{ id: row.id, name: text('name'), brand: text('brand'), model: text('model') }];
  });
}

/** Takes the library away from this browser again. */
export function EndLibrary({ device }: { readonly device: BrowserDevice }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <Button onPress={() => setOpen(true)}>{say('cloud.endLibrary')}</Button>
      <Confirm
        title={say('cloud.endLibrary')}
        text={say('cloud.endLibraryText')}
        action={say('cloud.endLibrary')}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        explain={explain}
        onConfirm={async () => {
          await device.signOut({ keep: false });
          await refresh('devices');
          tell(say('cloud.libraryEnded'));
        }}
      />
    </div>
  );
}
