import { html, LitElement } from 'lit';

class Shop extends LitElement {
  static properties = { n: { state: true } };
  constructor() {
    super();
    this.n = 0;
  }
  // Without a shadow root of its own, as pages do that want one style sheet.
  createRenderRoot() {
    return this;
  }
  render() {
    const { n } = this;
    return html`<button type="button" id="add" @click=${() => (this.n = n + 1)}>Add</button><span id="n">${n}</span>
      <button type="button" id="buy" @click=${() => window.rtp('send', 'event', { value: 'bought' })}>Buy</button>
      ${n < 4 ? html`<div id="offer">${n % 2 ? html`<b>odd</b>` : html`<i>even</i>`} Cart: ${n}</div>` : ''}`;
  }
}
class Card extends LitElement {
  render() {
    return html`<p>A card in a shadow root</p>`;
  }
}
customElements.define('shop-card', Card);
customElements.define('shop-app', Shop);
