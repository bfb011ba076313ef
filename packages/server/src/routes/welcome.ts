import type { PageWords } from './page-words.ts';

interface Chosen {
  readonly lang: string;
  readonly words: PageWords;
}

/** The first page: what this server is, and what to do next. */
export function welcomePage(
  { lang, words }: Chosen,
  facts: {
    readonly registration: 'open' | 'invite' | 'closed';
    readonly outbox: boolean;
    readonly publicUrl: string;
    readonly administrator: boolean;
  },
): string {
  const command = 'npx --no-install cairn --folder DIR';
  return layout(
    lang,
    'Cairn',
    words,
    `${paragraph('lead', words.lead)}
${facts.administrator ? '' : `<section class="note"><p>${text(words.noAdmin)}</p></section>`}
<section>
<h2>${text(words.nextTitle)}</h2>
<p>${text(words[facts.registration])}</p>
<ol>
<li>${text(words.signIn)}<pre><code>${text(`${command} login ${facts.publicUrl} you@example.org`)}</code></pre></li>
<li>${text(words.sync)}<pre><code>${text(`${command} sync`)}</code></pre></li>
<li>${text(words.others)}</li>
</ol>
${facts.outbox ? `<p>${text(words.outbox)}</p>` : ''}
</section>
<footer><p>${text(words.more)} <a href="/api/v1/openapi.json">OpenAPI</a>. ${text(words.independent)}</p></footer>`,
  );
}

/** Where the set-up link of the console leads (A1). The token stands behind the `#` and is read by the page's script alone. */
export function setUpPage({ lang, words }: Chosen, facts: { readonly outbox: boolean }): string {
  return layout(
    lang,
    words.setUpTitle,
    words,
    `<section id="no-secret" hidden><p>${text(words.noSetUp)}</p></section>
<form id="ask" hidden>
<p>${text(words.setUpLead)}${facts.outbox ? ` ${text(words.outbox)}` : ''}</p>
<label for="address">${text(words.address)}</label>
<input id="address" name="address" type="email" autocomplete="email" required>
<button>${text(words.send)}</button>
<p class="bad" role="alert" hidden></p>
</form>
<form id="prove" hidden>
<label for="code">${text(words.code)}</label>
<input id="code" name="code" autocomplete="one-time-code" aria-describedby="tip" required>
<p id="tip">${text(words.codeTip)}</p>
<button>${text(words.finish)}</button>
<p class="bad" role="alert" hidden></p>
</form>
<section id="done" role="status" hidden><p>${text(words.done)}</p><p><a href="/">Cairn</a></p></section>
<section id="not-first" role="status" hidden><p>${text(words.notFirst)}</p></section>`,
    'set-up',
  );
}

/** Where the link of a code mail leads: shows the long word, to be entered in the place of the code (R52). */
export function linkPage({ lang, words }: Chosen): string {
  return layout(
    lang,
    words.linkTitle,
    words,
    `<section id="no-secret" hidden><p>${text(words.noWord)}</p></section>
<section id="with-word" hidden>
<p>${text(words.linkLead)}</p>
<output id="word" class="word"></output>
<button id="copy" type="button">${text(words.copy)}</button>
<p id="copied" role="status" hidden>${text(words.copied)}</p>
</section>`,
    'link',
  );
}

function layout(lang: string, title: string, words: PageWords, body: string, page = ''): string {
  const data = Object.entries({
    page,
    'error-set-up-done': words.errorSetUpDone,
    'error-address-invalid': words.errorAddressInvalid,
    'error-code-invalid': words.errorCodeInvalid,
  }).map(([key, value]) => `data-${key}="${text(value)}"`);
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title>
<link rel="icon" href="/mark.svg">
<link rel="stylesheet" href="/style.css">
</head>
<body ${page === '' ? '' : data.join(' ')}>
<main>
<header><img src="/mark.svg" alt=""><h1>${text(title)}</h1></header>
${body}
</main>
${page === '' ? '' : '<script src="/page.js"></script>'}
</body>
</html>
`;
}

const paragraph = (name: string, content: string): string => `<p class="${name}">${text(content)}</p>`;
const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
function text(content: string): string {
  return content.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}
