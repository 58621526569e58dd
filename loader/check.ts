/** `rtp-tag check FILE`: what the collector would say of an account's file, without a collector. */
import { readFileSync } from 'node:fs';
import { check, problemLine } from '../collector/accounts/check.js';
import { compile } from '../collector/accounts/compile.js';
import { summary } from '../collector/accounts/rules.js';

/**
 * @param args the file's path
 * @returns exit code: 0 good, 1 something is wrong in the file, 2 there is no file to check
 */
export const checkCommand = async (args: string[]): Promise<number> => {
  const [file, ...more] = args;
  if (!file || more.length || file.startsWith('-')) {
    process.stderr.write("rtp-tag: write 'rtp-tag check FILE', the path of one account's file\n");
    return 2;
  }
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    process.stderr.write(`rtp-tag: ${file} cannot be read: ${(error as Error).message}\n`);
    return 2;
  }
  const { account, problems, warnings } = check(text);
  for (const warning of warnings) process.stderr.write(`warning: ${problemLine(file, warning)}\n`);
  for (const problem of problems) process.stderr.write(problemLine(file, problem) + '\n');
  if (!account) return 1;
  process.stdout.write(`${file}: good; ${summary(account)}, ${JSON.stringify(compile(account)).length} bytes as browsers get it\n`);
  return 0;
};
