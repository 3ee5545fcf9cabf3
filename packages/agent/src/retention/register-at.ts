import { knownTo, proveEntry } from '@seqwarden/log/reading';
import { hex, type RegisterAtHand, SeqwardenError, type TrustedLog } from '@seqwarden/proof';
import type { TileReader } from '@seqwarden/proof/log';
import { sha256 } from '../host/sha256.ts';

/**
 * A log whose static files somebody can read, asked where it has an entry: what it says is proven by a head that its key signed, and that continues what the trust
 * file knows of it. `indexOf` throws as `proveEntry`.
 */
export function registerAt({ id, key, asOf }: TrustedLog, read: TileReader): RegisterAtHand {
  const known = knownTo({ asOf });
  return {
    log: id,
    indexOf: async entry => {
      try {
        return (await proveEntry({ key, read }, { identity: hex(sha256(entry)), known })).index;
      } catch (error) {
        if (error instanceof SeqwardenError && error.code === 'LOG_PROOF_MISSING') return undefined;
        throw error;
      }
    },
  };
}
