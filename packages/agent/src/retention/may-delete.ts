import { dirname } from 'node:path';
import type { Trust } from '@seqwarden/proof';
import type { DestinationSpec } from '../destinations/destination.ts';
import { destinationLabel } from '../destinations/destination-label.ts';
import { FilePool, type Progress } from '../engine/file-pool.ts';
import { Outcome } from '../engine/file-table.ts';
import { type Walk, walk } from '../engine/walk.ts';
import { closeRoot, type TreeRoot } from '../host/held-tree.ts';
import { openRun } from '../host/run-place.ts';
import { threadsFor } from '../host/threads-for.ts';
import { type Decision, type DeletionFacts, decideDeletion, type RetentionTerms } from './decide-deletion.ts';
import { type HoldStatement, standingHolds } from './holds.ts';
import { inodesOf } from './inodes.ts';
import { sealInFolder } from './judge-seal.ts';
import { openKnown } from './open-places.ts';
import { readOnlyPlace } from './read-only-place.ts';
import { requireShownName } from './run-name-of.ts';
import { type Asked, seePlace, unreachable } from './see-place.ts';
import { lookAtSource, type SourceSeen } from './source-cover.ts';

export interface MayDeleteOptions {
  /** The run folder that somebody wants to delete. */
  readonly run: string;
  readonly destinations: readonly DestinationSpec[];
  readonly terms: RetentionTerms;
  readonly trust: Trust;
  /** Compare the source by its bytes, not by names, sizes and times. */
  readonly reread: boolean;
  readonly now: () => Date;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Whether a run folder may be deleted, judged by signed statements at the destinations and never by a journal. Deletes and changes nothing of the run. Throws
 * RUN_*, SOURCE_*, DESTINATION_UNUSABLE where the run lies at a destination whose id is damaged, and the signal's reason.
 */
export async function mayDelete(options: MayDeleteOptions): Promise<Decision> {
  const { trust, signal } = options;
  await using opened = new AsyncDisposableStack();
  const { path, name, root } = openRun(options.run);
  opened.defer(() => closeRoot(root));
  requireShownName(path);
  const source = await seeSource(root, options);
  const own = await sourceSeal(root, source.walk, trust);
  const asked: Asked = {
    run: name,
    source,
    trust,
    sourceAddendum: own.lastAddendum,
    sourceAt: readOnlyPlace(dirname(path))?.id,
  };
  const places: DeletionFacts['places'][number][] = [];
  const holds: HoldStatement[] = [];
  const ids = new Set<string>();
  const inodes = new Set(inodesOf(root, source.walk.files, 'source'));
  for (const spec of options.destinations) {
    signal?.throwIfAborted();
    try {
      const place = await openKnown(spec, signal);
      try {
        const found = await seePlace(place, asked, { ids, inodes });
        places.push(found.seen);
        holds.push(...found.holds);
        ids.add(place.id);
        for (const inode of found.inodes) inodes.add(inode);
      } finally {
        await place.close();
      }
    } catch (error) {
      signal?.throwIfAborted();
      places.push(unreachable(destinationLabel(spec), error));
    }
  }
  return decideDeletion({
    now: options.now(),
    terms: options.terms,
    sourceSeal: own.seal,
    places,
    holds: standingHolds(holds),
  });
}

async function seeSource(root: TreeRoot, options: MayDeleteOptions): Promise<SourceSeen> {
  const seen = walk(root);
  if (options.reread) {
    await readPending(root, seen, options);
    return { walk: seen, by: 'bytes' };
  }
  return lookAtSource(root, seen, async rows => {
    for (const row of rows) seen.files.outcomes[row] = Outcome.pending;
    await readPending(root, seen, options);
  });
}

async function readPending(root: TreeRoot, { files }: Walk, options: MayDeleteOptions): Promise<void> {
  const pool = new FilePool(threadsFor(root.path));
  try {
    await pool.transfer(files, { source: root, onProgress: options.onProgress, signal: options.signal });
    options.signal?.throwIfAborted();
  } finally {
    await pool.close();
  }
}

interface OwnSeal {
  readonly seal: DeletionFacts['sourceSeal'];
  readonly lastAddendum: string | undefined;
}

/** A `Custody` that lies in the source is part of what would be deleted. */
async function sourceSeal(root: TreeRoot, { custody }: Walk, trust: Trust): Promise<OwnSeal> {
  const names = custody.map(({ name }) => name);
  const judged = await sealInFolder(root, names, trust);
  if (judged.kind === 'sealed')
    return { seal: { kind: 'sealed', seal: judged.identity }, lastAddendum: judged.addenda.at(-1)?.identity };
  const isNone = judged.kind === 'unsealed' && custody.length === 0;
  const reason = judged.kind === 'doubtful' ? judged.reason : 'UNSIGNED';
  return { seal: isNone ? { kind: 'none' } : { kind: 'doubtful', reason }, lastAddendum: undefined };
}
