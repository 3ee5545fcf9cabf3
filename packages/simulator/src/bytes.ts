/** Little-endian encoders for the fixed-size fields of Illumina's binary formats. */

export type Field =
  | readonly ['u8' | 'u16' | 'u32' | 'i32' | 'i64' | 'f32', ...number[]]
  | readonly ['bytes', Uint8Array];

const SIZE = { u8: 1, u16: 2, u32: 4, i32: 4, i64: 8, f32: 4 } as const;

const PUT = {
  u8: (view: DataView, at: number, value: number) => view.setUint8(at, value),
  u16: (view: DataView, at: number, value: number) => view.setUint16(at, value, true),
  u32: (view: DataView, at: number, value: number) => view.setUint32(at, value, true),
  i32: (view: DataView, at: number, value: number) => view.setInt32(at, value, true),
  i64: (view: DataView, at: number, value: number) => view.setBigInt64(at, BigInt(value), true),
  f32: (view: DataView, at: number, value: number) => view.setFloat32(at, value, true),
} as const;

/** The fields one after another, without padding. */
export function packed(...fields: readonly Field[]): Uint8Array {
  let length = 0;
  for (const field of fields) {
    length += field[0] === 'bytes' ? field[1].length : SIZE[field[0]] * (field.length - 1);
  }
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const field of fields) {
    if (field[0] === 'bytes') {
      bytes.set(field[1], at);
      at += field[1].length;
      continue;
    }
    const [type, ...values] = field;
    for (const value of values) {
      PUT[type](view, at, value);
      at += SIZE[type];
    }
  }
  return bytes;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return packed(...parts.map(part => ['bytes', part] as const));
}

/** Text as UTF-8. */
export function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}
