/** Style sheets that reset everything, and the components that come with them: modals, drop-downs, accordions. */
import { BUY, script, styles, ZONE, type Row } from '../row.js';

const ARTICLE =
  '<h1>Lamps</h1><p>Words about <a href="#lamps">lamps</a>.</p><ul><li>one</li><li>two</li></ul><table><tr><td>1</td><td>2</td></tr></table>';

export const looks: Row[] = [
  {
    id: 'bootstrap-3',
    ignore: 'tooltip\\d+',
    what: 'Bootstrap 3.4 with jQuery 1.12: a navbar, a modal, a tooltip, a collapse',
    head: styles('bootstrap3/dist/css/bootstrap.css') + script('jquery1/dist/jquery.js') + script('bootstrap3/dist/js/bootstrap.js'),
    body: `<nav class="navbar navbar-default navbar-fixed-bottom"><div class="container"><a class="navbar-brand" href="#">Shop</a></div></nav><div class="container">${ARTICLE}
<button id="open" type="button" class="btn btn-primary" data-toggle="modal" data-target="#modal">Open</button>${BUY}<button id="fold" type="button" data-toggle="collapse" data-target="#folded">Fold</button><div id="folded" class="collapse">Folded</div>${ZONE}</div>
<div class="modal fade" id="modal" tabindex="-1" role="dialog"><div class="modal-dialog"><div class="modal-content"><div class="modal-body">In the modal</div><button id="close" type="button" data-dismiss="modal">Close it</button></div></div></div>
<script>$('#buy').tooltip({title:'Buy it'})</script>`,
    act: `await click('#open'); await holds(() => $('#modal').is('.in') && $('#modal').css('opacity') === '1'); await click('#buy'); await click('#close'); await gone('.modal-backdrop'); await click('#fold'); await holds(() => $('#folded').is('.in')); $('#buy').tooltip('show'); await sees('.tooltip','Buy it')`,
    events: ['bought'],
  },
  {
    id: 'bootstrap-5',
    what: 'Bootstrap 5.3: a modal with its focus trap, an off-canvas menu, a drop-down, a toast',
    head: styles('bootstrap5/dist/css/bootstrap.css') + script('bootstrap5/dist/js/bootstrap.bundle.js'),
    body: `<div class="container">${ARTICLE}<button id="open" type="button" class="btn btn-primary" data-bs-toggle="modal" data-bs-target="#modal">Open</button>${BUY}
<div class="dropdown"><button id="drop" type="button" class="btn dropdown-toggle" data-bs-toggle="dropdown">Menu</button><ul class="dropdown-menu"><li><a class="dropdown-item" href="#a">Entry</a></li></ul></div><button id="side" type="button" data-bs-toggle="offcanvas" data-bs-target="#canvas">Side</button>${ZONE}</div>
<div class="modal fade" id="modal" tabindex="-1"><div class="modal-dialog"><div class="modal-content"><input id="field"><button id="close" type="button" data-bs-dismiss="modal">Close it</button></div></div></div>
<div class="offcanvas offcanvas-start" tabindex="-1" id="canvas"><button id="back" type="button" data-bs-dismiss="offcanvas">Back</button></div>`,
    act: `await click('#open'); await holds(() => document.querySelector('#modal').classList.contains('show') && getComputedStyle(document.querySelector('#modal')).opacity === '1'); await pause(350);
      document.querySelector('#field').focus(); await holds(() => document.activeElement.id === 'field'); await click('#buy'); await click('#close'); await gone('.modal-backdrop');
      await click('#side'); await sees('.offcanvas.show','Back'); await pause(350); await click('#back'); await gone('.offcanvas.show,.offcanvas-backdrop,.hiding'); await click('#drop'); await sees('.dropdown-menu.show','Entry')`,
    events: ['bought'],
    short: ['bootstrap5'],
  },
  {
    id: 'foundation',
    what: 'Foundation 6.9 with jQuery 3.8: its grid, a reveal, an accordion',
    head:
      styles('foundation-sites/dist/css/foundation.css') +
      script('jquery3/dist/jquery.js') +
      script('foundation-sites/dist/js/foundation.js'),
    body: `<div class="grid-container">${ARTICLE}<button id="open" type="button" class="button" data-open="reveal">Open</button>${BUY}
<ul class="accordion" data-accordion data-allow-all-closed="true" data-slide-speed="40"><li class="accordion-item" data-accordion-item><a href="#" class="accordion-title">More</a><div class="accordion-content" data-tab-content>Folded</div></li></ul>${ZONE}</div>
<div class="reveal" id="reveal" data-reveal>In the reveal<button id="close" type="button" data-close>Close it</button></div><script>$(document).foundation()</script>`,
    act: `await click('#open'); await holds(() => $('#reveal').is(':visible')); await click('#buy'); await click('#close'); await holds(() => !$('#reveal').is(':visible')); await click('.accordion-title'); await holds(() => $('.accordion-content').is(':visible') && !$('.accordion-content').is(':animated'))`,
    events: ['bought'],
    // Its ids are made up anew in each visit.
    ignore:
      '(?:aria-\\w+|data-\\w+|id)=(?:[\\w-]*-)?[\\w]+-(?:accordion|label|reveal|mutate)[\\w-]*|\\w+-(?:accordion|reveal|mutate|label)',
  },
  {
    id: 'tailwind',
    what: 'Tailwind 4.3: its preflight and utilities; space-y on <body>, whose last child is another when one is added',
    head: styles('tailwind.css?flex+flex-col+space-y-4+p-4+min-h-screen+divide-y+text-xl+grow+justify-between'),
    body: `<script>document.body.className='flex flex-col justify-between space-y-4 divide-y p-4 min-h-screen'</script><header class="text-xl">Shop</header><main class="grow">${ARTICLE}${BUY}${ZONE}</main><footer>Foot <b id="n">0</b></footer><script>document.querySelector('#buy').addEventListener('click',()=>{document.querySelector('#n').textContent=1})</script>`,
    act: `await click('#buy'); await sees('#n','1')`,
    events: ['bought'],
  },
  {
    id: 'normalize',
    what: 'normalize.css 8.0, and a body that is a grid with rules for its last child and its neighbours',
    head:
      styles('normalize.css/normalize.css') +
      '<style>body{display:grid;grid-template-rows:auto 1fr auto;min-height:100vh;gap:8px}body>*+*{margin-top:1.5rem}body>:last-child{background:#eee;margin-bottom:0}html{font-size:62.5%}</style>',
    body: `<header>Shop</header><main>${ARTICLE}${BUY}<form><input name="a" value="x"><select><option>1</option></select></form>${ZONE}</main><footer>Foot <b id="n">0</b></footer><script>document.querySelector('#buy').addEventListener('click',()=>{document.querySelector('#n').textContent=1})</script>`,
    act: `await click('#buy'); await sees('#n','1')`,
    events: ['bought'],
  },
];
