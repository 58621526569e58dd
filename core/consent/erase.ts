/** Takes away all that the tag has stored of a visitor. */
import { deleteJar } from './jar.js';

/** Our keys of localStorage: the jar, history, variables, recommendations, and what stubs and cores left. Others are the page's. */
const OURS = /^_rtp([chr]?|q\d.*)$/;

/**
 * @param core the core is on this page: it has its database open, which it has emptied, and would open it again
 */
export const erase = (core: unknown): void => {
  try {
    for (const key of Object.keys(localStorage)) if (OURS.test(key)) delete localStorage[key];
  } catch {}
  deleteJar();
  try {
    if (!core) indexedDB.deleteDatabase('rtp');
  } catch {}
};
