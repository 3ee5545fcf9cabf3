import { closeSync, constants, existsSync, lstatSync, openSync, readlinkSync } from 'node:fs';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { fsPath } from './fs-path.ts';

const FOLDER = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * How paths below a root are reached.
 *
 * `held` (Linux): every folder on the way is opened with O_NOFOLLOW and held; the next step goes through
 * `/proc/<pid>/fd/<fd>/<name>`. It is openat() by other means: a folder that somebody swaps for a link
 * between two steps makes the next open fail, it cannot lead out of the root.
 * `plain`: names are joined, after a look at each folder on the way. What is swapped between the look and the use is not noticed. Used
 * where /proc is not to be had: under the permission model (which cannot allow /proc/self/fd alone), and on other systems.
 */
export type Reach = 'held' | 'plain';

export const BEST_REACH: Reach =
  process.platform === 'linux' && process.permission === undefined && existsSync('/proc/self/fd')
    ? 'held'
    : 'plain';

/**
 * Where a process finds what it holds open. By its own number where /proc knows it under that: `self` is a link to be followed at each step,
 * which shows with a hundred thousand steps.
 */
const DESCRIPTORS = ownDescriptors();

function ownDescriptors(): string {
  try {
    const number = readlinkSync('/proc/self');
    if (number === String(process.pid)) return `/proc/${number}/fd`;
  } catch {
    // no /proc, or none that may be read: then reach is plain
  }
  return '/proc/self/fd';
}

interface Step {
  readonly name: BytePath;
  readonly fd: number;
}

/** A root, as handed from one thread to another. Threads of a process share file descriptors. */
export interface TreeRoot {
  readonly path: string;
  readonly fd: number;
  readonly reach: Reach;
}

export function openRoot(path: string, reach: Reach = BEST_REACH): TreeRoot {
  if (reach === 'held') return { path, fd: openSync(path, FOLDER), reach };
  requireFolder(path);
  return { path, fd: -1, reach };
}

export function closeRoot(root: TreeRoot): void {
  if (root.fd >= 0) closeSync(root.fd);
}

/**
 * One thread's place in a tree: {@link enter} a folder, then name its entries with {@link at}.
 * Cheapest when folders come in tree order, because what two folders share stays open.
 * Errors are those of the file system (ELOOP or ENOTDIR where a link stands in place of a folder).
 */
export class HeldTree {
  readonly #root: TreeRoot;
  readonly #steps: Step[] = [];
  #entered: BytePath | undefined = '';
  #prefix: string | Buffer;

  constructor(root: TreeRoot) {
    this.#root = root;
    this.#prefix = this.#prefixNow();
  }

  enter(folder: BytePath): void {
    if (folder === this.#entered) return;
    // Nowhere until all steps have succeeded: after a failure nothing is reached through what was left behind.
    this.#entered = undefined;
    const names = folder === '' ? [] : folder.split('/');
    let shared = 0;
    while (shared < this.#steps.length && this.#steps[shared]?.name === names[shared]) shared++;
    this.#leaveTo(shared);
    for (const name of names.slice(shared)) {
      const here = this.#prefixNow();
      this.#steps.push({
        name,
        fd: this.#root.reach === 'held' ? openSync(fsPath(here, name), FOLDER) : lookAt(here, name),
      });
    }
    this.#prefix = this.#prefixNow();
    this.#entered = folder;
  }

  /** The path by which fs reaches an entry of the entered folder; '' is the folder itself. */
  at(name: BytePath): string | Buffer {
    if (this.#entered === undefined) throw new SeqwardenError('INTERNAL', 'no folder is entered');
    return fsPath(this.#prefix, name);
  }

  /** The entered folder's descriptor, or -1 under plain reach. */
  get fd(): number {
    return this.#steps.at(-1)?.fd ?? this.#root.fd;
  }

  close(): void {
    this.#leaveTo(0);
    this.#entered = '';
    this.#prefix = this.#prefixNow();
  }

  #leaveTo(depth: number): void {
    for (const step of this.#steps.splice(depth)) if (step.fd >= 0) closeSync(step.fd);
  }

  #prefixNow(): string | Buffer {
    if (this.#root.reach === 'held') return `${DESCRIPTORS}/${this.fd}/`;
    const below = this.#steps.map(step => `${step.name}/`).join('');
    return fsPath(`${this.#root.path}/`, below);
  }
}

/** Under plain reach: a look instead of a hold. Throws as the open would, where a link or a file stands in place of a folder. */
function lookAt(here: string | Buffer, name: BytePath): number {
  requireFolder(fsPath(here, name));
  return -1;
}

function requireFolder(path: string | Buffer): void {
  if (lstatSync(path).isDirectory()) return;
  throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
}
