import { reduce } from '@seqwarden/cases/reduce';
import type { Entry } from '@seqwarden/cases/state';
import {
  type Audit,
  auditLog,
  decodeBundle,
  isOfKeys,
  type KnownState,
  knownTo,
  type ReadEntry,
} from '@seqwarden/log/reading';
import type { ErrorCode, SeqwardenError, TrustedLog } from '@seqwarden/proof';
import { parseCheckpoint, parseNote, type TileReader } from '@seqwarden/proof/log';
import { EntryReader, isAct } from '../casebook/entry-reader.ts';
import { isMeant } from './cut-bundles.ts';
import type { BundledEntries } from './entries-of-bundles.ts';
import { ActsOfThreads, type Matter, threadsOfMatter } from './records-of-matter.ts';

/** Where the register of an export is read. */
export interface RegisterFiles {
  readonly read: TileReader;
  readonly onProgress?: (entries: number, size: number) => void;
  readonly signal?: AbortSignal;
}

/** What a register, read as a whole, says of an export. */
export interface LeftOut {
  /** Size of the register head up to which it was made, and of the one now. */
  readonly upTo: number;
  readonly size: number;
  /** Indexes, ascending: what belongs to it up to that head, by the register itself, and is not in it. */
  readonly missing: readonly number[];
  /** The same of what came later: an export is of its day. */
  readonly since: readonly number[];
  /** What is wrong with the register, so that it cannot tell. */
  readonly findings: readonly { readonly code: ErrorCode; readonly message: string }[];
}

/**
 * Which records of a case or an incident an export lacks. What belongs to it, the register tells and not the export: whoever leaves a record out could leave out also what
 * shows that it belongs there. Of other registers only what is in the export is known. Throws as `auditLog`.
 */
export async function leftOut(
  matter: Matter,
  exported: BundledEntries,
  log: TrustedLog,
  files: RegisterFiles,
): Promise<LeftOut> {
  const { audit, kept } = await readWhole(exported, log, files);
  const upTo = Math.max(0, ...headsIn(exported, log).map(({ checkpoint }) => checkpoint.size));
  const reader = new EntryReader(audit.keys);
  const before = kept.filter(({ entry }) => entry.index < upTo);
  const told = before.flatMap(({ entry, problem }) => reader.take(entry, problem));
  const others = exported.entries.filter(one => logOf(one) !== log.id);
  const meant = new ActsOfThreads(threadsOfMatter(reduce([...told, ...others]), matter));
  // What others said comes first, so that corrections of it are found.
  for (const one of others) if ('placed' in one) meant.has(one.placed);
  const has = new Set(exported.records.flatMap(one => (one.log === log.id ? [one.index] : [])));
  const lacks = ({ entry }: Kept) => {
    const belongs = isMeant(entry, log.id, meant) || (isOfKeys(entry) && entry.index < upTo);
    return belongs && !has.has(entry.index);
  };
  const lacking = kept.filter(lacks).map(({ entry }) => entry.index);
  return {
    upTo,
    size: audit.checkpoint.size,
    missing: lacking.filter(index => index < upTo),
    since: lacking.filter(index => index >= upTo),
    findings: findingsOf(audit),
  };
}

/** An entry, with what is wrong with it. */
interface Kept {
  readonly entry: ReadEntry;
  readonly problem: SeqwardenError | undefined;
}

/** Audits the register, with the head of the export in its past, and keeps of its entries what can belong to a case. */
async function readWhole(
  exported: BundledEntries,
  log: TrustedLog,
  { read, onProgress, signal }: RegisterFiles,
): Promise<{ readonly audit: Audit; readonly kept: readonly Kept[] }> {
  const kept: Kept[] = [];
  const audit = await auditLog(
    { key: log.key, read },
    {
      known: [...headsIn(exported, log), ...knownTo(log)],
      policies: log.policies.map(({ policy }) => policy),
      onEntry: (entry, problem) => {
        const { statement } = entry;
        if (isOfKeys(entry) || statement === undefined || isAct(statement))
          kept.push({ entry: { ...entry, file: entry.file.slice() }, problem });
      },
      ...(onProgress !== undefined && { onProgress }),
      ...(signal !== undefined && { signal }),
    },
  );
  return { audit, kept };
}

function headsIn({ heads, bundles }: BundledEntries, { id }: TrustedLog): KnownState[] {
  return heads.flatMap(({ log }, at) => {
    const file = bundles[at];
    if (log !== id || file === undefined) return [];
    const { text } = parseNote(decodeBundle(file).checkpoint);
    return [{ label: 'the export', checkpoint: parseCheckpoint(text) }];
  });
}

function logOf(entry: Entry): string {
  if ('placed' in entry) return entry.placed.log;
  return 'uncounted' in entry ? entry.uncounted.log : entry.onePerson.log;
}

/** What is wrong with single records says nothing of which ones there are. */
function findingsOf({ counts, findings }: Audit): LeftOut['findings'] {
  return [...counts.keys()]
    .filter(code => /^(?:LOG|QUORUM|NOTE|CHECKPOINT)_/.test(code))
    .map(code => ({
      code,
      message: findings.find(one => one.code === code)?.message ?? 'the register is damaged',
    }));
}
