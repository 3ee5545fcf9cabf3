import { counted } from '@seqwarden/runfolder';
import type { Context } from '../context.ts';
import { oneLine } from './one-line.ts';

export interface Progress {
  readonly files: number;
  readonly bytes: number;
  readonly filesInAll: number;
}

const BAR_WIDTH = 30;
/** Without a terminal a line now and then is enough for a log. */
const LINE_EVERY_MS = 10_000;
const REDRAW_EVERY_MS = 100;

/** A bar that is redrawn on a terminal, plain lines otherwise. Call `end` before anything else is printed. */
export function progressReporter(
  context: Context,
  what: string,
): { readonly update: (progress: Progress) => void; readonly end: () => void } {
  const shown = oneLine(what);
  const started = performance.now();
  let lastLine = started;
  let drawn = false;
  return {
    update: progress => {
      const now = performance.now();
      if (context.terminal) {
        drawn = true;
        context.err(`\r\x1b[K${shown} ${bar(progress)} ${describe(progress, now - started)}`);
      } else if (now - lastLine >= LINE_EVERY_MS) {
        lastLine = now;
        context.err(`${shown}: ${describe(progress, now - started)}\n`);
      }
    },
    end: () => {
      if (drawn) context.err('\r\x1b[K');
      drawn = false;
    },
  };
}

/** The same for records of a register. */
export function entriesReporter(
  context: Context,
  what: string,
): { readonly update: (entries: number, inAll: number) => void; readonly end: () => void } {
  const started = performance.now();
  let lastLine = started;
  let drawn = false;
  return {
    update: (entries, inAll) => {
      const now = performance.now();
      const every = context.terminal ? REDRAW_EVERY_MS : LINE_EVERY_MS;
      if (now - lastLine < every) return;
      lastLine = now;
      const text = `${what}: ${entries} of ${counted(inAll, 'record')}`;
      drawn = context.terminal;
      context.err(context.terminal ? `\r\x1b[K${text}` : `${text}\n`);
    },
    end: () => {
      if (drawn) context.err('\r\x1b[K');
      drawn = false;
    },
  };
}

function bar({ files, filesInAll }: Progress): string {
  const filled = filesInAll === 0 ? BAR_WIDTH : Math.floor((files / filesInAll) * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
}

function describe({ files, filesInAll, bytes }: Progress, ms: number): string {
  const perSecond = ms > 0 ? (bytes / ms) * 1000 : 0;
  return `${files} of ${counted(filesInAll, 'file')}, ${humanBytes(bytes)}, ${humanBytes(perSecond)}/s`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Decimal units with three digits, as disks are sold. */
export function humanBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(value) : value.toPrecision(3)} ${UNITS[unit]}`;
}
