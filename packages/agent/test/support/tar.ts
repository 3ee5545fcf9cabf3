/** One entry of a tar stream as a test wants it, however wrong. */
export interface Entry {
  readonly name: string;
  readonly content?: string;
  /** The type flag; default `0`, a file. */
  readonly type?: string;
  readonly link?: string;
  /** What the header states, if not the length of the content. */
  readonly size?: number;
}

/** A ustar stream of these entries, with the two blocks at its end. Names are bytes, one a character. */
export function tar(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.map(block), Buffer.alloc(1024)]);
}

export function paxHeader(records: Readonly<Record<string, string>>, type = 'x'): Entry {
  const content = Object.entries(records).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`;
    let length = rest.length;
    while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
    return `${length}${rest}`;
  });
  return { name: 'PaxHeader', type, content: content.join('') };
}

function block({ name, content = '', type = '0', link = '', size }: Entry): Buffer {
  const bytes = Buffer.from(content, 'latin1');
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, 'latin1');
  header.write('0000644\0', 100);
  header.write(`${(size ?? bytes.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(link, 157, 100, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}
