/** A clone of this tree as it is now, with what is not committed yet. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** @param root of the working tree @param folder where it is put; it must be empty */
export const clone = async (root: string, folder: string): Promise<void> => {
  await run('git', ['clone', '--quiet', '--no-checkout', root, folder]);
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, maxBuffer: 2 ** 26 });
  // One that is deleted and not yet committed is listed as well.
  for (const name of new Set(listed.stdout.split('\0')))
    if (name && existsSync(join(root, name))) await cp(join(root, name), join(folder, name));
  await run('git', ['add', '--all'], { cwd: folder });
};
