import { render } from 'preact';
import { useState } from 'preact/hooks';

const Shop = () => {
  const [n, setN] = useState(0);
  return (
    <main>
      <button type="button" id="add" onClick={() => setN(n + 1)}>
        Add
      </button>
      <span id="n">{n}</span>
      <button type="button" id="buy" onClick={() => window.rtp('send', 'event', { value: 'bought' })}>
        Buy
      </button>
      {n < 4 && (
        <div id="offer">
          {n % 2 ? <b>odd</b> : <i>even</i>} Cart: {n}
        </div>
      )}
    </main>
  );
};
render(<Shop />, document.getElementById('root'));
