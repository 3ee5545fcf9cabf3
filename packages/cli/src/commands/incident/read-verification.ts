import { SeqwardenError } from '@seqwarden/proof';
import { aCount, aText, listOf, oneOf, orNull, shaped } from '@seqwarden/proof/json-shape';
import { describeGroup, LOCATION_KINDS } from '@seqwarden/runfolder';
import { readNamedFile } from '../../read-named-file.ts';
import type { InstrumentSeen } from './sealed-runs.ts';

/** What `verify --json` said of a run. */
export interface Verification {
  readonly id: string | null;
  readonly seal: string | null;
  readonly instrument: InstrumentSeen;
  /** What differs, in a sentence: codes, and which lanes, cycles, tiles. */
  readonly words: string;
}

const FACT = shaped({ value: orNull(aText) });
const ANSWER = shaped({
  answer: oneOf(['unchanged', 'changed', 'cannot_tell']),
  codes: listOf(aText),
  seal: orNull(aText),
  run: orNull(
    shaped({ id: FACT, instrument: shaped({ vendor: FACT, model: FACT, serial: FACT, mode: FACT }) }),
  ),
  groups: listOf(
    shaped({
      ...{ kind: oneOf(LOCATION_KINDS), lane: orNull(aCount), surface: orNull(aCount) },
      ...{ tiles: orNull(aText), cycles: orNull(aText), count: aCount },
    }),
  ),
});

const UNKNOWN: InstrumentSeen = { vendor: null, model: null, serial: null, mode: null };

/** The file is a person's, and may hold anything. Throws CASE_INPUT_UNUSABLE, also where it says that nothing changed. */
export function readVerification(path: string): Verification {
  const bytes = readNamedFile(path, { unusable: 'CASE_INPUT_UNUSABLE', mebibytes: 16 });
  const read = ANSWER(parsed(bytes, path))?.is;
  const isSpelt =
    read !== undefined &&
    (read.seal === null || /^[0-9a-f]{64}$/.test(read.seal)) &&
    read.codes.every(code => /^[A-Z0-9_]{1,64}$/.test(code)) &&
    read.groups.every(({ tiles, cycles }) => [tiles, cycles].every(one => one === null || RANGES.test(one)));
  if (!isSpelt)
    throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${path} is not what \`verify --json\` prints`);
  if (read.answer === 'unchanged')
    throw new SeqwardenError(
      'CASE_INPUT_UNUSABLE',
      `${path} says that the run is unchanged; name it with --run if something else is wrong with it`,
    );
  const { run, seal } = read;
  const { vendor, model, serial, mode } = run?.instrument ?? {};
  return {
    id: run?.id.value ?? null,
    seal,
    instrument:
      run === null
        ? UNKNOWN
        : {
            ...{ vendor: vendor?.value ?? null, model: model?.value ?? null },
            ...{ serial: serial?.value ?? null, mode: mode?.value ?? null },
          },
    words: wordsOf(read.answer, read.codes, read.groups.map(describeGroup)),
  };
}

const RANGES = /^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/;

function wordsOf(
  answer: 'changed' | 'cannot_tell',
  codes: readonly string[],
  places: readonly string[],
): string {
  const said = answer === 'changed' ? 'verify: changed' : 'verify: cannot tell whether it was changed';
  const where = places.length === 0 ? '' : `; ${places.join('; ')}`;
  return `${said} [${codes.join(', ')}]${where}`;
}

function parsed(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${path} is no JSON in UTF-8`, { cause: error });
  }
}
