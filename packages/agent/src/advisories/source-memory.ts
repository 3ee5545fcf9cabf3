import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { errno } from '../host/fs-error.ts';
import { writeDurable } from '../host/write-durable.ts';
import { type Label, labelKey } from './arrival.ts';
import { isAddress } from './offered-advisory.ts';

/** What a source had of one label: SHA-256, of several publications that of the last one. */
export interface Said extends Label {
  readonly sha256: string;
}

/**
 * What the sources of an update had the last time that they were named together, in this order: one file of `sources/` (FORMATS.md 24.5), which may be deleted. Without it
 * nothing is known of them, and old bytes that they have are news.
 */
export class SourceMemory {
  readonly #folder: string;
  readonly #sources: readonly string[];
  readonly #said = new Map<string, Said>();

  private constructor(folder: string, sources: readonly string[]) {
    this.#folder = folder;
    this.#sources = sources.map(source => (isAddress(source) ? source : resolve(source)));
  }

  /** Reads it, and forgets it on the disk until `keep`: who is stopped in between knows nothing the next time, rather than something that is not true any more. */
  static begin(folder: string, sources: readonly string[]): SourceMemory {
    const memory = new SourceMemory(folder, sources);
    for (const said of read(join(folder, memory.#name))) memory.#said.set(labelKey(said), said);
    if (memory.#said.size > 0) memory.#write([]);
    return memory;
  }

  /** The SHA-256 of what they had of this label; undefined: they never had it, or nobody knows. */
  last(label: Label): string | undefined {
    return this.#said.get(labelKey(label))?.sha256;
  }

  /** What they have now; of a label that they lack, or that could not be got, what they had before stays. Durable on return. */
  keep(now: Iterable<Said>): void {
    for (const said of now) this.#said.set(labelKey(said), said);
    if (this.#said.size > 0) this.#write([...this.#said.values()]);
  }

  get #name(): string {
    return `${createHash('sha256').update(JSON.stringify(this.#sources)).digest('hex')}.json`;
  }

  #write(said: readonly Said[]): void {
    const sources = this.#sources.map(source =>
      isAddress(source) ? source.replace(/[?#].*$/s, '') : source,
    );
    const whole = `${JSON.stringify({ sources, said }, null, 2)}\n`;
    writeDurable(this.#folder, this.#name, whole, 0o600, true);
  }
}

/** What is no such file says nothing. */
function read(path: string): Said[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errno(error) === 'ENOENT') return [];
    throw error;
  }
  try {
    const whole: unknown = JSON.parse(text);
    const said = isObject(whole) ? whole.said : undefined;
    return Array.isArray(said) && said.every(isSaid) ? said : [];
  } catch {
    return [];
  }
}

function isSaid(value: unknown): value is Said {
  return isObject(value) && [value.publisher, value.id, value.sha256].every(one => typeof one === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
