/**
 * An address as it may leave the browser, and as the collector keeps it whoever sent it: without the name and the password in
 * front of the host, and without a fragment, unless it is a route (`#/`, `#!`): an answer of OAuth's implicit grant stands
 * there (RFC 6749, 4.2.2).
 */
export const bareAddress = (address: string): string => address.replace(/^([^/?#]*\/\/)[^/?#]*@/, '$1').replace(/#(?![/!]).*/s, '');
