import { SeqwardenError } from '@seqwarden/proof';

/** The part of a terminal's input that is needed: what is typed can be kept from being shown. */
export interface TypedInput extends AsyncIterable<Uint8Array | string> {
  readonly setRawMode: (isRaw: boolean) => unknown;
}

const INTERRUPT = '\x03';
const END = '\x04';
const LONGEST = 1024;

/** Asks for a line that is not shown while it is typed. Throws INTERRUPTED. */
export async function askHidden(
  input: TypedInput,
  show: (text: string) => void,
  question: string,
): Promise<string> {
  show(`${question}: `);
  input.setRawMode(true);
  try {
    return await typedLine(input);
  } finally {
    input.setRawMode(false);
    show('\n');
  }
}

/** What is typed behind the line is dropped: it was not asked for. */
async function typedLine(input: TypedInput): Promise<string> {
  const decoder = new TextDecoder();
  let line = '';
  for await (const chunk of input) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    for (const char of text) {
      if (char === '\r' || char === '\n' || char === END) return line;
      if (char === INTERRUPT) throw new SeqwardenError('INTERRUPTED', 'stopped at the passphrase');
      if (char === '\x7f' || char === '\b') line = [...line].slice(0, -1).join('');
      else if (line.length < LONGEST) line += char;
    }
  }
  throw new SeqwardenError('INTERRUPTED', 'the terminal was closed at the passphrase');
}
