import { sumOfCycles } from './run-parameters.ts';
import type { Warnings } from './warnings.ts';
import { readXmlFields } from './xml-fields.ts';

/** Far more than any instrument writes (924 bytes), and room for what an error may say of itself. */
export const MAX_RUN_COMPLETION_STATUS_BYTES = 256 * 1024;

export type Outcome = 'completed' | 'user ended early' | 'exception ended early' | 'errored' | 'unrecognised';

export interface RunCompletionStatus {
  readonly outcome: Outcome;
  /** Sum over all reads; undefined where it is not recorded. */
  readonly completedCycles: number | undefined;
}

/** `CompletionStatus` of MiSeq and NextSeq, `RunStatus` of NovaSeq X. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  CompletedAsPlanned: 'completed',
  UserEndedEarly: 'user ended early',
  ExceptionEndedEarly: 'exception ended early',
  RunCompleted: 'completed',
  RunErrored: 'errored',
};

const COMPLETED = [
  'CompletedRead1Cycles',
  'CompletedRead2Cycles',
  'CompletedIndex1ReadCycles',
  'CompletedIndex2ReadCycles',
];

/**
 * How the run ended, by the instrument. Descriptions of errors are not taken over.
 * @throws SeqwardenError RUN_INFO_DAMAGED, XML_REFUSED
 */
export function readRunCompletionStatus(
  bytes: Uint8Array,
  file: string,
  warnings: Warnings,
): RunCompletionStatus {
  const perRead: string[] = [];
  const fields = readXmlFields(
    bytes,
    file,
    'RunCompletionStatus',
    ['CompletionStatus', 'RunStatus', ...COMPLETED],
    warnings,
    {
      elements: new Map([
        ['CompletedReads/Read', attributes => void perRead.push(attributes.get('Cycles') ?? '')],
      ]),
    },
  );
  const words = ['CompletionStatus', 'RunStatus']
    .filter(name => fields.has(name))
    .map(name => fields.value(name));
  const [word] = words;
  const known = words.length === 1 && word !== undefined && Object.hasOwn(OUTCOMES, word);
  return {
    outcome: (known ? OUTCOMES[word] : undefined) ?? 'unrecognised',
    completedCycles: sumOfCycles(perRead.length > 0 ? perRead : COMPLETED.map(name => fields.value(name))),
  };
}
