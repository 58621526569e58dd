/** For tests: visitors that send as fast as they are answered, over plain sockets, so that half an answer is seen. */
import { connect } from 'node:net';
import { body } from './collector.js';

export interface Load {
  /** ids that were written, whether or not they were answered */
  sent: Set<string>;
  /** ids that were answered with 204 */
  answered: Set<string>;
  /** answers of which only a part came, and answers that were no 204 */
  wrong: string[];
  /** resolves when this many are answered */
  reach(answers: number): Promise<void>;
  /** sends no more; resolves when every connection has ended */
  end(): Promise<void>;
  /** resolves when the other side has ended every connection */
  ended: Promise<unknown>;
}

const request = (page: string, number: number): string => {
  const text = JSON.stringify(body([[number, 0, 'event', 'load', String(number % 7)]], { p: page, u: page, s: page, a: 'load' }));
  return `POST /e HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
};

/** @param name of this load, so that two on one store do not share ids */
export const openLoad = (url: string, connections: number, name = '0'): Load => {
  const sent = new Set<string>();
  const answered = new Set<string>();
  const wrong: string[] = [];
  let stopped = false;
  const goals: [number, () => void][] = [];

  const visitor = (_: unknown, index: number): Promise<void> =>
    new Promise((resolve) => {
      const page = `mp0000000${name}v${index}`;
      let number = 0;
      let text = '';
      const next = (): void => {
        const id = `${page}.${++number}`;
        sent.add(id);
        socket.write(request(page, number));
      };
      const socket = connect(Number(new URL(url).port), '127.0.0.1', next);
      socket.setNoDelay(true).on('data', (chunk) => {
        text += chunk.toString('latin1');
        if (!text.endsWith('\r\n\r\n')) return;
        if (text.startsWith('HTTP/1.1 204')) answered.add(`${page}.${number}`);
        else wrong.push(text);
        const ends = /\nconnection: close/i.test(text);
        text = '';
        goals.forEach(([goal, reached]) => answered.size >= goal && reached());
        if (stopped) socket.end();
        else if (!ends) next();
      });
      // A request may meet a connection that has just been ended: it has no answer, and would be sent again.
      socket.on('error', () => {});
      socket.on('close', () => {
        if (text) wrong.push('cut short: ' + text);
        resolve();
      });
    });
  const ended = Promise.all(Array.from({ length: connections }, visitor));
  return {
    sent,
    answered,
    wrong,
    reach: (answers) => new Promise((resolve) => goals.push([answers, resolve])),
    end: async () => {
      stopped = true;
      await ended;
    },
    ended,
  };
};
