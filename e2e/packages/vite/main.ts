import { load, rtp } from 'rtp-tag';

// Before there is a queue, with its own time.
rtp('send', 'event', { value: 'before load' });
load({ core: import.meta.env.VITE_CORE, account: 'vite' });
rtp('send', 'view');
document.getElementById('buy')?.addEventListener('click', () => rtp('send', 'event', { value: ['bought', 'a book'] }));
