/** Caddyfile, run by Caddy in front of the real collector: only its addresses, its certificate and its port are changed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeProxy } from '../testing/proxied.js';
import { changed } from '../testing/proxy.js';

describeProxy(
  'Caddyfile',
  {
    program: '/usr/bin/caddy',
    version: 'version',
    write: ({ dir, port, collector, behind }) => {
      const file = join(dir, 'Caddyfile');
      // Its own way to certificates asks authorities in the open.
      const tls = `\ttls ${dir}/site.pem ${dir}/site.key\n`;
      const text = changed('Caddyfile', [
        ['127.0.0.1:8377', collector],
        ['\nrtp.example.com {\n', `\nhttps://rtp.example.com:${port} {\n${tls}\tbind 127.0.0.1\n`],
        ['\nwww.example.com {\n', `\nhttps://www.example.com:${port} {\n${tls}\tbind 127.0.0.1\n`],
        // As README.md says for a further proxy in front.
        ...(behind ? [['header_up X-Forwarded-For {remote_host}', 'trusted_proxies 127.0.0.2'] as const] : []),
      ]);
      writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n}\n${text}`);
      return ['run', '--adapter', 'caddyfile', '--config', file];
    },
  },
  ['own', 'folder'],
);
