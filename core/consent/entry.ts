import type { StubEntry } from '../wire.js';

/** ms after which a callback is answered where nobody else answers it, as by the stub. */
const PATIENCE = 3e3;

/** A call of a stub that keeps no times, as ours keeps it, with its time and its address. Its text is none, so the core takes the arguments. */
export const entryOf = (call: ArrayLike<unknown>): StubEntry => {
  const entry: StubEntry = ['', Date.now(), document.URL];
  const callback = call[2] || call[1];
  entry.a = call;
  if (typeof callback === 'function') entry.t = setTimeout(callback, PATIENCE, { status: 503 }) as unknown as number;
  return entry;
};
