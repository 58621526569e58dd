import { headers } from 'next/headers';
import { rtp } from 'rtp-tag';
import type { ReactNode } from 'react';
import { Tag } from './tag';

export default async function Layout({ children }: { children: ReactNode }) {
  // On the server it is called and does nothing.
  rtp('send', 'event', { value: 'from the server' });
  const nonce = (await headers()).get('x-nonce') ?? '';
  return (
    <html lang="en">
      <body>
        {children}
        <Tag core={process.env.CORE ?? ''} nonce={nonce} />
      </body>
    </html>
  );
}
