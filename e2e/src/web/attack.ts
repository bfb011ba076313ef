import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Target {
  readonly method: string;
  readonly url: string;
}

/** A page of another origin that tries all that a page can try, without leaving, on every address of the API; `attacked` when it is through. */
function attackPage(target: string, urls: readonly Target[]): string {
  return `<!doctype html><title>attack</title><body><script>
    const target = ${JSON.stringify(target)}; const urls = ${JSON.stringify(urls)};
    const done = [];
    for (const { method, url } of urls) {
      done.push(fetch(target + url, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' }).catch(() => 0));
      done.push(fetch(target + url, { method: 'POST', mode: 'no-cors', credentials: 'include', headers: { 'content-type': 'text/plain' }, body: '{"code":"1","operations":[]}' }).catch(() => 0));
      done.push(fetch(target + url, { method, credentials: 'include', headers: { 'x-cairn': '1', 'content-type': 'application/json' }, body: method === 'GET' ? undefined : '{}' }).then((a) => a.text().then((t) => { window.read = (window.read ?? '') + t; }), () => 0));
      const image = new Image(); image.src = target + url; document.body.append(image);
      const frame = document.createElement('iframe'); frame.name = 'f' + done.length; document.body.append(frame);
      const form = document.createElement('form'); form.method = 'post'; form.action = target + url; form.target = frame.name;
      form.enctype = 'text/plain'; const input = document.createElement('input'); input.name = '{"a":"'; input.value = '"}'; form.append(input); document.body.append(form);
      form.submit();
    }
    Promise.allSettled(done).then(() => setTimeout(() => { window.attacked = true; }, 500));
  </script>`;
}

/** A page that leads its whole tab away when `lead(to, by)` is called: by a form, or by a link that clicks itself. */
const leadingPage = `<!doctype html><title>lead</title><body><script>
    window.lead = (to, by) => {
      const way = document.createElement(by === 'form' ? 'form' : 'a');
      document.body.append(way);
      if (by === 'form') {
        way.method = 'post'; way.action = to; way.enctype = 'text/plain';
        const input = document.createElement('input'); input.name = '{"a":"'; input.value = '"}'; way.append(input);
        way.submit();
      } else { way.href = to; way.click(); }
    };
  </script>`;

export interface Attacker {
  readonly port: number;
  close(): void;
}
/** A website of somebody else on this machine: `/` attacks at once, `/lead` waits to be told where to lead. */
export async function openAttacker(target: string, urls: readonly Target[]): Promise<Attacker> {
  const server = createServer(({ url = '/' }, response) => {
    response.setHeader('content-type', 'text/html').end(url === '/lead' ? leadingPage : attackPage(target, urls));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
