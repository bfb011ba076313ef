import { createInterface } from 'node:readline/promises';

/** Questions to the person. Only where both ends are a terminal; a script is never left waiting for an answer. */
export interface Terminal {
  /** Whether somebody is there to answer. */
  readonly present: boolean;
  /** One line typed by the person, without blanks around it; null when they end the input or press Ctrl-C. */
  ask(question: string): Promise<string | null>;
}

export function openTerminal(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Terminal {
  return {
    present: input.isTTY && output.isTTY,
    async ask(question) {
      const lines = createInterface({ input, output, terminal: true });
      const closed = new Promise<null>((resolve) => lines.once('close', () => resolve(null)));
      try {
        const answer = await Promise.race([lines.question(question), closed]);
        if (answer === null) output.write('\n');
        return answer === null ? null : answer.trim();
      } finally {
        lines.close();
      }
    },
  };
}
