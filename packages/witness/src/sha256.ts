import { hash } from 'node:crypto';
import type { Hash } from '@seqwarden/proof/log';

export const sha256: Hash = bytes => hash('sha256', bytes, 'buffer');
