/**
 * Writes `vectors/` anew. Needed only when a format is added, or changes, which the version in its name must then show.
 * What was signed stays as it is: signatures differ each time, and with them the identity of the seal in section 12 of docs/FORMATS.md.
 * To have it signed again, remove it first.
 */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  KEY_FILE,
  signedAddendumVectors,
  signedHoldVectors,
  signedVectors,
  unsignedVectors,
  VECTORS,
  vectorKey,
  vectorsOfAddendum,
  vectorsOfEnvelope,
  vectorsOfHold,
} from '../test/vector-files.ts';

function write(files: ReadonlyMap<string, Uint8Array>, keep: 'what is there' | 'nothing' = 'nothing'): void {
  for (const [name, content] of files) {
    const path = join(VECTORS, name);
    if (keep === 'what is there' && existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

const read = (name: string) => new Uint8Array(readFileSync(join(VECTORS, name)));

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
write(await signedVectors(key), 'what is there');
const seal = read('run/Custody/seal.intoto.json');
write(await vectorsOfEnvelope(seal));
write(await signedAddendumVectors(key, seal), 'what is there');
write(vectorsOfAddendum(read('addendum/0001/addendum.intoto.json')));
write(await signedHoldVectors(key), 'what is there');
write(await vectorsOfHold(read('hold.intoto.json')));
