import { SeqwardenError } from '@seqwarden/proof';
import { parse, TomlError, type TomlTable } from 'smol-toml';
import { type TomlPosition, type TomlPositions, tomlPositions } from './toml-positions.ts';

/** A configuration is a few kilobytes; what is larger is another file. */
const LONGEST = 256 * 1024;
const DEEPEST = 16;
/** Of keys and indices below one another: the parser counts brackets alone, not the parts of a dotted key. */
const LONGEST_PATH = 2 * DEEPEST;

export interface TomlDocument {
  readonly table: TomlTable;
  readonly positions: TomlPositions;
}

/** Why a text is no TOML, and where. Nothing of the text is in `what`. */
export interface TomlFault extends TomlPosition {
  readonly what: string;
}

/** Reads TOML 1.1. Integers that a number cannot hold come as bigint. */
export function tomlDocument(text: string): TomlDocument | TomlFault {
  if (text.length > LONGEST) return { line: 1, column: 1, what: 'the file is far too large' };
  try {
    const table = parse(text, {
      integersAsBigInt: 'asNeeded',
      unsafeKeyBehaviour: 'throw',
      maxDepth: DEEPEST,
    });
    const positions = tomlPositions(text, LONGEST_PATH);
    return positions.tooDeep === null
      ? { table, positions }
      : { ...positions.tooDeep, what: `lies deeper than ${LONGEST_PATH} keys` };
  } catch (error) {
    if (error instanceof TomlError) return faultOf(error);
    throw new SeqwardenError('INTERNAL', 'the TOML parser failed', { cause: error });
  }
}

/** The library's message shows the lines around the fault, which can hold anything: its first line says what is wrong. */
function faultOf({ message, line, column }: TomlError): TomlFault {
  const what = (message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
  return { line, column, what: `no TOML: ${what}` };
}
