import type { Tab } from './engine.js';
import { until } from './until.js';

/** Waits until the consent bundle has come to that: '' while nobody has answered, 0 after a no, 1 after a yes. */
export const may = (tab: Tab, wanted: number | ''): Promise<unknown> =>
  until(
    () => tab.run(() => (window as unknown as { rtp: { y?: number | '' } }).rtp.y),
    (is) => is === wanted,
    (is) => `it is ${is}, not ${wanted}`,
  );
