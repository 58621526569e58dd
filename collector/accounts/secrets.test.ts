/** What addresses are stored without. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openClean } from './secrets.js';

const HOST = 'https://shop.test';
for (const [given, kept] of [
  ['/', '/'],
  ['/a?b=1&c=2', '/a?b=1&c=2'],
  ['/?utm_source=mail&utm_medium=email&utm_campaign=x', '/?utm_source=mail&utm_medium=email&utm_campaign=x'],
  ['/reset?token=s3cret', '/reset'],
  ['/reset?a=1&reset_password_token=s3cret&b=2', '/reset?a=1&b=2'],
  ['/?access_token=s&Id-Token=s&refreshToken=s&csrf[token]=s', '/'],
  ['/?%74oken=s3cret', '/'],
  ['/?password=s&new_passwd=s&pwd=s&api_key=s&client_secret=s&session_id=s&sid=s', '/'],
  ['/?email=a%40b.example&user_mail=x&n=1', '/?n=1'],
  ['/?who=a%40b.example&n=1', '/?n=1'],
  ['/?who=a%2540b.example', '/'],
  ['/?q=a@b.example', '/'],
  ['/?next=https%3A%2F%2Fm.test%2F%40name%2Fpost', '/?next=https%3A%2F%2Fm.test%2F%40name%2Fpost'],
  ['/?jot=eyJhbGciOi.eyJzdWIiOi.x', '/'],
  ['/?code=SUMMER', '/?code=SUMMER'],
  ['/?code=s3cret&state=1', '/?state=1'],
  ['/?mailing=spring&tokyo=1&keyword=pin&passage=2', '/?mailing=spring&tokyo=1&keyword=pin&passage=2'],
  ['/list;jsessionid=s3cret?a=1', '/list?a=1'],
  ['/list;a=1/b', '/list;a=1/b'],
  ['/#part', '/'],
  ['/#access_token=s3cret&state=1', '/'],
  ['/#/route', '/#/route'],
  ['/#!route?a=1&token=s3cret', '/#!route?a=1'],
  ['/#/access_token=s3cret&token_type=b&n=1', '/#/n=1'],
  ['/?a=1&token=x#/route/2', '/?a=1#/route/2'],
  ['/a?x=1&iesrc=rcmd&astid=2-3&at=1&rcmd_source=WIDGET&req_id=4-5#/route', '/a?x=1#/route'],
  ['/a?iesrc=rcmd&astid=2-3&at=1&rcmd_source=BAR&req_id=4-5', '/a'],
  ['/a?at=1&x=2', '/a?at=1&x=2'],
  ['/?', '/?'],
  ['/?a&b&&token', '/?a&b&'],
] as const)
  test(`${given} is stored as ${kept}`, () => {
    assert.equal(openClean()(HOST + given), HOST + kept);
    assert.equal(openClean()(given), kept);
  });

test('a name and a password are never stored', () => {
  const clean = openClean([], ['*']);
  assert.equal(clean('https://user:s3cret@shop.test/a@b'), 'https://shop.test/a@b');
  assert.equal(clean('//user@shop.test/'), '//shop.test/');
  assert.equal(clean('https://shop.test/?a=b@c'), 'https://shop.test/?a=b@c');
});

test("an account's own names are stripped, too, and those that it keeps are kept", () => {
  const clean = openClean(['member', 'x_*'], ['sid', 'promo_token']);
  assert.equal(clean('/?Member=1&X_a=1&member_of=2&sid=3&promo_token=4&token=5'), '/?member_of=2&sid=3&promo_token=4');
});

test('whatever the address, the value of a token does not stay, and nothing else is lost', () => {
  const word = fc.stringMatching(/^[a-z]{1,6}[0-9]{1,3}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 5 }), fc.nat(5), fc.constantFrom('?', '#/r?', '#!r?'), (pairs, at, mark) => {
      const texts = pairs.map(([name, value]) => `n${name}=${value}`);
      const all = [...texts.slice(0, at), 'access_token=S3CRET', ...texts.slice(at)];
      assert.equal(
        openClean()(`${HOST}/p${mark}${all.join('&')}`),
        `${HOST}/p${texts.length ? mark + texts.join('&') : mark.slice(0, -1)}`,
      );
    }),
  );
});
