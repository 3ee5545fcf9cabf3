import { createHash, createHmac } from 'node:crypto';

/** What of a request is signed. Header names in lower case. */
export interface SignedRequest {
  readonly method: string;
  /** As it stands in the request line. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signed: readonly string[];
}

/** AWS Signature Version 4 for S3 (Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header"), in hex. */
export function signature(request: SignedRequest, scope: string, secret: string): string {
  const { method, path, headers, signed } = request;
  const [address = '', query = ''] = path.split('?');
  const pairs = query.split('&').filter(pair => pair !== '');
  const canonical = [
    method,
    address,
    pairs
      .map(pair => (pair.includes('=') ? pair : `${pair}=`))
      .sort()
      .join('&'),
    ...signed.map(name => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    signed.join(';'),
    headers['x-amz-content-sha256'] ?? '',
  ].join('\n');
  const [date = '', region = '', service = '', end = ''] = scope.split('/');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'] ?? '', scope, sha256Hex(canonical)].join('\n');
  const key = [date, region, service, end].reduce<string | Buffer>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    `AWS4${secret}`,
  );
  return createHmac('sha256', key).update(text).digest('hex');
}

export function sha256Hex(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function sha256Base64(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
