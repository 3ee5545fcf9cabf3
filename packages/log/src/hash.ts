import { hash as digest } from 'node:crypto';
import type { Hash } from '@seqwarden/proof/log';

/** SHA-256 as the log's formats ask for it. */
export const sha256: Hash = bytes => new Uint8Array(digest('sha256', bytes, 'buffer'));
