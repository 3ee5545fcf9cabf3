import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError, type Trust } from '@seqwarden/proof';
import type { SealedCustody } from '../../copy/judge-custody.ts';
import { type BytesOfRun, bytesOfSource } from '../../copy/reference.ts';
import type { CustodyContent } from '../../custody/publish-custody.ts';
import { readAddenda } from '../../custody/read-addenda.ts';
import { CUSTODY } from '../../custody/read-custody.ts';
import { standingAddenda } from '../../custody/standing-seal.ts';
import { type NewAddendum, writeAddendum } from '../../custody/write-addendum.ts';
import { flushFolderAt } from '../../host/flush-folder.ts';
import { fsError } from '../../host/fs-error.ts';
import { closeRoot, openRoot, type TreeRoot } from '../../host/held-tree.ts';
import { makePath } from '../../host/make-path.ts';
import { hasStateRoom } from '../limits/state-room.ts';

/** A chain from the first on, and what it added; ascending by path. */
export type KeptAddenda = Pick<SealedCustody, 'addenda' | 'added'>;

/**
 * The addenda to one seal that this agent signed and that not every destination has, in the agent's state folder. An addendum lies here before it goes
 * anywhere: so no number is given twice, whichever destinations can be reached and wherever the agent dies.
 */
export class LateFilesSpool {
  readonly #folder: string;
  readonly #root: TreeRoot;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#root = openRoot(folder);
  }

  /** Whether something waits there. `stateFolder`: the agent's. */
  static isThere(stateFolder: string, seal: string): boolean {
    return existsSync(join(stateFolder, 'addenda', seal));
  }

  static open(stateFolder: string, seal: string): LateFilesSpool | undefined {
    return LateFilesSpool.isThere(stateFolder, seal)
      ? new LateFilesSpool(join(stateFolder, 'addenda', seal))
      : undefined;
  }

  /** Throws as {@link keep}. */
  static make(stateFolder: string, seal: string): LateFilesSpool {
    const all = join(stateFolder, 'addenda');
    const folder = join(all, seal);
    try {
      makePath(join(folder, CUSTODY), 0o700);
      for (const made of [folder, all, stateFolder]) flushFolderAt(made);
    } catch (error) {
      throw ofTheStateFolder(error);
    }
    return new LateFilesSpool(folder);
  }

  /** Whether a chain and one addendum more would fit, with all amended bytes and a reserve. Throws as {@link keep}. */
  static hasRoom(
    stateFolder: string,
    amended: readonly { readonly bytes: number }[],
    chain: KeptAddenda,
  ): boolean {
    const all = [...chain.addenda.map(({ predicate }) => predicate.amended), ...amended];
    try {
      return hasStateRoom(
        stateFolder,
        all.reduce((sum, { bytes }) => sum + bytes, 0),
      );
    } catch (error) {
      throw ofTheStateFolder(error);
    }
  }

  get bytes(): BytesOfRun {
    return bytesOfSource(this.#root);
  }

  /** Throws CUSTODY_NOT_OURS where something else lies here than this agent puts here. */
  async read({ identity, manifest }: SealedCustody, trust: Trust): Promise<KeptAddenda> {
    const found = await readAddenda(this.#root);
    const { addenda, added, findings } = await standingAddenda({ identity, manifest }, found.files, trust);
    const [wrong] = [...found.findings, ...findings];
    if (wrong !== undefined)
      throw new SeqwardenError(
        'CUSTODY_NOT_OURS',
        `an addendum that waits in the state folder: ${wrong.message}`,
      );
    const content = (number: number): CustodyContent =>
      new Map([...(found.files.get(number) ?? [])].map(([name, bytes]) => [name, [bytes]]));
    return { addenda: addenda.map(one => ({ ...one, content: content(one.number) })), added };
  }

  /** Durable on return. Throws as {@link writeAddendum}, but STATE_FULL and JOURNAL_UNUSABLE for DESTINATION_*: it is none. */
  async keep(addendum: NewAddendum): Promise<void> {
    try {
      await writeAddendum(this.#root, addendum);
    } catch (error) {
      throw ofTheStateFolder(error);
    }
  }

  /** Every destination has all of it. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  close(): void {
    closeRoot(this.#root);
  }
}

function ofTheStateFolder(error: unknown): SeqwardenError {
  const known = fsError(error, 'destination', '');
  const { code, message } = known;
  const options = { cause: error };
  if (code === 'DESTINATION_FULL')
    return new SeqwardenError('STATE_FULL', `the state folder is full: ${message}`, options);
  if (code.startsWith('DESTINATION_'))
    return new SeqwardenError('JOURNAL_UNUSABLE', `the state folder: ${message}`, options);
  return known;
}
