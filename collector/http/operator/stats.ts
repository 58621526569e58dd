/** The answer of `/api/stats`, and what the live page shows. */
import type { DayStats, Store, ValueStats } from '../../store/store.js';

export interface Stats {
  /** rows of type event */
  events: number;
  /** of these, counted once a session */
  counted: number;
  /** sums of the days: who comes on two days is two */
  sessions: number;
  visitors: number;
  views: number;
  stored: number;
  duplicates: number;
  gaps: number;
  overflow: number;
  values: ValueStats[];
  days: DayStats[];
}

/** Values named in one answer, the most frequent first. */
const VALUES = 500;

/** @param account one account, or all */
export const stats = async (store: Store, account?: string): Promise<Stats> => {
  const [days, values] = await Promise.all([store.days(account), store.values(account, VALUES)]);
  const sum = (field: 'events' | 'counted' | 'sessions' | 'visitors' | 'views' | 'stored' | 'duplicates' | 'gaps' | 'overflow'): number =>
    days.reduce((total, day) => total + day[field], 0);
  return {
    events: sum('events'),
    counted: sum('counted'),
    sessions: sum('sessions'),
    visitors: sum('visitors'),
    views: sum('views'),
    stored: sum('stored'),
    duplicates: sum('duplicates'),
    gaps: sum('gaps'),
    overflow: sum('overflow'),
    values,
    days,
  };
};
