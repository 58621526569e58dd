/** dist/rtp.php in Debian's WordPress, with a MariaDB of its own. Both are installed by apt where they are missing. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../collector/testing/postgres.js';
import { until } from '../../support/until.js';
import { ROOT, run } from '../../packages/pack.js';
import { folderOf } from '../packages.js';
import type { Recipe } from '../recipe.js';
import { serveProgram, type Served } from '../serve.js';

const WORDPRESS = '/usr/share/wordpress';
const THEME = join(WORDPRESS, 'wp-content/themes/twentytwentythree');
const PACKAGES = ['wordpress', 'wordpress-theme-twentytwentythree', 'mariadb-server', 'php-mysql', 'php-cli'];

const installDebian = (): void => {
  const there = [THEME, '/usr/sbin/mariadbd', '/usr/bin/php'].every(existsSync);
  if (there && spawnSync('php', ['-m'], { encoding: 'utf8' }).stdout.includes('mysqli')) return;
  console.error('installing WordPress and MariaDB by apt …');
  const root = process.getuid?.() === 0 ? [] : ['sudo'];
  for (const words of [
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...PACKAGES],
  ]) {
    const [command = '', ...rest] = [...root, ...words];
    execFileSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
};

/** A database server on a socket of a folder. @returns the socket's path in the place of an address */
const serveDatabase = async (folder: string): Promise<Served> => {
  const data = join(folder, 'data');
  const socket = join(folder, 's');
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const how = ['--no-defaults', '--datadir=' + data, ...user];
  await run(folder, 'mariadb-install-db', [...how, '--auth-root-authentication-method=normal', '--skip-test-db']);
  const args = [...how, '--socket=' + socket, '--skip-networking', '--pid-file=' + join(folder, 'pid')];
  const served = await serveProgram('/usr/sbin/mariadbd', args, { cwd: folder, ready: /(ready for connections)/ });
  await until(
    async () => spawnSync('mariadb', ['--no-defaults', '--socket=' + socket, '-uroot', '-e', 'CREATE DATABASE IF NOT EXISTS wp']),
    ({ status }) => status === 0,
    ({ stderr }) => String(stderr),
  );
  return { ...served, url: socket };
};

const configOf = (socket: string, url: string, lines: string): string => `<?php
define( 'DB_NAME', 'wp' ); define( 'DB_USER', 'root' ); define( 'DB_PASSWORD', '' ); define( 'DB_HOST', 'localhost:${socket}' );
define( 'DB_CHARSET', 'utf8mb4' ); define( 'DB_COLLATE', '' );
define( 'WP_HOME', '${url}' ); define( 'WP_SITEURL', '${url}' );
define( 'WP_HTTP_BLOCK_EXTERNAL', true ); define( 'DISABLE_WP_CRON', true ); define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_DEBUG', true ); define( 'WP_DEBUG_DISPLAY', false ); define( 'WP_DEBUG_LOG', __DIR__ . '/debug.txt' );
$table_prefix = 'wp_';
${lines}
/* That's all, stop editing! */
if ( ! defined( 'ABSPATH' ) ) { define( 'ABSPATH', __DIR__ . '/' ); }
require_once ABSPATH . 'wp-settings.php';
`;

export const wordpressReal: Recipe = {
  id: 'wordpress',
  page: 'wordpress',
  how: 'plugin file rtp.php, in WordPress',
  async serve({ folder, files }) {
    installDebian();
    // A socket's path may have 107 characters (unix(7)).
    const place = await mkdtemp(join(tmpdir(), 'rtp-db-'));
    const database = await serveDatabase(place);
    const end = async (): Promise<void> => {
      await database.close();
      await rm(place, { recursive: true });
    };
    try {
      const site = join(folder, 'wordpress');
      await cp(WORDPRESS, site, { recursive: true, dereference: true, filter: (path) => !/htaccess$/.test(path) });
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      await writeFile(join(site, 'wp-config.php'), configOf(database.url, url, files.get('wp-config.php') ?? ''));
      await cp(join(ROOT, 'dist/rtp.php'), join(site, 'wp-content/plugins/rtp.php'));
      const version = (await run(site, 'php', [join(folderOf('wordpress'), 'setup.php')])).trim();
      assert.match(version, /^WordPress [\d.]+$/);
      const served = await serveProgram('php', ['-S', `127.0.0.1:${port}`, '-t', site, join(folderOf('wordpress'), 'router.php')], {
        cwd: site,
        env: { PHP_CLI_SERVER_WORKERS: '4' },
        ready: /Development Server \((http:[^)]+)\) started/,
      });
      const html = await (await fetch(url + '/')).text();
      assert.match(html, /^[\s\S]*?<script data-cfasync="false"/, 'the tag is there');
      assert.equal(html.indexOf('<script'), html.indexOf('<script data-cfasync'), 'before every other script');
      const php = spawnSync('php', ['-r', 'echo PHP_VERSION;'], { encoding: 'utf8' }).stdout;
      return {
        url: served.url,
        versions: `${version}, PHP ${php}`,
        also: 'the tag comes before every other script; PHP says nothing of the plugin',
        async close() {
          await served.close();
          await end();
          const log = join(site, 'debug.txt');
          if (existsSync(log)) assert.doesNotMatch(readFileSync(log, 'utf8'), /rtp\.php/);
        },
      };
    } catch (error) {
      await end();
      throw error;
    }
  },
};
