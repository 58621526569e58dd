/**
 * The text of a body. Its type is not looked at, since wrappers of `fetch` change it; a compressed one is opened, to no more
 * bytes than an open one may have.
 */
import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';

type Open = (body: Buffer, options: ZlibOptions) => Promise<Buffer>;
const OPENERS: Record<string, Open> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** A body that cannot be read: the status, and the reason as a sentence. */
export interface Unreadable {
  status: 400 | 413 | 415;
  error: string;
}

const openerOf = (body: Buffer, encoding: string): Open | undefined | Unreadable => {
  // What begins like gzip is no text in any encoding, said or not; what does not was opened on its way by a proxy.
  if (body[0] === 0x1f && body[1] === 0x8b) return OPENERS.gzip;
  if (!encoding || encoding === 'identity' || encoding.endsWith('gzip')) return undefined;
  return (
    OPENERS[encoding] ?? { status: 415, error: `Content-Encoding ${encoding.slice(0, 40)} is not known: send gzip, deflate, br or none` }
  );
};

/**
 * @param encoding the request's Content-Encoding
 * @param most bytes of the text
 */
export const textOf = async (body: Buffer, encoding: string | undefined, most: number): Promise<string | Unreadable> => {
  const open = openerOf(body, (encoding ?? '').trim().toLowerCase());
  if (typeof open === 'object') return open;
  let plain = body;
  if (open)
    try {
      plain = await open(body, { maxOutputLength: most });
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
        ? { status: 413, error: `the opened body is larger than ${most} bytes` }
        : { status: 400, error: 'the compressed body is damaged or cut short' };
    }
  return isUtf8(plain) ? plain.toString('utf8') : { status: 400, error: 'the body is not UTF-8' };
};
