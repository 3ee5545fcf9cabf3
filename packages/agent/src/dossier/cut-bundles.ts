import { hash } from 'node:crypto';
import type { PlacedAct } from '@seqwarden/cases/state';
import { type BundledRecord, decodeBundle, encodeBundle, isOfKeys } from '@seqwarden/log/reading';
import {
  type AnyStatement,
  type Bytes,
  decodeAnyStatement,
  decodeEnvelope,
  SeqwardenError,
} from '@seqwarden/proof';
import { parseCheckpoint, parseNote } from '@seqwarden/proof/log';
import { actOf, isAct } from '../casebook/entry-reader.ts';
import type { ActsOfThreads } from './records-of-matter.ts';

/**
 * What an export takes of the bundles of one log, one for each register head; what they say of keys and rights always. Throws LOG_BUNDLE_MALFORMED, NOTE_MALFORMED,
 * CHECKPOINT_MALFORMED.
 */
export function cutBundles(files: readonly Uint8Array[], log: string, meant: ActsOfThreads): Bytes[] {
  const heads = new Map<
    number,
    { readonly checkpoint: Bytes; readonly records: Map<number, BundledRecord> }
  >();
  for (const file of files) {
    const { checkpoint, records } = decodeBundle(file);
    const { size } = parseCheckpoint(parseNote(checkpoint).text);
    const head = heads.get(size) ?? { checkpoint, records: new Map() };
    heads.set(size, head);
    for (const record of records) if (isTaken(record, log, meant)) head.records.set(record.index, record);
  }
  return [...heads.values()].map(({ checkpoint, records }) =>
    encodeBundle({
      checkpoint,
      steps: [],
      records: [...records.values()].sort((a, b) => a.index - b.index),
    }),
  );
}

/** Whether an entry of a log belongs to what is exported. */
export function isMeant(
  { file, statement }: { readonly file: Uint8Array; readonly statement: AnyStatement | undefined },
  log: string,
  meant: ActsOfThreads,
): boolean {
  if (statement === undefined || !isAct(statement)) return false;
  const placed: Pick<PlacedAct, 'act' | 'identity' | 'log'> = {
    act: actOf(statement),
    identity: hash('sha256', file, 'hex'),
    log,
  };
  return meant.has(placed);
}

function isTaken({ index, entry }: BundledRecord, log: string, meant: ActsOfThreads): boolean {
  const statement = statementIn(entry);
  return isOfKeys({ index, statement }) || isMeant({ file: entry, statement }, log, meant);
}

/** undefined: none of a kind that is known here. */
function statementIn(envelope: Uint8Array): AnyStatement | undefined {
  try {
    return decodeAnyStatement(decodeEnvelope(envelope).payload);
  } catch (error) {
    if (error instanceof SeqwardenError) return undefined;
    throw error;
  }
}
