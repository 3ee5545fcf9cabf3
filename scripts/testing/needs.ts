import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Set by `.ci/run`: there, what a test needs must be there. */
const MUST_NOT_SKIP = process.env.SEQWARDEN_CI === '1';

/**
 * The path of a file or folder of the corpus beside the project, or undefined after marking the test as
 * skipped with the reason.
 */
export function corpusOrSkip(t: TestContext, ...parts: string[]): string | undefined {
  const path = join(ROOT, '..', 'shared', 'corpus', ...parts);
  return existsSync(path) ? path : missing(t, `the corpus folder shared/corpus/${parts.join('/')}`);
}

/** The name of a command that is on the PATH, or undefined after marking the test as skipped with the reason. */
export function toolOrSkip(t: TestContext, name: string): string | undefined {
  try {
    execFileSync('/bin/sh', ['-c', `command -v "$1"`, 'sh', name], { stdio: 'ignore' });
    return name;
  } catch {
    return missing(t, `the command ${name}`);
  }
}

/** Marks the test as skipped because `what` is missing; in CI that is a failure. */
export function missing(t: TestContext, what: string): undefined {
  if (MUST_NOT_SKIP) throw new Error(`${what} is missing, and CI skips nothing`);
  t.skip(`needs ${what}`);
  return undefined;
}
