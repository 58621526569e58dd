/** The command line of `rtp-tag doctor`: its options, its report as text or as JSON, its exit code. */
import { parseArgs } from 'node:util';
import { Mistake } from '../mistake.js';
import { examine, type Report } from './doctor.js';
import type { Get } from './read.js';

/** ms */
const PATIENCE = 15_000;
/** A collector may drop what declared robots send, and a site may answer them otherwise. */
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const get: Get = (url, init = {}) =>
  fetch(url, { ...init, headers: { 'user-agent': AGENT, ...init.headers }, signal: AbortSignal.timeout(PATIENCE) });

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

/** @returns the report as a person reads it */
const textOf = ({ url, findings, notes, unread }: Report): string => {
  const broken = findings.filter(({ weight }) => weight === 'broken').length;
  const summary = findings.length
    ? `${broken ? count(broken, 'fault') : ''}${broken && findings.length > broken ? ', ' : ''}${findings.length > broken ? count(findings.length - broken, 'weakness').replace('weaknesss', 'weaknesses') : ''}`
    : 'nothing is wrong';
  const lines = findings.map(
    ({ code, weight, says, action, link }) =>
      `\n${weight === 'broken' ? 'FAULT' : 'WEAKNESS'}  ${says}\n  do:   ${action}\n  read: ${link}\n  (${code})\n`,
  );
  return `${url}: ${unread ? 'not examined' : summary}\n${lines.join('')}${notes.length ? '\n' : ''}${notes.map((note) => `- ${note}\n`).join('')}`;
};

/** @returns 0: nothing is wrong; 1: something is; 2: the page could not be read. @throws {Mistake} when an option is wrong */
export const doctorCommand = async (args: string[], known: readonly string[]): Promise<number> => {
  const options = {
    token: { type: 'string' },
    collector: { type: 'string' },
    browser: { type: 'string' },
    'no-browser': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  } as const;
  let parsed: ReturnType<typeof parseArgs<{ args: string[]; options: typeof options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Mistake(String((error as Error).message).split('\n')[0]);
  }
  const [given, ...more] = parsed.positionals;
  if (!given) throw new Mistake("doctor needs the address of a page: 'rtp-tag doctor https://www.example.com/'");
  if (more.length) throw new Mistake(`doctor examines one page at a time, and '${more[0]}' is one more`);
  const isAddress = (text: string): boolean => /^https?:\/\/[^\s/]/.test(text) && URL.canParse(text);
  if (!isAddress(given)) throw new Mistake(`'${given}' is no address of a page: write it whole, with https://`);
  const { token = process.env.RTP_TOKEN, collector, browser, json } = parsed.values;
  if (collector !== undefined && !isAddress(collector))
    throw new Mistake(`--collector '${collector}' is no address: write it whole, e.g. http://127.0.0.1:8377/`);
  const report = await examine({
    url: given,
    token: token || undefined,
    collector: collector?.replace(/\/?$/, '/'),
    browser: parsed.values['no-browser'] ? false : browser,
    known,
    get,
  });
  process.stdout.write(json ? JSON.stringify(report, null, 2) + '\n' : textOf(report));
  return report.unread ? 2 : report.findings.length ? 1 : 0;
};
