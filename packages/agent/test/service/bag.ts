import type { TestContext } from 'node:test';
import { fileClass } from '@seqwarden/runfolder';
import { openDestination } from '../../src/destinations/open.ts';
import { closeRoot, HeldTree, openRoot } from '../../src/host/held-tree.ts';
import type { FileRecord } from '../../src/journal/records.ts';
import { type BagTools, takeBag } from '../../src/service/files/take-bag.ts';
import type { FileToTake, Place } from '../../src/service/files/take-over.ts';

/** A run at folders that are there, in the slots 0, 1, …; what is noted as durable is in `noted`. */
export async function bagTools(t: TestContext, run: string, name: string, folders: readonly string[]) {
  const noted: FileRecord[] = [];
  const root = openRoot(run);
  t.after(() => closeRoot(root));
  const places = new Map<number, Place>();
  for (const [slot, path] of folders.entries()) {
    const there = await (await openDestination({ kind: 'folder', path })).openRun(name, true);
    if (there === undefined) throw new Error('not made');
    t.after(() => there.close());
    places.set(slot, { run: there, reread: false });
  }
  const source = new HeldTree(root);
  t.after(() => source.close());
  const tools: BagTools = {
    root,
    source,
    places,
    buffer: Buffer.alloc(1 << 16),
    journal: { recordDurable: (_, files) => void noted.push(...files) },
    run: 1,
    now: () => new Date(),
    ends: () => false,
    earlier: () => new Set(),
    announced: () => new Set(),
    announce: () => {},
    spend: async () => {},
  };
  return { tools, noted };
}

/** Of a file that was seen with this content. */
export function copyOf(path: string, content: string | Uint8Array | undefined, to: number): FileToTake {
  const size = Buffer.byteLength(content ?? '');
  return { path, class: fileClass(path), size, record: undefined, action: { kind: 'copy', to } };
}

export { takeBag };
