import { statSync } from 'node:fs';
import { KeptBundles } from '@seqwarden/agent/register';
import { decodeBundle } from '@seqwarden/log/reading';
import { decodeAnyStatement, decodeEnvelope, SeqwardenError, type TrustedLog } from '@seqwarden/proof';
import { openCheckpoint } from '@seqwarden/proof/log';
import type { Arguments } from '../arguments.ts';
import { readBundleFile } from '../commands/bundle/read-bundle-file.ts';
import type { Context } from '../context.ts';
import { defaultTrustPath, readTrust } from '../keys.ts';
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
  /** The last record in the file; null: it has none that can be read. `statedAt` is the word of whoever signed it. */
  readonly newest: { readonly index: number; readonly statedAt: string } | null;
}

export interface KnownByTrust {
  readonly path: string;
  /** RFC 3339. */
  readonly madeAt: string;
  /** Size of the register as of which it tells the register's keys; null: it tells none. */
  readonly size: number | null;
}

/** Reads a file for each. Throws TRUST_*, DESTINATION_*. */
export async function otherRegisters(
  args: Arguments,
  { env }: Context,
  { trust, log: own }: CaseView,
): Promise<OtherRegister[]> {
  const given = args.texts('trust');
  const paths = given.length === 0 ? [defaultTrustPath(env)] : given;
  const files: { readonly path: string; readonly madeAt: string; readonly logs: readonly TrustedLog[] }[] =
    [];
  for (const path of paths) files.push({ path, ...(await readTrust(path)) });
  const others = trust.logs.filter(({ id }) => id !== own);
  return Promise.all(
    others.map(async log => ({
      log: log.id,
      origin: log.key.name,
      taken: await takenIn(log, env),
      trustFiles: files.flatMap(({ path, madeAt, logs }) =>
        logs
          .filter(({ id }) => id === log.id)
          .map(({ asOf }) => ({ path, madeAt, size: asOf?.checkpoint.size ?? null })),
      ),
    })),
  );
}

async function takenIn(log: TrustedLog, env: NodeJS.ProcessEnv): Promise<TakenIn | null> {
  const files = new KeptBundles(env, log).files().map(path => ({ path, at: statSync(path).mtime }));
  const sizeIn = (path: string) => Number(/(\d+)-[0-9a-f]+\.bundle$/.exec(path)?.[1]);
  const [latest] = files.sort((a, b) => sizeIn(b.path) - sizeIn(a.path) || b.at.getTime() - a.at.getTime());
  if (latest === undefined) return null;
  const taken = { at: latest.at.toISOString(), size: sizeIn(latest.path) };
  try {
    const { checkpoint, records } = decodeBundle(readBundleFile(latest.path));
    const { size } = (await openCheckpoint(checkpoint, log.key)).checkpoint;
    const last = records.at(-1);
    const said = last && decodeAnyStatement(decodeEnvelope(last.entry).payload);
    return { ...taken, size, newest: last && said ? { index: last.index, statedAt: said.statedAt } : null };
  } catch (error) {
    // What is wrong with a file is told where the cases are read.
    if (error instanceof SeqwardenError) return { ...taken, newest: null };
    throw error;
  }
}
