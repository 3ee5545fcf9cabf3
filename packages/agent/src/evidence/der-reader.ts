/** One value of DER (X.690): its tag's byte, its content, and all of it. */
export interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

/** No structure that is read here has as many. */
const MOST_CHILDREN = 1024;

/** The value at the beginning of the bytes; undefined: they hold none of definite length and a tag of one byte. */
export function derValue(bytes: Uint8Array): DerValue | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  if (first < 0x80) return valueIn(bytes, tag, 2, first);
  const digits = first & 0x7f;
  if (digits === 0 || digits > 4 || bytes.length < 2 + digits) return undefined;
  const length = bytes.subarray(2, 2 + digits).reduce((sum, byte) => sum * 256 + byte, 0);
  return valueIn(bytes, tag, 2 + digits, length);
}

function valueIn(bytes: Uint8Array, tag: number, head: number, length: number): DerValue | undefined {
  const end = head + length;
  if (end > bytes.length) return undefined;
  return { tag, content: bytes.subarray(head, end), whole: bytes.subarray(0, end) };
}

/** What a constructed value holds, of this tag if one is given; nothing of what is malformed. */
export function childrenOf(value: DerValue | undefined, tag?: number): DerValue[] {
  if (value === undefined || (tag !== undefined && value.tag !== tag)) return [];
  const children: DerValue[] = [];
  for (let rest = value.content; rest.length > 0; ) {
    const child = derValue(rest);
    if (child === undefined || children.length === MOST_CHILDREN) return [];
    children.push(child);
    rest = rest.subarray(child.whole.length);
  }
  return children;
}
