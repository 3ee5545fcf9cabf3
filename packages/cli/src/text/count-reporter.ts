import type { Context } from '../context.ts';

const REDRAW_EVERY_MS = 100;
/** Without a terminal a line now and then is enough for a log. */
const LINE_EVERY_MS = 10_000;

/** Progress of what has no known end: how many so far. Call `end` before anything else is printed. */
export function countReporter(
  context: Context,
  what: string,
): { readonly update: (count: number) => void; readonly end: () => void } {
  let lastLine = performance.now();
  let drawn = false;
  return {
    update: count => {
      const now = performance.now();
      if (now - lastLine < (context.terminal ? REDRAW_EVERY_MS : LINE_EVERY_MS)) return;
      lastLine = now;
      drawn = context.terminal;
      context.err(context.terminal ? `\r\x1b[K${what}: ${count}` : `${what}: ${count}\n`);
    },
    end: () => {
      if (drawn) context.err('\r\x1b[K');
      drawn = false;
    },
  };
}
