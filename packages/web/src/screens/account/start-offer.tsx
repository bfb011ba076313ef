import type { ReactNode } from 'react';
import { refresh } from '../../cloud/account.ts';
import type { Account } from '../../cloud/account.ts';
import { cloud } from '../../cloud/client.ts';
import { useExplain } from '../../cloud/explain.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useFormat } from '../../words/use-format.ts';
import { useWords } from '../../words/use-words.tsx';

/** The free plan is offered where plans are run and the account has none (P1). */
export function StartOffer({ offer }: { readonly offer: NonNullable<Account['offer']> }): ReactNode {
  const { say } = useWords();
  const explain = useExplain();
  const format = useFormat();
  return (
    <Notice>
      <p>{say('account.startPlanText', { size: format.size(offer.quota), file: format.size(offer.fileLimit) })}</p>
      <Button
        onPress={() => {
          cloud.startPlan().then(
            () => refresh('account', 'storage', 'purchases'),
            (error: unknown) => tell(explain(error), { bad: true }),
          );
        }}
      >
        {say('account.startPlan')}
      </Button>
    </Notice>
  );
}
