import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import type { Inventory, Reading } from '@seqwarden/advisory/inventory';
import { type BytePath, bytePathFromText, displayPath, SeqwardenError } from '@seqwarden/proof';
import { type IdentifyOptions, identifyRun, type RunIdentity, type Warning } from '@seqwarden/runfolder';
import { errno } from '../host/fs-error.ts';
import { closeRoot, HeldTree, openRoot, type TreeRoot } from '../host/held-tree.ts';
import { sealedFact, withoutFileName } from '../seal/sealed-fact.ts';
import { findRunFolders, type PassedOver, type RunFolderFound } from './find-run-folders.ts';
import { HeldRunRoot } from './held-run-root.ts';

export interface InventoryRootsOptions extends IdentifyOptions {
  /** Is told how many run folders were read, after each. */
  readonly onProgress?: ((runs: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface InventoryRoots {
  readonly readings: readonly Reading[];
  /** Folders, or files of a run, that could not be read; by the order of the walk. */
  readonly unidentified: Inventory['unidentified'];
  readonly passedOver: Readonly<PassedOver>;
}

type RunRead = Pick<InventoryRoots, 'readings' | 'unidentified'> & {
  /** Of a seal that lies alone: its run. Where that is read elsewhere, as beside `seal --custody`, nothing is missing. */
  readonly runId?: string | null;
};

const NOTHING_READ: RunRead = { readings: [], unidentified: [] };

/** Runs that are read at once: what one waits for the disk, another is parsed. */
const LANES = 8;

/**
 * What the runs below some roots say of their instruments (docs/FORMATS.md 25). A root may itself be a run. Reads two small files of each run, and nothing is
 * written. One run that cannot be read stops no other: it is named.
 *
 * @throws SeqwardenError RUN_NOT_FOUND: a root is not there, or holds no run; RUN_UNREADABLE: a root cannot be read; what the signal was given as reason
 */
export async function readInventoryRoots(
  roots: readonly string[],
  options: InventoryRootsOptions,
): Promise<InventoryRoots> {
  const passedOver: PassedOver = { links: 0, hidden: 0, deeper: 0 };
  const met = new Set<string>();
  const parts: RunRead[] = [];
  let runs = 0;
  for (const path of roots) {
    const root = opened(path);
    const ownName = bytePathFromText(basename(root.path));
    const [tree, reader] = [new HeldTree(root), new HeldTree(root)];
    const unreadable = (folder: BytePath, { code, message }: SeqwardenError) =>
      parts.push({
        readings: [],
        unidentified: [{ folder: displayPath(folder || ownName), code, text: message }],
      });
    const sealAlone = (folder: BytePath, runId: string | null) =>
      parts.push({ ...withoutItsFiles(displayPath(folder || ownName)), runId });
    const before = { met: met.size, parts: parts.length };
    const lanes = new Set<Promise<void>>();
    const take = async (found: RunFolderFound, place: number): Promise<void> => {
      parts[place] = await readRun(
        new HeldRunRoot(reader, found),
        displayPath(found.folder || ownName),
        options,
      );
      runs++;
      options.onProgress?.(runs);
    };
    try {
      for await (const found of findRunFolders(tree, {
        ...options,
        passedOver,
        met,
        unreadable,
        sealAlone,
      })) {
        const place = parts.push(NOTHING_READ) - 1;
        const lane = take(found, place).finally(() => lanes.delete(lane));
        // Whoever waits for it next is told.
        lane.catch(() => {});
        lanes.add(lane);
        if (lanes.size >= LANES) await Promise.race(lanes);
      }
      await Promise.all(lanes);
    } finally {
      await Promise.allSettled(lanes);
      for (const one of [tree, reader]) one.close();
      closeRoot(root);
    }
    // All of it may have been looked into below another root.
    if (met.size > before.met && parts.length === before.parts)
      throw new SeqwardenError('RUN_NOT_FOUND', `${path} is no run folder, and holds none`);
  }
  const readings = parts.flatMap(part => part.readings);
  const read = new Set(readings.map(({ source }) => source.runId));
  const isElsewhere = ({ runId = null }: RunRead) => runId !== null && read.has(runId);
  return {
    readings,
    unidentified: parts.filter(part => !isElsewhere(part)).flatMap(part => part.unidentified),
    passedOver,
  };
}

function withoutItsFiles(folder: string): RunRead {
  const text = 'it has the seal of a run, and what says which instrument made it is gone';
  return { readings: [], unidentified: [{ folder, code: 'INSTRUMENT_UNKNOWN', text }] };
}

/** A root may be named by a link: whoever names it says which place is meant. */
function opened(path: string): TreeRoot {
  try {
    return openRoot(realpathSync(path));
  } catch (error) {
    const isThere = ['EACCES', 'EPERM', 'EIO', 'ESTALE'].includes(errno(error));
    throw new SeqwardenError(isThere ? 'RUN_UNREADABLE' : 'RUN_NOT_FOUND', `${path}: ${errno(error)}`, {
      cause: error,
    });
  }
}

async function readRun(root: HeldRunRoot, folder: string, options: IdentifyOptions): Promise<RunRead> {
  try {
    const { identities, warnings } = await identifyRun(root, options);
    const serialsDiffer = warnings.some(({ code }) => code === 'SERIAL_DIFFERS');
    const unread = warnings.flatMap(warning => unreadOf(warning, identities[0]));
    return {
      readings: identities.map(identity => ({ ...readingOf(identity, folder), serialsDiffer })),
      unidentified: unread.map(({ code, message }) => ({ folder, code, text: withoutIdatNames(message) })),
    };
  } catch (error) {
    if (!(error instanceof SeqwardenError) || error.code === 'INTERNAL') throw error;
    return {
      readings: [],
      unidentified: [{ folder, code: error.code, text: withoutIdatNames(error.message) }],
    };
  }
}

/** Warnings by which something of what the run says is not in its reading, with a code of the table of errors. */
function unreadOf(
  { code, message }: Warning,
  { software }: RunIdentity,
): { code: string; message: string }[] {
  switch (code) {
    case 'RUN_PARAMETERS_DAMAGED':
      return [{ code: 'RUN_INFO_DAMAGED', message }];
    case 'IDAT_PARTLY_READ':
      return [{ code: 'FILE_TOO_LARGE', message }];
    case 'NAME_COLLISION':
      // Of two that differ in content neither is believed.
      return software.control.name.from === null ? [{ code, message }] : [];
    case 'XML_REFUSED':
    case 'FILE_TOO_LARGE':
    case 'IDAT_DAMAGED':
      return [{ code, message }];
    default:
      return [];
  }
}

/** Labs name IDAT files, and what is said of them, after samples. */
function withoutIdatNames(text: string): string {
  return text.replace(/\S+\.idat(?:\.gz)?/g, 'an IDAT file');
}

function readingOf(
  { runId, flowCell, simulated, instrument, software, began }: RunIdentity,
  folder: string,
): Reading {
  const { vendor, model, serial, mode } = instrument;
  const { control, rta, universalCopyService, localRunManager } = software;
  return {
    source: { kind: 'run', runId: sealedFact(runId).value, folder, seal: null },
    flowCell: sealedFact(flowCell),
    at: began.at,
    atFrom: withoutFileName(began.from),
    simulated,
    instrument: {
      vendor: sealedFact(vendor),
      model: sealedFact(model),
      serial: sealedFact(serial),
      mode: sealedFact(mode),
    },
    software: {
      control: { name: sealedFact(control.name), version: sealedFact(control.version) },
      rta: sealedFact(rta),
      universalCopyService: sealedFact(universalCopyService),
      localRunManager: sealedFact(localRunManager),
    },
  };
}
