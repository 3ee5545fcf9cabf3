import type { ErrorCode } from '@seqwarden/proof';

/** Part of what is known that could not be read: the state lacks what may stand there. It goes into answers that are handed on, so it names no path of this machine. */
export interface Missed {
  /** `register`: one that a trust file silences, though its records could be read. */
  readonly part: 'bundle' | 'trust_file' | 'site_file' | 'register';
  /** For people: the file of a bundle from the state folder on, or which trust file. */
  readonly what: string;
  /** Of the entry that it is about; null: of more than one. */
  readonly index: number | null;
  readonly code: ErrorCode;
  readonly message: string;
}

/** What an error says of a file that is called otherwise to whoever does not know the machine. */
export function withoutPath(message: string, path: string, what: string): string {
  return message.replaceAll(path, what);
}
