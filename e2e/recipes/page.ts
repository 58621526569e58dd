/** Reads a recipe's page as a newcomer does: files are copied from it, and its command is run. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../packages/pack.js';

export interface RecipePage {
  /** by name: a fenced block of which the line before is its name in backticks */
  files: Map<string, string>;
  /** arguments of the page's `node dist/rtp-tag.mjs` command, when it has one */
  command: string[] | undefined;
}

/** The address and the account that every page uses for an example. */
const CORE = 'https://stats.example.com';
const ACCOUNT = 'my-shop';

/** @param name of the page, without its ending @throws {Error} when the page has neither a file nor a command */
export const readPage = (name: string, collector: string, account: string): RecipePage => {
  const text = readFileSync(fileURLToPath(new URL(`../../loader/recipes/${name}.md`, import.meta.url)), 'utf8');
  const fill = (part: string): string => part.replaceAll(CORE, collector).replaceAll(`'${ACCOUNT}'`, `'${account}'`);
  const blocks = text.matchAll(/^`([\w./+[\]-]+)`[^\n]*:\n```\w*\n([\s\S]*?)^```$/gm);
  const files = new Map([...blocks].map(([, file = '', content = '']) => [file, fill(content)]));
  const line = /^node dist\/rtp-tag\.mjs (snippet .*)$/m.exec(text)?.[1];
  if (!files.size && !line) throw new Error(`loader/recipes/${name}.md has no file and no command to follow`);
  const command = line?.replaceAll(CORE, collector).replace(`--account ${ACCOUNT}`, `--account ${account}`).split(' ');
  return { files, command };
};

/** What the page's command prints. @throws {Error} when the page has none */
export const printSnippet = ({ command }: RecipePage): string => {
  if (!command) throw new Error('the page has no command');
  return execFileSync(process.execPath, ['dist/rtp-tag.mjs', ...command], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
};
