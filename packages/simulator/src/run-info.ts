import { lanesPerSection } from './flow-cell.ts';
import type { SequencingRun } from './run.ts';
import { DOTNET_NAMESPACES, WINDOWS_XML, type XmlTree, xmlDocument } from './xml.ts';

/** `RunInfo.xml` in the version, tile list, date form and layout of the run's model. */
export function runInfo(run: SequencingRun): string {
  const { runInfo: form } = run.model;
  const windows = form.style === WINDOWS_XML;
  return xmlDocument(
    'RunInfo',
    {
      ...(windows ? DOTNET_NAMESPACES : {}),
      '@Version': form.version,
      Run: {
        '@Id': run.folderName,
        '@Number': run.runNumber,
        Flowcell: run.flowCell,
        Instrument: run.serial,
        Date: form.date(run.started),
        Reads: { Read: readList(run) },
        FlowcellLayout: flowCellLayout(run),
        ...form.rest,
      },
    },
    form.style,
  );
}

/** Version 6 and later say of each read whether it is given as its reverse complement. */
function readList(run: SequencingRun): XmlTree[] {
  const withComplement = Number(run.model.runInfo.version) >= 6;
  const secondIndex = run.reads.filter(read => read.index)[1];
  return run.reads.map(read => ({
    '@Number': read.number,
    '@NumCycles': read.cycles,
    '@IsIndexedRead': read.index ? 'Y' : 'N',
    ...(withComplement ? { '@IsReverseComplement': read === secondIndex ? 'Y' : 'N' } : {}),
  }));
}

function flowCellLayout(run: SequencingRun): XmlTree {
  const { flowCell, runInfo: form } = run.model;
  return {
    '@LaneCount': run.lanes,
    '@SurfaceCount': flowCell.surfaces,
    '@SwathCount': flowCell.swaths,
    '@TileCount': run.tilesPerSwath,
    ...(flowCell.sectionsPerLane === undefined
      ? {}
      : {
          '@SectionPerLane': flowCell.sectionsPerLane,
          '@LanePerSection': lanesPerSection(flowCell, run.lanes),
        }),
    ...(flowCell.side === 'A or B' && form.version === '5'
      ? { '@FlowcellSide': run.side === 'A' ? 1 : 2 }
      : {}),
    ...(form.tileList
      ? {
          TileSet: {
            '@TileNamingConvention': flowCell.tileNames,
            Tiles: { Tile: run.tiles.map(tile => `${tile.lane}_${tile.number}`) },
          },
        }
      : {}),
  };
}
