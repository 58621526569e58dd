/** When a campaign is shown. */
import type { Trigger } from './config.js';

const scrolled = ([when, amount = 0]: Trigger): boolean => {
  // A page that does not scroll is at its end.
  const part = (scrollY / (document.documentElement.scrollHeight - innerHeight || 1)) * 100;
  if (when === 'x') return scrollY >= amount;
  if (when === 'p') return part >= amount;
  // Below the fold: more is seen of what was below the first screen than of the first screen.
  return scrollY > innerHeight / 2;
};

/**
 * Calls back once, as soon as the trigger is there.
 * @returns what takes it back
 */
export const when = (trigger: Trigger | undefined, run: () => void): (() => void) => {
  const stop = new AbortController();
  const [kind, amount = 0] = trigger || ['l'];
  const done = (): void => {
    if (!stop.signal.aborted) {
      stop.abort();
      run();
    }
  };
  const options = { passive: true, signal: stop.signal };
  if (kind === 'l') done();
  else if (kind === 'd') setTimeout(done, amount * 1e3);
  else if (kind === 'e')
    // On touch devices nothing tells that a visitor is about to leave.
    document.documentElement.addEventListener(
      'mouseleave',
      (event) => event.clientY <= 0 && matchMedia('(hover:hover)').matches && done(),
      options,
    );
  else {
    const check = (): void => {
      if (scrolled(trigger as Trigger)) done();
    };
    addEventListener('scroll', check, options);
    check();
  }
  return () => stop.abort();
};
