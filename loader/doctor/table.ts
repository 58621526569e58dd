/** `npm run doctor:table`: the table of broken and healthy sites, each with what `rtp-tag doctor` says of it. `--browser`: with Chromium, too. */
import { openGround } from './ground.js';
import { SITES } from './sites.js';
import { seen } from './walk.js';

const withBrowser = process.argv.includes('--browser');
const ground = await openGround();
const lines: string[] = [];
let wrong = 0;
try {
  for (const site of SITES) {
    if (site.browser && !withBrowser) continue;
    // What a browser adds is looked at where it decides, and on healthy sites.
    const { findings } = await seen(ground, site, withBrowser && (site.browser || !site.verdict.length));
    const codes = [...new Set(findings.map(({ code }) => code))];
    const right = codes.join() === site.verdict.join();
    if (!right) wrong++;
    lines.push(`${right ? ' ' : '!'} ${site.what.padEnd(66)} ${(codes.join(', ') || 'healthy').padEnd(18)} ${findings[0]?.says ?? ''}`);
    console.log(lines.at(-1));
  }
} finally {
  await ground.close();
}
const healthy = SITES.filter(({ verdict }) => !verdict.length).length;
console.log(
  `${lines.length - healthy} broken sites, ${healthy} healthy ones; ${wrong ? `${wrong} verdicts are wrong` : 'every verdict is right'}`,
);
if (wrong) process.exitCode = 1;
