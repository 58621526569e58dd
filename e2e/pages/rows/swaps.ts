/** Libraries that put another page into this one: what stands in <body> comes and goes, and the address changes without a load. */
import { BUY, script, type Row } from '../row.js';

const LINKS = '<nav><a id="first" href="/">first</a> <a id="second" href="/second">second</a></nav>';
const page = (name: string): string =>
  `${LINKS}<main><h1 id="at">${name}</h1><p>Words of the ${name} page.</p>${BUY}<div id="offer"><p>Offer of the ${name} page</p></div></main>`;
/** There and back, and there again, from what the library has kept. */
const visit = (settled = '') => `await click('#second'); await sees('#at','second'); ${settled} await click('#buy'); await click('#first');
  await sees('#at','first'); ${settled} await click('#second'); await sees('#at','second'); ${settled} history.back(); await sees('#at','first');
  await holds(() => location.pathname === '/'); ${settled}`;

export const swaps: Row[] = [
  {
    id: 'turbo',
    what: 'Turbo 8: another <body> at each visit, previews and snapshots, a form, a page view at turbo:load',
    head:
      script('@hotwired/turbo/dist/turbo.es2017-umd.js') +
      `<script>var visits=0;document.addEventListener('turbo:load',function(){if(visits++)rtp('send','view')})</script>`,
    body: page('first'),
    pages: { '/second': page('second') },
    act: `await holds(() => window.Turbo && visits === 1); ${visit(`await holds(() => !document.querySelector('html[aria-busy],html[data-turbo-preview]'));`)}; await holds(() => visits === 5)`,
    events: ['bought'],
    views: 5,
    short: ['@hotwired/turbo'],
  },
  {
    id: 'htmx',
    what: 'htmx 2.0: hx-boost, hx-get into a part, an out-of-band swap, history from its cache',
    head: script('htmx.org/dist/htmx.js'),
    body: `<div hx-boost="true" hx-target="body">${page('first')}</div><button id="more" hx-get="/part" hx-target="#into">More</button><div id="into"></div><p id="note">-</p>`,
    pages: { '/second': `<div hx-boost="true" hx-target="body">${page('second')}</div>` },
    files: { '/part': '<b id="part">a part</b><p id="note" hx-swap-oob="true">noted</p>' },
    act: `await click('#more'); await sees('#part','a part'); await sees('#note','noted'); ${visit(`await holds(() => document.querySelector('#first')['htmx-internal-data'] && !document.querySelector('.htmx-settling'));`)}`,
    events: ['bought'],
    short: ['htmx.org'],
  },
  {
    id: 'swup',
    what: 'Swup 4.10: a container is replaced with an animation, pages from its cache',
    head: script('swup/dist/Swup.umd.js'),
    body: `<style>html.is-changing .transition-main{transition:opacity .05s}html.is-animating .transition-main{opacity:0}</style><div id="swup" class="transition-main">${page('first')}</div><script>const swup=new Swup()</script>`,
    pages: { '/second': `<div id="swup" class="transition-main">${page('second')}</div>` },
    act: `${visit()}; await holds(() => !document.documentElement.className.includes('is-'))`,
    events: ['bought'],
  },
  {
    id: 'barba',
    what: 'Barba 2.10: containers that change places',
    head: script('@barba/core/dist/barba.umd.js'),
    body: `<div data-barba="wrapper"><div data-barba="container" data-barba-namespace="first">${page('first')}</div></div><script>barba.init({transitions:[{leave(){},enter(){}}]})</script>`,
    pages: {
      '/second': `<div data-barba="wrapper"><div data-barba="container" data-barba-namespace="second">${page('second')}</div></div>`,
    },
    act: `${visit()}; await holds(() => document.querySelectorAll('[data-barba=container]').length === 1)`,
    events: ['bought'],
  },
  {
    id: 'idiomorph',
    what: 'Idiomorph 0.8: the body is morphed into what the server sent, which knows nothing of campaigns',
    head: script('idiomorph/dist/idiomorph.js'),
    body: `${page('first')}<script>document.addEventListener('click',async function(event){var link=event.target.closest('a');if(!link)return;event.preventDefault();history.pushState(null,'',link.href);var text=await (await fetch('/body'+new URL(link.href).pathname)).text();Idiomorph.morph(document.body,text,{morphStyle:'innerHTML'})})</script>`,
    files: { '/body/': page('first'), '/body/second': page('second') },
    act: `await click('#second'); await sees('#at','second'); await click('#buy'); await click('#first'); await sees('#at','first'); await click('#second'); await sees('#at','second')`,
    events: ['bought'],
  },
  {
    id: 'inner-html',
    what: 'No library: document.body.innerHTML at each step, without a new address',
    body: `${page('first')}<script>var draw=function(name){document.body.innerHTML=${JSON.stringify(page('NAME'))}.replaceAll('NAME',name)};document.addEventListener('click',function(event){if(event.target.closest('a')){event.preventDefault();draw(event.target.id)}})</script>`,
    act: `await click('#second'); await sees('#at','second'); await click('#buy'); await click('#first'); await sees('#at','first')`,
    events: ['bought'],
  },
];
