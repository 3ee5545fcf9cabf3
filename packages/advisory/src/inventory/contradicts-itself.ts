import type { Reading } from './inventory.ts';

/** An unknown model that names the serial's field: other fields exclude the model that has such serials (`runfolder`, MODEL_CONTRADICTED). */
export function contradictsItself({ instrument: { model, serial } }: Reading): boolean {
  return model.value === null && model.from !== null && model.from === serial.from && serial.value !== null;
}
