import { KeptBundles } from '@seqwarden/agent/register';
import { decodeBundle } from '@seqwarden/log/reading';
import {
  decodeAnyStatement,
  decodeEnvelope,
  type ErrorCode,
  SeqwardenError,
  type TrustedLog,
} from '@seqwarden/proof';
import { readBundleFile } from '../commands/bundle/read-bundle-file.ts';
import type { TrustFile } from '../context.ts';
import type { CaseView } from './desk.ts';

/** A register that the trust files name beside the own one, and as of when it is known here. What came after that, nobody can know here. */
export interface OtherRegister {
  /** Its id. */
  readonly log: string;
  readonly origin: string;
  /** Of the file of `bundle import` with the latest register head; null: none was taken in. */
  readonly taken: TakenIn | null;
  readonly trustFiles: readonly KnownByTrust[];
}

export interface TakenIn {
  /** RFC 3339: when the file was written here. */
  readonly at: string;
  /** Records of the register then, of which the file may have a selection. */
  readonly size: number;
  /** The last record in the file; null: it has none, or one of a kind that is not known here, or cannot be read. `statedAt` is the word of whoever signed it. */
  readonly newest: { readonly index: number; readonly statedAt: string } | null;
  /** Why the file cannot be read; null: it can. */
  readonly code: ErrorCode | null;
}

export interface KnownByTrust {
  readonly name: string;
  /** RFC 3339. */
  readonly madeAt: string;
  /** Size of the register as of which it tells the register's keys; null: it tells none. */
  readonly size: number | null;
}

/** Of those that `files` name. Reads the latest bundle of each. Throws DESTINATION_*. */
export function otherRegisters(
  files: readonly TrustFile[],
  env: NodeJS.ProcessEnv,
  { trust, log: own }: Pick<CaseView, 'trust' | 'log'>,
): OtherRegister[] {
  const others = trust.logs.filter(({ id }) => id !== own);
  return others.map(log => ({
    log: log.id,
    origin: log.key.name,
    taken: takenIn(log, env),
    trustFiles: files.flatMap(({ name, trust: { madeAt, logs } }) =>
      logs
        .filter(({ id }) => id === log.id)
        .map(({ asOf }) => ({ name, madeAt, size: asOf?.checkpoint.size ?? null })),
    ),
  }));
}

function takenIn(log: TrustedLog, env: NodeJS.ProcessEnv): TakenIn | null {
  const latest = new KeptBundles(env, log).latest();
  if (latest === undefined) return null;
  const taken = { at: latest.at.toISOString(), size: latest.size };
  try {
    const last = decodeBundle(readBundleFile(latest.path)).records.at(-1);
    if (last === undefined) return { ...taken, newest: null, code: null };
    const said = decodeAnyStatement(decodeEnvelope(last.entry).payload);
    const newest = said === undefined ? null : { index: last.index, statedAt: said.statedAt };
    return { ...taken, newest, code: null };
  } catch (error) {
    // What is wrong with a file is told where the cases are read.
    if (error instanceof SeqwardenError) return { ...taken, newest: null, code: error.code };
    throw error;
  }
}
