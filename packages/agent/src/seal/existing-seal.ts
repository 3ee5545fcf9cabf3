import { lstatSync } from 'node:fs';
import {
  ADDENDA_FOLDER,
  type Addendum,
  AmendedCursor,
  type BytePath,
  type CustodyFiles,
  displayPath,
  equalBytes,
  type Finding,
  type ListedFile,
  type SealPredicate,
  SeqwardenError,
  type Trust,
} from '@seqwarden/proof';
import { compareWithSpecial } from '../custody/compare-run.ts';
import { type AddendaFound, NO_ADDENDA, readAddenda } from '../custody/read-addenda.ts';
import { readCustody } from '../custody/read-custody.ts';
import { standingAddenda, standingSeal, UNPROVEN_TOO } from '../custody/standing-seal.ts';
import type { FileTable } from '../engine/file-table.ts';
import type { Walk } from '../engine/walk.ts';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import type { ManifestBytes } from './manifest-bytes.ts';

/** A seal whose signature verifies. Whether it is one of the files beside it, is another question. */
export interface ExistingSeal {
  readonly identity: string;
  readonly keyid: string;
  readonly manifest: Uint8Array;
  readonly manifestSha256: Uint8Array;
  readonly predicate: SealPredicate;
  /** What was said of the run since, all of it. */
  readonly addenda: readonly Addendum[];
  /** What these added to it; ascending by path. */
  readonly added: readonly ListedFile[];
}

/** What it says of the files of a run. */
export type SealedFiles = Pick<ExistingSeal, 'manifest' | 'predicate' | 'addenda' | 'added'>;

/**
 * The seal that is there with its addenda, if all signatures verify. Throws CUSTODY_NOT_OURS for a `Custody` that does not.
 *
 * @param evenUnproven takes also what a key signed that has ended, and of which nothing that lies there shows that it was made before
 */
export async function existingSeal(
  place: TreeRoot,
  trust: Trust,
  evenUnproven = false,
): Promise<ExistingSeal | undefined> {
  const found = readCustody(place);
  if (found === undefined) return undefined;
  if (!found.files.has('SHA256SUMS') || found.notPlain.some(name => name !== ADDENDA_FOLDER))
    throw strangeCustody('UNSIGNED');
  const addenda = async () =>
    found.notPlain.includes(ADDENDA_FOLDER) ? await readAddenda(place) : NO_ADDENDA;
  return sealOf(found.files, addenda, trust, evenUnproven);
}

/** The same of a `Custody` that was read, wherever it lies. */
export async function sealOf(
  files: CustodyFiles,
  readAddenda: () => Promise<AddendaFound>,
  trust: Trust,
  evenUnproven: boolean,
): Promise<ExistingSeal> {
  const bearable = evenUnproven ? UNPROVEN_TOO : undefined;
  const standing = await standingSeal(files, trust, bearable);
  if ('findings' in standing) throw strangeCustody(codesOf(standing.findings));
  const { identity, key, manifest, manifestSha256, predicate, log } = standing;
  const read = await readAddenda();
  const amended = { identity, manifest, log };
  const { addenda, added, findings } = await standingAddenda(amended, read.files, trust, bearable);
  const wrong = [...read.findings, ...findings];
  if (wrong.length > 0) throw strangeCustody(codesOf(wrong));
  return { identity, keyid: key.keyid, manifest, manifestSha256, predicate, addenda, added };
}

function codesOf(findings: readonly Finding[]): string {
  return findings.map(({ code }) => code).join(', ');
}

function strangeCustody(reason: string): SeqwardenError {
  return new SeqwardenError(
    'CUSTODY_NOT_OURS',
    `there is a Custody folder that does not verify (${reason})`,
    {
      path: 'Custody',
    },
  );
}

/**
 * That a seal may be one of these files: by their names and all their sizes together, no file is opened. A good seal of another run is as
 * good a seal. Throws SEAL_STALE, SOURCE_* where the run cannot be looked at, MANIFEST_*.
 */
export async function requireLikely(seal: SealedFiles, root: TreeRoot, run: Walk): Promise<void> {
  const other = otherName(seal, run.files);
  if (other !== undefined) throw stale(`${displayPath(other)} is only sealed or only there, not both`, other);
  const { differences } = await compareWithSpecial(knownSpecial(seal), run.special);
  if (differences[0] !== undefined)
    throw stale(`${displayPath(differences[0].path)} was not sealed`, differences[0].path);
  const bytes = bytesNow(root, run.files);
  const sealed = bytesSealed(seal);
  if (bytes !== sealed) throw stale(`the files have ${bytes} bytes, not ${sealed} as sealed`);
}

function stale(what: string, path?: BytePath): SeqwardenError {
  return new SeqwardenError(
    'SEAL_STALE',
    `the seal that lies here does not fit: ${what}`,
    path === undefined ? {} : { path },
  );
}

/** The first name that only one of the two lists has: both are in byte order. */
function otherName({ manifest, added }: SealedFiles, files: FileTable): BytePath | undefined {
  const cursor = new AmendedCursor(manifest, added);
  for (let row = 0; row < files.count; row++) {
    const path = files.path(row);
    if (!cursor.next()) return path;
    if (cursor.path !== path) return cursor.path < path ? cursor.path : path;
  }
  return cursor.next() ? cursor.path : undefined;
}

function knownSpecial({ predicate, addenda }: SealedFiles) {
  return { special: predicate.special, addenda };
}

function bytesSealed({ predicate, addenda }: SealedFiles): number {
  return addenda.reduce((sum, { predicate }) => sum + predicate.added.bytes, predicate.manifest.bytes);
}

function bytesNow(root: TreeRoot, files: FileTable): number {
  const tree = new HeldTree(root);
  let total = 0;
  let path: BytePath = '';
  try {
    for (let row = 0; row < files.count; row++) {
      path = files.path(row);
      tree.enter(files.folder(row));
      total += lstatSync(tree.at(files.name(row))).size;
    }
    return total;
  } catch (error) {
    throw fsError(error, 'source', path);
  } finally {
    tree.close();
  }
}

/** Whether a seal alone is one of the files just read. */
export async function isSealOf(seal: ExistingSeal, manifest: ManifestBytes, run: Walk): Promise<boolean> {
  if (!equalBytes(seal.manifestSha256, manifest.sha256)) return false;
  return (await compareWithSpecial(knownSpecial(seal), run.special)).differences.length === 0;
}
