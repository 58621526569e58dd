/**
 * Checks an account's file: that it is JSON (comments are allowed), that it follows account.schema.json, and what a schema
 * cannot say. Every problem names line, path, what is expected and what is found.
 */
import { Ajv, type ErrorObject } from 'ajv';
import { findNodeAtLocation, parseTree, printParseErrorCode, getNodeValue, type JSONPath, type Node, type ParseError } from 'jsonc-parser';
import type { AccountFile } from './account.js';
import schema from './account.schema.json' with { type: 'json' };
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

/** Something to say about a place of the file. */
export type Say = (path: JSONPath, expected: string, found: string) => void;

const isFollowed = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true }).compile(schema);

const shorten = (text: string): string => (text.length > 60 ? text.slice(0, 57) + '…' : text);
/** A value as a person finds it in the file. */
export const show = (value: unknown): string => (value === undefined ? 'nothing' : shorten(JSON.stringify(value)));
const pathText = (path: JSONPath): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : /^[\w$]+$/.test(part) ? (index ? '.' : '') + part : `[${JSON.stringify(part)}]`)).join('');

const WORDS: Record<string, (params: Record<string, unknown>, error: ErrorObject) => string> = {
  type: ({ type }) => [type].flat().join(' or '),
  required: ({ missingProperty }) => `a property ${show(missingProperty)}`,
  enum: ({ allowedValues }) => 'one of ' + (allowedValues as unknown[]).map((value) => JSON.stringify(value)).join(', '),
  additionalProperties: (_, error) => 'one of the properties ' + Object.keys((error.parentSchema as { properties: object }).properties).join(', '),
  minimum: ({ limit }) => `at least ${String(limit)}`,
  maximum: ({ limit }) => `at most ${String(limit)}`,
  minLength: () => 'a text that is not empty',
  maxLength: ({ limit }) => `at most ${String(limit)} characters`,
  minItems: ({ limit }) => `at least ${String(limit)} of them`,
  maxItems: ({ limit }) => `at most ${String(limit)} of them`,
  minProperties: ({ limit }) => `at least ${String(limit)} property`,
  uniqueItems: () => 'each only once',
};

const explain = (error: ErrorObject): [path: string[], expected: string, found: string, key?: string] => {
  const path = error.instancePath.split('/').slice(1).map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
  const { description } = error.parentSchema as { description?: string };
  const words = WORDS[error.keyword]?.(error.params as Record<string, unknown>, error);
  const expected = description && !/^(required|additionalProperties|min|max|uniqueItems)/.test(error.keyword) ? description : (words ?? description ?? error.message ?? '');
  if (error.keyword === 'additionalProperties') {
    const key = (error.params as { additionalProperty: string }).additionalProperty;
    return [path, expected, show(key), key];
  }
  const found = error.keyword === 'required' ? 'none' : error.keyword === 'minItems' || error.keyword === 'maxItems' ? String((error.data as unknown[]).length) : show(error.data);
  return [path, expected, found];
};

/** An object that has a key twice: JSON takes the last one, the writer may have meant either. */
const repeatedKeys = (node: Node, told: (key: Node) => void): void => {
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    const key = child.type === 'property' ? child.children?.[0] : undefined;
    if (key && seen.has(key.value)) told(key);
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
    const name = first ? printParseErrorCode(first.error).replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() : 'nothing';
    put(problems, offset, '', 'JSON', `${name} at ${show(text.slice(offset, offset + 20).split('\n')[0])}`);
    return done();
  }
  repeatedKeys(root, (key) => put(problems, key.offset, String(key.value), 'each property once', `${show(key.value)} again`));

  /** Where the value stands, or the nearest thing around it that is there. */
  const place = (path: JSONPath): Node => {
    for (let length = path.length; length; length--) {
      const node = findNodeAtLocation(root, path.slice(0, length));
      if (node) return node;
    }
    return root;
  };
  const isList = (path: JSONPath): boolean => place(path).type === 'array';
  /** ajv names list positions as texts. */
  const real = (path: string[]): JSONPath => path.map((part, index) => (isList(path.slice(0, index)) ? Number(part) : part));

  const value = getNodeValue(root) as AccountFile;
  if (!isFollowed(value)) {
    const all = isFollowed.errors ?? [];
    // What each branch of an anyOf says is in the description of the whole.
    const branches = all.filter(({ keyword }) => keyword === 'anyOf');
    const said = new Set<string>();
    for (const error of all) {
      if (branches.some((whole) => whole !== error && error.instancePath.startsWith(whole.instancePath) && /\/anyOf\//.test(error.schemaPath) && (error.instancePath !== whole.instancePath || error.keyword !== 'anyOf' || error.schemaPath.length > whole.schemaPath.length))) continue;
      const [path, expected, found, key] = explain(error);
      const at = real(path);
      const id = pathText(at) + error.keyword + (key ?? '') + (error.keyword === 'required' ? expected : '');
      if (said.has(id)) continue;
      said.add(id);
      const node = place(key === undefined ? at : [...at, key]);
      put(problems, key === undefined ? node.offset : (node.parent?.offset ?? node.offset), pathText(at), expected, found);
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
export const problemLine = (file: string, { line, column, path, expected, found }: Problem): string => `${file}:${line}:${column}: ${path ? path + ': ' : ''}expected ${expected}; found ${found}`;
