import type { AccountId } from '../../ports/world.ts';
import type { CodeRows, Refused } from '../../ports/account-store.ts';
import { deviceRows, sendSession } from './access.ts';
import { accountChanges } from './account-changes.ts';
import { codes } from './code-check.ts';
import type { Checked } from './code-check.ts';
import type { Database, Transaction } from './database.ts';
import { queueMail } from './mails.ts';

const invalid: Refused = { outcome: 'invalid' };

/** Commands that issue a code or spend one. */
export function codeRows(database: Database): CodeRows {
  return {
    issueCode: (code, mail, now) =>
      database.write(async (tx) => {
        if ((await queueMail(tx, mail, now)) === 'queue-full') return 'queue-full';
        if (code !== null) codes.put(tx, code);
        return 'done';
      }),
    registerDevice: ({ owner, presented, device, tokenHash, deviceLimit, signOut, startsPlan, now }) =>
      database.write(async (tx) => {
        const checked = await codes.check(tx, owner, presented, now);
        if (checked.outcome !== 'right') return checked;
        if (await isShut(tx, owner.account, checked)) return invalid;
        const present = await deviceRows.signedIn(tx, owner.account);
        const staying = present.filter((row) => row.device !== signOut).length;
        if (deviceLimit > 0 && staying >= deviceLimit) return { outcome: 'device-limit', account: owner.account, devices: present };
        codes.spend(tx, owner);
        const account = owner.account === 0 ? await accountChanges.make(tx, checked.row, startsPlan, now) : owner.account;
        const signedOut = signOut !== null && (await deviceRows.end(tx, account, signOut, now)) ? signOut : null;
        if (checked.row.grants_admin === 1) await accountChanges.makeFirstAdministrator(tx, account);
        return { outcome: 'registered', account, device: await deviceRows.add(tx, account, device, tokenHash, now), signedOut };
      }),
    openSessionByCode: ({ owner, presented, session, now }) =>
      database.write(async (tx) => {
        const checked = await codes.check(tx, owner, presented, now);
        if (checked.outcome !== 'right') return checked;
        if (await isShut(tx, owner.account, checked)) return invalid;
        codes.spend(tx, owner);
        const account = owner.account === 0 ? await accountChanges.make(tx, checked.row, false, now) : owner.account;
        if (checked.row.grants_admin === 1) await accountChanges.makeFirstAdministrator(tx, account);
        sendSession(tx, account, session, now);
        return { outcome: 'opened', account };
      }),
    exchangeCode: (owner, presented, next, mail, now) =>
      database.write(async (tx) => {
        const checked = await codes.check(tx, owner, presented, now);
        if (checked.outcome !== 'right') return checked;
        if ((await queueMail(tx, mail, now)) === 'queue-full') throw new Error('the mail queue is full');
        codes.spend(tx, owner);
        codes.put(tx, next);
        return { outcome: 'done' };
      }),
    pendingAddress: async (owner, now) => (await codes.find(database, owner, now))?.address_key ?? null,
    confirmAddress: ({ owner, presented, mayReplace, keepSession, now }) =>
      database.write(async (tx) => {
        const checked = await codes.check(tx, owner, presented, now);
        if (checked.outcome !== 'right') return checked;
        codes.spend(tx, owner);
        const other = await accountChanges.under(tx, checked.row.address_key);
        if (other !== null && other !== owner.account) {
          if (other !== mayReplace || (await deviceRows.signedIn(tx, other)).length > 0) return { outcome: 'address-in-use' };
          await accountChanges.beginDeletion(tx, other, now);
        }
        const from = await accountChanges.moveTo(tx, owner.account, checked.row);
        accountChanges.forget(tx, owner.account, keepSession);
        return { outcome: 'done', from, to: checked.row.address };
      }),
    setPassword: ({ owner, presented, password, keepSession, now }) =>
      database.write(async (tx) => {
        const checked = await codes.check(tx, owner, presented, now);
        if (checked.outcome !== 'right') return checked;
        accountChanges.setPassword(tx, owner.account, password);
        accountChanges.forget(tx, owner.account, keepSession);
        return { outcome: 'done' };
      }),
    beginDeletion: (owner, presented, now) =>
      database.write(async (tx) => {
        const checked = await codes.check(tx, owner, presented, now);
        if (checked.outcome !== 'right') return checked;
        await accountChanges.beginDeletion(tx, owner.account, now);
        return { outcome: 'done' };
      }),
  };
}

/** Whether a right code opens nothing: its invitation was spent meanwhile, or the account is not active any more. */
async function isShut(tx: Transaction, account: AccountId, checked: Checked & { readonly outcome: 'right' }): Promise<boolean> {
  return account === 0 ? !(await accountChanges.invitationHolds(tx, checked.row)) : accountChanges.isBarred(tx, account);
}
