/** `rtp-tag check FILE…`: what the collector would say of accounts' files, without a collector. */
import { readFileSync } from 'node:fs';
import { check, problemLine } from '../collector/accounts/check.js';
import { compile } from '../collector/accounts/compile.js';
import { summary } from '../collector/accounts/rules.js';

const checkOne = (file: string): number => {
  let text: string;
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

/**
 * @param files paths of the files
 * @returns exit code: 0 all good, 1 something is wrong in a file, 2 there is no file to check, or one cannot be read
 */
export const checkCommand = async (files: string[]): Promise<number> => {
  if (!files.length || files.some((file) => file.startsWith('-'))) {
    process.stderr.write("rtp-tag: write 'rtp-tag check FILE…', the paths of accounts' files\n");
    return 2;
  }
  return Math.max(...files.map(checkOne));
};
