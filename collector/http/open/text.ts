/**
 * The text of a body. Its type is not looked at, since wrappers of `fetch` change it; a compressed one is opened, to no more
 * bytes than an open one may have. Proxies open a body and leave its encoding's name.
 */
import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions } from 'node:zlib';

type Open = (body: Buffer, options: ZlibOptions) => Promise<Buffer>;
const OPENERS: Record<string, Open> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};
/** What some clients call `deflate`: without the head of two bytes (RFC 9110, 8.4.1.2). */
const openRaw: Open = promisify(inflateRaw);

/** A body that cannot be read: the status, and the reason as a sentence. */
export interface Unreadable {
  status: 400 | 413 | 415;
  error: string;
}

/** Names of one body at most; each of them opens no more than an open body may have. */
const MOST_NAMES = 3;

const isGzip = (body: Buffer): boolean => body[0] === 0x1f && body[1] === 0x8b;

/** The head of two bytes is a multiple of 31 (RFC 1950, 2.2). */
const hasZlibHead = (body: Buffer): boolean => body.length > 1 && body.readUInt16BE() % 31 === 0;

/** Whether it begins like our JSON: then it was opened on its way. */
const isOpen = (body: Buffer): boolean => /^(\xef\xbb\xbf)?\s*[[{]/.test(body.subarray(0, 32).toString('latin1'));

const openerOf = (body: Buffer, name: string): Open | undefined => {
  // What begins like gzip is no text in any encoding, said or not; what does not was opened on its way by a proxy.
  if (isGzip(body)) return OPENERS.gzip;
  if (name.endsWith('gzip')) return undefined;
  return name === 'deflate' && !hasZlibHead(body) ? openRaw : OPENERS[name];
};

const openOne = async (body: Buffer, name: string, most: number): Promise<Buffer | Unreadable> => {
  const open = openerOf(body, name);
  if (!open)
    return !name || name.endsWith('gzip')
      ? body
      : { status: 415, error: `Content-Encoding ${name.slice(0, 40)} is not known: send gzip, deflate, br or none` };
  try {
    return await open(body, { maxOutputLength: most });
  } catch (error) {
    if (isOpen(body)) return body;
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? { status: 413, error: `the opened body is larger than ${most} bytes` }
      : { status: 400, error: 'the compressed body is damaged or cut short' };
  }
};

/**
 * Never rejects: whoever calls it has a request to answer.
 * @param encoding the request's Content-Encoding
 * @param most bytes of the text
 */
export const textOf = async (body: Buffer, encoding: string | undefined, most: number): Promise<string | Unreadable> => {
  let plain = body;
  if (encoding || isGzip(body)) {
    const names = (encoding ?? '').toLowerCase().split(',', MOST_NAMES);
    // The last name is of what was done last.
    for (const name of names.reverse().map((one) => one.trim().replace('identity', ''))) {
      const opened = await openOne(plain, name, most);
      if (!Buffer.isBuffer(opened)) return opened;
      plain = opened;
    }
  }
  if (!isUtf8(plain)) return { status: 400, error: 'the body is not UTF-8' };
  const text = plain.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
};
