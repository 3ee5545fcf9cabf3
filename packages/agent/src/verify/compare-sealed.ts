import {
  type AddendaCheck,
  type Addendum,
  type AmendedSeal,
  type Difference,
  type ErrorCode,
  type Finding,
  type SealPredicate,
  SeqwardenError,
  type Trust,
  verifyAddenda,
} from '@seqwarden/proof';
import { compareAmended } from '../custody/compare-amended.ts';
import { compareRun } from '../custody/compare-run.ts';
import type { FoundRun } from '../custody/found-run.ts';
import type { AddendaFound } from '../custody/read-addenda.ts';
import { errno } from '../host/fs-error.ts';

/** What was found of a run: its own entries, and the amended bytes that an addendum brought; undefined: none. */
export interface Found {
  readonly run: FoundRun;
  readonly amended: (addendum: Addendum) => Promise<FoundRun | undefined>;
}

export interface Compared {
  readonly differences: readonly Difference[];
  readonly findings: readonly Finding[];
  readonly unchanged: number;
  readonly notCarried: number;
  readonly addenda: readonly Addendum[];
  readonly unchangedAddenda: number;
}

/** A seal's list that cannot be read has no addenda: what is wrong with it is told where it is compared. */
export async function checkAddenda(
  seal: AmendedSeal,
  found: AddendaFound,
  trust: Trust,
): Promise<AddendaCheck> {
  try {
    return await verifyAddenda(seal, found.files, trust);
  } catch (error) {
    if (!(error instanceof SeqwardenError) || !error.code.startsWith('MANIFEST_')) throw error;
    return { addenda: [], added: [], findings: [] };
  }
}

/** Compares a seal with its addenda, and what they amended, with what was found. */
export async function compareSealed(
  manifest: Uint8Array,
  { special }: Pick<SealPredicate, 'special'>,
  { addenda, added, findings }: AddendaCheck,
  found: Found,
): Promise<Compared> {
  const run = await compareRun({ manifest, special, addenda, added }, found.run);
  const all = {
    differences: [...run.differences],
    findings: [...findings, ...run.findings],
    unchangedAddenda: run.unchangedAdded,
  };
  for (const addendum of addenda) {
    const amended = await compareOne(addendum, found);
    for (const difference of amended.differences) all.differences.push(difference);
    all.findings.push(...amended.findings);
    all.unchangedAddenda += amended.unchanged;
  }
  return { ...all, unchanged: run.unchanged, notCarried: run.notCarried, addenda };
}

/** They say nothing about the amended files: who was stopped, or lost the server, shall hear that. */
const ENDS: ReadonlySet<ErrorCode> = new Set(['INTERRUPTED', 'INTERNAL', 'DESTINATION_DOWN']);

async function compareOne(addendum: Addendum, found: Found): Promise<ReturnType<typeof compareAmended>> {
  try {
    return compareAmended(addendum, await found.amended(addendum));
  } catch (error) {
    if (error instanceof SeqwardenError ? ENDS.has(error.code) : errno(error) === '') throw error;
    // A link in place of `files/` was named when the addendum was read; what cannot be listed cannot be judged.
    const isLink = errno(error) === 'ELOOP' || errno(error) === 'ENOTDIR';
    const escaped = error instanceof SeqwardenError && error.code === 'SOURCE_ESCAPED';
    const finding: Finding = {
      code: escaped ? 'SOURCE_ESCAPED' : 'ENTRY_UNREADABLE',
      message: `the amended files of addendum ${addendum.number} cannot be read`,
    };
    return { differences: [], findings: isLink ? [] : [finding], unchanged: 0 };
  }
}
