import { basename } from 'node:path';
import type { Entry } from '@seqwarden/cases/state';
import { type BundledRecord, MAX_BUNDLE } from '@seqwarden/log/reading';
import { equalBytes, SeqwardenError, type Trust, type TrustedLog } from '@seqwarden/proof';
import { readWholeFile } from '../host/read-whole-file.ts';
import { judgeRecords, proveBundle } from '../register/opened-bundle.ts';
import { EntryReader } from './entry-reader.ts';
import { type Missed, withoutPath } from './missed.ts';

/** What was imported of one log. */
export interface Imported {
  readonly entries: readonly Entry[];
  readonly missed: readonly Missed[];
}

/**
 * What bundles of a log say, all of them together: keys and rights may stand in a later one. Each is checked anew, as when it was imported; one that does not hold is
 * missed, and the others count.
 *
 * @param files paths of kept bundles
 */
export async function importedEntries(
  log: TrustedLog,
  files: readonly string[],
  trust: Trust,
): Promise<Imported> {
  const records = new Map<number, BundledRecord>();
  const missed: Missed[] = [];
  for (const path of files) {
    try {
      addAll(records, await recordsIn(path, log, trust));
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      const what = `bundles/${log.id}/${basename(path)}`;
      const message = withoutPath(error.message, path, what);
      missed.push({ part: 'bundle', what, index: null, code: error.code, message });
    }
  }
  const ascending = [...records.values()].sort((a, b) => a.index - b.index);
  const { entries, findings, keys } = await judgeRecords(log, ascending, trust);
  const problems = new Map(findings.map(finding => [finding.index, finding]));
  const reader = new EntryReader(keys);
  const said = entries.flatMap(one => reader.take(one, problems.get(one.index)));
  return { entries: hasNoSay(log, trust) ? said.flatMap(uncountedEntry) : said, missed };
}

/** Whether the trust file lets a log have no say in cases. */
export function hasNoSay({ id }: TrustedLog, { notInCases = [] }: Trust): boolean {
  return notInCases.includes(id);
}

/** What of a log that has no say is kept and shown; whose key is whose it does not say either. */
function uncountedEntry(entry: Entry): Entry[] {
  if ('onePerson' in entry) return [];
  if ('uncounted' in entry) return [entry];
  const { log, index, identity, signer, act } = entry.placed;
  return [
    { uncounted: { log, index, identity, signer, kind: act.kind, why: 'REGISTER_NOT_COUNTED', by: null } },
  ];
}

async function recordsIn(path: string, { id }: TrustedLog, trust: Trust): Promise<readonly BundledRecord[]> {
  const file = readWholeFile(path, { limit: MAX_BUNDLE });
  if (file === undefined) throw new SeqwardenError('LOG_UNREADABLE', 'it is no plain file of a bundle');
  const { log, records } = await proveBundle(file, trust, () => []);
  if (log.id !== id) throw new SeqwardenError('LOG_UNKNOWN', 'it is of another register than its folder');
  return records;
}

/** All or nothing: of another history not even what the first one lacks. Throws LOG_FORKED. */
function addAll(records: Map<number, BundledRecord>, more: readonly BundledRecord[]): void {
  for (const { index, entry } of more) {
    const known = records.get(index);
    if (known !== undefined && !equalBytes(known.entry, entry))
      throw new SeqwardenError('LOG_FORKED', `it has another record ${index} than an earlier bundle`);
  }
  for (const record of more) records.set(record.index, record);
}
