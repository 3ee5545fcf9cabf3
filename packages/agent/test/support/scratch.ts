import { accessSync, chmodSync, constants, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import './kept-threads.ts';

/** In memory where there is such a place: what is flushed is what the tests are about, not how long a disk takes for it. */
const BASE = inMemory() ?? tmpdir();

function inMemory(): string | undefined {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return undefined;
  }
}

/** A new folder that is gone when the test has ended. Ordinary users can pass through it. */
export function scratch(t: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(BASE, 'seqwarden-agent-')));
  chmodSync(folder, 0o755);
  t.after(() => {
    for (const undo of UNDO.get(folder)?.toReversed() ?? []) undo();
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

const UNDO = new Map<string, (() => void)[]>();

/** What has to be undone before a scratch folder can be removed, such as a mount; the last one first. */
export function beforeRemoving(folder: string, undo: () => void): void {
  UNDO.set(folder, [...(UNDO.get(folder) ?? []), undo]);
}
