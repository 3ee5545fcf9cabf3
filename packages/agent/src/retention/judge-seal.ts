import { type Addendum, type BytePath, ERRORS, type SealPredicate, type Trust } from '@seqwarden/proof';
import {
  type CustodyHere,
  type Doubt,
  doubtBy,
  judgeCustody,
  type SealedCustody,
} from '../copy/judge-custody.ts';
import { readAddenda } from '../custody/read-addenda.ts';
import type { RunAtDestination } from '../destinations/destination.ts';
import { custodyFiles } from '../destinations/folder/custody-files.ts';
import type { TreeRoot } from '../host/held-tree.ts';
import type { SealedRun } from './source-cover.ts';

/** The seal that lies with a run, with its addenda, believed as far as `trust` goes. */
export type JudgedSeal =
  | { readonly kind: 'unsealed' }
  | {
      readonly kind: 'doubtful';
      /** For people. */
      readonly reason: string;
      /** Only more trust could tell. */
      readonly isOpen: boolean;
    }
  | {
      readonly kind: 'sealed';
      readonly identity: string;
      readonly addenda: readonly Pick<Addendum, 'identity' | 'predicate'>[];
      readonly sealed: SealedRun;
      /** Of the seal's own list. */
      readonly totals: SealPredicate['manifest'];
    };

/** `names` are the entries of the run's root that are `Custody` in any letter case. */
export function sealInFolder(root: TreeRoot, names: readonly BytePath[], trust: Trust): Promise<JudgedSeal> {
  const read = async () => custodyFiles(root);
  return judgeSeal({ names, read, readAddenda: async () => readAddenda(root) }, trust);
}

/** As {@link sealInFolder}. Throws DESTINATION_*. */
export function sealAtPlace(
  run: RunAtDestination,
  names: readonly BytePath[],
  trust: Trust,
): Promise<JudgedSeal> {
  const here = { names, read: () => run.readCustody(), readAddenda: () => run.readAddenda() };
  return judgeSeal(here, trust);
}

async function judgeSeal(here: CustodyHere, trust: Trust): Promise<JudgedSeal> {
  const judged = await judgeCustody(here, trust);
  if (judged.kind === 'none') return { kind: 'unsealed' };
  if (judged.kind === 'doubt') return doubtOf(judged);
  if (judged.strange !== undefined) return doubtOf(judged.strange);
  if (judged.open.length > 0) return doubtOf(doubtBy(judged.open));
  return {
    kind: 'sealed',
    identity: judged.identity,
    addenda: judged.addenda,
    sealed: sealedRun(judged),
    totals: judged.predicate.manifest,
  };
}

function sealedRun({ manifest, predicate, addenda, added }: SealedCustody): SealedRun {
  const amended = new Map<BytePath, string[]>();
  for (const { path, sha256 } of addenda.flatMap(addendum => addendum.amended))
    amended.set(path, [...(amended.get(path) ?? []), sha256]);
  const { special, sealedAt } = predicate;
  const lastSealedAt = addenda.at(-1)?.predicate.sealedAt ?? sealedAt;
  return { manifest, special, addenda, added, amended, sealedAt, lastSealedAt };
}

function doubtOf({ reason, codes }: Doubt): JudgedSeal {
  if (codes.length === 1 && codes[0] === 'UNSIGNED') return { kind: 'unsealed' };
  const isOpen = codes.length > 0 && codes.every(code => ERRORS[code].exit === 3);
  return { kind: 'doubtful', reason, isOpen };
}
