import { randomBytes } from 'node:crypto';

/** Names under which unfinished files and folders lie at a destination; nothing else is ever cleaned up. */
export const TEMPORARY = /^\.seqwarden-[0-9a-f]{16}-[0-9a-z]+\.tmp$/;

/** Drawn once a thread, so that no two programs and no two threads choose the same name. */
const OURS = randomBytes(8).toString('hex');
let counter = 0;

export function temporaryName(): string {
  return temporaryNameOf(OURS, counter++);
}

/** `draw`: 16 hex digits that nobody else uses. */
export function temporaryNameOf(draw: string, number: number): string {
  return `.seqwarden-${draw}-${number.toString(36)}.tmp`;
}
