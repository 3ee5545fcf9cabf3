/**
 * Writes `vectors/` anew. Needed only when a format changes, which the version in its name must then show:
 * the signatures differ each time, and with them the identity of the seal in section 12 of docs/FORMATS.md.
 */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  KEY_FILE,
  signedVectors,
  unsignedVectors,
  VECTORS,
  vectorKey,
  vectorsOfEnvelope,
} from '../test/vector-files.ts';

function write(files: ReadonlyMap<string, Uint8Array>): void {
  for (const [name, content] of files) {
    const path = join(VECTORS, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

const keyPath = join(VECTORS, KEY_FILE);
if (!existsSync(keyPath)) {
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  });
  writeFileSync(keyPath, `TEST ONLY. Everybody has this key: whatever it signs proves nothing.\n${pem}`);
}
const key = vectorKey();
write(await unsignedVectors(key));
write(await signedVectors(key));
write(await vectorsOfEnvelope(new Uint8Array(readFileSync(join(VECTORS, 'run/Custody/seal.intoto.json')))));
