import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksForConsent } from './page.js';

test('with a configuration of an older collector, which names no banners, nothing opens over one', () => {
  assert.equal(asksForConsent(undefined), true);
});
