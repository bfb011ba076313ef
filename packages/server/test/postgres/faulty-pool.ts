import type { Client } from 'pg';
import { Pool } from '../../src/adapters/postgres/pool.ts';

/** What a statement meets. `cut`: the line breaks while it is sent; `answer lost`: after it was carried out. */
export type StatementTrouble = { readonly sqlState: string } | 'refused' | 'last' | 'cut' | 'answer lost';

/** Connections whose every statement can be made to fail, as the database itself, or a line to it, makes one fail (R03). */
export class FaultyPool extends Pool {
  /** Asked before each statement, with what it begins with. `refused`: nothing is sent; `last`: it is carried out and nobody hears of it. */
  trouble: (statement: string) => StatementTrouble | null = () => null;
  readonly #real = new WeakMap<Client, Client>();
  readonly #guards = new WeakMap<Client, Client>();

  override async take(): Promise<Client> {
    const client = await super.take();
    const known = this.#guards.get(client);
    if (known !== undefined) return known;
    const guard = new Proxy(client, {
      get: (target, name) => {
        if (name === 'query') return (query: { text: string }) => this.#ask(target, query);
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    this.#guards.set(client, guard);
    this.#real.set(guard, client);
    return guard;
  }
  override answered<T>(client: Client, question: Promise<T>): Promise<T> {
    return super.answered(this.#real.get(client) ?? client, question);
  }
  override give(client: Client, isBroken: boolean): void {
    super.give(this.#real.get(client) ?? client, isBroken);
  }

  async #ask(client: Client, query: { text: string }): Promise<unknown> {
    const trouble = this.trouble(query.text);
    if (trouble === null) return client.query(query);
    if (trouble === 'refused') throw new Error('the server is dead');
    if (trouble === 'last') {
      await client.query(query);
      throw new Error('the server is dead');
    }
    if (trouble === 'cut') {
      cut(client);
      return client.query(query);
    }
    if (trouble === 'answer lost') {
      await client.query(query);
      cut(client);
      throw Object.assign(new Error('planted'), { code: 'ECONNRESET' });
    }
    const failing = client.query({ text: `DO $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '${trouble.sqlState}'; END $$` });
    // A commit that fails ends its transaction.
    if (query.text === 'COMMIT') await Promise.allSettled([failing, client.query({ text: 'ROLLBACK' })]);
    return failing;
  }
}

function cut(client: Client): void {
  const { connection } = client as Client & { readonly connection: { readonly stream: { destroy(): void } } };
  connection.stream.destroy();
}
