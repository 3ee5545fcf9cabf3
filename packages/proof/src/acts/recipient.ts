import { digest, halfDigest } from '../shape.ts';

/** A person: the id of the key, or, of somebody without one, a pseudonym of 32 digits that only the site's directory can resolve. */
export function recipient(value: unknown, place: string): string {
  return typeof value === 'string' && value.length === 32 ? halfDigest(value, place) : digest(value, place);
}

export function isKeyId(recipient: string): boolean {
  return recipient.length === 64;
}
