import type { Unread } from '@seqwarden/advisory/answer';
import type { InstallationObserved, Label, Observed, Unfit } from '@seqwarden/cases/intake';
import { SeqwardenError } from '@seqwarden/proof';
import { ACTS } from '@seqwarden/proof/acts';
import { aText, listOf, oneOf, type Shape, shaped } from '@seqwarden/proof/json-shape';

/** What `exposure --format observations` printed (FORMATS.md 27.4). */
export interface ObservationsRead {
  readonly installations: readonly InstallationObserved[];
  /** All advisories that were asked. */
  readonly advisories: readonly Label[];
  /** What could not be read, and may hide instruments or findings. */
  readonly unread: readonly Unread[];
  readonly unfit: readonly Unfit[];
}

/** By the rules of the record itself: what breaks them is taken for nothing. */
const OBSERVED: Shape<Observed> = value => {
  const text = JSON.stringify(value) ?? '';
  try {
    const { predicate } = ACTS.observation.read({ length: Buffer.byteLength(text), text, value });
    const { log: _, statedAt: __, tool: ___, ...observed } = predicate;
    return { is: observed };
  } catch (error) {
    if (error instanceof SeqwardenError) return null;
    throw error;
  }
};

const INSTALLATION = shaped({ now: listOf(OBSERVED), before: listOf(OBSERVED) });

const END = shaped({
  advisories: listOf(shaped({ publisher: aText, id: aText })),
  unread: listOf(
    shaped({ what: oneOf(['run', 'advisory', 'record']), name: aText, code: aText, text: aText }),
  ),
  unfit: listOf(
    shaped({ what: oneOf(['installation', 'advisory', 'vulnerability', 'program']), name: aText }),
  ),
});

/** Throws INTERNAL for lines that are not of that form, or that do not end; only after the last one, since whoever writes them may fail, and says why. */
export async function readObservations(lines: AsyncIterable<string>): Promise<ObservationsRead> {
  const installations: InstallationObserved[] = [];
  const ends: Omit<ObservationsRead, 'installations'>[] = [];
  let isForm = true;
  for await (const line of lines) {
    const value = parsed(line);
    const read = INSTALLATION(value)?.is;
    const [first, ...more] = read?.now ?? [];
    const end = END(value)?.is;
    if (ends.length > 0) isForm = false;
    else if (read !== undefined && first !== undefined)
      installations.push({ now: [first, ...more], before: read.before.flatMap(one => one.readings) });
    else if (end !== undefined) ends.push(end);
    else isForm = false;
  }
  const [end] = ends;
  if (end === undefined || !isForm)
    throw new SeqwardenError('INTERNAL', 'the observations of `exposure` are not of their form');
  return { installations, ...end };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
