import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createLog } from '../../src/create-log.ts';
import { Log, type LogOptions } from '../../src/log.ts';
import { type LogKey, loadLogKey, makeLogKey } from '../../src/log-key.ts';

export const NOON = Date.parse('2026-03-01T12:00:00.000Z');

/** A new folder that is gone when the test has ended. */
export function scratch(t: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'seqwarden-log-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface NewLog {
  readonly folder: string;
  readonly pem: string;
  readonly key: LogKey;
  /** Opens it, as another process would; it is closed when the test ends. */
  open(options?: LogOptions): Promise<Log>;
}

export async function newLog(t: TestContext): Promise<NewLog> {
  const folder = join(scratch(t), 'log');
  const pem = makeLogKey();
  const key = loadLogKey(pem);
  await createLog(folder, key, new Date(NOON));
  const open = async (options: LogOptions = {}) => {
    const log = await Log.open(folder, key, { clock: () => NOON, ...options });
    t.after(() => log.close());
    return log;
  };
  return { folder, pem, key, open };
}

export function entry(text: string | number): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`entry ${text}\n`);
}
