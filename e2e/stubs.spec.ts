/** Pages that carry the documented tag in one of its forms change one address and go on working. */
import { CUSTOMARY, STUB_FORMS } from './pages/stubs.js';
import { expect, test, values } from './support/fixtures.js';

const CORE = '/rtp-api/v1/rtp.js';

for (const form of STUB_FORMS)
  test(`stub ${form.name}: calls before and after the core, and through an old reference`, async ({ tab, site, account, collector }) => {
    const stub = form.stub.replaceAll('CORE', CORE).replaceAll('ACCOUNT', account);
    await tab.open(
      site.page(account, 'page', {
        snippet: `<script>${stub}</script>`,
        head: `<script>${CUSTOMARY}window.kept = window.rtp; rtp('send','event',{value:'before'});</script>`,
        body: `<button id="now" onclick="rtp('send','event',{value:'after'});kept('send','event',{value:'kept'})">now</button>`,
      }),
    );
    await collector.waitFor(account, (stored) => stored.length === 2);
    await tab.click('#now');
    const events = await collector.waitFor(account, (stored) => stored.length === 4);
    expect(values(events)).toEqual(['after', 'before', 'kept']);
    expect(events.filter((event) => event.type === 'view')).toHaveLength(1);
  });

test('no stub: a tag manager loads the core alone, then puts a function of its own on window', async ({
  tab,
  site,
  account,
  collector,
}) => {
  await tab.open(
    site.page(account, 'page', {
      snippet: '',
      head: `<script>
        var s = document.createElement('script'); s.async = true; s.src = '${CORE}?aid=${account}'; document.head.appendChild(s);
        addEventListener('load', function () { window.rtp = function () { (window.rtp.q = window.rtp.q || []).push(arguments) }; rtp('send','event',{value:'replaced'}); });
      </script>`,
      body: `<button id="now" onclick="rtp('send','event',{value:'after'})">now</button>`,
    }),
  );
  await collector.waitFor(account, (stored) => stored.length === 1);
  await tab.click('#now');
  expect(values(await collector.waitFor(account, (stored) => stored.length === 2))).toEqual(['after', 'replaced']);
});

test('our snippet, pasted twice and once more by a tag manager: one view, one of each event', async ({ tab, site, account, collector }) => {
  const again = JSON.stringify(site.script(account));
  await tab.open(
    site.page(account, 'page', {
      head: `<script>rtp('send','view');rtp('send','event','one')</script><script>${site.script(account)}</script><script>rtp('send','event','two')</script>`,
      body: `<button id="late" onclick='var s=document.createElement("script");s.text=${again.replaceAll("'", '&#39;')};document.body.appendChild(s);rtp("send","event","three")'>late</button>`,
    }),
  );
  await tab.click('#late');
  const events = await collector.waitFor(account, (stored) => stored.length >= 4);
  expect(values(events)).toEqual(['one', 'three', 'two']);
  expect(events.filter((event) => event.type === 'view')).toHaveLength(1);
});
