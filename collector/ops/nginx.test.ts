/** nginx.conf and nginx-subpath.conf, run by nginx in front of the real collector: only addresses, certificate and ports are changed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeProxy } from '../testing/proxied.js';
import { changed, type Place } from '../testing/proxy.js';

const TEMPS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** nginx's own file around the samples: in the foreground, all its files in the folder. */
const around = ({ dir }: Place, inner: string): string[] => {
  const temps = TEMPS.map((name) => `${name}_temp_path ${dir}/${name};`).join(' ');
  const main = `daemon off; master_process off; pid ${dir}/pid; error_log stderr; events {} http { access_log off; ${temps} ${inner} }`;
  writeFileSync(join(dir, 'nginx.conf'), main);
  return ['-c', join(dir, 'nginx.conf')];
};
/** As README.md says for a further proxy in front. */
const further = ({ behind }: Place): [string, string][] =>
  behind ? [['X-Forwarded-For $remote_addr', 'X-Forwarded-For $proxy_add_x_forwarded_for']] : [];
const PROGRAM = { program: '/usr/sbin/nginx', version: '-v' };

describeProxy(
  'nginx.conf',
  {
    ...PROGRAM,
    write: (place) => {
      const conf = changed('nginx.conf', [
        ['server 127.0.0.1:8377', 'server ' + place.collector],
        ['listen 443', `listen 127.0.0.1:${place.port}`],
        ['/etc/nginx/rtp.', join(place.dir, 'site.')],
        ...further(place),
      ]);
      writeFileSync(join(place.dir, 'rtp.conf'), conf);
      return around(place, `include ${place.dir}/rtp.conf;`);
    },
  },
  ['own'],
);

describeProxy(
  'nginx-subpath.conf',
  {
    ...PROGRAM,
    write: (place) => {
      const conf = changed('nginx-subpath.conf', [['http://127.0.0.1:8377', 'http://' + place.collector], ...further(place)]);
      writeFileSync(join(place.dir, 'rtp-subpath.conf'), conf);
      const certificate = `ssl_certificate ${place.dir}/site.pem; ssl_certificate_key ${place.dir}/site.key;`;
      // A site's own pattern for all scripts, as many have one.
      const site = `location ~ \\.js$ { return 404; } include ${place.dir}/rtp-subpath.conf;`;
      return around(place, `server { listen 127.0.0.1:${place.port} ssl http2; server_name www.example.com; ${certificate} ${site} }`);
    },
  },
  ['folder'],
);
