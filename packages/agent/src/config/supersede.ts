import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeTrust, parseTrust } from '@seqwarden/proof';
import { writeDurable } from '../host/write-durable.ts';
import { TRUST_FILE } from './config-folder.ts';

/** Writes into the account's own trust file that a later generation replaced a seal, so that the old one cannot be put back. */
export async function supersede(folder: string, seal: string, by: string, now: Date): Promise<void> {
  const fd = openSync(join(folder, TRUST_FILE), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  let bytes: Buffer;
  try {
    bytes = readFileSync(fd);
  } finally {
    closeSync(fd);
  }
  const trust = await parseTrust(bytes);
  if (trust.superseded.some(entry => entry.seal === seal)) return;
  const renewed = { ...trust, madeAt: now.toISOString(), superseded: [...trust.superseded, { seal, by }] };
  writeDurable(folder, TRUST_FILE, encodeTrust(renewed), 0o644, true);
}
