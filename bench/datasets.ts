import { randomFillSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run folder of random base calls: the bytes do not compress and no two files are alike. */
export interface Dataset {
  readonly name: string;
  readonly files: number;
  /** Bytes of a file. */
  readonly size: number;
  /** Paths below the run, made in this order. */
  readonly paths: () => Iterable<string>;
  readonly runInfo: string;
}

const CALLS = 'Data/Intensities/BaseCalls/L001';

/** 20,000 files of 30 kB: 200 cycles of 100 tiles, as a MiSeq writes them. */
export const SMALL: Dataset = {
  name: '250101_M00001_0001_000000000-SMALL',
  files: 20_000,
  size: 30_000,
  *paths() {
    yield* perTile(200, 50);
  },
  runInfo: runInfo('250101_M00001_0001_000000000-SMALL', 'M00001', 50),
};

/** 400 files of 4 MB: 200 cycles of two surfaces, as a NovaSeq 6000 writes them. */
export const LARGE: Dataset = {
  name: '250101_A00001_0001_AHLARGEXXX',
  files: 400,
  size: 4_000_000,
  *paths() {
    for (let cycle = 1; cycle <= 200; cycle++)
      for (const surface of [1, 2]) yield `${CALLS}/C${cycle}.1/L001_${surface}.cbcl`;
  },
  runInfo: runInfo('250101_A00001_0001_AHLARGEXXX', 'A00001', 50),
};

/** 1,000,000 files of 16 bytes, for memory alone. */
export const MILLION: Dataset = {
  name: '250101_D00001_0001_AHMILLIONX',
  files: 1_000_000,
  size: 16,
  *paths() {
    yield* perTile(1000, 500);
  },
  runInfo: runInfo('250101_D00001_0001_AHMILLIONX', 'D00001', 500),
};

/**
 * A run of so many base-call files that the agent takes for finished: nothing that its layout calls for is missing. 100 files in a folder, whatever
 * the number, so that costs can be compared.
 *
 * @param files a multiple of 800 from 100,000 on, of 100 below
 */
export function finishedRun(name: string, files: number, size: number): Dataset {
  const lanes = files >= 100_000 ? 8 : 1;
  const cycles = files / (lanes * 100);
  return {
    name,
    files,
    size,
    *paths() {
      for (let lane = 1; lane <= lanes; lane++) {
        const calls = `Data/Intensities/BaseCalls/L00${lane}`;
        for (const tile of tiles(50)) yield `Data/Intensities/L00${lane}/s_${lane}_${tile}.locs`;
        for (const tile of tiles(50)) yield `${calls}/s_${lane}_${tile}.filter`;
        for (let cycle = 1; cycle <= cycles; cycle++)
          for (const tile of tiles(50)) yield `${calls}/C${cycle}.1/s_${lane}_${tile}.bcl`;
      }
    },
    runInfo: runInfo(name, 'M00001', 50, cycles, lanes),
  };
}

function* tiles(ofASurface: number): Generator<number> {
  for (const surface of [1, 2])
    for (let tile = 1; tile <= ofASurface; tile++) yield surface * 1000 + 100 + tile;
}

function* perTile(cycles: number, tilesOfASurface: number): Generator<string> {
  for (let cycle = 1; cycle <= cycles; cycle++) {
    for (const surface of [1, 2]) {
      for (let tile = 1; tile <= tilesOfASurface; tile++)
        yield `${CALLS}/C${cycle}.1/s_1_${surface}${String(100 + tile).padStart(3, '0')}.bcl`;
    }
  }
}

function runInfo(id: string, instrument: string, tiles: number, cycles = 200, lanes = 1): string {
  return `<?xml version="1.0"?>
<RunInfo Version="2"><Run Id="${id}" Number="1"><Flowcell>BENCH</Flowcell><Instrument>${instrument}</Instrument><Date>250101</Date>
<Reads><Read Number="1" NumCycles="${cycles}" IsIndexedRead="N" /></Reads>
<FlowcellLayout LaneCount="${lanes}" SurfaceCount="2" SwathCount="1" TileCount="${tiles}" /></Run></RunInfo>
`;
}

/** Writes a dataset below `folder`; returns the run folder. */
export function writeDataset(dataset: Dataset, folder: string): string {
  const run = join(folder, dataset.name);
  const bytes = Buffer.alloc(dataset.size);
  let inFolder = '';
  for (const path of dataset.paths()) {
    const parent = path.slice(0, path.lastIndexOf('/'));
    if (parent !== inFolder) mkdirSync(join(run, parent), { recursive: true });
    inFolder = parent;
    writeFileSync(join(run, path), randomFillSync(bytes));
  }
  writeFileSync(join(run, 'RunInfo.xml'), dataset.runInfo);
  for (const marker of ['RTAComplete.txt', 'CopyComplete.txt']) writeFileSync(join(run, marker), '\n');
  return run;
}
