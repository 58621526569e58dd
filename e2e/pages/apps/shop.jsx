/**
 * The shop that each version of React shows: a counter, a field, a modal in a portal, a router on the history, and a zone whose
 * text and children change with every click and which its route takes away.
 */
import { Component } from 'react';
import { createPortal } from 'react-dom';

const Modal = ({ close }) =>
  createPortal(
    <div role="dialog" aria-label="Thanks" id="modal">
      <button type="button" id="close" onClick={close}>
        Thanks
      </button>
    </div>,
    document.body,
  );

export class Shop extends Component {
  state = { n: 0, name: '', modal: false, route: 'home' };
  go = (route) => {
    history.pushState(null, '', '/' + route);
    this.setState({ route });
  };
  render() {
    const { n, name, modal, route } = this.state;
    return (
      <main>
        <button type="button" id="add" onClick={() => this.setState({ n: n + 1 })}>
          Add
        </button>
        <span id="n">{`${n}`}</span>
        <input id="name" value={name} onChange={({ target }) => this.setState({ name: target.value })} />
        <b id="hello">{name}</b>
        <button
          type="button"
          id="buy"
          onClick={() => {
            window.rtp('send', 'event', { value: 'bought' });
            this.setState({ modal: true });
          }}
        >
          Buy
        </button>
        {modal && <Modal close={() => this.setState({ modal: false })} />}
        <button type="button" id="away" onClick={() => this.go('away')}>
          Away
        </button>
        <button type="button" id="home" onClick={() => this.go('home')}>
          Home
        </button>
        <p id="route">{route}</p>
        {route === 'home' ? (
          <section>
            <div id="offer">
              {n % 2 ? <b>odd</b> : <i>even</i>}
              {`Cart: ${n}`}
              {n > 2 && <p>Many</p>}
            </div>
          </section>
        ) : (
          <section id="other">Elsewhere</section>
        )}
      </main>
    );
  }
}
