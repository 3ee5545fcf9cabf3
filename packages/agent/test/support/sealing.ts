import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Trust } from '@seqwarden/proof';
import { type SealSigner, type Signer, signerFromKey } from '../../src/config/signer.ts';
import type { CopyOptions } from '../../src/copy/copy-job.ts';
import type { CopyResult } from '../../src/copy/copy-result.ts';
import { copyRun } from '../../src/copy/copy-run.ts';
import { type SealOptions, type SealResult, sealInPlace } from '../../src/seal/seal-in-place.ts';
import { type VerifyResult, verifyRun } from '../../src/verify/verify-run.ts';

/** The seal key of an account that has no log. */
export function newSigner(): SealSigner {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return { ...signerFromKey(privateKey), register: undefined };
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
      places: [],
    })),
    personKeys: [],
    administratorKeys: [],
    logs: [],
    logRequired: false,
    superseded,
  };
}

export const TRUST = trustIn([SIGNER]);

/** Copies with this file's key. The destination is made if it is not there. */
export function copy(source: string, destination: string, more: Partial<CopyOptions> = {}): Promise<OneCopy> {
  mkdirSync(destination, { recursive: true });
  return copyTo(source, destination, more);
}

/** What came of a copy to one destination: of the source or there, without a difference. */
export interface OneCopy extends CopyResult {
  readonly folder: string;
  readonly written: number;
  readonly seal: string | null;
  readonly addenda: number;
}

/** As {@link copy}, to what is there. */
export async function copyTo(
  source: string,
  destination: string,
  more: Partial<CopyOptions> = {},
): Promise<OneCopy> {
  const result = await copyToAll(source, [destination], more);
  const [only] = result.destinations;
  return {
    ...result,
    failures: [...result.failures, ...(only?.failures ?? [])],
    failed: result.failed + (only?.failed ?? 0),
    folder: only?.place ?? '',
    written: only?.written ?? 0,
    seal: only?.seal ?? null,
    addenda: only?.addenda ?? 0,
  };
}

/** To folders that are there, with one read of the source. */
export function copyToAll(
  source: string,
  destinations: readonly string[],
  more: Partial<CopyOptions> = {},
): Promise<CopyResult> {
  return copyRun({
    source,
    destinations: destinations.map(path => ({ kind: 'folder', path })),
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
