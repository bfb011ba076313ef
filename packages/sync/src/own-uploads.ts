import type { ContentVersion } from '@cairn/protocol';
import type { Agreement } from './agreement.ts';
import { contentBase } from './compare.ts';
import { idOf } from './keys.ts';
import type { BaseRow, Cloud, CloudRow, Sent } from './ports.ts';
import type { Unanswered } from './unanswered.ts';

/**
 * What was sent before the connection broke, or the program was killed, and did arrive was agreed on, whatever has become of the file
 * since, here or there: an edit here follows it, a deletion there deletes it here and does not bring it back (R24).
 * @throws CloudError
 */
export async function ownUploads(agreement: Agreement, unanswered: Unanswered, cloud: Pick<Cloud, 'history'>): Promise<void> {
  const mine: BaseRow[] = [];
  for (const sent of unanswered.all()) {
    const id = idOf(sent.key);
    const news = agreement.news(id);
    const isSettled = (agreement.base(id)?.seq ?? 0) > sent.base;
    if (!isSettled) {
      // Nothing is known of it: it may be on its way still.
      if (news === undefined || news.seq <= sent.base) continue;
      const arrived = await arrivalOf(sent, news, cloud);
      if (arrived !== null) mine.push({ key: sent.key, base: contentBase(arrived) });
    }
    unanswered.drop(sent.key);
  }
  await agreement.agree(mine);
}

/** The version that the content became in the cloud; null when it never arrived. */
async function arrivalOf(sent: Sent, news: CloudRow, cloud: Pick<Cloud, 'history'>): Promise<ContentVersion | null> {
  const isMine = (version: CloudRow): version is ContentVersion => {
    return version.kind === 'content' && version.hash === sent.hash && version.seq > sent.base && idOf(version) === idOf(sent.key);
  };
  return isMine(news) ? news : ((await cloud.history(sent.key)).find(isMine) ?? null);
}
