import { constants, crc32, deflateRawSync } from 'node:zlib';
import { packed } from './bytes.ts';

/** Most content bytes in one BGZF block, as samtools and htslib cut them (SAM specification, section 4.1). */
const BGZF_CONTENT = 0xff00;

/** The empty block that ends every BGZF file (SAM specification, section 4.1.2). */
const BGZF_END = Uint8Array.from([
  0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0, 0x1b, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/**
 * One gzip member whose bytes depend on the content alone: no time, no name, no operating system, and Huffman
 * coding without match search, because zlib's search differs between processors.
 */
export function gzip(content: Uint8Array): Uint8Array {
  return packed(
    ['u8', 0x1f, 0x8b, 8, 0],
    ['u32', 0],
    ['u8', 0, 0xff],
    ['bytes', deflated(content)],
    ['u32', crc32(content), content.length],
  );
}

export interface BlockGzip {
  readonly bytes: Uint8Array;
  /** BGZF virtual offset of a content byte: block's place in the file times 65,536 plus place in the block. */
  readonly virtualOffset: (contentOffset: number) => bigint;
}

/** BGZF: gzip members with a `BC` extra field that names the member's size, then the empty end block. */
export function blockGzip(content: Uint8Array): BlockGzip {
  const blocks: Uint8Array[] = [];
  const starts: number[] = [];
  let fileOffset = 0;
  for (let from = 0; from < content.length; from += BGZF_CONTENT) {
    const block = bgzfBlock(content.subarray(from, from + BGZF_CONTENT));
    starts.push(fileOffset);
    blocks.push(block);
    fileOffset += block.length;
  }
  return {
    bytes: packed(...[...blocks, BGZF_END].map(block => ['bytes', block] as const)),
    virtualOffset: contentOffset => {
      const start = starts[Math.floor(contentOffset / BGZF_CONTENT)];
      if (start === undefined) throw new RangeError(`no content at ${contentOffset}`);
      return (BigInt(start) << 16n) | BigInt(contentOffset % BGZF_CONTENT);
    },
  };
}

function bgzfBlock(content: Uint8Array): Uint8Array {
  const body = deflated(content);
  const size = 18 + body.length + 8;
  return packed(
    ['u8', 0x1f, 0x8b, 8, 4],
    ['u32', 0],
    ['u8', 0, 0xff],
    ['u16', 6],
    ['u8', 0x42, 0x43],
    ['u16', 2, size - 1],
    ['bytes', body],
    ['u32', crc32(content), content.length],
  );
}

function deflated(content: Uint8Array): Uint8Array {
  return deflateRawSync(content, {
    level: 6,
    memLevel: 8,
    // no match search, no window
    windowBits: 9,
    strategy: constants.Z_HUFFMAN_ONLY,
  });
}
