/** Libraries of the years in which `$` was a global: they extend natives, or own the names that minifiers like. */
import { BUY, script, ZONE, type Row } from '../row.js';

const jquery = (id: string, version: string): Row => ({
  id,
  what: `jQuery ${version}: a counter through $, a fade, $.get, delegated clicks`,
  head: script(id.replace('-', '') + '/dist/jquery.js'),
  files: { '/part': '<b id="part">from the server</b>' },
  body: `<h1>Shop</h1><button id="add" type="button">Add</button> <span id="n">0</span>${BUY}<div id="note" style="display:none">Saved</div><div id="into"></div>${ZONE}<p>Below</p>
<script>$(function(){var n=0;$('body').on('click','#add',function(){$('#n').text(++n)});$('#buy').on('click',function(){$('#note').fadeIn(60)})})</script>`,
  act: `await click('#add'); await click('#add'); await sees('#n','2'); await click('#buy'); await holds(() => $('#note').css('opacity') === '1');
    $('#into').load('/part'); await sees('#part','from'); await holds(() => window.$ === window.jQuery && $('#n').length === 1)`,
  events: ['bought'],
});

export const classic: Row[] = [
  { ...jquery('jquery-1', '1.12'), short: ['jquery1'] },
  jquery('jquery-3', '3.8'),
  {
    id: 'jquery-noconflict',
    what: 'jQuery 3.8 with noConflict, and a $ of the page itself that is a const',
    head: `${script('jquery3/dist/jquery.js')}<script>jQuery.noConflict()</script><script>const $ = (selector) => document.querySelector(selector); let _ = 'mine'; const t = 1, e = 2, n = 3</script>`,
    body: `<button id="add" type="button">Add</button> <span id="n">0</span>${BUY}${ZONE}<script>jQuery('#add').on('click',()=>{$('#n').textContent = +$('#n').textContent + t})</script>`,
    act: `await click('#add'); await sees('#n','1'); await click('#buy'); await holds(() => $('#n').id === 'n' && _ === 'mine' && t + e + n === 6)`,
    events: ['bought'],
  },
  {
    id: 'prototype',
    what: 'Prototype 1.7: $, $$, each, Ajax.Updater, Element.observe',
    head: script('debian/prototype.js'),
    files: { '/part': '<b id="part">from the server</b>' },
    body: `<ul id="list"><li>one</li><li>two</li></ul><button id="add" type="button">Add</button> <span id="n">0</span>${BUY}<div id="into"></div>${ZONE}
<script>document.observe('dom:loaded',function(){$('add').observe('click',function(){$('n').update(+$('n').innerHTML+1)})})</script>`,
    act: `await click('#add'); await sees('#n','1'); $$('#list li').each(function(item){item.addClassName('seen')}); await holds(() => $$('.seen').length === 2);
      new Ajax.Updater('into','/part',{method:'get'}); await sees('#part','from'); await click('#buy'); await holds(() => Object.toJSON([1,'a']).startsWith('[1'))`,
    events: ['bought'],
  },
  {
    id: 'mootools',
    what: 'MooTools 1.4: $, classes, Element events, Request, native extensions',
    head: script('debian/mootools.js'),
    files: { '/part': '<b id="part">from the server</b>' },
    body: `<button id="add" type="button">Add</button> <span id="n">0</span>${BUY}<div id="into"></div>${ZONE}
<script>window.addEvent('domready',function(){var Count=new Class({Implements:Events,n:0,more:function(){this.fireEvent('count',++this.n)}});var count=new Count();count.addEvent('count',function(n){$('n').set('text',n)});$('add').addEvent('click',function(){count.more()})})</script>`,
    act: `await click('#add'); await click('#add'); await sees('#n','2'); new Request.HTML({url:'/part',update:$('into'),method:'get'}).send(); await sees('#part','from'); await click('#buy');
      await holds(() => [1,2].contains(2) && 'a-b'.camelCase() === 'aB')`,
    events: ['bought'],
  },
  {
    id: 'lodash',
    what: 'lodash 4.18: _ and its chains, a template, debounce; _.noConflict is not needed',
    head: script('lodash/lodash.js'),
    body: `<button id="add" type="button">Add</button><ul id="list"></ul>${BUY}${ZONE}
<script>var items=[];var draw=_.debounce(function(){document.getElementById('list').innerHTML=_.template('<% _.each(items,function(i){ %><li><%- i %></li><% }) %>')({items:items})},20);document.getElementById('add').onclick=function(){items.push('item '+_.size(items));draw()}</script>`,
    act: `await click('#add'); await click('#add'); await sees('#list','item 1'); await click('#buy'); await holds(() => _.VERSION === '4.18.1' && _.chain([3,1]).sortBy().first().value() === 1)`,
    events: ['bought'],
  },
  {
    id: 'backbone',
    what: 'Backbone 1.6 with Underscore and jQuery: a model, a view, a router on fragments',
    head: script('jquery3/dist/jquery.js') + script('underscore/underscore-umd.js') + script('backbone/backbone.js'),
    body: `<button id="add" type="button">Add</button> <span id="n">0</span> <a id="go" href="#inside">inside</a> <b id="route"></b>${BUY}${ZONE}
<script>var M=new Backbone.Model({n:0});new (Backbone.View.extend({el:document.body,events:{'click #add':function(){M.set('n',M.get('n')+1)}},initialize:function(){this.listenTo(M,'change',function(){$('#n').text(M.get('n'))})}}))();
new (Backbone.Router.extend({routes:{inside:function(){$('#route').text('inside')}}}))();Backbone.history.start()</script>`,
    act: `await click('#add'); await sees('#n','1'); await click('#go'); await sees('#route','inside'); await click('#buy'); await holds(() => Backbone.$ === $ && _.VERSION === '1.13.8')`,
    events: ['bought'],
  },
  {
    id: 'requirejs',
    what: 'RequireJS 2.3: modules by define, jQuery as a named one',
    head: script('requirejs/require.js'),
    files: {
      '/counter.js': `define(['jquery'],function($){var n=0;return{start:function(){$('#add').on('click',function(){$('#n').text(++n)})}}})`,
    },
    ready: '#n.started',
    body: `<button id="add" type="button">Add</button> <span id="n">0</span>${BUY}${ZONE}
<script>require.config({baseUrl:'/',paths:{jquery:'/lib/jquery3/dist/jquery'}});require(['counter'],function(counter){counter.start();document.getElementById('n').className='started'})</script>`,
    act: `await click('#add'); await sees('#n','1'); await click('#buy'); await holds(() => typeof define === 'function' && define.amd && require.specified('counter'))`,
    events: ['bought'],
  },
  {
    id: 'core-js-2',
    what: 'core-js 2.6, the whole shim: Promise, Symbol, collections and setImmediate replaced where it sees fit',
    // In one task: the tag is loaded meanwhile, and no browser that it supports is without them until the shim has come.
    head: `<script>{const shim=new XMLHttpRequest();shim.open('GET','/lib/core-js2/client/shim.js',false);shim.send();window.Promise=undefined;delete Array.prototype.flatMap;(0,eval)(shim.responseText)}</script>`,
    body: `<button id="add" type="button">Add</button> <span id="n">0</span>${BUY}${ZONE}
<script>var n=0;document.getElementById('add').onclick=function(){Promise.resolve(++n).then(function(n){document.getElementById('n').textContent=n})}</script>`,
    act: `await click('#add'); await sees('#n','1'); await click('#buy'); await holds(() => new Map([[1,2]]).get(1) === 2 && typeof setImmediate === 'function')`,
    events: ['bought'],
    short: ['core-js2'],
  },
  {
    id: 'knockout',
    what: 'Knockout 3.5: observables, a list, the zone inside a binding',
    head: script('knockout/build/output/knockout-latest.debug.js'),
    body: `<button id="add" type="button" data-bind="click: add">Add</button> <span id="n" data-bind="text: items().length"></span><ul id="list" data-bind="foreach: items"><li data-bind="text: $data"></li></ul>${BUY}<div id="offer">Cart: <b data-bind="text: items().length"></b></div>
<script>var model={items:ko.observableArray(['a']),add:function(){model.items.push('b')}};ko.applyBindings(model)</script>`,
    act: `await click('#add'); await sees('#n','2'); await sees('#list','ab'); await click('#buy')`,
    events: ['bought'],
  },
  {
    id: 'angularjs',
    what: 'AngularJS 1.8: two-way binding, ng-repeat, ng-if in the zone',
    head: script('angularjs/angular.js'),
    ready: '.ng-scope',
    body: `<div ng-app="shop" ng-controller="cart as cart"><button id="add" type="button" ng-click="cart.n=cart.n+1">Add</button> <span id="n">{{cart.n}}</span><input id="name" ng-model="cart.name"><b id="hello">{{cart.name}}</b>${BUY}<div id="offer"><i ng-if="cart.n % 2">odd</i><i ng-if="!(cart.n % 2)">even</i></div></div>
<script>angular.module('shop',[]).controller('cart',function(){this.n=0})</script>`,
    act: `for (let i = 1; i < 5; i++) { await click('#add'); await sees('#n', String(i)) } await type('#name','Ada'); await sees('#hello','Ada'); await click('#buy')`,
    events: ['bought'],
  },
];
