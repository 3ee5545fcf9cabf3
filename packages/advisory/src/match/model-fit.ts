import type { Installation, Instrument } from '../inventory/inventory.ts';
import type { ProductLine } from '../overlay/overlay.ts';
import { namesOf } from './advisory-lines.ts';
import { nameKey } from './names.ts';

/**
 * Whether a device is of a line's models.
 *
 * - `by-program`: its model is not known, and its programs do not exclude it
 * - `perhaps`: what names its model contradicts itself, or is a shorter or longer form of one of the line's; its programs exclude nothing
 */
export type ModelFit = 'yes' | 'by-program' | 'perhaps' | 'no';

export function modelFit(
  line: ProductLine,
  instrument: Instrument,
  { components }: Installation,
  known: readonly string[],
): ModelFit {
  const { model } = instrument;
  const models = line.models.map(nameKey);
  if (model !== null && models.includes(nameKey(model))) return 'yes';
  if (possibleModels(instrument, known).some(one => models.includes(nameKey(one)))) return 'perhaps';
  if (model !== null) return 'no';
  const recorded = new Set(namesOf(line).map(nameKey));
  const names = components.flatMap(({ kind, name }) =>
    kind === 'control' && name !== null ? [nameKey(name)] : [],
  );
  return names.length === 0 || names.some(one => recorded.has(one)) ? 'by-program' : 'no';
}

/**
 * Which models a device may be beside the one that is named. Of a name that the overlay does not know nobody can tell which device it means.
 *
 * @param known all models that the overlay names
 */
export function possibleModels({ model, doubts }: Instrument, known: readonly string[]): readonly string[] {
  if (doubts.some(({ code }) => code === 'MODEL_CONTRADICTED' || code === 'MODELS_DIFFER')) return known;
  if (model === null || known.some(one => nameKey(one) === nameKey(model))) return [];
  return known.filter(one => isFormOf(model, one));
}

/** A shorter or longer form of a name: "iSeq" of "iSeq 100", "NextSeq 500/550" of "NextSeq 550". */
function isFormOf(one: string, other: string): boolean {
  const [a, b] = [nameKey(one), nameKey(other)];
  if (a === '' || b === '') return false;
  return a.startsWith(b) || b.startsWith(a) || holds(one, other) || holds(other, one);
}

/** All words of the one are among those of the other. */
function holds(whole: string, part: string): boolean {
  const words = new Set(wordsOf(whole));
  return wordsOf(part).every(word => words.has(word));
}

function wordsOf(name: string): string[] {
  return name
    .split(/[^\p{L}\p{N}+]+/u)
    .map(nameKey)
    .filter(word => word !== '');
}
