import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { textOf } from './text.js';

test('whatever the bytes and the name of their encoding, they become a text or a refusal with a reason', () =>
  fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 3 }),
        fc.uint8Array({ maxLength: 200 }),
        fc.constant(gzipSync('[]')),
        fc.constant(deflateSync('[]')),
      ),
      fc.array(fc.constantFrom('gzip', 'x-gzip', 'deflate', 'br', 'identity', '', 'utf-8'), { maxLength: 5 }),
      async (bytes, names) => {
        const text = await textOf(Buffer.from(bytes), names.join(', ') || undefined, 1000);
        if (typeof text !== 'string') assert.ok([400, 413, 415].includes(text.status) && text.error, JSON.stringify(text));
      },
    ),
    { numRuns: 3000 },
  ));
