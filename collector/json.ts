/**
 * JSON that anybody may have sent. In Node 26 (V8 14.6) `JSON.parse` writes outside its memory when lists or objects with something before
 * the nested one ('[1,[1,[1,…') go deeper than the stack and the text then turns out to be wrong: the process ends moments later, wherever
 * it next asks for memory. Nothing that is ever read here is deep, so what is deep is refused unread, in every Node.
 */

/** Levels. The stack holds several thousand; the wire format has six, and a page's own arguments in a rescue a few more. */
const MOST_LEVELS = 500;

const QUOTE = 34;
const BACKSLASH = 92;
const isOpening = (code: number): boolean => code === 91 || code === 123;
const isClosing = (code: number): boolean => code === 93 || code === 125;

/** Whether lists and objects are nested deeper than anything that is read here. Right for every text up to where it ceases to be JSON. */
export const isDeep = (text: string): boolean => {
  if (text.length <= MOST_LEVELS) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isOpening(code)) {
      if (++depth > MOST_LEVELS) return true;
    } else if (isClosing(code)) depth--;
    // What stands in a string is text, brackets as well.
    else if (code === QUOTE)
      for (at++; at < text.length && text.charCodeAt(at) !== QUOTE; at++) if (text.charCodeAt(at) === BACKSLASH) at++;
  }
  return false;
};

/** `JSON.parse` for what comes from outside. @throws {SyntaxError} when it is no JSON, or too deep */
export const parseJson = (text: string): unknown => {
  if (isDeep(text)) throw new SyntaxError(`lists and objects are nested more than ${MOST_LEVELS} deep`);
  return JSON.parse(text);
};
