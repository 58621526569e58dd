/** Why a start failed, in one sentence that says what to do; never a stack. */

interface Known {
  message?: string;
  code?: string;
  path?: string;
  syscall?: string;
  errors?: Known[];
}

/** What the start was given, as far as a sentence names it. */
export interface Given {
  host: string;
  port: number;
  data: string;
  store: string;
}

const FILES: Record<string, (path: string) => string> = {
  EROFS: (path) => `${path} is on a file system that is mounted read-only; name a folder that can be written to by RTP_DATA`,
  EACCES: (path) => `${path} may not be written to by this user; change its owner or rights, or name another folder by RTP_DATA`,
  EPERM: (path) => `${path} may not be changed by this user; change its owner or rights, or name another folder by RTP_DATA`,
  ENOTDIR: (path) => `${path} cannot be a folder, since a part of the path is a file; name another one by RTP_DATA`,
  EEXIST: (path) => `${path} is a file, and a folder is expected; name another one by RTP_DATA`,
  EISDIR: (path) => `${path} is a folder, and a file is expected`,
  ENOENT: (path) => `${path} is not there`,
  ENOSPC: (path) => `the disk is full: ${path} cannot be written; make room and start again`,
  EDQUOT: (path) => `the user's share of the disk is full: ${path} cannot be written; make room and start again`,
  EMFILE: (path) => `too many files are open to open ${path}; raise the limit (ulimit -n)`,
  ENAMETOOLONG: (path) => `${path} is too long a name`,
  ELOOP: (path) => `${path} is a link that leads to itself`,
};

const STORES: [begin: string, say: (store: string) => string][] = [
  ['SQLITE_NOTADB', (store) => `${store} is no data file; move it away, or name another file by RTP_STORE`],
  ['SQLITE_CORRUPT', (store) => `${store} is damaged; restore a backup of it (collector/README.md, "Backup")`],
  ['SQLITE_FULL', (store) => `the disk is full: ${store} cannot be written; make room and start again`],
  ['SQLITE_READONLY', (store) => `${store} may not be written to; change its owner or rights, or those of its folder`],
  ['SQLITE_CANTOPEN', (store) => `${store} cannot be opened; look at the rights of the file and of its folder`],
  ['SQLITE_BUSY', (store) => `${store} is in use by another program; end that one and start again`],
  ['SQLITE_IOERR', (store) => `the disk does not read or write ${store}; look at the disk and at the system's log`],
];

const LISTENS: Record<string, (given: Given) => string> = {
  EADDRINUSE: ({ host, port }) => `PORT: ${host}:${port} is taken; choose another one, as in PORT=8378 npm start`,
  EADDRNOTAVAIL: ({ host }) => `HOST: this machine has no address ${host}; HOST=127.0.0.1 is for this machine alone, HOST=0.0.0.0 for all`,
  EACCES: ({ port }) => `PORT: this user may not listen on port ${port}; take one from 1024 on, and let a proxy stand in front`,
  ENOTFOUND: ({ host }) => `HOST: ${host} is no address of this machine; HOST=127.0.0.1 is for this machine alone, HOST=0.0.0.0 for all`,
  EAI_AGAIN: ({ host }) => `HOST: ${host} cannot be looked up; write an address, as in HOST=127.0.0.1`,
};

/** A text without the password of an address in it. */
const hidden = (text: string): string => text.replace(/(\w+:\/\/[^:/@\s]*):[^@\s]*@/g, '$1:…@');

/** @param error whatever was thrown */
export const startProblem = (error: unknown, given: Given): string => {
  const {
    code = '',
    message = '',
    path,
    syscall,
    errors,
  } = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as Known;
  const listens = syscall === 'listen' || syscall === 'getaddrinfo' || syscall === 'bind' ? LISTENS[code] : undefined;
  const isFile = !/^postgres(ql)?:\/\//.test(given.store);
  if (listens && (isFile || syscall !== 'getaddrinfo')) return listens(given);
  const file = FILES[code];
  if (file && (path || isFile)) return file(path ?? given.data) + '.';
  const store = STORES.find(([begin]) => code.startsWith(begin));
  if (store) return `RTP_STORE: ${store[1](given.store)}.`;
  // Node tries each address of a name, and says nothing itself.
  const inner = errors?.[0];
  const said = message || inner?.message || code || 'no reason was given';
  return isFile ? hidden(said) : `RTP_STORE: the database ${hidden(given.store)} cannot be used: ${hidden(said)}`;
};
