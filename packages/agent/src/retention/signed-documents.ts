import {
  type Bytes,
  openStatement,
  SeqwardenError,
  type SignedStatement,
  type StatementKind,
  type Trust,
} from '@seqwarden/proof';
import { LARGEST_ENVELOPE, numberedNames } from '../copy/numbered-documents.ts';
import type { Destination } from '../destinations/destination.ts';

/** What is asked of a destination, or of a folder that is only read. Errors as there. */
export type OwnReader = Pick<Destination, 'readOwn' | 'listOwn'>;

export interface SignedDocuments<Statement> {
  /** By a trusted key; the highest number first. */
  readonly statements: readonly SignedStatement<Statement>[];
  /** Documents of which nobody can say what they are: damaged, not by a trusted key, or too many to look at. */
  readonly unjudged: number;
}

/** Documents of one folder that are looked at, those with the highest numbers. */
const MOST_LOOKED_AT = 256;

/** The statements that lie numbered in a folder below `.seqwarden/`. Throws DESTINATION_* where the place cannot be read, LOG_* where the register at hand cannot. */
export async function signedDocuments<Statement>(
  place: OwnReader,
  folder: string,
  kind: StatementKind<Statement>,
  trust: Trust,
): Promise<SignedDocuments<Statement>> {
  const names = (await numberedNames(place, folder)).sort((a, b) => numberOf(b) - numberOf(a));
  const statements: SignedStatement<Statement>[] = [];
  let unjudged = Math.max(0, names.length - MOST_LOOKED_AT);
  for (const name of names.slice(0, MOST_LOOKED_AT)) {
    const opened = await opening(place, `${folder}/${name}`, kind, trust);
    if (opened === undefined) unjudged++;
    else statements.push(opened);
  }
  return { statements, unjudged };
}

function numberOf(name: string): number {
  return Number(name.slice(0, name.indexOf('.')));
}

async function opening<Statement>(
  place: OwnReader,
  path: string,
  kind: StatementKind<Statement>,
  trust: Trust,
): Promise<SignedStatement<Statement> | undefined> {
  try {
    const file = await place.readOwn(path, LARGEST_ENVELOPE);
    return file && (await openStatement(bytesOf(file), trust, kind));
  } catch (error) {
    if (error instanceof SeqwardenError && !OF_OTHERS.test(error.code)) return undefined;
    throw error;
  }
}

function bytesOf(file: Uint8Array): Bytes {
  return new Uint8Array(file);
}

/** Whoever stands between us and the documents, or the register that should tell of them; not one of them. */
const OF_OTHERS = /^(?:DESTINATION_(?!UNUSABLE$)|LOG_(?!PROOF_)|INTERNAL$|INTERRUPTED$)/;
