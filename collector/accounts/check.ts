/**
 * Checks an account's file: that it is JSON (comments are allowed), that it follows account.schema.json, and what a schema
 * cannot say. Every problem names line, path, what is expected and what is found.
 */
import { Ajv } from 'ajv';
import {
  findNodeAtLocation,
  getNodePath,
  parseTree,
  printParseErrorCode,
  getNodeValue,
  type JSONPath,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import type { AccountFile } from './account.js';
import schema from './account.schema.json' with { type: 'json' };
import { explain, worthSaying } from './explain.js';
import { show } from './near.js';
import { rules } from './rules.js';

export interface Problem {
  /** from 1 */
  line: number;
  column: number;
  /** such as segments[0].filters[1].event; empty for the whole file */
  path: string;
  expected: string;
  found: string;
}

export interface Checked {
  /** what the file says, when nothing is wrong */
  account?: AccountFile;
  /** in the order of the lines */
  problems: Problem[];
  /** what is allowed and may not be meant */
  warnings: Problem[];
}

const isFollowed = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true }).compile(schema);

const pathText = (path: JSONPath): string =>
  path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : /^[\w$]+$/.test(part) ? (index ? '.' : '') + part : `[${JSON.stringify(part)}]`,
    )
    .join('');

/** An object that has a key twice: JSON takes the last one, the writer may have meant either. */
const repeatedKeys = (node: Node, told: (key: Node, path: JSONPath) => void): void => {
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    const [key, value] = child.type === 'property' ? (child.children ?? []) : [];
    if (key && value && seen.has(key.value)) told(key, getNodePath(value));
    if (key) seen.add(key.value);
    repeatedKeys(child, told);
  }
};

/** @param text the file's text */
export const check = (text: string): Checked => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const put = (list: Problem[], offset: number, path: string, expected: string, found: string): void => {
    let line = starts.findIndex((start) => start > offset);
    if (line < 0) line = starts.length;
    list.push({ line, column: offset - (starts[line - 1] ?? 0) + 1, path, expected, found });
  };
  const done = (account?: AccountFile): Checked => {
    const byLine = (a: Problem, b: Problem): number => a.line - b.line || a.column - b.column;
    return { ...(account && !problems.length ? { account } : {}), problems: problems.sort(byLine), warnings: warnings.sort(byLine) };
  };

  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first || !root) {
    const offset = first?.offset ?? 0;
    const name = first
      ? printParseErrorCode(first.error)
          .replace(/([a-z])([A-Z])/g, '$1 $2')
          .toLowerCase()
      : 'nothing';
    put(problems, offset, '', 'JSON', `${name} at ${show(text.slice(offset, offset + 20).split('\n')[0])}`);
    return done();
  }
  repeatedKeys(root, (key, path) => put(problems, key.offset, pathText(path), 'each property once', `${show(key.value)} again`));

  /** Where the value stands, or the nearest thing around it that is there. */
  const place = (path: JSONPath): Node => {
    for (let length = path.length; length; length--) {
      const node = findNodeAtLocation(root, path.slice(0, length));
      if (node) return node;
    }
    return root;
  };
  /** ajv writes a path as text, list positions too. */
  const real = (text: string): JSONPath => {
    const path: JSONPath = [];
    for (const part of text.split('/').slice(1))
      path.push(place(path).type === 'array' ? Number(part) : part.replace(/~1/g, '/').replace(/~0/g, '~'));
    return path;
  };

  const value = getNodeValue(root) as AccountFile;
  if (!isFollowed(value)) {
    for (const error of worthSaying(isFollowed.errors ?? [])) {
      const path = real(error.instancePath);
      const key = error.params.additionalProperty as string | undefined;
      const node = place(key === undefined ? path : [...path, key]);
      put(problems, key === undefined ? node.offset : (node.parent?.offset ?? node.offset), pathText(path), ...explain(error));
    }
    return done();
  }
  rules(
    value,
    (path, expected, found) => put(problems, place(path).offset, pathText(path), expected, found),
    (path, expected, found) => put(warnings, place(path).offset, pathText(path), expected, found),
  );
  return done(value);
};

/** A problem as one line. */
export const problemLine = (file: string, { line, column, path, expected, found }: Problem): string =>
  `${file}:${line}:${column}: ${path ? path + ': ' : ''}expected ${expected}; found ${found}`;
