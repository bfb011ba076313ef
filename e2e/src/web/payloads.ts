/** What runs when it was made script: it calls `pwned`, which the test puts into the page. */
const call = 'pwned(1)';
const handlers = ['onerror', 'onwheel', 'onload', 'onclick', 'onfocus', 'onmouseover', 'onanimationstart', 'ontoggle', 'onpointerenter'];
const tags = [
  'img src=x',
  'svg',
  'body',
  'iframe',
  'video src=x',
  'audio src=x',
  'details open',
  'input autofocus',
  'object data=x',
  'a href=x',
  'math',
  'marquee',
];

const elements = tags.flatMap((tag) => handlers.map((handler) => `<${tag} ${handler}=${call}>`));
const wrapped = [`<script>${call}</script>`, `<img src=x onerror=${call}>`, `<svg/onload=${call}>`].flatMap((core) => [
  core,
  `"><${core.slice(1)}`,
  `'>${core}`,
  `</title>${core}`,
  `</style>${core}`,
  `</script>${core}`,
  `</textarea>${core}`,
  `<!--${core}-->`,
  `]]>${core}`,
  `&lt;${core.slice(1)}`,
  core.toUpperCase(),
  core.replace('<', '<\u0000'),
  core.replace('<', '\uFF1C'),
  `{{${core}}}`,
  `\${${call}}`,
]);
const links = [
  'javascript:',
  'JaVaScRiPt:',
  ' javascript:',
  'java\tscript:',
  'data:text/html,',
  'vbscript:',
  'blob:',
  'view-source:javascript:',
  'jar:javascript:',
].flatMap((scheme) => [
  `${scheme}${call}`,
  `${scheme}//%0a${call}`,
  `${scheme}<script>${call}</script>`,
  `<a href="${scheme}${call}">x</a>`,
]);
const others = [
  `" autofocus onfocus=${call} x="`,
  `' style=animation-name:x onanimationstart=${call} '`,
  `<style>@import'javascript:${call}'</style>`,
  `<link rel=stylesheet href=data:,*%7bx:expression(${call})%7d>`,
  `<base href=javascript:${call}//>`,
  `<meta http-equiv=refresh content="0;url=javascript:${call}">`,
  `<form action=javascript:${call}><button>x</button></form>`,
  `<iframe srcdoc="<script>parent.${call}</script>">`,
  `{{constructor.constructor('${call}')()}}`,
  `<template><script>${call}</script></template>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${call}>`,
  `<noscript><p title="</noscript><img src=x onerror=${call}>">`,
  '__proto__',
  'constructor',
  '%3Cscript%3Epwned(1)%3C/script%3E',
  '\u202Egnp.exe',
  '${7*7}',
  '../../../etc/passwd',
  'a\r\nSet-Cookie: x=1',
  '=cmd|calc!A1',
];
/** At least 200 texts that try to become script in one place or another (R66). */
export const payloads: readonly string[] = [...others, ...wrapped, ...links, ...elements];
