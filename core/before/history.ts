/**
 * What is remembered of a visitor who has not answered yet: nothing beyond this page. The build puts this in the place of
 * `campaigns/history.ts`, so the bundle has no code that could store anything.
 */
import type { Bridge } from '../bridge.js';
import { searchOf, type History, type State } from '../campaigns/history.js';

export { add, has, lastTen, next, ofVisit } from '../campaigns/history.js';

/** @param who empty ids once the visitor has answered */
export const openHistory = (who: Bridge['who']): History => {
  const { referrer } = document;
  const from = referrer.startsWith(location.origin) ? '' : referrer;
  let state: State = { v: '1', x: '', r: from, q: searchOf(from) };
  return {
    _read: () => (who()[0] ? { ...state } : undefined),
    _write(next) {
      state = next;
    },
  };
};
