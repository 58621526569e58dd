import { rtp } from 'rtp-tag';

rtp('send', 'event', { value: 'by module' });
