/** Writes `vectors/log/` anew. Needed only when a format is added, or changes, or what the log's entries are. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LOG_VECTORS, logVectors } from '../test/log-vector-files.ts';

for (const [name, content] of await logVectors()) {
  const path = join(LOG_VECTORS, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
