/** One series of one reading: its name, its labels, its value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
/** What was read at a moment, seconds. */
export interface Reading {
  readonly at: number;
  readonly samples: readonly Sample[];
}
type Vector = readonly Omit<Sample, 'name'>[];

/** Reads the text format of Prometheus, 0.0.4. */
export function samplesOf(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text2 = '']): [string, string] => [key, text2]);
      return { name, labels: Object.fromEntries(pairs), value: Number(value.replace('Inf', 'Infinity')) };
    });
}

/**
 * Evaluates what our alarms say, over the readings of the time that they look back: selectors, `rate`, `increase`, `sum`, `min`, `max`
 * with `by`, `histogram_quantile`, `+`, and a comparison with a number. Prometheus itself extrapolates; here two readings are the whole range.
 */
export function holds(expression: string, readings: readonly Reading[]): boolean {
  return new Evaluation(expression, readings).comparison().length > 0;
}

const token = /\s*(>=|<=|==|!=|=~|!~|[(){}[\]=,<>+]|"(?:[^"\\]|\\.)*"|[\w.:]+)/y;

class Evaluation {
  readonly #tokens: string[] = [];
  readonly #readings: readonly Reading[];
  constructor(text: string, readings: readonly Reading[]) {
    this.#readings = readings;
    token.lastIndex = 0;
    for (let found = token.exec(text); found?.[1] !== undefined; found = token.exec(text)) this.#tokens.push(found[1]);
    if (this.#tokens.join('').length !== text.replace(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, '').length)
      throw new Error(`not understood: ${text}`);
  }

  comparison(): Vector {
    const left = this.#sum();
    const operator = this.#tokens.shift();
    const bound = Number(this.#tokens.shift());
    if (operator === undefined || this.#tokens.length > 0 || Number.isNaN(bound))
      throw new Error('a comparison with a number was expected');
    return left.filter(({ value }) => (operator === '>' ? value > bound : operator === '<' ? value < bound : value === bound));
  }

  #sum(): Vector {
    let left = this.#term();
    while (this.#tokens[0] === '+') {
      this.#tokens.shift();
      const right = this.#term();
      left = left.length === 0 || right.length === 0 ? [] : [{ labels: {}, value: (left[0]?.value ?? 0) + (right[0]?.value ?? 0) }];
    }
    return left;
  }

  #term(): Vector {
    const name = this.#take();
    if (['sum', 'min', 'max'].includes(name)) return this.#aggregate(name);
    if (name === 'histogram_quantile') {
      this.#expect('(');
      const quantile = Number(this.#take());
      this.#expect(',');
      const buckets = this.#term();
      this.#expect(')');
      return quantileOf(quantile, buckets);
    }
    if (name === 'rate' || name === 'increase') {
      this.#expect('(');
      const matches = this.#selector(this.#take());
      this.#expect('[');
      this.#take();
      this.#expect(']');
      this.#expect(')');
      return this.#grown(matches, name === 'rate');
    }
    const matches = this.#selector(name);
    return (this.#readings.at(-1)?.samples ?? []).filter(matches);
  }

  #aggregate(how: string): Vector {
    this.#expect('(');
    const inner = this.#term();
    this.#expect(')');
    const by: string[] = [];
    if (this.#tokens[0] === 'by') {
      this.#tokens.splice(0, 2);
      for (let word = this.#take(); word !== ')'; word = this.#take()) if (word !== ',') by.push(word);
    }
    const groups = new Map<string, { labels: Record<string, string>; values: number[] }>();
    for (const { labels, value } of inner) {
      const kept = Object.fromEntries(by.map((label) => [label, labels[label] ?? '']));
      const group = groups.get(JSON.stringify(kept)) ?? { labels: kept, values: [] };
      group.values.push(value);
      groups.set(JSON.stringify(kept), group);
    }
    return [...groups.values()].map(({ labels, values }) => {
      const value = how === 'sum' ? values.reduce((a, b) => a + b, 0) : how === 'min' ? Math.min(...values) : Math.max(...values);
      return { labels, value };
    });
  }

  #selector(name: string): (sample: Sample) => boolean {
    const rules: ((labels: Sample['labels']) => boolean)[] = [];
    if (this.#tokens.at(0) === '{') {
      for (let word = this.#take(); word !== '}'; word = this.#take()) {
        const [label, operator, quoted = ''] = this.#tokens.splice(0, 3);
        const wanted = quoted.slice(1, -1);
        const pattern = new RegExp(`^(?:${wanted})$`);
        rules.push((labels) => {
          const value = labels[label ?? ''] ?? '';
          const same = operator === '=' || operator === '!=' ? value === wanted : pattern.test(value);
          return operator?.startsWith('!') === true ? !same : same;
        });
        if (this.#tokens.at(0) === '}') {
          this.#tokens.shift();
          break;
        }
      }
    }
    return (sample) => sample.name === name && rules.every((rule) => rule(sample.labels));
  }

  #grown(matches: (sample: Sample) => boolean, perSecond: boolean): Vector {
    const [first, last] = [this.#readings[0], this.#readings.at(-1)];
    if (first === undefined || last === undefined || first === last) return [];
    const before = new Map(first.samples.filter(matches).map((sample) => [JSON.stringify(sample.labels), sample.value]));
    return last.samples.filter(matches).map(({ labels, value }) => {
      const grown = value - (before.get(JSON.stringify(labels)) ?? 0);
      return { labels, value: perSecond ? grown / (last.at - first.at) : grown };
    });
  }

  #take(): string {
    const next = this.#tokens.shift();
    if (next === undefined) throw new Error('the expression ends too early');
    return next;
  }
  #expect(word: string): void {
    if (this.#take() !== word) throw new Error(`${word} was expected`);
  }
}

function quantileOf(quantile: number, buckets: Vector): Vector {
  const sorted = buckets
    .map(({ labels, value }) => ({ le: Number((labels['le'] ?? '').replace('+Inf', 'Infinity')), value }))
    .sort((a, b) => a.le - b.le);
  const all = sorted.at(-1)?.value ?? 0;
  if (all === 0) return [];
  const found = sorted.find(({ value }) => value >= quantile * all);
  return [{ labels: {}, value: found?.le ?? 0 }];
}
