/** Libraries that own what they have drawn: they draw again what a campaign has touched, and must not fall over it. */
import { app, BUY, script, ZONE, type Row } from '../row.js';

const ROOT = '<div id="root"></div>';
const BOUGHT = ['bought'];

/** Clicks through odd and even children of the zone, and away from it. */
const REACT = `for (let i = 1; i < 6; i++) { await click('#add'); await sees('#n', String(i)) }
  await type('#name','Ada'); await sees('#hello','Ada'); await click('#buy'); await click('#close'); await gone('#modal');
  await click('#away'); await sees('#other','Elsewhere'); await click('#home'); await gone('#other'); await click('#add'); await sees('#n','6')`;

/** What React's server writes for apps/shop.jsx. */
const SERVED = `<div id="root"><main><button type="button" id="add">Add</button><span id="n">0</span><input id="name" value=""><b id="hello"></b><button type="button" id="buy">Buy</button><button type="button" id="away">Away</button><button type="button" id="home">Home</button><p id="route">home</p><section><div id="offer"><i>even</i>Cart: 0</div></section></main></div>`;

const react = (version: number, full: string): Row[] => [
  {
    id: `react-${version}`,
    what: `React ${full} in StrictMode: a counter, a controlled field, a portal, a router, a zone whose children change`,
    body: ROOT + app(`react-${version}.js`),
    ready: '#n',
    act: REACT,
    events: BOUGHT,
    ...(version === 19 && { short: ['react19', 'react-dom19'] }),
  },
  {
    id: `react-${version}-hydrate`,
    what: `React ${full}: the same, hydrated when the campaigns are there already`,
    body: SERVED,
    act: `await load('/app/react-${version}-hydrate.js'); await holds(() => Object.keys(document.querySelector('#add')).some((key) => key.startsWith('__react'))); ${REACT}`,
    events: BOUGHT,
  },
];

/** The counter that the other libraries draw; at four the zone goes. */
const COUNTER = `for (let i = 1; i < 4; i++) { await click('#add'); await sees('#n', String(i)) } await click('#buy'); await click('#add'); await gone('#offer'); await sees('#n','4')`;
const counter = (id: string, what: string, name = id): Row => ({
  id,
  what,
  body: ROOT + app(name + '.js'),
  ready: '#n',
  act: COUNTER,
  events: BOUGHT,
});

const VUE = `<div id="root"><button id="add" type="button" @click="n++">Add</button><span id="n">{{ n }}</span>${BUY.replace('onclick', 'data-x onclick')}<input id="name" v-model="name"><b id="hello">{{ name }}</b><transition name="fade"><p v-if="n > 1" id="note">Many</p></transition><div id="offer" v-if="n < 4"><b v-if="n % 2">odd</b><i v-else>even</i> Cart: {{ n }}</div></div>`;

export const components: Row[] = [
  ...react(16, '16.14'),
  ...react(17, '17.0'),
  ...react(18, '18.3'),
  ...react(19, '19.3'),
  {
    id: 'vue-2',
    what: 'Vue 2.7, template in the page: a counter, a field, a transition, the zone under v-if',
    head: script('vue2/dist/vue.js') + '<script>Vue.config.productionTip=false;Vue.config.devtools=false</script>',
    body: `${VUE}<script>new Vue({el:'#root',data:{n:0,name:''}})</script>`,
    ready: '#n',
    act: `await type('#name','Ada'); await sees('#hello','Ada'); ${COUNTER}`,
    events: BOUGHT,
  },
  {
    id: 'vue-3',
    what: 'Vue 3.5, template in the page: the same',
    head: script('vue3/dist/vue.global.js'),
    body: `${VUE}<script>Vue.createApp({data:()=>({n:0,name:''})}).mount('#root')</script>`,
    ready: '#n',
    act: `await type('#name','Ada'); await sees('#hello','Ada'); ${COUNTER}`,
    events: BOUGHT,
    short: ['vue3'],
  },
  counter('vue-3-sfc', 'Vue 3.5, a compiled single-file component: a list in the zone, a teleport', 'vue-3-sfc'),
  counter('svelte-4', 'Svelte 4.2: a store, lists, the zone under {#if}'),
  counter('svelte-5', 'Svelte 5.57: runes, lists, the zone under {#if}'),
  counter('preact', 'Preact 11: hooks, the zone under a condition'),
  counter('solid', 'Solid 1.9: signals, the zone under a condition'),
  {
    ...counter('lit', 'Lit 3.3: an element without and one with a shadow root'),
    body: `<shop-app></shop-app><shop-card></shop-card>${app('lit.js')}`,
  },
  {
    id: 'angular',
    what: 'Angular 20 with zone.js 0.15: a counter, its router, control flow in the zone',
    head: '<base href="/">',
    body: `<shop-app></shop-app>${app('angular.js')}`,
    ready: '#n',
    act: `for (let i = 1; i < 5; i++) { await click('#add'); await sees('#n', String(i)) } await click('#buy'); await click('#away'); await sees('#other','Elsewhere'); await click('#home'); await gone('#other'); await click('#add'); await sees('#n','1')`,
    events: BOUGHT,
  },
  {
    id: 'alpine',
    what: 'Alpine 3.17: x-data, x-if, x-for, x-transition, the zone inside',
    head: script('alpinejs/dist/cdn.js', 'defer'),
    body: `<div x-data="{n:0,open:false}"><button id="add" type="button" @click="n++">Add</button><span id="n" x-text="n"></span>${BUY}<button id="toggle" type="button" @click="open=!open">Menu</button><ul id="menu" x-show="open" x-transition.duration.50ms><template x-for="i in n" :key="i"><li x-text="i"></li></template></ul><template x-if="n < 4"><div id="offer"><b x-text="n"></b></div></template></div>`,
    ready: '#offer',
    act: `${COUNTER}; await click('#toggle'); await holds(() => document.querySelectorAll('#menu li').length === 4 && getComputedStyle(document.querySelector('#menu')).opacity === '1')`,
    events: BOUGHT,
  },
  {
    id: 'stimulus',
    what: 'Stimulus 3.2: a controller with targets and values, which observes the page for changes',
    head: script('@hotwired/stimulus/dist/stimulus.umd.js'),
    body: `<div data-controller="cart" data-cart-n-value="0"><button id="add" type="button" data-action="cart#add">Add</button><span id="n" data-cart-target="n"></span>${BUY}${ZONE}</div>
<script>(function(){class C extends Stimulus.Controller{static targets=['n'];static values={n:Number};add(){this.nValue++}nValueChanged(n){this.nTarget.textContent=n}}Stimulus.Application.start().register('cart',C)})()</script>`,
    act: `await sees('#n','0'); await click('#add'); await sees('#n','1'); await click('#buy')`,
    events: BOUGHT,
  },
];
