/** `rtp-tag`: prints the snippet for a site, checks an account's configuration. */
import { checkCommand } from './check.js';
import { doctorCommand } from './doctor/command.js';
import { Mistake } from './mistake.js';
import { snippetCommand } from './paste.js';

/** Filled in by the build: the stub in its variants. */
declare const STUBS: Record<string, string>;

const USAGE = `rtp-tag snippet --core URL --account NAME [options]   prints what goes into <head>
  --core URL         address of the core: the collector's /rtp.js
  --account NAME     a name that you choose, one a site; events and campaigns are kept under it
  --view             the snippet sends a page view
  --campaigns        the snippet shows the campaigns that the visitor qualifies for
  --markup           clicks on elements with data-rtp-event count, from the first one on
  --consent          nothing is stored or sent before the visitor's yes; with --before, --gpc, --tcf PURPOSES, --vendor ID
  --nonce N          placeholder of your template, for a policy that allows scripts by nonce
  --integrity        pins the core: the browser checks its bytes
  --trusted-types    for pages with require-trusted-types-for 'script'
  --endpoint URL     a collector that is not the core's origin
  --cache-plugins    attributes by which cache plugins leave the snippet alone
rtp-tag check FILE…                                   what is wrong in accounts' files
rtp-tag doctor URL [options]                          whether the tag works on a page, and if not, why
  --token T          admin token of the collector: one event by each way is sent, found and removed
  --collector URL    the operator's address of the collector, where that is not the one that pages use
  --browser PATH     a Chromium or Firefox in place of the one that is found; --no-browser: none
  --json             the report for a program`;

const main = async (): Promise<number> => {
  const [command, ...args] = process.argv.slice(2);
  if (command === 'snippet') snippetCommand(args);
  else if (command === 'check') return await checkCommand(args);
  else if (command === 'doctor') return await doctorCommand(args, Object.values(STUBS));
  else if (command === '--help' || command === 'help') process.stdout.write(USAGE + '\n');
  else
    throw new Mistake(
      `${command ? `unknown command '${command}'` : 'no command'}: write 'rtp-tag snippet', 'rtp-tag check FILE' or 'rtp-tag doctor URL'`,
    );
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
