/** What is known of a model's flow cells. */
export interface FlowCellDesign {
  /** Most lanes that the model's flow cells have. */
  readonly lanes: number;
  readonly surfaces: number;
  readonly swaths: number;
  /** Five digits: the section (camera) is a part of the tile's number. */
  readonly tileNames: 'FourDigit' | 'FiveDigit';
  readonly sectionsPerLane?: number;
  /** Lanes that one camera images on a whole flow cell. */
  readonly lanesPerSection?: number;
  /** Most tiles in a swath (and section) on a real flow cell. */
  readonly tiles: number;
  /** The flow cell's serial number, from a source of letters and one of digits. */
  readonly serial: (letters: (length: number) => string, digits: (length: number) => string) => string;
  /** The side that the run's name carries; models with one flow cell always say A, or nothing. */
  readonly side: '' | 'A' | 'A or B';
}

export interface Tile {
  readonly lane: number;
  /** As in file names and InterOp: surface, swath, section where there are any, and place in the swath. */
  readonly number: number;
  readonly surface: number;
}

/**
 * All tiles in the order of RunInfo's list, `tilesPerSwath` in each swath of each surface (and section).
 *
 * Four digits: surface, swath, two of the place, lane by lane. Five digits (NextSeq, MiniSeq): the section comes
 * third. There a camera serves all lanes of its group before the next camera's tiles are listed, and cameras
 * are counted on from group to group: lanes 1 and 2 of a NextSeq have cameras 1 to 3, lanes 3 and 4 have 4 to 6.
 */
export function tilesOf(design: FlowCellDesign, lanes: number, tilesPerSwath: number): readonly Tile[] {
  return design.tileNames === 'FourDigit'
    ? fourDigitTiles(design, lanes, tilesPerSwath)
    : fiveDigitTiles(design, lanes, tilesPerSwath);
}

function fourDigitTiles(design: FlowCellDesign, lanes: number, tilesPerSwath: number): Tile[] {
  const tiles: Tile[] = [];
  for (const lane of upTo(lanes)) {
    for (const surface of upTo(design.surfaces)) {
      for (const swath of upTo(design.swaths)) {
        for (const place of upTo(tilesPerSwath)) {
          tiles.push({ lane, surface, number: surface * 1000 + swath * 100 + place });
        }
      }
    }
  }
  return tiles;
}

function fiveDigitTiles(design: FlowCellDesign, lanes: number, tilesPerSwath: number): Tile[] {
  const sections = design.sectionsPerLane ?? 1;
  const group = lanesPerSection(design, lanes);
  const tiles: Tile[] = [];
  for (const camera of upTo(sections * Math.ceil(lanes / group))) {
    const firstLane = Math.floor((camera - 1) / sections) * group + 1;
    for (let lane = firstLane; lane < firstLane + group && lane <= lanes; lane++) {
      for (const swath of upTo(design.swaths)) {
        for (const place of upTo(tilesPerSwath)) {
          for (const surface of upTo(design.surfaces)) {
            tiles.push({ lane, surface, number: surface * 10_000 + swath * 1000 + camera * 100 + place });
          }
        }
      }
    }
  }
  return tiles;
}

/**
 * How many lanes a camera images, where a run has this many. Real flow cells have whole groups of lanes, and Illumina's interop
 * (`model/run/info.cpp`) refuses others: more lanes per section than lanes, or tiles of a camera of a group that is not whole.
 */
export function lanesPerSection({ lanesPerSection = 1 }: FlowCellDesign, lanes: number): number {
  return lanes % lanesPerSection === 0 ? lanesPerSection : 1;
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
