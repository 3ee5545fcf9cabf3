import { existsSync } from 'node:fs';
import type { Reading } from '@seqwarden/advisory/inventory';
import { type LogReadingsOptions, readingOfSeal } from '@seqwarden/agent/inventory';
import { checkSealOf } from '@seqwarden/agent/verify';
import { SeqwardenError, type Trust } from '@seqwarden/proof';

export interface SealedRuns extends LogReadingsOptions {
  readonly trust: Trust;
  /** Where a run of this folder may lie. */
  readonly pathsOf: (folder: string) => readonly string[];
  readonly signal: AbortSignal;
}

/**
 * What the seals in these folders say of their runs, where a trusted key signed them: the files beside a seal may have been changed since, and then say something
 * else. What has no such seal says nothing here. Throws the signal's reason.
 */
export async function sealedReadings(folders: Iterable<string>, question: SealedRuns): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const folder of new Set(folders))
    for (const path of question.pathsOf(folder)) {
      question.signal.throwIfAborted();
      const reading = existsSync(path) ? await readingOf(path, folder, question) : undefined;
      if (reading !== undefined) readings.push(reading);
    }
  return readings;
}

async function readingOf(
  path: string,
  folder: string,
  { trust, ...options }: SealedRuns,
): Promise<Reading | undefined> {
  try {
    const { identity, key, seal } = await checkSealOf(path, trust);
    if (identity === undefined || key === undefined || seal?.kind !== 'run') return undefined;
    const reading = readingOfSeal(identity, seal, options);
    return { ...reading, source: { ...reading.source, folder } };
  } catch (error) {
    // What cannot be looked at is told of the runs in question, where their seals are judged.
    if (error instanceof SeqwardenError && error.code !== 'INTERNAL') return undefined;
    throw error;
  }
}
