import { need } from './files.ts';

/** What a test reads out of RunInfo.xml, by regular expressions so as to share nothing with what wrote it. */
export interface Layout {
  readonly id: string;
  readonly serial: string;
  readonly cycles: number;
  readonly lanes: number;
  readonly listed: boolean;
  /** `lane_tile` */
  readonly tiles: readonly string[];
}

export function readRunInfo(files: ReadonlyMap<string, Buffer>): Layout {
  const xml = need(files.get('RunInfo.xml'), 'RunInfo.xml').toString('utf8');
  const attribute = (name: string): number =>
    Number(need(new RegExp(`${name}="(\\d+)"`).exec(xml)?.[1], name));
  const lanes = attribute('LaneCount');
  const listed = [...xml.matchAll(/<Tile>(\d_\d+)<\/Tile>/g)].map(found => need(found[1], 'tile'));
  const product: string[] = [];
  for (let lane = 1; lane <= lanes; lane++) {
    for (let surface = 1; surface <= attribute('SurfaceCount'); surface++) {
      for (let swath = 1; swath <= attribute('SwathCount'); swath++) {
        for (let tile = 1; tile <= attribute('TileCount'); tile++) {
          product.push(`${lane}_${surface}${swath}${String(tile).padStart(2, '0')}`);
        }
      }
    }
  }
  return {
    id: need(/<Run Id="([^"]+)"/.exec(xml)?.[1], 'Id'),
    serial: need(/<Instrument>([^<]+)</.exec(xml)?.[1], 'Instrument'),
    cycles: [...xml.matchAll(/NumCycles="(\d+)"/g)].reduce((sum, found) => sum + Number(found[1]), 0),
    lanes,
    listed: listed.length > 0,
    tiles: listed.length > 0 ? listed : product,
  };
}
