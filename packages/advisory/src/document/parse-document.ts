import { AdvisoryError } from './advisory-error.ts';
import { pointerStep } from './json-pointer.ts';
import { MAX_DEPTH, MAX_DOCUMENT_BYTES } from './limits.ts';

export interface ParsedDocument {
  readonly value: unknown;
  /** Whether a byte-order mark stood before it, which RFC 8259 section 8.1 lets a reader ignore. */
  readonly byteOrderMark: boolean;
  /** False: some bytes were not UTF-8. U+FFFD stands in their place. */
  readonly utf8: boolean;
}

/**
 * One JSON document from hostile bytes, within the limits. Keys of an object are unique: of two equal ones `JSON.parse` takes the last, another
 * program the first, and the document would say different things to the two.
 *
 * @throws AdvisoryError ADVISORY_TOO_LARGE, ADVISORY_NOT_JSON
 */
export function parseDocument(bytes: Uint8Array): ParsedDocument {
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw new AdvisoryError('ADVISORY_TOO_LARGE', '', `it is longer than ${MAX_DOCUMENT_BYTES} bytes`);
  const { text, utf8 } = decode(bytes);
  const byteOrderMark = text.startsWith('\u{feff}');
  const json = byteOrderMark ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new AdvisoryError('ADVISORY_NOT_JSON', '', 'it is not JSON in UTF-8');
  }
  checkNesting(json);
  return { value, byteOrderMark, utf8 };
}

function decode(bytes: Uint8Array): { text: string; utf8: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), utf8: true };
  } catch {
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), utf8: false };
  }
}

/** An object or array that is open. `at` is the key or index of the member that is being read. */
interface Open {
  readonly keys: Set<string> | null;
  at: string | number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
const BRACE = 0x7b;
const BRACE_END = 0x7d;

/** Walks over text that is known to be JSON, so that only strings, commas and brackets need to be told apart. */
function checkNesting(text: string): void {
  const open: Open[] = [];
  let keyNext = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        if (keyNext) enterKey(open, text.slice(at, end));
        keyNext = false;
        at = end - 1;
        break;
      }
      case BRACE:
      case BRACKET:
        if (open.length === MAX_DEPTH)
          throw new AdvisoryError(
            'ADVISORY_TOO_LARGE',
            pointerOf(open),
            `it is nested deeper than ${MAX_DEPTH}`,
          );
        keyNext = text.charCodeAt(at) === BRACE;
        open.push({ keys: keyNext ? new Set() : null, at: 0 });
        break;
      case BRACE_END:
      case BRACKET_END:
        open.pop();
        keyNext = false;
        break;
      case COMMA: {
        const inner = open.at(-1);
        keyNext = inner?.keys != null;
        if (typeof inner?.at === 'number') inner.at++;
        break;
      }
    }
  }
}

function enterKey(open: readonly Open[], literal: string): void {
  const inner = open.at(-1);
  if (inner?.keys == null) return;
  const key = literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
  inner.at = key;
  if (inner.keys.has(key))
    throw new AdvisoryError('ADVISORY_NOT_JSON', pointerOf(open), 'a key stands twice in an object');
  inner.keys.add(key);
}

function pointerOf(open: readonly Open[]): string {
  return open.map(({ at }) => pointerStep(at)).join('');
}

/** The index after the closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    at += code === BACKSLASH ? 2 : 1;
  }
}
