declare module 'stub' {
  import type { LoadOptions } from '../core/rtp.js';
  export const install: (options: LoadOptions) => void;
}
