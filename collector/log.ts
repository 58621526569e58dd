/** The log: lines of JSON for a machine, on standard error; the greeting on standard output is for a person. */
import { pino, type DestinationStream, type Logger } from 'pino';

/** As much of a request as may be kept: no address of a visitor, and nothing of a query, where ids and text stand. */
const request = (given: { method?: string; url?: string }): object => ({ method: given.method, path: given.url?.replace(/\?.*/s, '') });

/** @param level as in RTP_LOG */
export const openLog = (level: string, to: DestinationStream = pino.destination({ dest: 2, sync: true })): Logger =>
  pino({ level, serializers: { req: request, err: pino.stdSerializers.err } }, to);
