import { SeqwardenError } from '@seqwarden/proof';
import type { Arrival } from './arrival.ts';

const EVENTS = ['new', 'new_version', 'rewritten', 'back', 'signed'] as const;
const HASH_STATES = ['good', 'bad', 'unreadable', 'absent'] as const;
const SIGNATURES = ['good', 'bad', 'not_checked'] as const;
const WHYS = ['unreadable', 'no_key', 'several_signatures', 'weak_digest', 'does_not_fit'] as const;

/** Reads what the store wrote. Keys that are not known belong to a later version and are passed over. @throws SeqwardenError ADVISORY_STORE_DAMAGED */
export function decodeArrival(bytes: Uint8Array, file: string): Arrival {
  const whole = new Fields(parse(bytes), file);
  const hashFiles = whole.object('hashFiles');
  const signature = whole.has('signature') ? whole.object('signature') : undefined;
  const validation = whole.has('validation') ? whole.object('validation') : undefined;
  return {
    at: whole.text('at'),
    event: whole.oneOf('event', EVENTS),
    sha256: whole.digest('sha256', 64),
    sha512: whole.digest('sha512', 128),
    name: whole.text('name'),
    place: whole.text('place'),
    from: whole.has('from') ? whole.text('from') : null,
    publisher: whole.text('publisher'),
    id: whole.text('id'),
    version: whole.text('version'),
    replaces: whole.has('replaces') ? whole.digest('replaces', 64) : null,
    differences: whole.list('differences').map(one => ({
      kind: one.text('kind'),
      pointer: one.text('pointer'),
      text: one.text('text'),
    })),
    differencesInAll: whole.count('differencesInAll'),
    hashFiles: {
      sha256: hashFiles.oneOf('sha256', HASH_STATES),
      sha512: hashFiles.oneOf('sha512', HASH_STATES),
    },
    signature:
      signature === undefined
        ? null
        : {
            signature: signature.oneOf('signature', SIGNATURES),
            keyValidThen: signature.flag('keyValidThen'),
            keyTrustedNow: signature.flag('keyTrustedNow'),
            key: signature.has('key') ? signature.text('key') : null,
            madeAt: signature.has('madeAt') ? signature.text('madeAt') : null,
            digest: signature.has('digest') ? signature.text('digest') : null,
            why: signature.has('why') ? signature.oneOf('why', WHYS) : null,
          },
    validation:
      validation === undefined
        ? null
        : { errors: validation.count('errors'), tests: validation.texts('tests') },
    damaged: whole.count('damaged'),
  };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}

class Fields {
  readonly #of: ReadonlyMap<string, unknown>;
  readonly #file: string;

  constructor(value: unknown, file: string) {
    this.#file = file;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject) throw this.#damaged('the whole');
    this.#of = new Map(Object.entries(value));
  }

  has(key: string): boolean {
    return (this.#of.get(key) ?? null) !== null;
  }

  text(key: string): string {
    const value = this.#of.get(key);
    if (typeof value !== 'string') throw this.#damaged(key);
    return value;
  }

  digest(key: string, digits: number): string {
    const value = this.text(key);
    if (value.length !== digits || !/^[0-9a-f]+$/.test(value)) throw this.#damaged(key);
    return value;
  }

  oneOf<const T extends string>(key: string, allowed: readonly T[]): T {
    const found = allowed.find(one => one === this.#of.get(key));
    if (found === undefined) throw this.#damaged(key);
    return found;
  }

  count(key: string): number {
    const value = this.#of.get(key);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw this.#damaged(key);
    return value;
  }

  flag(key: string): boolean | null {
    const value = this.#of.get(key);
    if (typeof value !== 'boolean' && value !== null) throw this.#damaged(key);
    return value;
  }

  object(key: string): Fields {
    return new Fields(this.#of.get(key), this.#file);
  }

  list(key: string): Fields[] {
    const value = this.#of.get(key);
    if (!Array.isArray(value)) throw this.#damaged(key);
    return value.map((one: unknown) => new Fields(one, this.#file));
  }

  texts(key: string): string[] {
    const value = this.#of.get(key);
    if (!Array.isArray(value)) throw this.#damaged(key);
    return value.map((one: unknown) => {
      if (typeof one !== 'string') throw this.#damaged(key);
      return one;
    });
  }

  #damaged(key: string): SeqwardenError {
    return new SeqwardenError('ADVISORY_STORE_DAMAGED', `the kept advisories: ${this.#file}: ${key}`);
  }
}
