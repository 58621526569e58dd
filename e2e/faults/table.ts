import type { Fault } from './case.js';
import { crowds } from './crowd.js';
import { kills } from './kills.js';
import { leaving } from './leaving.js';
import { network } from './network.js';
import { pages } from './pages.js';

export const FAULTS: Fault[] = [...leaving, ...kills, ...network, ...pages, ...crowds];
