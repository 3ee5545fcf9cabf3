import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import type { DestinationSpec } from '../destinations/destination.ts';
import { parseDestination } from '../destinations/spec.ts';
import { flushFolderAt } from '../host/flush-folder.ts';
import { errno } from '../host/fs-error.ts';
import { makePath } from '../host/make-path.ts';
import { shortDigest } from '../host/short-digest.ts';
import { writeDurable } from '../host/write-durable.ts';

/** Below the log's folder, and below the account's configuration (FORMATS.md 11). */
const FOLDER = 'published';
const NAME = /^[0-9a-f]{32}\.json$/;

/** A place where the log was published, and the files that say so. */
export interface NotedPlace {
  readonly spec: DestinationSpec;
  /** Whoever removes them says that the place is gone for good. */
  readonly notes: readonly string[];
}

/**
 * All places where the account's log was ever published: one small file a place, so that of two processes none takes away what the other one notes. It is kept
 * beside the log, and beside the keys too, since a state folder that is put back to an earlier day no longer has what came after. No secret is in it.
 */
export class PublishedPlaces {
  readonly #folders: readonly string[];

  /** @param configuration undefined: there is none, or it is of no use */
  constructor(logFolder: string, configuration: string | undefined) {
    const folders = configuration === undefined ? [logFolder] : [logFolder, configuration];
    this.#folders = folders.map(folder => join(folder, FOLDER));
  }

  /** Durable on return. Throws LOG_UNREADABLE where nothing can be written beside the log; a configuration may be read-only. */
  note(spec: DestinationSpec): void {
    const text = `${JSON.stringify(addressOf(spec))}\n`;
    for (const [at, folder] of this.#folders.entries()) {
      try {
        makePath(folder, 0o700);
        writeDurable(folder, `${placeName(spec)}.json`, text, 0o600);
        flushFolderAt(join(folder, '..'));
      } catch (error) {
        if (errno(error) === 'EEXIST' || at > 0) continue;
        throw unreadable(folder, error);
      }
    }
  }

  /** Throws LOG_UNREADABLE: a note that cannot be read may be of the one place that knows more than the log. */
  all(): NotedPlace[] {
    const found = new Map<string, NotedPlace>();
    for (const folder of this.#folders)
      for (const name of namesIn(folder)) {
        const path = join(folder, name);
        const known = found.get(name);
        found.set(name, { spec: known?.spec ?? readNote(path), notes: [...(known?.notes ?? []), path] });
      }
    return [...found.values()];
  }
}

/** The same for the same place. */
export function placeName(spec: DestinationSpec): string {
  const { at, endpoint = '' } = addressOf(spec);
  return shortDigest(`${at}\n${endpoint}`);
}

interface Address {
  /** As a person names a destination. */
  readonly at: string;
  /** Of a store that is not Amazon's. */
  readonly endpoint?: string | undefined;
}

function addressOf(spec: DestinationSpec): Address {
  switch (spec.kind) {
    case 'folder':
      return { at: spec.path };
    case 's3':
      return { at: `s3://${spec.bucket}/${encoded(spec.prefix)}`, endpoint: spec.endpoint };
    case 'sftp':
      return {
        at: `sftp://${encodeURIComponent(spec.user)}@${spec.host}:${spec.port}${encoded(spec.path)}`,
      };
  }
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => NAME.test(name))
      .sort();
  } catch (error) {
    if (errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR') return [];
    throw unreadable(folder, error);
  }
}

function readNote(path: string): DestinationSpec {
  try {
    const { at, endpoint } = JSON.parse(readFileSync(path, 'utf8'));
    return parseDestination(String(at), endpoint === undefined ? undefined : String(endpoint));
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): SeqwardenError {
  const why = errno(cause) || (cause instanceof Error ? cause.message : String(cause));
  return new SeqwardenError('LOG_UNREADABLE', `${path}, where the register was published: ${why}`, { cause });
}
