import { lstatSync } from 'node:fs';
import { basename } from 'node:path';
import { type BytePath, bytePathToText } from '@seqwarden/proof';
import { uploadState } from '../../destinations/upload-store.ts';
import { fsError } from '../../host/fs-error.ts';
import type { Journal } from '../../journal/journal.ts';
import type { RunRecord, Slot, UploadRecord } from '../../journal/records.ts';
import type { RunState } from '../../journal/run-state.ts';
import type { RootConfig } from '../config/agent-config-places.ts';
import type { UsedDestination } from './used-destination.ts';

/** Files of other runs are not taken over any more. */
const TAKING: ReadonlySet<RunState> = new Set(['growing', 'stale', 'settling', 'finishing', 'away']);

export interface AbandonedUploadsOptions {
  readonly journal: Pick<Journal, 'uploads' | 'endUpload' | 'runs'>;
  readonly roots: readonly RootConfig[];
  readonly destinations: readonly UsedDestination[];
}

/**
 * Uploads that an earlier process began and this one will not go on with: stores charge for them until they are aborted. Looked at once, when the agent has
 * started; an upload whose file is there as it was is left to whoever takes it over.
 */
export class AbandonedUploads {
  readonly #o: AbandonedUploadsOptions;
  /** Ids by slot, as they were at the start. */
  readonly #left: Map<Slot, ReadonlySet<string>>;

  constructor(options: AbandonedUploadsOptions) {
    this.#o = options;
    const { journal, destinations } = options;
    this.#left = new Map(
      destinations.map(({ slot }) => [slot, new Set(journal.uploads(slot).map(({ uploadId }) => uploadId))]),
    );
  }

  /** Where a destination is down it is tried again at a later turn; one that does not permit it, when an agent starts again. */
  async turn(): Promise<void> {
    for (const used of this.#o.destinations) {
      const ids = this.#left.get(used.slot);
      if (ids === undefined || !used.isDue) continue;
      try {
        await this.#abandon(used, ids);
      } catch (error) {
        const failure = fsError(error, 'destination', '');
        if (failure.code === 'INTERNAL') throw error;
        if (failure.code === 'DESTINATION_DOWN') {
          await used.failed(failure);
          continue;
        }
      }
      this.#left.delete(used.slot);
    }
  }

  async #abandon(used: UsedDestination, ids: ReadonlySet<string>): Promise<void> {
    const { journal, roots } = this.#o;
    const uploads = journal.uploads(used.slot).filter(({ uploadId }) => ids.has(uploadId));
    if (uploads.length === 0) return;
    const runs = new Map([...journal.runs()].map(run => [run.id, run]));
    for (const upload of uploads) {
      const run = runs.get(upload.run);
      const root = roots.find(({ path }) => run?.root === Buffer.from(path).toString('latin1'));
      if (run === undefined || (root?.destinations.includes(used.config.name) && isWanted(run, upload)))
        continue;
      const name = nameThere(run);
      const destination = await used.open(0);
      if (name !== undefined) await destination.abandonUpload?.(name, upload.path, upload.uploadId);
      journal.endUpload(upload.run, upload.path, used.slot);
    }
  }
}

function isWanted(run: RunRecord, { path, state }: UploadRecord): boolean {
  if (!TAKING.has(run.state)) return false;
  const folder = run.name === '' ? run.root : `${run.root}/${run.name}`;
  try {
    const found = lstatSync(Buffer.from(`${folder}/${path}`, 'latin1'));
    return found.isFile() && uploadState(found) === state;
  } catch {
    // It may be there again later; then it is sent anew.
    return false;
  }
}

/** Under which name the run lies at a destination: its folder's. */
function nameThere({ root, name }: RunRecord): string | undefined {
  const path: BytePath = name === '' ? root : name;
  const text = bytePathToText(path);
  return text === undefined ? undefined : basename(text);
}
