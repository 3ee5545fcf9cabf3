import type { TileReader } from '@seqwarden/proof/log';
import type { Register } from '../config/register.ts';

/** The account that has the log. */
export interface LogAccount {
  /** Of configuration. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  readonly version: string;
  /** The account's log, held against all that is known of it elsewhere; always the same one, which is closed by whoever made this. Throws LOG_*. */
  readonly openLog: () => Promise<OwnLog>;
}

/** The log of an account, as whoever says something of keys sees it. */
export interface OwnLog extends Pick<Register, 'append'> {
  /** Its tree. */
  readonly read: TileReader;
}
