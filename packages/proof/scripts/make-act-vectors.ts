/** Writes `vectors/acts/` anew: one statement of each kind of act. Needed only when a kind is added; what is there must not change. */
import { writeFileSync } from 'node:fs';
import { actVectors } from '../test/act-vectors.ts';

for (const [path, bytes] of await actVectors()) writeFileSync(path, bytes);
