/** What the work returns; nothing where it throws, as storage does where it is blocked and as a site's tool may. */
export const quiet = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return;
  }
};
