import { isIP } from 'node:net';
import { SeqwardenError } from '@seqwarden/proof';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `ADDRESS:PORT`, an IPv6 address in brackets. No host name: which address it would mean, others decide. @throws SeqwardenError USAGE */
export function parseListenAddress(text: string): ListenAddress {
  const [, bracketed, plain, digits = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? '';
  const port = Number(digits);
  if (isIP(host) !== (bracketed === undefined ? 4 : 6) || port > 65_535)
    throw new SeqwardenError(
      'USAGE',
      '--listen takes an IP address and a port, as 127.0.0.1:8480 or [::1]:8480',
    );
  return { host, port };
}
