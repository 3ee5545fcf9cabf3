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
import type { DestinationSpec } from '../destinations/destination.ts';
import { LastSigned } from './last-signed.ts';
import type { PublishableLog } from './publish-log.ts';
import { notedAt, type PublishedPlace } from './published-at.ts';
import { PublishedPlaces, placeName } from './published-places.ts';

export interface AccountLogOptions {
  /** The account's: `logFolder` of its configuration. */
  readonly folder: string;
  readonly key: LogKey;
  /** The account's configuration, where it is noted too where the log was published: what stands in the log's folder alone is put back with it. */
  readonly configuration?: string | undefined;
  /** What is known of it elsewhere; asked whenever it is opened, as is every place that was noted. */
  readonly others: readonly (PublishedSource | PublishedPlace)[];
  readonly now: () => Date;
  /** Whose signatures are enough; its countersigners with an address are asked for theirs. */
  readonly policy?: TlogPolicy | undefined;
  /** Nobody waits for other places after it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** Entries whose proofs are not countersigned as the policy demands. */
export interface Shortfall {
  readonly entries: number;
  readonly failures: LogState['failures'];
}

/**
 * The log of this account as whatever writes to it and publishes it uses it: the one way to open it, since one that is opened without what was published of it may be
 * an older state, and whatever is appended to that ends it. Opened when it is first needed, and once more after it could not be.
 */
export class AccountLog implements Register, PublishableLog {
  readonly id: string;
  readonly folder: string;
  readonly drafts: KeptDrafts;
  readonly #o: AccountLogOptions;
  readonly #places: PublishedPlaces;
  #log: Promise<Log> | undefined;
  #shortfall: Shortfall = { entries: 0, failures: [] };
  #unpublished: SeqwardenError | undefined;

  constructor(options: AccountLogOptions) {
    this.#o = options;
    this.id = options.key.id;
    this.folder = options.folder;
    this.drafts = new KeptDrafts(join(options.folder, 'signed'));
    this.#places = new PublishedPlaces(options.folder, options.configuration);
  }

  /** For who wants to know before hours of work whether it takes entries. Returns what was seen elsewhere that is no state of it. Throws LOG_*. */
  async open(): Promise<readonly Remark[]> {
    return (await this.opened()).remarks;
  }

  /** All places where it was published, as far as that was noted. */
  get publishedAt(): readonly DestinationSpec[] {
    return this.#places.all().map(({ spec }) => spec);
  }

  note(spec: DestinationSpec): void {
    this.#places.note(spec);
  }

  async append(envelope: Bytes): Promise<RegisterEntry> {
    const log = await this.opened();
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
    return async path => (await this.opened()).read(path);
  }

  async compare(label: string, checkpoint: Uint8Array): Promise<ErrorCode | undefined> {
    const log = await this.opened();
    const [remark] = await log.compare([{ label, read: async () => checkpoint }]);
    return remark?.code;
  }

  async close(): Promise<void> {
    const log = this.#log;
    this.#log = undefined;
    await log?.then(log => log.close()).catch(() => {});
  }

  /** The log itself, for who reads it and appends; closed with this. Throws LOG_*. */
  opened(): Promise<Log> {
    if (this.#log === undefined) {
      const opening = this.#open();
      this.#log = opening;
      opening.catch(() => {
        if (this.#log === opening) this.#log = undefined;
      });
    }
    return this.#log;
  }

  async #open(): Promise<Log> {
    const { folder, key, others, now, policy, signal } = this.#o;
    const noted = new Map(this.#places.all().map(place => [placeName(place.spec), place]));
    for (const other of others) if ('spec' in other) noted.delete(placeName(other.spec));
    const { configuration } = this.#o;
    const last = configuration === undefined ? undefined : new LastSigned(configuration, key.id);
    const places = [...noted.values()].map(place => notedAt(place, key.id, signal));
    return Log.open(folder, key, {
      clock: () => now().getTime(),
      others: [...others, ...places, ...(last === undefined ? [] : [last])],
      ...(last !== undefined && { keep: checkpoint => last.keep(checkpoint) }),
      ...(policy !== undefined && { policy, countersign: askAll(policy) }),
    });
  }
}

function askAll({ witnesses }: TlogPolicy): AskWitnesses {
  const asked = witnesses.flatMap(({ key, url }) =>
    url === undefined ? [] : [{ name: key.name, key, url }],
  );
  const sizes = new Map<string, number>();
  return (question, withinMs) => countersign(asked, question, withinMs, sizes);
}
