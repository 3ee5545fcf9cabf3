import type { BytePath } from '@seqwarden/proof';

/**
 * How closely a folder has to be watched while its run grows. A hint: what it misses, a sweep finds, and before a seal everything is
 * looked at again.
 *
 * - `current`: files in it get bytes again and again, which a folder's own time does not show: the root and InterOp (rewritten, appended to), logs
 * - `recent`: the newest cycles. Files come there, and one of them may be written slowly
 * - `watched`: a new file in it shows by the folder's time; files that are there are not expected to change
 * - `past`: a cycle that instruments have left behind; nothing more is expected
 */
export type FolderHint = 'current' | 'recent' | 'watched' | 'past';

/**
 * A cycle counts as the newest together with so many before it: base calling and copying run a few cycles behind imaging, and tiles of one
 * cycle do not come in order. A longer interruption of the line is the sweep's case.
 */
const NEWEST_CYCLES = 5;

/** `Data/Intensities/BaseCalls/L001/C12.1`, `Thumbnail_Images/L001/C12.1`, `InterOp/C12.1`: what stands before `C` has a front of its own. */
const CYCLE_FOLDER =
  /^((?:data\/intensities\/basecalls\/l00[1-9]|thumbnail_images\/l00[1-9]|interop)\/)c([1-9]\d{0,3})\.1$/i;
const GROWS_INSIDE = /^(?:interop|(?:data\/)?(?:rta)?logs)?$/i;

/** Which cycles a run has come to, by the folders that were seen; in any order, and in any letter case. */
export class CycleFront {
  readonly #newest = new Map<string, number>();

  see(folder: BytePath): void {
    const cycle = cycleFolder(folder);
    if (cycle === undefined) return;
    this.#newest.set(cycle.of, Math.max(cycle.number, this.#newest.get(cycle.of) ?? 0));
  }

  hint(folder: BytePath): FolderHint {
    if (GROWS_INSIDE.test(folder)) return 'current';
    const cycle = cycleFolder(folder);
    if (cycle === undefined) return 'watched';
    return cycle.number > (this.#newest.get(cycle.of) ?? 0) - NEWEST_CYCLES ? 'recent' : 'past';
  }
}

function cycleFolder(folder: BytePath): { readonly of: string; readonly number: number } | undefined {
  const [, of, number] = CYCLE_FOLDER.exec(folder) ?? [];
  return of === undefined ? undefined : { of: of.toLowerCase(), number: Number(number) };
}
