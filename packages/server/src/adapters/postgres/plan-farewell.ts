import type { AccountId } from '../../ports/world.ts';
import type { Transaction } from './database.ts';
import { ofAccount } from './statement.ts';

const free = ofAccount('plan-free-purchases', 'UPDATE purchase SET account = NULL WHERE account = $1');
const freeClaims = ofAccount('plan-free-claims', 'UPDATE purchase_claim SET account = NULL WHERE account = $1');
const drops = ['pro_loss', 'plan_notice', 'grace_step', 'map_download', 'download_bonus', 'subscriber'].map((table) =>
  ofAccount(`plan-drop-${table}`, `DELETE FROM ${table} WHERE account = $1`),
);

/** What a deletion of an account does to its plans: purchases are free to be linked again, everything else goes (R73, P4). */
export function sendPlanFarewell(tx: Transaction, account: AccountId): void {
  for (const statement of [free, freeClaims, ...drops]) tx.send(statement, account);
}
