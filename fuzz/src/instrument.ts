import ts from 'typescript';

/** A module whose branches count how often they are taken. */
export interface Instrumented {
  readonly code: string;
  /** Counters that it uses, from `first` on. */
  readonly counters: number;
  /** Texts and numbers that stand in it: what an input must often hold to get further. */
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

const counterArray = '__branches';

/** Adds a counter to each branch of a module; lines stay what they are, so that traces of errors lead into the source. */
export function instrument(source: string, path: string, first: number): Instrumented {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const insertions: Insertion[] = [{ at: beginOf(file), text: `const ${counterArray} = globalThis.${counterArray};` }];
  const texts = new Set<string>();
  const numbers = new Set<number>();
  let next = first;
  const count = (): string => `${counterArray}[${next++}]++`;
  const open = (at: number, text: string): void => void insertions.push({ at, text });

  const around = (node: ts.Node, before: string, after: string): void => {
    open(node.getStart(file), before);
    visit(node);
    open(node.end, after);
  };
  const branch = (statement: ts.Statement): void => {
    if (ts.isBlock(statement)) visit(statement);
    else around(statement, `{${count()};`, '}');
  };
  const value = (expression: ts.Expression): void => around(expression, `(${count()}, `, ')');

  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) && node.text.length > 0 && node.text.length <= 40) texts.add(node.text);
    if (ts.isNumericLiteral(node)) numbers.add(Number(node.text));
    if (ts.isBlock(node)) {
      open(node.getStart(file) + 1, `${count()};`);
      ts.forEachChild(node, visit);
    } else if (ts.isIfStatement(node)) {
      visit(node.expression);
      branch(node.thenStatement);
      if (node.elseStatement !== undefined) branch(node.elseStatement);
    } else if (ts.isIterationStatement(node, false)) {
      ts.forEachChild(node, (child) => (child === node.statement ? branch(node.statement) : visit(child)));
    } else if (ts.isConditionalExpression(node)) {
      visit(node.condition);
      value(node.whenTrue);
      value(node.whenFalse);
    } else if (ts.isBinaryExpression(node) && isChoice(node.operatorToken.kind)) {
      visit(node.left);
      value(node.right);
    } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
      const { body } = node;
      ts.forEachChild(node, (child) => (child === body ? value(body) : visit(child)));
    } else if (ts.isCaseOrDefaultClause(node)) {
      if (ts.isCaseClause(node)) visit(node.expression);
      const [begin] = node.statements;
      if (begin !== undefined) open(begin.getStart(file), `${count()};`);
      node.statements.forEach(visit);
    } else ts.forEachChild(node, visit);
  };
  file.statements.forEach(visit);
  return { code: inserted(source, insertions), counters: next - first, texts: [...texts], numbers: [...numbers] };
}

/** Behind `'use strict'` and the like, which count only as the first words of a file. */
function beginOf(file: ts.SourceFile): number {
  const [first] = file.statements;
  return first !== undefined && ts.isExpressionStatement(first) && ts.isStringLiteral(first.expression) ? first.end : 0;
}
function isChoice(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken
  );
}
/** Insertions at one place stay in the order in which they were made: the outer before the inner. */
function inserted(source: string, insertions: readonly Insertion[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { at, text } of insertions.toSorted((a, b) => a.at - b.at)) {
    parts.push(source.slice(from, at), text);
    from = at;
  }
  return [...parts, source.slice(from)].join('');
}
