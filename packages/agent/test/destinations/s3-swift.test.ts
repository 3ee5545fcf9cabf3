import { SMALLEST_PART } from '../../src/destinations/s3/part-size.ts';
import { placeAtS3 } from '../support/s3/place-at-s3.ts';
import { swiftOrSkip } from '../support/s3/with-swift.ts';
import { destinationContract } from './contract.ts';

const NONE = {
  ...{ conditionalPut: false, conditionalComplete: false, checksums: false, partChecksums: false },
  unsignedBodies: true,
};

// Larger than one part, so that the largest file is an upload of three.
destinationContract(
  's3 on a store that knows neither conditions nor checksums',
  async t => {
    const store = await swiftOrSkip(t);
    return store && placeAtS3(store.swift.endpoint, store.account, { abilities: NONE, settleMs: 100 });
  },
  { folders: false, large: 2 * SMALLEST_PART + 5 },
);
