/** Which versions of Node run this: the store's driver is built for these, and another one crashes at its first use. */

/** The range of package.json's `engines`, as a sentence. */
const RANGE = 'Node 20.11 or newer, below 23';

/** @param version as in process.versions.node @returns what is wrong with it, or undefined */
export const wrongNode = (version: string): string | undefined => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major === 20 ? minor >= 11 : major > 20 && major < 23;
  return fits ? undefined : `Node ${version} cannot run this collector: it needs ${RANGE}.`;
};
