import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from './check.js';
import { closedCss } from './css.js';
import { didYouMean } from './near.js';
import { readContent } from './markup.js';

const said = (more: object): string => {
  const campaign = { id: 7, name: 'seven', type: 'dialog', content: '<p>Hi</p>', ...more };
  const { problems, warnings } = check(JSON.stringify({ campaigns: [campaign] }));
  assert.deepEqual(problems, []);
  return warnings.map(({ path, expected, found }) => `${path}: ${expected} | ${found}`).join('\n');
};

for (const [what, more, told] of [
  ['a font that a shadow root does not load', { css: '@font-face{font-family:x;src:url(/x.woff2)}' }, /css: no @font-face.*\| @font-face/],
  ['an import', { css: '@import url(/x.css); h2{color:red}' }, /@import has no effect.*\| @import url\(\/x\.css\)/],
  ['the same in the content', { content: '<style>@import "x.css";</style><p>Hi</p>' }, /content: rules by themselves/],
  ['a rule for body', { content: '<style>p{} body .x, p{color:red}</style><p>Hi</p>' }, /\| body \.x, p$/],
  ['a rule for :root in a query', { css: '@media (min-width:9em){:root{--a:1}}' }, /\| :root$/],
  ['a rule that does not end', { css: 'p{color:red' }, /\| 1 \{ without \}$/],
  ['a brace too many', { css: 'p{color:red}}' }, /\| 1 \} without \{$/],
  ['a handler of a framework', { content: '<p @click="go" v-if="a" :class="b">Hi</p>' }, /left out \| @click=, :class=[\s\S]*\| v-if="a"/],
  ['a directive that stays', { content: '<p x-on:click="go">Hi</p>' }, /\| x-on:click="go"$/],
  ['a link to a place in it', { content: '<p><a href="#more">more</a></p><p id="more">x</p>' }, /\| href="#more"$/],
  ['a rule for whole documents', { css: '@page{margin:0}' }, /\| @page$/],
  ['a selector that two engines do not know', { css: ':host-context(.dark) p{}' }, /\| :host-context\(\.dark\)$/],
  ['a comment in the sheet that does not end', { css: 'p{color:red} /* it’s "open' }, /css: comments.*\| \/\* without \*\/$/],
  ['a string that does not end', { css: 'p::before{content:"x}\nb{color:red}' }, /css: strings.*\| "x\}/],
  ['an address that does not end', { css: 'p{background:url(x.png} b{color:red}' }, /\| 1 \( without \)/],
  ['an element that does not end', { content: '<p>x <b>y</p>' }, /<\/b> where.*\| <b> without <\/b>$/],
  ['a comment that does not end', { content: '<p>x</p><!-- y' }, /\| <!-- without -->$/],
  ['a tag that does not end', { content: '<p>x</p><a href="/x' }, /\| < without >$/],
  ['a body around it', { content: '<!-- <body> --><html><body class="x"><p>x</p></body></html>' }, /\| <html>$/],
  ['a placeholder', { content: '<p>Dear {{ lead.First Name }}</p>' }, /\| \{\{ \}\}$/],
  ['an attribute that a script of the page listens for', { content: '<button data-bs-toggle="modal">x</button>' }, /\| data-bs-toggle=$/],
  ['a frame without a name', { content: '<iframe src="/x"></iframe>' }, /\| <iframe> without title$/],
  ['a field without a name', { content: '<p><input name="m"></p>' }, /\| <input> without a label$/],
  ['a picture of nothing', { content: '<img alt="x">' }, /\| <img> without src$/],
  ['a picture without words', { content: '<img src="/x.png">' }, /\| <img> without alt$/],
  ['the focus in a widget', { type: 'widget', content: '<label>x <input autofocus></label>' }, /autofocus in dialogs only.*\| autofocus$/],
] as const)
  test(`said: ${what}`, () => assert.match(said(more), told));

for (const [what, more] of [
  ['a picture that says nothing', { content: '<img src="/x.png" alt="">' }],
  [
    'a link to the top, and to a place in a zone',
    { type: 'in zone', zone: 'z', content: '<p><a href="#more">x</a> <a href="#">y</a></p>' },
  ],
  ['braces and at-rules in strings and comments', { css: '/* body{ @import */ p::before{content:"{ @font-face \\" body{"}' }],
  [
    'fields that have a name, and elements that need no end',
    {
      content:
        '<ul><li>a<li>b</ul><label>x <input></label><label for="y">y</label><input id="y"><input type="submit"><select title="z"></select><p>a<p>b<!-- {{ -->',
    },
  ],
  ['attributes that scripts of the page find in a zone', { type: 'in zone', zone: 'z', content: '<button data-toggle="modal">x</button>' }],
  ['quotes in comments, parentheses in strings', { css: '/* it\'s */ p::after{content:"(\\\nx"}' }],
  ['classes and elements that are called alike', { css: '.body{} p.html{} tbody{} body-x{} @media print{p{}} @keyframes a{from{} to{}}' }],
] as const)
  test(`not said: ${what}`, () => assert.equal(said(more), ''));

for (const [written, meant, of] of [
  ['popup', 'dialog', ['widget', 'dialog']],
  ['Trigger', 'show', ['segments', 'show']],
  ['url', 'page', ['event', 'page']],
  ['country', 'location.country', ['event', 'location.country']],
  ['mon', 'monday', ['sunday', 'monday']],
  ['exit', 'on exit', ['on load', 'on exit']],
  ['once', 'once a session', ['sticky', 'once a session']],
  ['right bottom', 'bottom right', ['bottom left', 'bottom right']],
] as const)
  test(`suggested for ${written}: ${meant}`, () => assert.equal(didYouMean(written, of), `; did you mean "${meant}"?`));

test('suggested in the file, too: where one of several things may stand, and in a join', () => {
  const found = (file: object): string[] => check(JSON.stringify(file)).problems.map((problem) => problem.found);
  assert.deepEqual(found({ campaigns: [{ id: 1, name: 'x', type: 'dialog', content: 'x', show: 'exit' }] }), [
    '"exit"; did you mean "on exit"?',
  ]);
  const segment = { id: 1, name: 'x', filters: [{ browser: 'crome' }] };
  assert.deepEqual(found({ segments: [segment] }), ['"crome"; did you mean "chrome"?']);
  assert.deepEqual(found({ segments: [{ ...segment, filters: [{ page: '*' }], join: 'or' }] }), [`'or' in 'or'; did you mean "any"?`]);
});

test('what is open in a sheet does not reach into the next one', () => {
  assert.equal(closedCss('@media print{p{color:red'), '@media print{p{color:red}}');
  assert.equal(closedCss('p{}'), 'p{}');
});

test('no-break spaces, and white space where it is meant, are as written', () => {
  assert.deepEqual(readContent('<p>10&nbsp;000&#8239;€  \n x</p><pre>a\n  b</pre><textarea>x\ny</textarea>').markup, [
    ['p', 0, '10\u00a0000\u202f€ x'],
    ['pre', 0, 'a\n  b'],
    ['textarea', 0, 'x\ny'],
  ]);
  assert.deepEqual(readContent('<p style="white-space:pre-line">a\n b</p>').markup, [['p', { style: 'white-space:pre-line' }, 'a\n b']]);
});

test('white space is as written where the style sheet beside the content asks for it', () => {
  assert.deepEqual(readContent('<p>a\n b</p>', false, 'p{white-space:pre-line}').markup, [['p', 0, 'a\n b']]);
});

test('the nearest word is suggested, and none that is far', () => {
  assert.equal(didYouMean('segmnets', ['enabled', 'segments', 'campaigns']), '; did you mean "segments"?');
  assert.equal(didYouMean('after-click-1', ['on entry', 'after click 1']), '; did you mean "after click 1"?');
  assert.equal(didYouMean('carousel', ['dialog', 'in zone', 'widget']), '');
  assert.equal(didYouMean('a', ['any', 'all']), '');
  assert.equal(didYouMean(5, ['enabled']), '');
});
