import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { it } from 'node:test';
import { openClosing } from './closing.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

const listening = async (): Promise<{ server: Server; begin(): void; client(): Socket }> => {
  const server = createServer((_request, response) => response.end('whole'));
  const begin = openClosing(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, begin, client: () => connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('latin1') };
};
const all = async (socket: Socket): Promise<string> => {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
};

it('answers the request of a connection that was accepted in the moment of the stop', async () => {
  const { server, begin, client } = await listening();
  server.once('connection', () => {
    begin();
    server.close();
  });
  const closed = once(server, 'close');
  const socket = client();
  socket.write(REQUEST);
  assert.match(await all(socket), /whole/);
  await closed;
});

it('answers the next request of a connection that is kept, and ends it then', async () => {
  const { server, begin, client } = await listening();
  const socket = client();
  socket.write(REQUEST);
  await once(socket, 'data');
  const closed = once(server, 'close');
  socket.write(REQUEST);
  begin();
  server.close();
  assert.match(await all(socket), /whole/);
  await closed;
});

it('waits for no connection on which nothing comes', async () => {
  const { server, begin, client } = await listening();
  const socket = client();
  await once(server, 'connection');
  const closed = once(server, 'close');
  begin();
  server.close();
  assert.equal(await all(socket), '');
  await closed;
});
