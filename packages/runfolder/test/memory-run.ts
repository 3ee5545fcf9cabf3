import { SeqwardenError } from '@seqwarden/proof';
import type { RunRoot } from '../src/identify-run.ts';
import type { RunFolder } from '../src/run-folder.ts';

/** A run folder that exists in memory: names to contents. */
export function memoryRun(files: Readonly<Record<string, string | Uint8Array>>, name = 'run'): RunFolder {
  const contents = new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    ]),
  );
  return {
    name,
    *files() {
      for (const [path, bytes] of contents) yield { path, size: bytes.length };
    },
    async read(path, limit) {
      const bytes = contents.get(path);
      if (bytes !== undefined && bytes.length > limit)
        throw new SeqwardenError('FILE_TOO_LARGE', path, { path });
      return bytes;
    },
    async readRange(path, offset, length) {
      return contents.get(path)?.subarray(offset, offset + length);
    },
  };
}

export interface RunInfoParts {
  readonly id?: string;
  readonly instrument?: string;
  readonly flowCell?: string;
  /** Cycles; negative ones are index reads. */
  readonly reads?: readonly number[];
  readonly lanes?: number;
  readonly surfaces?: number;
  readonly swaths?: number;
  readonly tiles?: number;
  readonly sections?: number;
  readonly tileList?: readonly string[];
}

/** RunInfo.xml as instruments write it, of our own making. */
export function runInfoXml(parts: RunInfoParts = {}): string {
  const { id = 'RUN', instrument = 'M00001', flowCell = 'FLOWCELL', reads = [2], tileList } = parts;
  const { lanes = 1, surfaces = 1, swaths = 1, tiles = 2, sections } = parts;
  const read = (cycles: number, at: number): string =>
    `<Read Number="${at + 1}" NumCycles="${Math.abs(cycles)}" IsIndexedRead="${cycles < 0 ? 'Y' : 'N'}" />`;
  const list = tileList?.map(tile => `<Tile>${tile}</Tile>`).join('') ?? '';
  return `<?xml version="1.0"?>\r
<RunInfo xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" Version="5">\r
  <Run Id="${id}" Number="1">\r
    <Flowcell>${flowCell}</Flowcell>\r
    <Instrument>${instrument}</Instrument>\r
    <Date>1/2/2020 3:04:05 PM</Date>\r
    <Reads>${reads.map(read).join('')}</Reads>\r
    <FlowcellLayout LaneCount="${lanes}" SurfaceCount="${surfaces}" SwathCount="${swaths}" TileCount="${tiles}"${
      sections === undefined ? '' : ` SectionPerLane="${sections}"`
    }>${list === '' ? '' : `<TileSet TileNamingConvention="FourDigit"><Tiles>${list}</Tiles></TileSet>`}</FlowcellLayout>\r
  </Run>\r
</RunInfo>`;
}

/** RunParameters.xml with these elements; a path with `/` nests. */
export function runParametersXml(fields: Readonly<Record<string, string>>): string {
  const elements = Object.entries(fields).map(([path, text]) => {
    const names = path.split('/');
    return (
      names.map(name => `<${name}>`).join('') +
      text +
      names
        .reverse()
        .map(name => `</${name}>`)
        .join('')
    );
  });
  return `<RunParameters>${elements.join('\n')}</RunParameters>`;
}

export function statusXml(fields: Readonly<Record<string, string>>): string {
  return runParametersXml(fields).replaceAll('RunParameters', 'RunCompletionStatus');
}

/** The structural files of a MiSeq run of {@link runInfoXml}'s default: one lane, one surface, two tiles, two cycles. */
export function miseqFiles(cycles = 2): Record<string, string> {
  const files: Record<string, string> = {};
  for (const tile of [1101, 1102]) {
    files[`Data/Intensities/L001/s_1_${tile}.locs`] = '';
    files[`Data/Intensities/BaseCalls/L001/s_1_${tile}.filter`] = '';
    for (let cycle = 1; cycle <= cycles; cycle++) {
      files[`Data/Intensities/BaseCalls/L001/C${cycle}.1/s_1_${tile}.bcl`] = '';
    }
  }
  return files;
}

/** The same folder, as identification sees it. */
export function rootOf(run: RunFolder): RunRoot {
  return {
    *rootFiles() {
      for (const file of run.files()) if (!file.path.includes('/')) yield file;
    },
    read: (path, limit) => run.read(path, limit),
    readRange: (path, offset, length) => run.readRange(path, offset, length),
  };
}
