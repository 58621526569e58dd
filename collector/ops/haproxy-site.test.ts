/** haproxy-site.cfg, run by haproxy in front of the real collector: only its addresses, its certificate and its port are changed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeProxy } from '../testing/proxied.js';
import { changed } from '../testing/proxy.js';

describeProxy(
  'haproxy-site.cfg',
  {
    program: '/usr/sbin/haproxy',
    version: '-v',
    write: ({ dir, port, collector, behind }) => {
      const file = join(dir, 'haproxy.cfg');
      const cfg = changed('haproxy-site.cfg', [
        ['server collector 127.0.0.1:8377', 'server collector ' + collector],
        ['bind :443', `bind 127.0.0.1:${port}`],
        ['/etc/haproxy/site.pem', join(dir, 'both.pem')],
        // As README.md says for a further proxy in front.
        ...(behind ? [['http-request set-header X-Forwarded-For %[src]', 'option forwardfor'] as const] : []),
      ]);
      writeFileSync(file, cfg);
      return ['-db', '-f', file];
    },
  },
  ['own', 'folder'],
);
