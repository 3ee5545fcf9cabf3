import { contradictsItself } from './contradicts-itself.ts';
import type { Device } from './devices.ts';
import { compareReadings } from './installations.ts';
import type { InstrumentDoubt, Source } from './inventory.ts';
import { compareText } from './span.ts';

/** Names of two models, which a run's software or a person may give where the serial says no more. */
const NAMES_OF_TWO: Readonly<Record<string, readonly string[]>> = {
  'NextSeq 500/550': ['NextSeq 500', 'NextSeq 550'],
  'NextSeq 1000/2000': ['NextSeq 1000', 'NextSeq 2000'],
};

export interface DeviceModel {
  /** Null: nothing says, or what says it differs. */
  readonly model: string | null;
  readonly doubts: readonly InstrumentDoubt[];
}

/** Which model a device is, and why it may be none, or not one device. */
export function modelOfDevice({ readings, stated, isShared }: Device): DeviceModel {
  const ordered = [...readings].sort(compareReadings);
  const shown = new Map<string, Source>();
  for (const { instrument, source } of ordered) {
    const model = instrument.model.value;
    if (model !== null && !shown.has(model)) shown.set(model, source);
  }
  if (stated !== undefined && stated.model !== null && !shown.has(stated.model))
    shown.set(stated.model, stated.source);
  for (const [both, single] of Object.entries(NAMES_OF_TWO))
    if (single.some(model => shown.has(model))) shown.delete(both);

  const models = [...shown].sort(([a], [b]) => compareText(a, b));
  const [only] = models;
  const doubts: InstrumentDoubt[] = [];
  if (models.length > 1)
    for (const [model, source] of models) {
      const text = source.kind === 'stated' ? `it is stated to be a ${model}` : `runs name it a ${model}`;
      doubts.push({ code: 'MODELS_DIFFER', text, source });
    }
  const contradicted = ordered.find(contradictsItself);
  if (contradicted !== undefined) {
    const name = contradicted.software.control.name.value ?? 'software';
    const text = `a run under this serial was made with ${name}, which is of other models`;
    doubts.push({ code: 'MODEL_CONTRADICTED', text, source: contradicted.source });
  }
  const mixed = ordered.find(({ serialsDiffer }) => serialsDiffer);
  if (mixed !== undefined) {
    const text = 'files of a run name this instrument and another one';
    doubts.push({ code: 'SERIALS_DIFFER', text, source: mixed.source });
  }
  const [first] = ordered;
  if (isShared && first !== undefined) {
    const text = 'several vendors have this serial, and nothing says whose this is';
    doubts.push({ code: 'SERIAL_SHARED', text, source: first.source });
  }
  return { model: models.length === 1 && only !== undefined ? only[0] : null, doubts };
}
