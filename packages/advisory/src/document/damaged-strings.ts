import { pointerStep } from './json-pointer.ts';
import type { Remarks } from './remarks.ts';

/** Notes each string, and each key, that holds U+FFFD or half a surrogate pair. `value` is nested no deeper than the limit. */
export function noteDamagedStrings(value: unknown, pointer: string, remarks: Remarks): void {
  if (typeof value === 'string') {
    if (isDamaged(value)) remarks.addDamaged(pointer);
  } else if (Array.isArray(value)) {
    value.forEach((item, at) => {
      noteDamagedStrings(item, `${pointer}${pointerStep(at)}`, remarks);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const inner = `${pointer}${pointerStep(key)}`;
      if (isDamaged(key)) remarks.addDamaged(inner);
      noteDamagedStrings(item, inner, remarks);
    }
  }
}

function isDamaged(text: string): boolean {
  return text.includes('\u{fffd}') || !text.isWellFormed();
}
