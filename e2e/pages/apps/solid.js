import { createSignal } from 'solid-js';
import html from 'solid-js/html';
import { render } from 'solid-js/web';

const Shop = () => {
  const [n, setN] = createSignal(0);
  return html`<main>
    <button type="button" id="add" onClick=${() => setN(n() + 1)}>Add</button><span id="n">${n}</span>
    <button type="button" id="buy" onClick=${() => window.rtp('send', 'event', { value: 'bought' })}>Buy</button>
    ${() => (n() < 4 ? html`<div id="offer">${() => (n() % 2 ? html`<b>odd</b>` : html`<i>even</i>`)} Cart: ${n}</div>` : '')}
  </main>`;
};
render(Shop, document.getElementById('root'));
