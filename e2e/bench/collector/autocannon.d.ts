/** As much of autocannon as the bench uses; it brings no types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';
  export default function autocannon(options: object, done: (error: Error | null) => void): EventEmitter;
}
