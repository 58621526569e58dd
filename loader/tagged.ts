/**
 * What `rtp-tag snippet --markup` adds behind the stub, in the same script: it loads the mark-up bundle, and until that listens (`rtp.m`,
 * core/markup/main.ts) it listens itself, with the bundle's own code, so both count the same and give the same values.
 */
import { watchTagged } from '../core/markup/tagged.js';
import { valuesOf } from '../core/markup/values.js';

interface Tag {
  (verb: string, what: string, data?: { value: string[] }): void;
  m?: unknown;
}
declare const rtp: Tag;

// Pasted twice: the first one listens. What is at `rtp` and takes no calls is the page's.
try {
  if (rtp.m == null) {
    rtp('set', 'markup');
    rtp.m = 0;
    watchTagged((element) => {
      const value = valuesOf(element);
      if (!rtp.m && value[0]) rtp('send', 'event', { value });
    });
  }
} catch {}
