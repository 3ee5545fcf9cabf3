import { decodeBase64, encodeBase64 } from '../base64.ts';
import { type Bytes, concatBytes, textOfUtf8, utf8 } from '../bytes.ts';
import { SeqwardenError } from '../errors.ts';
import { isKeyName, type VerifierKey } from './verifier-key.ts';

/** One line below a note. Name and key id say which key it claims; nothing says that the claim is true. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  /** At least one byte; what it must be depends on the key. */
  readonly signature: Bytes;
}

/** A signed note (C2SP signed-note). Its text must be ignored until a known key's signature was verified. */
export interface Note {
  /** Ends with a line feed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Room for sixteen signatures of 5 kB, which the format demands, and a text. */
export const MAX_NOTE = 128 * 1024;
export const MAX_SIGNATURES = 64;

/** Throws `NOTE_MALFORMED`. There is one spelling of a note: `encodeNote` gives these bytes again. */
export function parseNote(bytes: Uint8Array): Note {
  if (bytes.length > MAX_NOTE) malformed(`it has ${bytes.length} bytes`);
  const whole = textOf(bytes);
  if (/[\0-\x09\x0b-\x1f]/.test(whole)) malformed('it has a control character');
  // Empty lines may stand in the text too; the signatures come after the last.
  const blank = whole.lastIndexOf('\n\n');
  if (blank === -1 || !whole.endsWith('\n')) malformed('no line is signed');
  const lines = whole.slice(blank + 2, -1).split('\n', MAX_SIGNATURES + 1);
  if (lines.length > MAX_SIGNATURES) malformed(`it has more than ${MAX_SIGNATURES} signatures`);
  return { text: whole.slice(0, blank + 1), signatures: lines.map(parseSignatureLine) };
}

/** The note's file. Throws `NOTE_MALFORMED` for what {@link parseNote} would not read. */
export function encodeNote(note: Note): Bytes {
  const bytes = concatBytes(utf8(`${note.text}\n`), ...note.signatures.map(encodeSignatureLine));
  const again = parseNote(bytes);
  if (again.text !== note.text || again.signatures.length !== note.signatures.length) {
    malformed('its text would be read otherwise');
  }
  return bytes;
}

/** The note's file with one more line below it. Throws `NOTE_MALFORMED`. */
export function addSignature(file: Uint8Array, signature: NoteSignature): Bytes {
  const { text, signatures } = parseNote(file);
  return encodeNote({ text, signatures: [...signatures, signature] });
}

/** `— name base64(key id ‖ signature)` and a line feed: a line below a note, and what a witness answers. */
export function encodeSignatureLine({ name, keyId, signature }: NoteSignature): Bytes {
  const id = new Uint8Array(4);
  new DataView(id.buffer).setUint32(0, keyId);
  return utf8(`\u2014 ${name} ${encodeBase64(concatBytes(id, signature))}\n`);
}

/** Reads such a line without its line feed. Throws `NOTE_MALFORMED`. */
export function parseSignatureLine(line: string): NoteSignature {
  const [dash, name = '', base64 = '', ...rest] = line.split(' ', 4);
  if (dash !== '\u2014' || rest.length > 0 || !isKeyName(name)) malformed('a signature line is none');
  const bytes = decodeBase64(base64);
  if (bytes === undefined || bytes.length < 5) malformed('a signature is not canonical base64 or too short');
  const keyId = new DataView(bytes.buffer).getUint32(0);
  return { name, keyId, signature: bytes.slice(4) };
}

/** The lines that claim this key. Those of other keys mean nothing, even if name or key id alone are the same. */
export function signaturesBy(key: VerifierKey, note: Note): readonly NoteSignature[] {
  return note.signatures.filter(({ name, keyId }) => name === key.name && keyId === key.keyId);
}

function textOf(bytes: Uint8Array): string {
  try {
    return textOfUtf8(bytes);
  } catch {
    return malformed('it is not UTF-8');
  }
}

function malformed(what: string): never {
  throw new SeqwardenError('NOTE_MALFORMED', `the note: ${what}`);
}
