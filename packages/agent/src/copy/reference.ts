import { lstatSync } from 'node:fs';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { amendedPath } from '../custody/compare-amended.ts';
import { readPlainFile } from '../custody/read-plain-file.ts';
import type { AmendedFile, NewAddendum, TakeBytes } from '../custody/write-addendum.ts';
import type { RunAtDestination } from '../destinations/destination.ts';
import type { Failure } from '../engine/failure.ts';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { folderOf, nameOf } from '../host/path-parts.ts';
import type { Branch } from './branch.ts';
import { decideCustody, decideSeal } from './decide-custody.ts';
import type { CarriedAddendum, CustodyJudgement, SealedCustody } from './judge-custody.ts';

/** Where the bytes of a sealed run can be had: a source, or a destination. Paths are below the run. */
export interface BytesOfRun {
  /** As `RunAtDestination.readFile`. */
  readonly readFile: (path: BytePath, take: TakeBytes) => Promise<boolean>;
  /** undefined: no plain file is there. */
  readonly sizeOf: (path: BytePath) => Promise<number | undefined>;
}

/** A seal with the longest chain of addenda that is known of it, and a place that holds all of it. */
export interface Reference {
  readonly custody: SealedCustody;
  readonly from: BytesOfRun;
  readonly isOfSource: boolean;
}

export function bytesOfSource(root: TreeRoot): BytesOfRun {
  return {
    readFile: async (path, take) => {
      try {
        return await readPlainFile(root, path, take);
      } catch (error) {
        throw fsError(error, 'source', path);
      }
    },
    sizeOf: async path => sizeBelow(root, path),
  };
}

export function bytesAt(run: RunAtDestination): BytesOfRun {
  return {
    readFile: (path, take) => run.readFile(path, take),
    sizeOf: async path => {
      const found = await run.files.look(path);
      return typeof found === 'number' ? found : undefined;
    },
  };
}

function sizeBelow(root: TreeRoot, path: BytePath): number | undefined {
  const tree = new HeldTree(root);
  try {
    tree.enter(folderOf(path));
    const found = lstatSync(tree.at(nameOf(path)), { throwIfNoEntry: false });
    return found?.isFile() ? found.size : undefined;
  } catch (error) {
    throw fsError(error, 'source', path);
  } finally {
    tree.close();
  }
}

/**
 * Says to each destination which seal with which addenda is to lie there in the end; undefined: one that is still to be made. Chains on one seal must be one
 * chain, some of it missing at its end: where another addendum stands under a number, the destination that was named later fails with CONFLICT.
 */
export function chooseReferences(
  branches: readonly Branch[],
  brought: CustodyJudgement,
  source: BytesOfRun,
): void {
  const known = new Map<string, Reference>();
  if (brought.kind === 'carry')
    known.set(brought.identity, { custody: brought, from: source, isOfSource: true });
  for (const branch of branches.filter(({ alive }) => alive)) {
    const { custody } = branch;
    if (custody.kind !== 'carry') continue;
    const other = known.get(custody.identity);
    const reference = { custody, from: bytesAt(branch.run), isOfSource: false };
    if (other === undefined) known.set(custody.identity, reference);
    else if (!isOneChain(custody.addenda, other.custody.addenda))
      branch.add(conflict('there are other addenda to this seal'));
    else if (custody.addenda.length > other.custody.addenda.length) known.set(custody.identity, reference);
  }
  const alive = branches.filter(branch => branch.alive);
  const from = decideSeal(alive.map(({ custody }) => decideCustody(custody.kind, brought.kind)));
  const kept = alive.map(({ custody }) => custody).find(custody => custody.kind === 'carry');
  const target = from === 'kept elsewhere' ? kept : from === 'brought' ? brought : undefined;
  for (const branch of alive) {
    const custody = branch.custody.kind === 'carry' ? branch.custody : target;
    branch.reference = custody?.kind === 'carry' ? known.get(custody.identity) : undefined;
    if (brought.kind === 'carry' && isLost(brought, branch.reference))
      branch.add(conflict('the addenda of the source belong to another seal than the one that lies there'));
  }
}

/** Whether the source's addenda would not arrive. */
function isLost(brought: SealedCustody, reference: Reference | undefined): boolean {
  return (
    brought.addenda.length > 0 && reference !== undefined && reference.custody.identity !== brought.identity
  );
}

export function isOneChain(
  these: readonly { readonly identity: string }[],
  those: readonly { readonly identity: string }[],
): boolean {
  const both = Math.min(these.length, those.length);
  return these.slice(0, both).every(({ identity }, at) => identity === those[at]?.identity);
}

/** An addendum that is carried to another place. Throws SOURCE_CHANGED where its amended bytes are not where it lies. */
export async function carriedFrom(
  { number, content, amended }: CarriedAddendum,
  from: BytesOfRun,
): Promise<NewAddendum> {
  const files: AmendedFile[] = [];
  for (const { path, sha256 } of amended) {
    const place = `${amendedPath(number)}/${path}`;
    const bytes = await from.sizeOf(place);
    if (bytes === undefined) throw gone(place);
    files.push({
      path,
      sha256,
      bytes,
      read: async take => {
        if (!(await from.readFile(place, take))) throw gone(place);
      },
    });
  }
  return { number, content, amended: files };
}

function gone(path: BytePath): SeqwardenError {
  return new SeqwardenError('SOURCE_CHANGED', 'the bytes of an addendum are gone', { path });
}

function conflict(message: string): Failure {
  return { row: -1, path: 'Custody/addenda', code: 'CONFLICT', message };
}
