/** `rtp-tag`: prints the snippet for a site, checks an account's configuration. */
import { parseArgs } from 'node:util';
import { checkCommand } from './check.js';
import { cspHash, fillStub, wrapStub } from './snippet.js';

/** Filled in by the build: the stub in its variants, and the integrity value of the core that was built with it. */
declare const STUBS: Record<string, string>;
declare const CORE_INTEGRITY: string;

const USAGE = 'rtp-tag snippet --core URL --account ID [--nonce N] [--endpoint URL] [--integrity] [--trusted-types]\nrtp-tag check FILE';

/** One line that says what is wrong. */
class Mistake extends Error {}

const address = (name: string, text: string | undefined): string => {
  if (!text)
    throw new Mistake(
      `--${name} is missing: the address of the ${name === 'core' ? "core, e.g. 'https://stats.example.com/rtp.js'" : 'collector'}`,
    );
  // Protocol-relative and host-relative addresses are how tags are pasted.
  if (!/^(https?:)?\/\/?[^\s/]/.test(text))
    throw new Mistake(`--${name} '${text}' is no address: write https://HOST/rtp.js, //HOST/rtp.js or /rtp.js`);
  return text;
};

const snippet = (args: string[]): void => {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = { core: text, account: text, nonce: text, endpoint: text, integrity: flag, 'trusted-types': flag };
  let values: ReturnType<typeof parseArgs<{ args: string[]; options: typeof options }>>['values'];
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    throw new Mistake(String((error as Error).message).split('\n')[0]);
  }
  const core = address('core', values.core);
  const { account, nonce } = values;
  if (!account) throw new Mistake('--account is missing: the account id that events are stored under, e.g. --account shop');
  if (!/^[\w.-]{1,64}$/.test(account))
    throw new Mistake(`--account '${account}' is no account id: up to 64 letters, digits, '-', '_' and '.'`);
  if (nonce !== undefined && !nonce)
    throw new Mistake('--nonce is empty: write the placeholder that your server replaces on each response');
  const endpoint = values.endpoint === undefined ? undefined : address('endpoint', values.endpoint);
  const variant = [nonce && 'nonce', endpoint && 'endpoint', values.integrity && 'integrity', values['trusted-types'] && 'trusted']
    .filter(Boolean)
    .join(' ');
  const script = fillStub(STUBS[variant] ?? '', { core, account, endpoint, integrity: CORE_INTEGRITY });
  process.stdout.write(wrapStub(script, nonce));
  process.stderr.write(`Content-Security-Policy script-src: ${cspHash(script)}\nintegrity of rtp.js: ${CORE_INTEGRITY}\n`);
};

const main = async (): Promise<number> => {
  const [command, ...args] = process.argv.slice(2);
  if (command === 'snippet') snippet(args);
  else if (command === 'check') return await checkCommand(args);
  else if (command === '--help' || command === 'help') process.stdout.write(USAGE + '\n');
  else throw new Mistake(`${command ? `unknown command '${command}'` : 'no command'}: write 'rtp-tag snippet' or 'rtp-tag check FILE'`);
  return 0;
};

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    if (!(error instanceof Mistake)) throw error;
    process.stderr.write(`rtp-tag: ${error.message}\n`);
    process.exitCode = 2;
  },
);
