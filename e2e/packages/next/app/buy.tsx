'use client';
import { rtp } from 'rtp-tag';

export function Buy() {
  return (
    <button id="buy" onClick={() => rtp('send', 'event', { value: 'bought in next' })}>
      Buy
    </button>
  );
}
