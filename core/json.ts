import { MAX_TEXT } from './event.js';

/**
 * A string as JSON, in ASCII. Pages replace `JSON.stringify` and give arrays and strings a `toJSON` (Prototype.js before
 * 1.7), so the tag writes its few lines of JSON itself; and where every character is a byte, a body's length is its size. What is longer than
 * a field may be is cut.
 */
export const quote = (text: string): string =>
  '"' + text.slice(0, MAX_TEXT).replace(/[^ !#-[\]-~]/g, (char) => '\\u' + (char.charCodeAt(0) + 65536).toString(16).slice(1)) + '"';
