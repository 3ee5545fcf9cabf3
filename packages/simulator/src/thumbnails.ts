import { joined, packed } from './bytes.ts';
import type { PlannedFile } from './layouts/file.ts';
import { laneFolder } from './paths.ts';
import { keyedRandom } from './random.ts';
import type { SequencingRun } from './run.ts';

const CHANNELS = ['green', 'red'] as const;

/** The first tile of each lane in both channels; the simulated instrument keeps them of the first cycle only. */
export function thumbnails(run: SequencingRun): PlannedFile[] {
  const firstTiles = [...new Map([...run.tiles].reverse().map(tile => [tile.lane, tile])).values()];
  return firstTiles.flatMap(tile =>
    CHANNELS.map(channel => ({
      path: `Thumbnail_Images/${laneFolder(tile.lane)}/C1.1/s_${tile.lane}_${tile.number}_${channel}.jpg`,
      bytes: greyJpeg(keyedRandom(run.seed, 'thumbnail', tile.lane, channel)() % 8),
    })),
  );
}

/**
 * A valid baseline JPEG (ITU-T T.81) of one 8x8 block of one grey: a quantization table of ones, two Huffman tables with a
 * single code each, and a scan of one byte. The DC code stands for a difference of three bits, the AC code for
 * "end of block"; `shade` from 0 to 7 is the three bits.
 */
function greyJpeg(shade: number): Uint8Array {
  const segment = (marker: number, ...content: number[]): Uint8Array =>
    packed(['u8', 0xff, marker, 0, content.length + 2, ...content]);
  const oneCode = (table: number, symbol: number): Uint8Array =>
    segment(0xc4, table, 1, ...new Array<number>(15).fill(0), symbol);
  return joined([
    packed(['u8', 0xff, 0xd8]),
    segment(0xdb, 0, ...new Array<number>(64).fill(1)),
    segment(0xc0, 8, 0, 8, 0, 8, 1, 1, 0x11, 0),
    oneCode(0x00, 3),
    oneCode(0x10, 0),
    segment(0xda, 1, 1, 0, 0, 63, 0),
    // code 0, three bits of shade, code 0, padded with ones
    packed(['u8', (shade << 4) | 0b0000_0111]),
    packed(['u8', 0xff, 0xd9]),
  ]);
}
