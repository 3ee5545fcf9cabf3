import { type BytePath, bytePathToBytes } from '@seqwarden/proof';

const ASCII = /^[\x00-\x7f]*$/;

/** What Node's fs takes: a string where the name is plain ASCII (the fast path), else the raw bytes. */
export function fsPath(prefix: string | Buffer, path: BytePath): string | Buffer {
  if (typeof prefix === 'string' && ASCII.test(path)) return prefix + path;
  return Buffer.concat([Buffer.from(prefix), bytePathToBytes(path)]);
}
