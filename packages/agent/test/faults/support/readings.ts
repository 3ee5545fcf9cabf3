import { existsSync, readFileSync } from 'node:fs';

/** One reading of a file of the source: from its opening to its closing, or to the end of the process. */
export interface Reading {
  /** Below the landing folder. */
  readonly path: string;
  readonly bytes: number;
}

/** What watched-process.ts noted, of all processes that wrote to this file. */
export function readingsIn(log: string): Reading[] {
  if (!existsSync(log)) return [];
  const all = new Map<string, { path: string; bytes: number }>();
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const [id, path, bytes] = line.split('\t');
    if (id === undefined || path === undefined) continue;
    const reading = all.get(id) ?? { path, bytes: 0 };
    reading.bytes += Number(bytes);
    all.set(id, reading);
  }
  return [...all.values()];
}
