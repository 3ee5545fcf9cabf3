import { accessSync, constants } from 'node:fs';
import { encodeTrust } from '@seqwarden/proof';
import { changeOwnTrust } from './own-trust.ts';

/**
 * Writes into the account's own trust file that a later generation replaced a seal, so that the old one cannot be put back. What stands
 * there already is not written again. Throws TRUST_MISSING, TRUST_UNUSABLE, CONFIG_UNUSABLE, DESTINATION_BUSY.
 */
export async function supersede(folder: string, seal: string, by: string, now: Date): Promise<void> {
  await changeOwnTrust(folder, trust => {
    if (trust.superseded.some(entry => entry.seal === seal)) return undefined;
    return { ...trust, madeAt: now.toISOString(), superseded: [...trust.superseded, { seal, by }] };
  });
}

/** That {@link supersede} will be able to do its work: to be asked before hours of reading. Throws what that throws. */
export async function requireSupersedable(folder: string): Promise<void> {
  const oneMore = '0'.repeat(64);
  await changeOwnTrust(folder, trust => {
    encodeTrust({ ...trust, superseded: [...trust.superseded, { seal: oneMore, by: oneMore }] });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  });
}
