import { call } from './call.ts';
import { headObject } from './head-object.ts';
import { askForObject, textOf } from './object-request.ts';
import { factsOf } from './s3-failure.ts';
import type { StoreAbilities } from './store-abilities.ts';
import type { Wire } from './wire.ts';

export interface ObjectContent {
  readonly bytes: Uint8Array;
  /** Of `bytes`, hex. */
  readonly sha256: string;
  readonly metadata?: Record<string, string>;
}

/** `unclear`: an answer was lost, and the name is taken now, perhaps by us. */
export type Made = 'made' | 'taken' | 'unclear';

/**
 * Makes an object unless the name is taken. A store without conditional PUT is asked before: between the look and the PUT somebody else
 * may take the name and loses it again; only one who holds the run's lock is safe from that.
 */
export async function putNew(
  wire: Wire,
  abilities: StoreAbilities,
  key: string,
  content: ObjectContent,
  what: string,
): Promise<Made> {
  if (!abilities.conditionalPut) {
    if ((await headObject(wire, key, what)) !== undefined) return 'taken';
    await putOver(wire, abilities, key, content, what);
    return 'made';
  }
  return call(wire, what, async attempt => {
    try {
      await put(wire, abilities, key, content, { 'if-none-match': '*' });
      return 'made';
    } catch (error) {
      if (factsOf(error)?.status !== 412) throw error;
      return attempt === 0 ? 'taken' : 'unclear';
    }
  });
}

/** Makes or replaces an object, at once and whole. */
export async function putOver(
  wire: Wire,
  abilities: StoreAbilities,
  key: string,
  content: ObjectContent,
  what: string,
): Promise<void> {
  await call(wire, what, () => put(wire, abilities, key, content));
}

async function put(
  wire: Wire,
  abilities: StoreAbilities,
  key: string,
  { bytes, sha256, metadata }: ObjectContent,
  condition: Readonly<Record<string, string>> = {},
): Promise<void> {
  const said = Object.entries({ ...metadata, sha256 }).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  const answer = await askForObject(wire, {
    ...{ method: 'PUT', key, body: { bytes, sha256 } },
    headers: {
      'content-type': 'application/octet-stream',
      ...Object.fromEntries(said),
      ...(abilities.checksums && { 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64') }),
      ...condition,
    },
  });
  await textOf(answer.body);
}
