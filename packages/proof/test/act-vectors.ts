import { join } from 'node:path';
import { ACT_NAMES, ACTS, type ActName } from '../src/acts/index.ts';
import type { Bytes } from '../src/bytes.ts';
import { ACT_EXAMPLES, DOCUMENTS } from './act-examples.ts';
import { VECTORS } from './vector-files.ts';

/** The bytes of each example. */
export function encodeExample<K extends ActName>(kind: K): Promise<Bytes> {
  const { encode } = ACTS[kind];
  return encode(ACT_EXAMPLES[kind], DOCUMENTS[kind]);
}

const PERSONS_OTHER_KEY = 'c0'.repeat(32);
const ITS_RELEASE = 'c2'.repeat(32);

/** By the file in which it is frozen: one of each kind, one with each key that may be left out, an incident to which a duty came, and a patch by an unsigned document. */
export async function actVectors(): Promise<Map<string, Bytes>> {
  const files = new Map<string, Bytes>();
  for (const kind of ACT_NAMES) files.set(join(VECTORS, 'acts', `${kind}.json`), await encodeExample(kind));
  const { rights } = ACT_EXAMPLES;
  const linked = await ACTS.rights.encode({ ...rights, sameAs: PERSONS_OTHER_KEY });
  files.set(join(VECTORS, 'acts', 'rights-same-person.json'), linked);
  const { acknowledgement } = ACT_EXAMPLES;
  const abroad = await ACTS.acknowledgement.encode({ ...acknowledgement, release: ITS_RELEASE });
  files.set(join(VECTORS, 'acts', 'acknowledgement-elsewhere.json'), abroad);
  const parted = await ACTS.rights.encode({ ...rights, notSameAs: PERSONS_OTHER_KEY });
  files.set(join(VECTORS, 'acts', 'rights-not-same-person.json'), parted);
  const { incident } = ACT_EXAMPLES;
  const opening = { origin: null, title: null, awareOn: null, window: null, runs: [], installed: [] };
  const extended = await ACTS.incident.encode({ ...incident, ...opening, action: 'extended' });
  files.set(join(VECTORS, 'acts', 'incident-more-duties.json'), extended);
  const { patch } = ACT_EXAMPLES;
  const unsigned = patch.installer && ({ ...patch.installer, check: 'equal_unsigned' } as const);
  const doubtful = await ACTS.patch.encode({ ...patch, installer: unsigned });
  files.set(join(VECTORS, 'acts', 'patch-unsigned.json'), doubtful);
  return files;
}
