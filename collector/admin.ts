/**
 * The operator's command line: `rtp-collector COMMAND`, or `npx tsx collector/admin.ts COMMAND` in a clone. It reads the same configuration as the collector.
 * Erasure and export go through the running collector (one process writes the file); a backup reads the file itself.
 */
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { parseArgs } from 'node:util';
import { ConfigError, KEYS, readConfig, type Config } from './config.js';
import { wrongNode } from './node-version.js';
import { openKeys } from './keys/keys.js';
import { knownToken } from './token.js';

/** As it was called: an installed collector has no TypeScript. */
const NAME = process.argv[1]?.endsWith('.ts') ? 'npx tsx collector/admin.ts' : 'rtp-collector';
const USAGE = `usage: ${NAME} COMMAND
  erase --account A --visitor V      deletes all of one visitor, totals included
  export [--account A] [--visitor V] [--since TIME] [--format csv] [--out FILE]
  export --store postgres://…        the same of a database that no collector uses, also of one of several of version 0.1.0
  import FILE                        stores what an export with the format ndjson has; what is there already stays
  backup FILE                        copies the data file while the collector runs
  key make --account A --name N      makes a key with which a server of yours may send events; it is shown this once
  key list --account A               lists the keys of an account
  key revoke ID --account A          ends a key at once
  config                             prints every configuration key with its default
  --url URL                          address of the collector (default: from HOST and PORT)`;

/** A mistake of the caller: one line, exit 2. */
class Usage extends Error {}

const call = async (config: Config, url: string | undefined, path: string, method: string, body?: string): Promise<Response> => {
  const base = (url ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`).replace(/\/$/, '');
  const token = knownToken(config);
  if (!token) throw new Usage(`no token in ${config.data}: set RTP_DATA to the collector's folder, or RTP_TOKEN to its token`);
  let answer: Response;
  try {
    answer = await fetch(base + path, {
      method,
      headers: { authorization: 'Bearer ' + token, ...(body === undefined ? {} : { 'content-type': 'application/x-ndjson' }) },
      ...(body === undefined ? {} : { body }),
    });
  } catch {
    throw new Usage(`no collector answers at ${base}: start it, or name its address with --url`);
  }
  if (!answer.ok) throw new Usage(`${base}${path.replace(/\?.*/, '')}: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
  return answer;
};

/** Lines and characters of one request of an import. */
const PIECE = 500;
const MOST = 2_000_000;

const importFile = async (config: Config, url: string | undefined, file: string | undefined): Promise<void> => {
  if (!file) throw new Usage('import: which file to read?');
  if (!existsSync(file)) throw new Usage(`import: there is no file ${file}`);
  const sum = { new: 0, completed: 0, duplicate: 0 };
  let piece: string[] = [];
  let read = 0;
  const send = async (): Promise<void> => {
    if (!piece.length) return;
    const found = (await (
      await call(config, url, '/api/import', 'POST', piece.join('\n')).catch((error: Error) => {
        throw new Usage(`${error.message} (of the lines from ${read + 1} on; those before are stored, and may be sent again)`);
      })
    ).json()) as typeof sum;
    read += piece.length;
    piece = [];
    for (const name of ['new', 'completed', 'duplicate'] as const) sum[name] += found[name];
  };
  let size = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    size += line.length;
    if (piece.push(line) < PIECE && size < MOST) continue;
    await send();
    size = 0;
  }
  await send();
  process.stdout.write(`${sum.new} events stored, ${sum.completed} completed, ${sum.duplicate} were there\n`);
};

/** Of a database itself: the collector that it belonged to may be gone. */
const exportOf = async (store: string, query: URLSearchParams, out: string | undefined): Promise<void> => {
  const [{ readOnly }, { exportLines }, { readQuery }] = await Promise.all([
    import('./store/postgres/read-only.js'),
    import('./http/operator/export.js'),
    import('./http/operator/format.js'),
  ]);
  const asked = readQuery(Object.fromEntries(query));
  if (typeof asked === 'string') throw new Usage('export: ' + asked);
  const source = readOnly(store);
  await pipeline(Readable.from(exportLines(source, asked, query.get('format') === 'csv')), out ? createWriteStream(out) : process.stdout);
  await source.close();
};

const backup = async (config: Config, to: string | undefined): Promise<void> => {
  if (!to) throw new Usage('backup: which file to write?');
  if (/^postgres/.test(config.store)) throw new Usage('backup: RTP_STORE is PostgreSQL: use pg_basebackup or pg_dump');
  if (!existsSync(config.store)) throw new Usage(`backup: there is no data file ${config.store}`);
  if (existsSync(to)) throw new Usage(`backup: ${to} exists already`);
  // The driver is loaded only where it is needed, after Node's version has been looked at.
  const { copyStore } = await import('./store/sqlite/copy.js');
  process.stdout.write(`${to}: ${copyStore(config.store, to)} bytes, checked\n`);
};

/** Works on the configuration folder, as the collector does, so no collector needs to run. */
const key = async (config: Config, [what, id]: string[], { account, name }: { account?: string; name?: string }): Promise<void> => {
  if (!account) throw new Usage('key: --account is needed');
  const keys = openKeys(config.accounts);
  if (what === 'make') {
    if (!name) throw new Usage('key make: --name is needed: what the key is for, such as --name billing');
    process.stdout.write(`${(await keys.make(account, name)).key}\n`);
    process.stderr.write('Keep it now: it is not shown again. Send it as Authorization: Bearer KEY.\n');
  } else if (what === 'list') {
    for (const one of await keys.list(account))
      process.stdout.write(`${one.id}  made ${one.made}  ${one.revoked ? `revoked ${one.revoked}  ` : ''}${one.name}\n`);
  } else if (what === 'revoke') {
    if (!id || !(await keys.revoke(account, id)))
      throw new Usage(`key revoke: ${id ? `no key ${id} of ${account} is in force` : 'which key? Its id stands in key list'}`);
    process.stdout.write(`key ${id} of ${account} is revoked\n`);
  } else throw new Usage('key: make, list or revoke is expected');
};

const run = async (args: string[]): Promise<void> => {
  const options = {
    account: { type: 'string' },
    visitor: { type: 'string' },
    since: { type: 'string' },
    format: { type: 'string' },
    out: { type: 'string' },
    url: { type: 'string' },
    store: { type: 'string' },
    name: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  let parsed: ReturnType<typeof parseArgs<{ args: string[]; options: typeof options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Usage((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.help || positionals[0] === 'help') {
    process.stdout.write(USAGE + '\n');
    return;
  }
  const [command, file] = positionals;
  const config = readConfig(process.env);
  if (command === 'config') {
    for (const key of KEYS) process.stdout.write(`${key.name.padEnd(20)} ${(key.preset || '-').padEnd(12)} ${key.about}\n`);
  } else if (command === 'backup') await backup(config, file);
  else if (command === 'erase') {
    if (!values.account || !values.visitor) throw new Usage('erase: --account and --visitor are needed');
    const path = `/api/visitors/${encodeURIComponent(values.visitor)}?account=${encodeURIComponent(values.account)}`;
    const { erased } = (await (await call(config, values.url, path, 'DELETE')).json()) as { erased: number };
    process.stdout.write(`${erased} events of visitor ${values.visitor} erased\n`);
  } else if (command === 'import') await importFile(config, values.url, file);
  else if (command === 'export') {
    const query = new URLSearchParams();
    for (const name of ['account', 'visitor', 'since', 'format'] as const) if (values[name]) query.set(name, values[name]);
    if (values.store) return exportOf(values.store, query, values.out);
    const { body } = await call(config, values.url, '/api/export?' + query, 'GET');
    if (body) await pipeline(Readable.fromWeb(body as ReadableStream), values.out ? createWriteStream(values.out) : process.stdout);
  } else if (command === 'key') await key(config, positionals.slice(1), values);
  else throw new Usage(command ? `unknown command ${command}` : 'which command?');
};

const main = async (): Promise<void> => {
  const wrong = wrongNode(process.versions.node);
  if (wrong) throw new Usage(wrong);
  // A copy or an export is as private as what it was made of.
  process.umask(0o077);
  await run(process.argv.slice(2));
};

main().catch((error: Error) => {
  const known = error instanceof Usage || error instanceof ConfigError;
  process.stderr.write(known ? `${error.message}\n${error instanceof Usage ? USAGE + '\n' : ''}` : `${error.stack}\n`);
  process.exitCode = known ? 2 : 1;
});
