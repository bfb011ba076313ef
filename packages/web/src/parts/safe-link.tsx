import type { ReactNode } from 'react';

/** A link that a file holds: followed only to the web or a mail program, opened apart; anything else is shown as text (R66). */
export function SafeLink({ url }: { readonly url: string }): ReactNode {
  const kind = URL.canParse(url) ? new URL(url).protocol : '';
  if (kind !== 'http:' && kind !== 'https:' && kind !== 'mailto:') return url;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {url}
    </a>
  );
}
