import type { Entry } from '@seqwarden/cases/state';
import type { BundledRecord } from '@seqwarden/log/reading';
import {
  type Bytes,
  equalBytes,
  type Finding,
  SeqwardenError,
  type Trust,
  type TrustedLog,
} from '@seqwarden/proof';
import { EntryReader } from '../casebook/entry-reader.ts';
import { judgeRecords, proveBundle } from '../register/opened-bundle.ts';

/** Of which state of a register bundles are. */
export interface RegisterHead {
  readonly log: string;
  readonly origin: string;
  readonly size: number;
}

/** What several bundles say, of one register or of more. */
export interface BundledEntries {
  readonly entries: readonly Entry[];
  /** By log id and size, in whatever order the bundles came. */
  readonly heads: readonly RegisterHead[];
  /** Each bundle, in the order of their heads. */
  readonly bundles: readonly Uint8Array[];
  /** What is wrong with single records. */
  readonly findings: readonly Finding[];
  /** All records with their statements; undefined: it has none that could be read. */
  readonly records: readonly {
    readonly log: string;
    readonly index: number;
    readonly statement: Bytes | undefined;
  }[];
}

/** Proves bundles by a trust file and judges what they say, all of a register together, since keys and rights may stand in another one. Throws as `proveBundle`. */
export async function entriesOfBundles(
  bundles: readonly Uint8Array[],
  trust: Trust,
): Promise<BundledEntries> {
  const proven: { readonly head: RegisterHead; readonly file: Uint8Array }[] = [];
  const logs = new Map<TrustedLog, Map<number, BundledRecord>>();
  for (const file of bundles) {
    const { log, checkpoint, records } = await proveBundle(file, trust, NOTHING_KNOWN);
    proven.push({ head: { log: log.id, origin: log.key.name, size: checkpoint.size }, file });
    const known = logs.get(log) ?? new Map<number, BundledRecord>();
    logs.set(log, known);
    for (const record of records) add(known, record);
  }
  const entries: Entry[] = [];
  const findings: Finding[] = [];
  const all: BundledEntries['records'][number][] = [];
  for (const [log, records] of logs) {
    const judged = await judgeRecords(
      log,
      [...records.values()].sort((a, b) => a.index - b.index),
      trust,
    );
    const problems = new Map(judged.findings.map(finding => [finding.index, finding]));
    const reader = new EntryReader(judged.keys);
    for (const one of judged.entries) {
      entries.push(...reader.take(one, problems.get(one.index)));
      all.push({ log: log.id, index: one.index, statement: one.envelope?.payload });
    }
    findings.push(...judged.findings);
  }
  proven.sort(({ head: a }, { head: b }) => (a.log === b.log ? a.size - b.size : a.log < b.log ? -1 : 1));
  const heads = proven.map(({ head }) => head);
  return { entries, heads, bundles: proven.map(({ file }) => file), findings, records: all };
}

/** An export is of its day: a trust file that knows a later head says nothing against it. */
const NOTHING_KNOWN = () => [];

/** Throws LOG_FORKED. */
function add(records: Map<number, BundledRecord>, record: BundledRecord): void {
  const known = records.get(record.index);
  if (known !== undefined && !equalBytes(known.entry, record.entry))
    throw new SeqwardenError('LOG_FORKED', `two of the bundles have another record ${record.index}`);
  records.set(record.index, record);
}
