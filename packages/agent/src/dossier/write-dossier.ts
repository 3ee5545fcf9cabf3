import { createHash, hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Observed } from '@seqwarden/cases/summary';
import {
  type Bytes,
  type ErrorCode,
  encodeDossier,
  SeqwardenError,
  signEnvelope,
  signSsh,
  type Trust,
} from '@seqwarden/proof';
import type { SealSigner } from '../config/signer.ts';
import type { EvidenceStore } from '../evidence/index.ts';
import { derive, keyTexts, summaryPdf, toldBy } from './derive.ts';
import * as names from './dossier-files.ts';
import { type BundledEntries, entriesOfBundles } from './entries-of-bundles.ts';
import { fileListText } from './file-list.ts';
import { observedText } from './read-observed.ts';
import { readmeText } from './readme-text.ts';
import { writeZip, type ZipFile } from './write-zip.ts';

/** What records tell that decides what stands beside them. */
export type Told = Omit<ReturnType<typeof toldBy>, 'evidence'>;

/** What an export is made of. */
export interface DossierMatter {
  /** Bundles of all registers that say something of it. */
  readonly bundles: readonly Uint8Array[];
  readonly evidence: EvidenceStore;
  /** Given what its records tell: what stands in the export beside them. */
  readonly observe: (told: Told) => Omit<Observed, 'missing'>;
  readonly trust: Trust;
  readonly signer: SealSigner;
  readonly version: string;
}

export interface WrittenDossier {
  /** SHA-256 of the file list, hex. */
  readonly list: string;
  readonly files: number;
  readonly records: number;
  /** Key id of who signed it. */
  readonly key: string;
  readonly missing: readonly { readonly sha256: string; readonly code: ErrorCode }[];
}

interface Sized extends ZipFile {
  readonly sha256: string;
}

/**
 * Writes an export. Its bytes depend on nothing but what it holds, its signatures and its proof. Evidence is streamed, twice: for the list, and for the file. What of it is
 * missing or damaged is named in the export. Throws as `entriesOfBundles`, LOG_KEY_MISSING, and what entering and writing throw.
 */
export async function writeDossier(
  { bundles, evidence, observe, trust, signer, version }: DossierMatter,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<WrittenDossier> {
  if (signer.register === undefined)
    throw new SeqwardenError('LOG_KEY_MISSING', 'this account has no register');
  const read = await entriesOfBundles(bundles, trust);
  const { evidence: wanted, ...told } = toldBy(read);
  const { files: found, missing } = await evidenceFiles(wanted, evidence);
  const observed: Observed = { ...observe(told), missing };
  const listed = [
    ...found,
    ...recordFiles(read),
    ...(await derivedFiles(read, observed)),
    ...keyFiles(signer, observed, trust),
  ].sort(byName);
  const list = bytesOf(fileListText(listed));
  const sha256 = hash('sha256', list, 'buffer');
  const { about, id, exportedAt: statedAt } = observed;
  const tool = { name: 'seqwarden', version } as const;
  const statement = encodeDossier(sha256.toString('hex'), { about, id, statedAt, tool });
  const envelope = await signEnvelope(statement, signer.keyid, signer.sign);
  const { proof } = await signer.register.append(envelope);
  const ssh = await signSsh(sha256, signer.spki, signer.sign, 'dossier');
  const heads = [
    inMemory(names.LIST_FILE, list),
    inMemory(names.SIGNATURE_FILE, ssh),
    inMemory(names.ENVELOPE_FILE, envelope),
    inMemory(names.PROOF_FILE, proof),
  ];
  const all = [...listed, ...heads].sort(byName);
  await writeZip(all, write);
  return {
    list: sha256.toString('hex'),
    files: all.length,
    records: read.records.length,
    key: signer.keyid,
    missing,
  };
}

async function evidenceFiles(wanted: ReadonlyMap<string, string>, store: EvidenceStore) {
  const files: Sized[] = [];
  const missing: { readonly sha256: string; readonly code: ErrorCode }[] = [];
  for (const [sha256, name] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    try {
      let [size, crc] = [0, 0];
      for await (const part of store.read(sha256)) {
        size += part.length;
        crc = crc32(part, crc);
      }
      files.push({ name, size, crc, sha256, read: () => store.read(sha256) });
    } catch (error) {
      if (!(error instanceof SeqwardenError) || !error.code.startsWith('EVIDENCE_')) throw error;
      missing.push({ sha256, code: error.code });
    }
  }
  return { files, missing };
}

function recordFiles({ bundles, heads, records }: BundledEntries): Sized[] {
  return [
    ...bundles.map((file, at) =>
      inMemory(names.bundleName(heads[at]?.log ?? '', heads[at]?.size ?? 0), bytesOf(file)),
    ),
    ...records.flatMap(({ log, index, statement }) =>
      statement === undefined ? [] : [inMemory(names.statementName(log, index), statement)],
    ),
  ];
}

async function derivedFiles(read: BundledEntries, observed: Observed): Promise<Sized[]> {
  const { stateFile, htmlFile, paper } = derive(read, observed);
  return [
    inMemory(names.STATE_FILE, bytesOf(stateFile)),
    inMemory(names.OBSERVED_FILE, bytesOf(observedText(observed))),
    inMemory(names.HTML_FILE, bytesOf(htmlFile)),
    inMemory(names.PDF_FILE, bytesOf(await summaryPdf(paper))),
  ];
}

function keyFiles({ spki, keyid }: SealSigner, observed: Observed, trust: Trust): Sized[] {
  const { signers, pem } = keyTexts(spki);
  return [
    inMemory(names.SIGNERS_FILE, bytesOf(signers)),
    inMemory(names.KEY_FILE, bytesOf(pem)),
    inMemory(names.README_FILE, bytesOf(readmeText(observed, keyid, trust))),
  ];
}

function inMemory(name: string, bytes: Bytes): Sized {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const read = async function* () {
    yield bytes;
  };
  return { name, size: bytes.length, crc: crc32(bytes), sha256, read };
}

function bytesOf(content: string | Uint8Array): Bytes {
  return new Uint8Array(Buffer.from(content));
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}
