import { hash } from 'node:crypto';

/** The first half of a SHA-256, 32 hex digits: a name for what is too long, or not to be shown. A text counts as its UTF-8. */
export function shortDigest(what: string | Uint8Array): string {
  return hash('sha256', what, 'hex').slice(0, 32);
}
