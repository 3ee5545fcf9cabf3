import { textOfUtf8 } from './bytes.ts';
import { ShapeError } from './shape.ts';

/**
 * Parses one JSON document from hostile bytes: at most `maxBytes`, strict UTF-8 without a byte-order mark, at most
 * 32 levels deep, no key twice in an object. Throws {@link ShapeError}; a doubled key is named in its `doubledKey`.
 *
 * `JSON.parse` alone would take the last of two equal keys, where another program may take the first.
 */
export function parseJson(bytes: Uint8Array, maxBytes: number): { text: string; value: unknown } {
  requireLength(bytes.length, maxBytes);
  let text: string;
  let value: unknown;
  try {
    text = textOfUtf8(bytes);
    value = JSON.parse(text);
  } catch {
    throw new ShapeError('it is not JSON in UTF-8');
  }
  checkNesting(text);
  return { text, value };
}

/** In bytes. Throws {@link ShapeError}. */
export function requireLength(length: number, most: number): void {
  if (length > most) throw new ShapeError(`it is longer than ${most} bytes`);
}

/** Of an object or an array; undefined where there is none. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

const MAX_DEPTH = 32;

/** Walks over text that is known to be JSON, so that only strings and brackets need to be told apart. */
function checkNesting(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let keyNext = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keyNext && keys !== undefined) addKey(keys, text.slice(at, end));
      keyNext = false;
      at = end - 1;
    } else if (char === '{' || char === '[') {
      if (open.length === MAX_DEPTH) throw new ShapeError('it is nested too deeply');
      open.push(char === '{' ? new Set() : undefined);
      keyNext = char === '{';
    } else if (char === '}' || char === ']') {
      open.pop();
      keyNext = false;
    } else if (char === ',') {
      keyNext = open.at(-1) !== undefined;
    }
  }
}

function addKey(keys: Set<string>, literal: string): void {
  const key = literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
  if (keys.has(key)) throw new ShapeError('a key stands twice in an object', key);
  keys.add(key);
}

/** The index after the closing quote: the first one that no odd number of backslashes stands before. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === '\\') before--;
  return (at - before) % 2 === 1;
}
