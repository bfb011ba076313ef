import type { ConfirmCode } from '../../ports/confirm-code.ts';
import { codeChecks } from './code-check.ts';
import type { StoreModule } from './module.ts';

/** The part of the database that carries out `ConfirmCode`; it has no tables of its own. */
export const confirmCodeModule: StoreModule<ConfirmCode> = {
  schema: [],
  commands: (db) => {
    const codes = codeChecks(db);
    return {
      confirmCode(owner, presented, now) {
        const checked = codes.check(owner, presented, now);
        return checked.outcome === 'right' ? { outcome: 'done' } : checked;
      },
    };
  },
  reads: [],
};
