/**
 * The last line of defence for everything that is printed, documents too: what a terminal may take for a command, or what reorders
 * a line, is written as JSON writes it, so that a document keeps its meaning. Line ends, escape and return, of which our own layout
 * and progress consist, are for {@link oneLine} to keep out of what comes from outside.
 */
export function plainOutput(text: string): string {
  return text.replace(/[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, char =>
    Array.from({ length: char.length }, (_, at) => `\\u${hex(char.charCodeAt(at))}`).join(''),
  );
}

function hex(unit: number): string {
  return unit.toString(16).padStart(4, '0');
}
