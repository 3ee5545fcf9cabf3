import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Advisory, diffAdvisories, readAdvisory } from '@seqwarden/advisory/document';
import {
  checkHashFile,
  checkSignature,
  type PublisherKey,
  type SignatureCheck,
} from '@seqwarden/advisory/signature';
import { validateAdvisory } from '@seqwarden/advisory/validate';
import { SeqwardenError } from '@seqwarden/proof';
import { lockAccount } from '../config/account-lock.ts';
import { stateFolder } from '../config/config-folder.ts';
import { errno } from '../host/fs-error.ts';
import { writeDurable } from '../host/write-durable.ts';
import { type Arrival, Arrivals, type ArrivalValidation } from './arrival.ts';
import { COMPANIONS, type CompanionKind, type OfferedAdvisory } from './offered-advisory.ts';
import { decodeArrival } from './read-arrival.ts';
import { SourceMemory } from './source-memory.ts';

/** Where the advisories of this account lie. */
export function advisoriesFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(stateFolder(env), 'advisories');
}

/** Of a rewriting so many differences are kept; the bytes of both are there for the rest. */
const MOST_DIFFERENCES = 200;

/**
 * Advisories as they came, in the account's state folder: `documents/<sha256>.json` with what lay beside each, and `arrivals/NNNNNN.json`, one file
 * for each event, never changed. Bytes are never replaced: what publishers rewrite under an old number lies beside what it was. `sources/` has what sources
 * had the last time ({@link SourceMemory}).
 */
export class AdvisoryStore {
  readonly #folder: string;
  readonly #arrivals: Arrivals;
  #count: number;

  private constructor(folder: string, arrivals: readonly Arrival[]) {
    this.#folder = folder;
    this.#arrivals = new Arrivals(arrivals);
    this.#count = arrivals.length;
  }

  /** What is kept, read. Nothing is written. @throws SeqwardenError ADVISORY_STORE_DAMAGED */
  static read(folder: string): AdvisoryStore {
    return new AdvisoryStore(folder, readArrivals(folder));
  }

  /** The store to take more in; dispose it to let others. @throws SeqwardenError ADVISORY_STORE_DAMAGED, ADVISORY_STORE_BUSY, CONFIG_UNUSABLE */
  static async open(folder: string): Promise<AdvisoryStore & Disposable> {
    for (const part of ['documents', 'arrivals', 'sources'])
      mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
    const release = await lockAccount(folder, 'advisories', { ms: 5000, busy: 'ADVISORY_STORE_BUSY' });
    try {
      return Object.assign(AdvisoryStore.read(folder), { [Symbol.dispose]: release });
    } catch (error) {
      release();
      throw error;
    }
  }

  get arrivals(): Arrivals {
    return this.#arrivals;
  }

  /** Every event, in order. @throws SeqwardenError ADVISORY_STORE_DAMAGED */
  events(): Arrival[] {
    return readArrivals(this.#folder);
  }

  /** What these sources had the last time. For one update. */
  memoryOf(sources: readonly string[]): SourceMemory {
    return SourceMemory.begin(join(this.#folder, 'sources'), sources);
  }

  /** Takes a document in, unless its bytes came last already, under as strong a signature. `from`: as in its arrival. Durable on return. @throws SeqwardenError ADVISORY_STORE_DAMAGED */
  async take(
    { offered, advisory, signature }: ExaminedAdvisory,
    now: Date,
    from: string | null = null,
  ): Promise<Arrival | undefined> {
    const { publisher, id, version } = advisory.label;
    const event = this.#arrivals.eventOf(advisory.label, { sha256: advisory.sha256, from, signature });
    if (event === undefined) return undefined;
    const before = this.#arrivals.currentOf({ publisher, id });
    const differences = before === undefined ? [] : this.#differences(before.sha256, advisory);
    const arrival: Arrival = {
      at: now.toISOString(),
      event,
      sha256: advisory.sha256,
      sha512: createHash('sha512').update(offered.bytes).digest('hex'),
      name: offered.name,
      place: offered.place,
      from,
      publisher,
      id,
      version,
      replaces: before?.sha256 ?? null,
      differences: differences.slice(0, MOST_DIFFERENCES),
      differencesInAll: differences.length,
      hashFiles: { sha256: hashState(offered, 'sha256'), sha512: hashState(offered, 'sha512') },
      signature,
      validation: await validated(offered.bytes),
      damaged: advisory.damaged.length,
    };
    this.#write(arrival, offered);
    return arrival;
  }

  /** A document that is kept, with what lay beside it; its bytes are those of the name. @throws SeqwardenError ADVISORY_STORE_DAMAGED */
  document({
    sha256,
    name,
    place,
  }: Pick<Arrival, 'sha256' | 'name' | 'place'>): OfferedAdvisory & { readonly sha256: string } {
    const file = join(this.#folder, 'documents', `${sha256}.json`);
    const companions: { -readonly [K in CompanionKind]?: Uint8Array } = {};
    for (const kind of COMPANIONS) {
      const beside = readOptional(`${file}.${kind}`);
      if (beside !== undefined) companions[kind] = beside;
    }
    return { name, place, bytes: this.#bytes(sha256), companions, sha256 };
  }

  #differences(before: string, after: Advisory) {
    return diffAdvisories(readAdvisory(this.#bytes(before)), after);
  }

  #bytes(sha256: string): Uint8Array {
    const bytes = readOptional(join(this.#folder, 'documents', `${sha256}.json`));
    if (bytes === undefined) throw damaged(`${sha256}.json is missing`);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw damaged(`${sha256}.json holds other bytes`);
    return bytes;
  }

  /** The event last: a stop before it leaves bytes that nobody names, and the document comes again. */
  #write(arrival: Arrival, { bytes, companions }: OfferedAdvisory): void {
    const documents = join(this.#folder, 'documents');
    const name = `${arrival.sha256}.json`;
    for (const kind of COMPANIONS) {
      const beside = companions[kind];
      if (beside !== undefined) writeDurable(documents, `${name}.${kind}`, beside, 0o600, true);
    }
    writeDurable(documents, name, bytes, 0o600, true);
    const number = String(this.#count + 1).padStart(6, '0');
    writeDurable(
      join(this.#folder, 'arrivals'),
      `${number}.json`,
      `${JSON.stringify(arrival, null, 2)}\n`,
      0o600,
    );
    this.#count += 1;
    this.#arrivals.add(arrival);
  }
}

/** A document of which its own word, and its signature, are known. */
export interface ExaminedAdvisory {
  readonly offered: OfferedAdvisory;
  readonly advisory: Advisory;
  /** Null: none came with it. */
  readonly signature: SignatureCheck | null;
}

/** @throws SeqwardenError: what readAdvisory throws */
export async function examineAdvisory(
  offered: OfferedAdvisory,
  keys: readonly PublisherKey[],
  now: Date,
): Promise<ExaminedAdvisory> {
  const { asc } = offered.companions;
  const advisory = readAdvisory(offered.bytes);
  const signature = asc === undefined ? null : await checkSignature(asc, offered.bytes, keys, now);
  return { offered, advisory, signature };
}

async function validated(bytes: Uint8Array): Promise<ArrivalValidation | null> {
  try {
    const findings = await validateAdvisory(bytes, 'mandatory');
    return { errors: findings.length, tests: [...new Set(findings.map(({ test }) => test))] };
  } catch (error) {
    if (error instanceof SeqwardenError && error.code === 'ADVISORY_TOO_LARGE') return null;
    throw error;
  }
}

function hashState({ bytes, name, companions }: OfferedAdvisory, kind: 'sha256' | 'sha512') {
  const file = companions[kind];
  return file === undefined ? 'absent' : checkHashFile(file, bytes, name, kind);
}

function readArrivals(folder: string): Arrival[] {
  // Whoever is confined may look at nothing below a folder that is not there.
  if (!existsSync(folder)) return [];
  const arrivals = join(folder, 'arrivals');
  let names: string[];
  try {
    names = readdirSync(arrivals);
  } catch (error) {
    if (errno(error) === 'ENOENT') return [];
    throw damaged(`arrivals: ${errno(error)}`, error);
  }
  const numbered = names
    .filter(name => /^\d{6,}\.json$/.test(name))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return numbered.map((name, at) => {
    if (Number.parseInt(name, 10) !== at + 1) throw damaged(`arrival ${at + 1} is missing`);
    return decodeArrival(readFileSync(join(arrivals, name)), name);
  });
}

function readOptional(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function damaged(what: string, cause?: unknown): SeqwardenError {
  return new SeqwardenError('ADVISORY_STORE_DAMAGED', `the kept advisories: ${what}`, { cause });
}
