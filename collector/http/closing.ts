/**
 * The end of the connections when the collector stops, the same in every Node. What `server.close()` does is either too much or too
 * little: from 26 on it resets a connection that was accepted a moment ago, its request unread (nodejs/node#63470), and before that it
 * waits for ever for one on which nothing comes, such as browsers open ahead.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** ms in which a connection without a request may still bring one. */
const GRACE = 50;

/** @returns call it when the stop begins, before `server.close()` */
export const openClosing = (server: Server): (() => void) => {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const endIdle = server.closeIdleConnections.bind(server);
  const end = (): void => {
    for (const socket of open) if (!socket.bytesRead) socket.destroy();
    endIdle();
  };
  return () => {
    // close() calls it at once, when the request of a connection may wait to be read.
    server.closeIdleConnections = () => {};
    // Behind the next look at the sockets: what has come by then is read, however late this timer is. And again and again: a
    // connection that was busy is idle once it is answered.
    const timer = setInterval(() => setImmediate(end), GRACE);
    server.once('close', () => clearInterval(timer));
  };
};
