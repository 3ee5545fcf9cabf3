import type { Model } from './model.ts';

/** A name as people spell it, down to what tells models apart: no case, blanks or hyphens, and `+` is "plus". */
export function spelling(name: string): string {
  return name.toLowerCase().replaceAll('+', 'plus').replace(/[\s-]/g, '');
}

/** The one model that is meant by its name or its product's, in any spelling. Never a part of a name: "miseq" is not "iSeq". */
export function modelMeant(models: readonly Model[], name: string): Model | undefined {
  const wanted = spelling(name);
  return models.find(model => wanted === spelling(model.name) || wanted === spelling(model.product));
}
