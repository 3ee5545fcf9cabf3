import type { Places } from '../engine/copies-of-file.ts';
import type { CopyTools } from '../engine/copy-file.ts';
import type { CopyTo } from '../engine/copy-rows.ts';
import type { Failure } from '../engine/failure.ts';
import type { PoolResult } from '../engine/file-pool.ts';
import { readBuffer } from '../engine/read-file.ts';
import type { HeldTree } from '../host/held-tree.ts';
import type { Branch } from './branch.ts';

/** The destinations that were ready when the copy began, by the numbers under which the engine knows them. */
export class TakingPart {
  readonly branches: readonly Branch[];

  constructor(branches: readonly Branch[]) {
    this.branches = branches.filter(branch => branch.alive);
  }

  /** As bits: those that have not failed since. */
  get live(): number {
    return this.branches.reduce((bits, branch, at) => bits | (branch.alive ? 1 << at : 0), 0);
  }

  get forThreads(): CopyTo[] {
    return this.branches.map(({ run, sealed }) => ({
      sink: run.sink,
      fresh: run.fresh,
      sealed: sealed?.buffer ?? null,
    }));
  }

  /** For files that this thread copies itself. */
  tools(source: HeldTree, reread: boolean): CopyTools {
    return { ...this.places, source, buffer: readBuffer(), reread };
  }

  get places(): Places {
    return {
      sinks: this.branches.map(({ run }) => run.files),
      fresh: this.branches.reduce((bits, { run }, at) => bits | (run.fresh ? 1 << at : 0), 0),
      sealed: this.branches.map(({ sealed }) => sealed),
      failed: (at, { row, path }, { code, message }) => this.branches[at]?.add({ row, path, code, message }),
    };
  }

  /** Gives each destination its failures. Returns those of the source, which are everybody's. */
  attribute({ failures, failed, failedAt }: PoolResult): {
    readonly failures: Failure[];
    readonly failed: number;
  } {
    let ofSource = failed;
    for (const [at, branch] of this.branches.entries()) {
      const count = failedAt[at] ?? 0;
      ofSource -= count;
      const listed = failures.filter(failure => failure.destination === at);
      for (const failure of listed) branch.add(failure);
      branch.failed += count - listed.length;
    }
    return { failures: failures.filter(({ destination }) => destination === undefined), failed: ofSource };
  }
}
