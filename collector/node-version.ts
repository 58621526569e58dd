/** Which versions of Node run this: from the first that has what the code uses, to any newer one. */

/** The oldest one, as package.json's `engines` says it. */
const OLDEST = [20, 11] as const;

/**
 * Refuses only what cannot run: a Node that is newer than the ones that were tried is let through.
 * @param version as in process.versions.node
 * @returns what is wrong with it and how to get another one, or undefined
 */
export const wrongNode = (version: string): string | undefined => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return (
    `Node ${version} cannot run this collector: it needs Node ${OLDEST.join('.')} or newer. ` +
    "Get one from https://nodejs.org/ or by 'nvm install 24', then run 'npm ci' again; or use the container image (collector/ops/Containerfile)."
  );
};
