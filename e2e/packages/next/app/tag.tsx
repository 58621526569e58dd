'use client';
import { load, rtp } from 'rtp-tag';
import { usePathname } from 'next/navigation';
import { useEffect } from 'react';

/** Loads the tag once, and sends a view for each route. */
export function Tag({ core, nonce }: { core: string; nonce: string }) {
  const path = usePathname();
  useEffect(() => load({ core, account: 'next', nonce }), [core, nonce]);
  useEffect(() => {
    if (path) rtp('send', 'view');
  }, [path]);
  return null;
}
