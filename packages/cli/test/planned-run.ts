import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { checkFilter, clustersOf, type FileContext, locate, type RunFolder } from '@seqwarden/runfolder';
import { type PlanOptions, planRun } from '@seqwarden/simulator';

/** A simulated run as its plan leaves it, in memory; its paths are ASCII. */
export class PlannedRun implements RunFolder {
  readonly name: string;
  readonly contents = new Map<BytePath, Uint8Array>();

  constructor(options: PlanOptions) {
    const plan = planRun(options);
    this.name = plan.folderName;
    for (const step of plan.steps) {
      if (step.kind === 'folder' || step.kind === 'cycle') continue;
      const before = step.kind === 'append' ? this.contents.get(step.path) : undefined;
      this.contents.set(step.path, before === undefined ? step.bytes : Buffer.concat([before, step.bytes]));
    }
  }

  *files(): Generator<{ readonly path: BytePath; readonly size: number }> {
    for (const [path, bytes] of this.contents) yield { path, size: bytes.length };
  }

  async read(path: BytePath, limit: number): Promise<Uint8Array | undefined> {
    const bytes = this.contents.get(path);
    if (bytes !== undefined && bytes.length > limit)
      throw new SeqwardenError('FILE_TOO_LARGE', path, { path });
    return bytes;
  }

  async readRange(path: BytePath, offset: number, length: number): Promise<Uint8Array | undefined> {
    return this.contents.get(path)?.subarray(offset, offset + length);
  }
}

/** What the filters, and the bgzf files, of a run say of its other base-call files. */
export function contextOf(run: PlannedRun): (path: BytePath) => FileContext {
  const byLane = new Map<number, Map<number, ReturnType<typeof clustersOf>>>();
  for (const [path, bytes] of run.contents) {
    const place = locate(path);
    if (place?.kind !== 'filter' || checkFilter(bytes).length > 0) continue;
    const { lane = 0, tile = 0 } = place;
    const tiles = byLane.get(lane) ?? new Map();
    byLane.set(lane, tiles.set(tile, clustersOf(bytes)));
  }
  return path => {
    const { lane = 0, tile } = locate(path) ?? {};
    const filters = byLane.get(lane);
    // a filter of a whole lane stands under tile 0
    const clusters = filters?.get(tile ?? 0)?.clusters;
    const bgzfBytes = run.contents.get(path.replace(/\.bci$/, ''))?.length;
    return {
      ...(clusters !== undefined && { clusters }),
      ...(filters !== undefined && { filters }),
      ...(path.endsWith('.bgzf.bci') && bgzfBytes !== undefined && { bgzfBytes }),
    };
  };
}
