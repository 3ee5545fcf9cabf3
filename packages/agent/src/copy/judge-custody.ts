import {
  type Addendum,
  type BytePath,
  displayPath,
  type ErrorCode,
  type KeyEnd,
  type ListedFile,
  type SealPredicate,
  SeqwardenError,
  type Trust,
} from '@seqwarden/proof';
import type { CustodyContent } from '../custody/publish-custody.ts';
import type { AddendaFound } from '../custody/read-addenda.ts';
import { CUSTODY } from '../custody/read-custody.ts';
import { standingAddenda, standingSeal, UNPROVEN_TOO } from '../custody/standing-seal.ts';
import { unprovenEnds } from '../custody/unproven-ends.ts';
import type { CustodyFiles } from '../destinations/destination.ts';

/** An addendum as it goes from place to place. */
export interface CarriedAddendum extends Addendum {
  /** The small files. */
  readonly content: CustodyContent;
}

/** Why something is not believed. */
export interface Doubt {
  /** For people. */
  readonly reason: string;
  /** What was found, as codes; none where only words tell it. */
  readonly codes: readonly ErrorCode[];
}

/** A seal that verifies, with the addenda that rest on it. */
export interface SealedCustody {
  readonly kind: 'carry';
  readonly content: CustodyFiles;
  readonly identity: string;
  /** `SHA256SUMS` as it lies there. */
  readonly manifest: Uint8Array;
  readonly predicate: SealPredicate;
  readonly addenda: readonly CarriedAddendum[];
  /** What these added; ascending by path. */
  readonly added: readonly ListedFile[];
  /** What only a log could tell of them, as codes: to be asked for by whoever answers for the run. */
  readonly open: readonly ErrorCode[];
  /** Why keys ended of which nothing shows that they signed this before; none, unless such a seal was asked for. */
  readonly unproven: readonly KeyEnd[];
  /** Why what lies there under the name of addenda is not believed, none of it; undefined: it is, or nothing does. */
  readonly strange: Doubt | undefined;
}

/**
 * What a `Custody` is that lies in a run. `none`: there is none. `carry`: a seal that verifies. `doubt`: it does not.
 */
export type CustodyJudgement =
  | { readonly kind: 'none' }
  | SealedCustody
  | (Doubt & { readonly kind: 'doubt'; readonly names: readonly BytePath[] });

export interface CustodyHere {
  /** Entries of the run's root that are called `Custody` in any letter case. */
  readonly names: readonly BytePath[];
  /** Throws CUSTODY_* for what is no folder of plain files. */
  readonly read: () => Promise<CustodyFiles | undefined>;
  readonly readAddenda: () => Promise<AddendaFound>;
}

/**
 * Believes nothing that it did not check: signatures and keys, and that what was signed is the lists that lie beside them; a proof of a log that is known.
 * One of another log is carried along, and believed by nobody. Amended bytes are the caller's to check.
 *
 * @param evenUnproven takes also what a key signed that has ended, and of which nothing shows that it was made before
 */
export async function judgeCustody(
  { names, read, readAddenda }: CustodyHere,
  trust: Trust,
  evenUnproven = false,
): Promise<CustodyJudgement> {
  if (names.length === 0) return { kind: 'none' };
  const doubt = (why: Doubt): CustodyJudgement => ({ kind: 'doubt', ...why, names });
  if (names.length > 1 || names[0] !== CUSTODY)
    return doubt({ reason: `it is spelt ${names.map(displayPath).join(' and ')}`, codes: [] });
  let content: CustodyFiles | undefined;
  let found: AddendaFound;
  try {
    content = await read();
    found = await readAddenda();
  } catch (error) {
    if (error instanceof SeqwardenError && /^(?:CUSTODY|RUN)_/.test(error.code))
      return doubt(doubtBy([error.code]));
    throw error;
  }
  if (content === undefined) return doubt(doubtBy(['UNSIGNED']));
  const files = new Map([...content].map(([name, pieces]) => [name, joined(pieces)]));
  const bearable = evenUnproven ? UNPROVEN_TOO : undefined;
  const standing = await standingSeal(files, trust, bearable);
  if ('findings' in standing) return doubt(doubtBy(standing.findings.map(({ code }) => code)));
  const { identity, predicate, manifest, log, open } = standing;
  const unproven = unprovenEnds([standing]);
  const seal = { kind: 'carry' as const, content, identity, manifest, predicate, open, unproven };
  const check = await standingAddenda({ identity, manifest, log }, found.files, trust, bearable);
  const wrong = [...found.findings, ...check.findings];
  if (wrong.length > 0)
    return withoutAddenda({ ...seal, addenda: [], added: [] }, doubtBy(wrong.map(({ code }) => code)));
  const addenda = check.addenda.map(one => ({ ...one, content: contentOf(found.files.get(one.number)) }));
  return {
    ...seal,
    addenda,
    added: check.added,
    open: [...open, ...check.open],
    unproven: [...unproven, ...unprovenEnds(check.addenda)],
    strange: undefined,
  };
}

export function withoutAddenda(custody: Omit<SealedCustody, 'strange'>, strange: Doubt): SealedCustody {
  return { ...custody, addenda: [], added: [], strange };
}

function contentOf(files: ReadonlyMap<string, Uint8Array> = new Map()): CustodyContent {
  return new Map([...files].map(([name, bytes]) => [name, [bytes]]));
}

export function doubtBy(codes: readonly ErrorCode[]): Doubt {
  return { reason: codes.join(', '), codes };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(pieces));
}
