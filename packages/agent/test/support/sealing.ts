import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Trust } from '@seqwarden/proof';
import { type Signer, signerFromKey } from '../../src/config/signer.ts';
import { type CopyOptions, type CopyResult, copyRun } from '../../src/copy/copy-run.ts';
import { type SealOptions, type SealResult, sealInPlace } from '../../src/seal/seal-in-place.ts';
import { type VerifyResult, verifyRun } from '../../src/verify/verify-run.ts';

export function newSigner(): Signer {
  return signerFromKey(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey);
}

export const SIGNER = newSigner();

export function trustIn(signers: readonly Signer[], superseded: Trust['superseded'] = []): Trust {
  return {
    madeAt: '2023-01-01T00:00:00.000Z',
    sealKeys: signers.map(({ keyid, spki }) => ({
      keyid,
      spki,
      label: 'lab A',
      validFrom: '2023-01-01T00:00:00.000Z',
      validUntil: null,
    })),
    logRequired: false,
    superseded,
  };
}

export const TRUST = trustIn([SIGNER]);

/** Copies with this file's key. The destination is made if it is not there. */
export function copy(
  source: string,
  destination: string,
  more: Partial<CopyOptions> = {},
): Promise<CopyResult> {
  mkdirSync(destination, { recursive: true });
  return copyTo(source, destination, more);
}

/** As {@link copy}, to what is there. */
export function copyTo(
  source: string,
  destination: string,
  more: Partial<CopyOptions> = {},
): Promise<CopyResult> {
  return copyRun({
    source,
    destination,
    signer: SIGNER,
    trust: TRUST,
    version: '0.0.0-test',
    now: () => new Date(),
    ...more,
  });
}

/** Seals in place with this file's key; what is noted for resuming lies beside the run. */
export function seal(run: string, more: Partial<SealOptions> = {}): Promise<SealResult> {
  return sealInPlace({
    run,
    signer: SIGNER,
    trust: TRUST,
    version: '0.0.0-test',
    stateFolder: join(run, '..', '..', 'state'),
    now: () => new Date(),
    ...more,
  });
}

export function verify(run: string, trust: Trust = TRUST, custody?: string): Promise<VerifyResult> {
  return verifyRun(run, custody, { trust });
}
