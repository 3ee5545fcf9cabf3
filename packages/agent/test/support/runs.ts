import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type RunFiles = Readonly<Record<string, string | Uint8Array>>;

/** Larger than one read of the engine, so that it takes the way in pieces. */
export const LARGE = Buffer.alloc(700_001, 'base calls ');

/** A small run: files in the root and below, an empty one, a large one, markers whose order is not that of their names. */
export const SMALL_RUN: RunFiles = {
  'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl': 'first cycle',
  'Data/Intensities/BaseCalls/L001/C1.1/s_1_1102.bcl': LARGE,
  'Data/Intensities/BaseCalls/L001/C2.1/s_1_1101.bcl': 'second cycle',
  'InterOp/TileMetricsOut.bin': 'tile metrics',
  'Logs/empty.log': '',
  'SampleSheet.csv': '[Header]\n',
  'CopyComplete.txt': '',
  'RTAComplete.txt': 'RTA is done',
};

export const MARKERS = ['RTAComplete.txt', 'CopyComplete.txt'];

/** Times in the past, each file later than the one before, so that no two equal ones hide an order. */
const FIRST = Date.UTC(2023, 3, 27) / 1000;

/** Writes files below `folder/name`; returns that path. Times rise in the order given, RTAComplete.txt comes before CopyComplete.txt. */
export function writeRun(folder: string, name: string, files: RunFiles = SMALL_RUN): string {
  const run = join(folder, name);
  mkdirSync(run, { recursive: true });
  let at = FIRST;
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(run, path)), { recursive: true });
    writeFileSync(join(run, path), content);
    at += 60;
    const time = path === 'CopyComplete.txt' ? at + 86_400 : at;
    utimesSync(join(run, path), time, time);
  }
  return run;
}

/** `count` files of a few bytes in folders of 50: enough for several threads and for being interrupted. */
export function manyFiles(count: number): RunFiles {
  const files: Record<string, string> = {
    'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl': 'first cycle',
  };
  for (let number = 0; number < count; number++)
    files[`Data/part ${Math.floor(number / 50)}/file-${number}.bin`] = `content of ${number}`;
  return { ...files, 'RTAComplete.txt': 'done', 'CopyComplete.txt': '' };
}
