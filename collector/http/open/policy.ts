/** What an account lets in: switched on, allowed origins, Do Not Track, robots, addresses. */
import type { IncomingHttpHeaders } from 'node:http';
import { isbot } from 'isbot';
import type { AccountRules } from '../../accounts/port.js';
import type { Reading } from '../../ingest.js';
import type { StoredEvent } from '../../store/store.js';

export interface Admitted {
  events: StoredEvent[];
  bad: Reading['bad'];
  /** not wanted: account off, opted out by header, robot, an address that the account excludes */
  dropped: Reading['bad'];
}

export interface Policy {
  /** @param from the address that the request comes from */
  admit(reading: Reading, headers: IncomingHttpHeaders, from: string): Admitted;
}

/** Why an event is confirmed and not stored, as the inspector says it to the owner; undefined: it is stored. */
const notWanted = (
  rule: AccountRules,
  account: string,
  { optedOut, robot, from }: { optedOut: boolean; robot: boolean; from: string },
): string | undefined => {
  if (!rule.enabled) return `the account ${account} is switched off`;
  if (optedOut && rule.honourDnt) return 'this browser asks not to be followed, and the account honours that';
  if (robot) return 'this browser says that it is a robot, and the collector drops those';
  return rule.excludes(from) ? `the account file of ${account} excludes the address of this browser` : undefined;
};

/** The few user agents of the moment are asked for again and again; the pattern is long. */
const REMEMBER = 2000;

const robots = (): ((agent: string | undefined) => boolean) => {
  const known = new Map<string, boolean>();
  return (agent = '') => {
    let robot = known.get(agent);
    if (robot === undefined) {
      if (known.size >= REMEMBER) known.clear();
      // A header may be 80 KiB long; no user agent is.
      known.set(agent.slice(0, 500), (robot = isbot(agent.slice(0, 500))));
    }
    return robot;
  };
};

export interface PolicyParts {
  /** the account's rules */
  rules(account: string): AccountRules;
  /** whether the account may have events (see newcomers.ts) */
  isKnown(account: string): boolean;
  /** whether what declared robots send is dropped (answered like the rest, so that they do not try again) */
  dropBots: boolean;
  /** told how many events a declared robot sent */
  onBot(events: number): void;
}

export const openPolicy = ({ rules, isKnown, dropBots, onBot }: PolicyParts): Policy => {
  const isRobot = robots();
  return {
    admit: (reading, headers, from) => {
      const bad = [...reading.bad];
      const optedOut = headers['sec-gpc'] === '1' || headers.dnt === '1';
      const robot = isRobot(headers['user-agent']);
      if (robot && !reading.trial) onBot(reading.events.length);
      const dropped: Reading['bad'] = [];
      const sender = { optedOut, robot: robot && dropBots, from };
      const events = reading.events.filter((event) => {
        const rule = rules(event.account);
        const why = notWanted(rule, event.account, sender);
        if (why !== undefined) {
          dropped.push([event.page, event.number, why]);
          return false;
        }
        // A server without a browser sends no Origin; where the owner named origins, that is not one of them.
        if (rule.origins && !rule.origins.includes(headers.origin ?? '')) {
          bad.push([event.page, event.number, `origin not allowed for account ${event.account}`]);
          return false;
        }
        if (!isKnown(event.account)) {
          bad.push([event.page, event.number, `account ${event.account} is not known to this collector`]);
          return false;
        }
        event.url = rule.clean(event.url);
        if (event.referrer !== null) event.referrer = rule.clean(event.referrer);
        return true;
      });
      return { events, bad, dropped };
    },
  };
};
