import { after } from 'node:test';
import { SMALLEST_PART } from '../../src/destinations/s3/part-size.ts';
import { ChecksumBook } from '../support/s3/checksum-book.ts';
import { placeAtS3 } from '../support/s3/place-at-s3.ts';
import { startProxy, type VerifyingProxy } from '../support/s3/verifying-proxy.ts';
import { swiftOrSkip } from '../support/s3/with-swift.ts';
import { destinationContract } from './contract.ts';

let proxy: Promise<VerifyingProxy> | undefined;
after(async () => (await proxy)?.stop());

const abilities = {
  ...{ conditionalPut: true, conditionalComplete: true, checksums: true, partChecksums: true },
  unsignedBodies: false,
};

destinationContract(
  's3 on a store that knows conditions and checksums',
  async t => {
    const store = await swiftOrSkip(t);
    if (store === undefined) return undefined;
    proxy ??= startProxy(store.swift, new ChecksumBook());
    return placeAtS3((await proxy).endpoint, store.account, { abilities, settleMs: 100 });
  },
  { folders: false, large: 2 * SMALLEST_PART + 5 },
);
