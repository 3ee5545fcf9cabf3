import { type ErrorCode, SeqwardenError, type Trust } from '@seqwarden/proof';
import type { Register } from '../config/register.ts';
import { amendedFiles } from '../custody/amended-files.ts';
import { compareAmended } from '../custody/compare-amended.ts';
import { readAddenda } from '../custody/read-addenda.ts';
import { custodyFiles } from '../destinations/folder/custody-files.ts';
import type { Walk } from '../engine/walk.ts';
import type { TreeRoot } from '../host/held-tree.ts';
import { requireLikely } from '../seal/existing-seal.ts';
import {
  type CustodyHere,
  type CustodyJudgement,
  doubtBy,
  judgeCustody,
  type SealedCustody,
  withoutAddenda,
} from './judge-custody.ts';
import { addendaProvenAnew, type OwnRegister, provenAnew } from './prove-anew.ts';

/**
 * What a source brings as its `Custody`. Its addenda count only where trusted keys signed all of them, their amended bytes are those that were signed, and
 * seal and addenda list files like these: anything else that somebody put there must not stop a copy, and is set aside. Whether the files have the digests
 * that are listed, shows when they were read. A proof that is missing, or does not hold, is taken from our own log where that has the statement.
 */
export async function custodyOfSource(
  source: TreeRoot,
  run: Walk,
  trust: Trust,
  register: Register | undefined,
): Promise<CustodyJudgement> {
  const here: CustodyHere = {
    names: run.custody.map(({ name }) => name),
    read: async () => custodyFiles(source),
    readAddenda: () => readAddenda(source),
  };
  const asItLies = await judgeCustody(here, trust);
  const custody =
    register === undefined || trust.register === undefined || isProven(asItLies)
      ? asItLies
      : await judgeCustody(withProofs(here, { atHand: trust.register, register }), trust);
  if (custody.kind !== 'carry' || custody.addenda.length === 0) return custody;
  const code = await whyNotBelieved(source, run, custody);
  return code === undefined ? custody : withoutAddenda(custody, doubtBy([code]));
}

function isProven(custody: CustodyJudgement): boolean {
  if (custody.kind === 'carry') return custody.open.length === 0 && custody.strange === undefined;
  return custody.kind === 'none';
}

function withProofs({ names, read, readAddenda }: CustodyHere, own: OwnRegister): CustodyHere {
  return {
    names,
    read: async () => {
      const files = await read();
      return files && provenAnew(own, files);
    },
    readAddenda: async () => addendaProvenAnew(own, await readAddenda()),
  };
}

async function whyNotBelieved(
  source: TreeRoot,
  run: Walk,
  custody: SealedCustody,
): Promise<ErrorCode | undefined> {
  try {
    for (const addendum of custody.addenda) {
      const largest = addendum.predicate.amended.bytes;
      const found = await amendedFiles(source, addendum.number, { largest });
      const { differences, findings } = compareAmended(addendum, found);
      if (differences.length + findings.length > 0) return 'FILE_CHANGED';
    }
    await requireLikely(custody, source, run);
    return undefined;
  } catch (error) {
    if (error instanceof SeqwardenError) return error.code;
    throw error;
  }
}
