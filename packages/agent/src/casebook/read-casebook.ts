import type { RightsBook } from '@seqwarden/cases/authority';
import type { Entry } from '@seqwarden/cases/state';
import { EntryJudge } from '@seqwarden/log/reading';
import type { KeyStates, Trust } from '@seqwarden/proof';
import { logId } from '@seqwarden/proof/log';
import { sha256 } from '../host/sha256.ts';
import { KeptBundles } from '../register/kept-bundles.ts';
import { EntryReader } from './entry-reader.ts';
import { importedEntries } from './imported-entries.ts';
import type { Missed } from './missed.ts';
import { type LogToRead, type ReadOn, readLogOn } from './read-log-on.ts';

export interface CasebookSources extends Pick<ReadOn, 'onProgress' | 'signal'> {
  /** The account's own log. */
  readonly own: LogToRead;
  /** Says whose bundles count. */
  readonly trust: Trust;
  readonly env: NodeJS.ProcessEnv;
}

/** All that is said of cases in the logs at hand. */
export interface Casebook {
  readonly entries: readonly Entry[];
  /** Of bundles; what is wrong with the own log throws. */
  readonly missed: readonly Missed[];
  /** Id of the account's own log, and how many entries it has. */
  readonly log: string;
  readonly size: number;
  /** What the own log says of keys. */
  readonly keys: KeyStates;
  readonly rights: RightsBook;
}

/** Reads the account's own log and what was imported of others. Throws as `readLogOn`. */
export async function readCasebook({ own, trust, env, ...on }: CasebookSources): Promise<Casebook> {
  const log = logId(sha256, own.key.publicKey);
  const judge = new EntryJudge(log);
  const reader = new EntryReader(judge.keys);
  const entries: Entry[] = [];
  const { size } = await readLogOn(own, {
    ...on,
    judge,
    before: { size: 0, root: new Uint8Array() },
    onEntry: (entry, problem) => {
      const read = reader.take(entry, problem);
      if (read !== undefined) entries.push(read);
    },
  });
  const missed: Missed[] = [];
  for (const other of trust.logs.filter(({ id }) => id !== log)) {
    const imported = await importedEntries(other, new KeptBundles(env, other).files(), trust);
    entries.push(...imported.entries);
    missed.push(...imported.missed);
  }
  return { entries, missed, log, size, keys: judge.keys, rights: reader.rights };
}
