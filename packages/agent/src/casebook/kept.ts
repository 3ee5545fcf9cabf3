import { hash } from 'node:crypto';

/** The cache is not what this program wrote: it is made anew. */
export class Damage extends Error {}

const SUM = 16;

/** JSON as it is kept: behind a digest of what it is and where it belongs, so that neither a damaged byte nor a row in another's place is taken for it. */
export function kept(place: string, value: unknown): string {
  const json = JSON.stringify(value);
  return sumOf(place, json) + json;
}

/** What {@link kept} wrote, with the shape that it had there: what lies in the state folder is the account's own. Throws `Damage`. */
export function opened<T>(place: string, text: unknown, read: (json: string) => T): T {
  if (typeof text !== 'string') throw new Damage(`${place} is no text`);
  const json = text.slice(SUM);
  if (sumOf(place, json) !== text.slice(0, SUM)) throw new Damage(`${place} is not what was kept`);
  return read(json);
}

function sumOf(place: string, json: string): string {
  return hash('sha256', `${place}\n${json}`, 'hex').slice(0, SUM);
}
