/**
 * Campaigns before a yes: those of which the account's file says that they need no memory. The consent bundle loads this one while
 * nobody has answered, where the snippet asks for it. It stores nothing, sends nothing, and fetches the account's file alone; what it
 * shows goes away with the visitor's answer. After a yes the campaigns bundle shows what is right then.
 */
import type { Bridge } from '../bridge.js';
import { watchClicks } from '../campaigns/clicks.js';
import { openEngine } from '../campaigns/engine.js';
import { openSources } from '../campaigns/load.js';
import { watchPage } from '../campaigns/navigate.js';
import { openStage } from '../campaigns/stage.js';

/** As the consent bundle left it. */
interface Tag {
  q: ArrayLike<unknown>;
  /** empty while nobody has answered */
  y: number | '';
}

const script = document.currentScript as (HTMLScriptElement & { rtp?: Tag }) | null;

const start = (tag: Tag, base: string): void => {
  let answer: Tag['y'] = '';
  const bridge: Bridge = {
    push() {},
    log: [] as unknown as Bridge['log'],
    send() {},
    who: () => (answer === '' ? ['-', '-'] : ['', '']),
    base,
  };
  const account = tag.q[1] as string;
  const show = (): void => stage._show();
  const engine = openEngine(bridge, false, () => void setTimeout(show));
  const stage = openStage(engine, () => '', '');
  // At once: what the campaigns bundle puts in the same place after a yes must find the page's own content there.
  Object.defineProperty(tag, 'y', {
    get: () => answer,
    set(next: Tag['y']) {
      answer = next;
      engine._look();
      show();
    },
  });
  const begin = async (): Promise<void> => {
    const config = await openSources(base, () => encodeURIComponent(account))._config();
    engine._config = { ...config, c: config.c.filter(({ c: forgets }) => forgets) };
    if (!engine._config.c[0]) return;
    engine._look();
    watchClicks((path) => void (stage._clicked(path) || engine._heard('x')));
    watchPage((away) => {
      engine._here(location.href);
      engine._look();
      stage._moved(away);
    }, stage._changed);
  };
  const ready = (): void => void begin().catch((error: Error) => console.warn('rtp: ' + error.message));
  if (document.body) ready();
  else addEventListener('DOMContentLoaded', ready, { once: true });
};

if (script?.rtp?.y === '') start(script.rtp, script.src);
