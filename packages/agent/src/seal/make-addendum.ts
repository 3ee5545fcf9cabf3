import {
  ADDENDUM_BUNDLE_FILE,
  ADDENDUM_ENVELOPE_FILE,
  ADDENDUM_PROOF_FILE,
  type AddendumPredicate,
  type Bytes,
  compareBytePaths,
  decodeAddendum,
  encodeAddendum,
  KnownFiles,
  type ListedFile,
  MANIFEST_FILE,
  MAX_ADDENDA,
  manifestLine,
  SeqwardenError,
  type SpecialEntry,
  SSHSIG_FILE,
  sealIdentity,
  signSsh,
  sigstoreBundle,
  summarizeSpecial,
} from '@seqwarden/proof';
import { NO_TIME, signOnce } from '../config/sign-statement.ts';
import type { SealSigner } from '../config/signer.ts';
import type { CustodyContent } from '../custody/publish-custody.ts';
import { sha256 } from '../host/sha256.ts';
import type { ExistingSeal } from './existing-seal.ts';

/** A file that came, or came to have other bytes, after the seal. */
export interface LaterFile extends ListedFile {
  readonly bytes: number;
}

export interface LaterFiles {
  readonly startedAt: Date;
  readonly sealedAt: Date;
  readonly version: string;
  /** Each path once, in any order. */
  readonly added: readonly LaterFile[];
  readonly amended: readonly LaterFile[];
  /** All that is no plain file in the run now. */
  readonly special: readonly SpecialEntry[];
}

/** The seal, and what was said of the run since. */
export type SealedBefore = Pick<ExistingSeal, 'identity' | 'manifest' | 'addenda' | 'added'>;

export interface MadeAddendum {
  readonly number: number;
  /** SHA-256 of addendum.intoto.json, hex. */
  readonly identity: string;
  /** The small files. */
  readonly content: CustodyContent;
  /** To be called when it lies where it belongs. */
  readonly published: () => void;
}

/**
 * Signs what comes next after a seal and its addenda, and enters it in the log; nothing is written beside the run yet. Throws LOG_*, ADDENDUM_CONTRADICTS where what is called added
 * is listed already, or what is called amended is not, or has these very bytes, and ADDENDUM_LIMIT where there are as many as there can be.
 */
export async function makeAddendum(
  seal: SealedBefore,
  later: LaterFiles,
  signer: SealSigner,
): Promise<MadeAddendum> {
  const last = seal.addenda.at(-1);
  const number = (last?.number ?? 0) + 1;
  if (number > MAX_ADDENDA)
    throw new SeqwardenError('ADDENDUM_LIMIT', `there are ${MAX_ADDENDA} addenda already`);
  const list = [...later.added, ...later.amended].sort((a, b) => compareBytePaths(a.path, b.path));
  requireNew(seal, later, list);
  const manifest = Buffer.from(list.map(({ path, sha256 }) => manifestLine(path, sha256)).join(''), 'latin1');
  const digest = sha256(manifest);
  const predicate: AddendumPredicate = {
    seal: seal.identity,
    number,
    previous: last?.identity ?? null,
    startedAt: later.startedAt.toISOString(),
    sealedAt: later.sealedAt.toISOString(),
    added: totalsOf(later.added),
    amended: totalsOf(later.amended),
    special: await summarizeSpecial(later.special),
    tool: { name: 'seqwarden', version: later.version },
  };
  const statement = encodeAddendum(Buffer.from(digest).toString('hex'), predicate);
  const { envelope, proof, published } = await signOnce(statement, withoutTimes, signer);
  const content = new Map<string, readonly Uint8Array[]>([
    [MANIFEST_FILE, [manifest]],
    [SSHSIG_FILE, [await signSsh(digest, signer.spki, signer.sign, 'addendum')]],
    [ADDENDUM_ENVELOPE_FILE, [envelope]],
    [ADDENDUM_BUNDLE_FILE, [sigstoreBundle(envelope, signer.keyid)]],
  ]);
  if (proof !== undefined) content.set(ADDENDUM_PROOF_FILE, [proof]);
  return { number, identity: await sealIdentity(envelope), content, published };
}

function withoutTimes(statement: Bytes): Bytes {
  const { manifestSha256, predicate } = decodeAddendum(statement);
  return encodeAddendum(manifestSha256, { ...predicate, startedAt: NO_TIME, sealedAt: NO_TIME });
}

function requireNew(seal: SealedBefore, later: LaterFiles, list: readonly LaterFile[]): void {
  const known = new KnownFiles(
    seal.manifest,
    list.map(({ path }) => path),
  );
  known.split(seal.added);
  for (const { amended } of seal.addenda) known.split(amended);
  const { added, amended, sameAgain } = known.split(list);
  const isTwice = list.some(({ path }, at) => path === list[at - 1]?.path);
  const isAsSaid = (said: readonly LaterFile[], found: readonly ListedFile[]) => {
    const paths = new Set(found.map(({ path }) => path));
    return said.length === found.length && said.every(({ path }) => paths.has(path));
  };
  if (!isTwice && sameAgain === undefined && isAsSaid(later.added, added) && isAsSaid(later.amended, amended))
    return;
  throw new SeqwardenError('ADDENDUM_CONTRADICTS', 'added files must be new, amended ones known and other');
}

function totalsOf(files: readonly LaterFile[]): AddendumPredicate['added'] {
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}
