/** What a load generator is told, and what it says. */
export interface Order {
  port: number;
  connections: number;
  seconds: number;
  /** a number that no other run on this store has */
  run: number;
  /** events a request: 1 */
  events?: number;
  /** requests a second; without it as many as go */
  rate?: number;
}

export interface Load {
  /** answers of each status */
  statuses: Record<string, number>;
  /** answers a second */
  rate: number;
  /** ms */
  p50: number;
  p99: number;
  /** connections that broke, and requests without an answer for 10 s */
  errors: number;
  /** the least and the most that Retry-After said, seconds */
  retryAfter?: [number, number];
}

/** A load, and us of CPU that the loaded process spent on a request in all its threads. */
export type Cost = Load & { cpu: number };
