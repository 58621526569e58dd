/** Takes away all that the tag has stored of a visitor, but what is in the jar. */
import { quiet } from './quiet.js';

/** Our keys of localStorage: history, variables, recommendations, and what stubs and cores left. Others are the page's. */
const OURS = /^_rtp([chr]|q\d.*)$/;

export const erase = (): void => {
  quiet(() => {
    for (const key of Object.keys(localStorage)) if (OURS.test(key)) delete localStorage[key];
  });
  // In a task of its own: a core that has just come opens it in one that is before this. One that has it open closes it.
  setTimeout(() => quiet(() => indexedDB.deleteDatabase('rtp')));
};
