import { setTimeout as pause } from 'node:timers/promises';

/** One tab of a browser that is driven by WebDriver, whichever of its two protocols the browser speaks. */
export interface Tab {
  readonly open: (url: string) => Promise<void>;
  /** Runs the body of an async function in the page. @returns what it returns, by way of JSON */
  readonly run: (body: string) => Promise<unknown>;
  /** Input as W3C WebDriver describes it, "actions". */
  readonly perform: (sources: readonly object[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Finds things in a page as people do: by what they are and what they are called. Runs there. */
const finder = `
  const named = (element) =>
    (element.getAttribute('aria-label') ??
      (element.labels?.[0] ?? document.getElementById(element.getAttribute('aria-labelledby')?.split(' ')[0] ?? ''))?.textContent ??
      element.textContent ?? '').trim();
  const kinds = {
    button: 'button, [role=button]', link: 'a[href]', field: 'input:not([type=file]), textarea, [role=searchbox]',
    row: '[role=row], .row', option: '[role=option], [role=menuitem], label', text: 'h1, h2, p, span, li, td, div, strong, label, button',
  };
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.closest('[inert], [aria-hidden=true]') === null;
  };
  const find = (kind, name) => {
    const found = [...document.querySelectorAll(kinds[kind])].filter(
      (element) => visible(element) && (kind === 'text' || kind === 'row' ? named(element).includes(name) : named(element) === name));
    return found.at(-1) ?? null;
  };
`;
export type Kind = 'button' | 'link' | 'field' | 'row' | 'option' | 'text';

/** Longest wait for something to come, milliseconds: other work may fill the machine. */
const patience = 60_000;

/** Somebody who uses the website in such a tab. */
export class Visit {
  readonly #tab: Tab;
  readonly url: string;
  constructor(tab: Tab, url: string) {
    this.#tab = tab;
    this.url = url;
  }

  async go(path: string): Promise<void> {
    await this.#tab.open(this.url + path);
  }
  async run(body: string): Promise<unknown> {
    return this.#tab.run(body);
  }
  /** Waits until `body` returns something true, and gives it. @throws Error with what was on the page */
  async until(what: string, body: string): Promise<unknown> {
    const end = Date.now() + patience;
    for (;;) {
      const found = await this.#tab.run(finder + body).catch(() => null);
      if (found !== null && found !== false && found !== undefined) return found;
      if (Date.now() > end)
        throw new Error(`${what} did not come; the page says: ${String(await this.#tab.run('return document.body.innerText'))}`);
      await pause(100);
    }
  }
  async see(text: string, kind: Kind = 'text'): Promise<void> {
    await this.until(`“${text}”`, `return find(${JSON.stringify(kind)}, ${JSON.stringify(text)}) !== null`);
  }
  async press(kind: Kind, name: string): Promise<void> {
    const [x, y] = await this.#placeOf(kind, name);
    await this.#tab.perform([
      {
        ...{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' } },
        actions: [
          { type: 'pointerMove', x, y, duration: 0 },
          { type: 'pointerDown', button: 0 },
          { type: 'pointerUp', button: 0 },
        ],
      },
    ]);
  }
  /** Types into a field, in place of what it holds. */
  async fill(name: string, text: string): Promise<void> {
    await this.until(
      `the field “${name}”`,
      `const field = find('field', ${JSON.stringify(name)}); field?.focus(); field?.select?.(); return field !== null`,
    );
    const strokes = Array.from(text).flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.#tab.perform([{ type: 'key', id: 'keyboard', actions: strokes }]);
  }
  /** The middle of something that is enabled, keeps still, and is not covered. */
  async #placeOf(kind: Kind, name: string): Promise<[number, number]> {
    const found = await this.until(
      `${kind} “${name}”`,
      `const element = find(${JSON.stringify(kind)}, ${JSON.stringify(name)});
       if (element === null || element.disabled === true) return null;
       element.scrollIntoView({ block: 'center', behavior: 'instant' });
       await new Promise((frame) => setTimeout(frame, 60));
       const box = element.getBoundingClientRect();
       const place = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
       const there = document.elementFromPoint(...place);
       return there !== null && (element.contains(there) || there.contains(element)) ? place : null;`,
    );
    return found as [number, number];
  }
}
