import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { stateFolder } from '../config/config-folder.ts';
import { errno } from '../host/fs-error.ts';
import { makePath } from '../host/make-path.ts';
import { readWholeFile } from '../host/read-whole-file.ts';
import { writeDurable } from '../host/write-durable.ts';
import { decodeDraft, encodeDraft, type NoticeDraft } from './notice-draft.ts';

/** The renderings of a notice, and the form that comes back. */
export interface Renderings<T = Uint8Array> {
  readonly text: T;
  readonly html: T;
  readonly pdf: T;
  readonly form: T;
}

/** Their files in a draft's folder (FORMATS.md 32). */
export const RENDERINGS: Renderings<string> = {
  text: 'notice.txt',
  html: 'notice.html',
  pdf: 'notice.pdf',
  form: 'form.pdf',
};
const DRAFT = 'draft.json';
const LARGEST = 16 * 2 ** 20;
const LARGEST_DRAFT = 256 * 1024;

/**
 * Drafts of notices, `cases/drafts/<notice id>/`. A person may change a rendering by hand before it is released; what is released is what lies there then. They name persons, so they
 * are for this account alone.
 */
export class DraftStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  static at(env: NodeJS.ProcessEnv): DraftStore {
    return new DraftStore(join(stateFolder(env), 'cases', 'drafts'));
  }

  folderOf(notice: string): string {
    return join(this.#folder, notice);
  }

  /** draft.json comes last: without it there is no draft. Durable on return. Throws CASE_STORE_UNUSABLE. */
  write(draft: NoticeDraft, renderings: Renderings): void {
    const folder = this.folderOf(draft.notice);
    try {
      makePath(folder, 0o700);
      for (const [key, name] of entriesOf(RENDERINGS))
        writeDurable(folder, name, renderings[key], 0o600, true);
      writeDurable(folder, DRAFT, encodeDraft(draft), 0o600, true);
    } catch (error) {
      throw unusable(error);
    }
  }

  /** All ids of drafts, ascending. Throws CASE_STORE_UNUSABLE. */
  list(): string[] {
    try {
      return readdirSync(this.#folder)
        .filter(name => /^[0-9a-f]{32}$/.test(name) && this.#has(name))
        .sort();
    } catch (error) {
      if (errno(error) === 'ENOENT') return [];
      throw unusable(error);
    }
  }

  /** Throws CASE_UNKNOWN where there is none, CASE_INPUT_UNUSABLE where it is not what a draft is. */
  read(notice: string): NoticeDraft {
    const path = join(this.folderOf(notice), DRAFT);
    const draft = decodeDraft(Buffer.from(this.#bytes(path, LARGEST_DRAFT)).toString('utf8'), path);
    if (draft.notice !== notice)
      throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${path} is the draft of another notice`);
    return draft;
  }

  /** As they lie there now. Throws as {@link read}. */
  renderings(notice: string): Renderings {
    const read = (key: keyof Renderings) =>
      this.#bytes(join(this.folderOf(notice), RENDERINGS[key]), LARGEST);
    return { text: read('text'), html: read('html'), pdf: read('pdf'), form: read('form') };
  }

  /** It was released or is not wanted. Throws CASE_STORE_UNUSABLE. */
  remove(notice: string): void {
    try {
      rmSync(this.folderOf(notice), { recursive: true, force: true });
    } catch (error) {
      throw unusable(error);
    }
  }

  #has(notice: string): boolean {
    try {
      return readWholeFile(join(this.folderOf(notice), DRAFT), { limit: LARGEST_DRAFT }) !== undefined;
    } catch {
      // a folder without one, or one that cannot be read: no draft that could be released
      return false;
    }
  }

  #bytes(path: string, limit: number): Uint8Array {
    let bytes: Buffer | undefined;
    try {
      bytes = readWholeFile(path, { limit });
    } catch (error) {
      const code = errno(error) === 'ENOENT' ? 'CASE_UNKNOWN' : 'CASE_INPUT_UNUSABLE';
      throw new SeqwardenError(code, `${path}: ${errno(error) || String(error)}`, { cause: error });
    }
    if (bytes === undefined || bytes.length === 0)
      throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${path} is empty, too large or no plain file`);
    return new Uint8Array(bytes);
  }
}

function entriesOf(names: Renderings<string>): [keyof Renderings, string][] {
  return (['text', 'html', 'pdf', 'form'] as const).map(key => [key, names[key]]);
}

function unusable(error: unknown): SeqwardenError {
  const why = errno(error) || (error instanceof Error ? error.message : String(error));
  return new SeqwardenError('CASE_STORE_UNUSABLE', `the drafts of notices: ${why}`, { cause: error });
}
