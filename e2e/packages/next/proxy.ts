import { NextResponse, type NextRequest } from 'next/server';

/** A policy that lets scripts in by nonce alone: the core's script must have it. */
export function proxy(request: NextRequest) {
  const nonce = crypto.randomUUID().replaceAll('-', '');
  const policy = `script-src 'nonce-${nonce}'; connect-src 'self' ${new URL(process.env.CORE ?? '').origin}; object-src 'none'; base-uri 'none'`;
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}
