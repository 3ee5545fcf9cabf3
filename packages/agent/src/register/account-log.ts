import { join } from 'node:path';
import {
  type AskWitnesses,
  countersign,
  Log,
  type LogKey,
  type LogState,
  type PublishedSource,
  type Remark,
} from '@seqwarden/log';
import type { Bytes, ErrorCode, SeqwardenError } from '@seqwarden/proof';
import type { TileReader, TlogPolicy } from '@seqwarden/proof/log';
import { KeptDrafts } from '../config/kept-drafts.ts';
import type { Register, RegisterEntry } from '../config/register.ts';
import type { PublishableLog } from './publish-log.ts';

export interface AccountLogOptions {
  /** The account's: `logFolder` of its configuration. */
  readonly folder: string;
  readonly key: LogKey;
  /** Where it was published; asked whenever it is opened. */
  readonly others: readonly PublishedSource[];
  readonly now: () => Date;
  /** Whose signatures are enough; its countersigners with an address are asked for theirs. */
  readonly policy?: TlogPolicy | undefined;
}

/** Entries whose proofs are not countersigned as the policy demands. */
export interface Shortfall {
  readonly entries: number;
  readonly failures: LogState['failures'];
}

/** The log of this account as whatever seals and publishes uses it: opened when it is first needed, and once more after it could not be. */
export class AccountLog implements Register, PublishableLog {
  readonly id: string;
  readonly folder: string;
  readonly drafts: KeptDrafts;
  readonly #o: AccountLogOptions;
  #log: Promise<Log> | undefined;
  #shortfall: Shortfall = { entries: 0, failures: [] };
  #unpublished: SeqwardenError | undefined;

  constructor(options: AccountLogOptions) {
    this.#o = options;
    this.id = options.key.id;
    this.folder = options.folder;
    this.drafts = new KeptDrafts(join(options.folder, 'signed'));
  }

  /** For who wants to know before hours of work whether it takes entries. Returns what was seen elsewhere that is no state of it. Throws LOG_*. */
  async open(): Promise<readonly Remark[]> {
    return (await this.#opened()).remarks;
  }

  async append(envelope: Bytes): Promise<RegisterEntry> {
    const log = await this.#opened();
    const entry = await log.append(envelope);
    const { failures, unpublished } = log.state();
    if (entry.isCountersigned === false) this.#shortfall = { entries: this.shortfall.entries + 1, failures };
    this.#unpublished = unpublished;
    return entry;
  }

  /** Of what was entered through this object: how many proofs lack the signatures that are demanded, and who did not sign the last of them, and why. */
  get shortfall(): Shortfall {
    return this.#shortfall;
  }

  /** Why the files of the tree are behind the entries; undefined: they are not. */
  get unpublished(): SeqwardenError | undefined {
    return this.#unpublished;
  }

  get read(): TileReader {
    return async path => (await this.#opened()).read(path);
  }

  async compare(label: string, checkpoint: Uint8Array): Promise<ErrorCode | undefined> {
    const log = await this.#opened();
    const [remark] = await log.compare([{ label, read: async () => checkpoint }]);
    return remark?.code;
  }

  async close(): Promise<void> {
    const log = this.#log;
    this.#log = undefined;
    await log?.then(log => log.close()).catch(() => {});
  }

  #opened(): Promise<Log> {
    if (this.#log === undefined) {
      const { folder, key, others, now, policy } = this.#o;
      const opening = Log.open(folder, key, {
        clock: () => now().getTime(),
        others,
        ...(policy !== undefined && { policy, countersign: askAll(policy) }),
      });
      this.#log = opening;
      opening.catch(() => {
        if (this.#log === opening) this.#log = undefined;
      });
    }
    return this.#log;
  }
}

function askAll({ witnesses }: TlogPolicy): AskWitnesses {
  const asked = witnesses.flatMap(({ key, url }) =>
    url === undefined ? [] : [{ name: key.name, key, url }],
  );
  const sizes = new Map<string, number>();
  return (question, withinMs) => countersign(asked, question, withinMs, sizes);
}
