import { execFileSync } from 'node:child_process';
import type { TestContext } from 'node:test';
import { missing } from '../../../../../scripts/testing/needs.ts';
import { IS_ROOT } from '../../support/command.ts';
import { beforeRemoving } from '../../support/scratch.ts';

/**
 * Mounts a disk of so many bytes at a folder, until the scratch folder is removed. Returns what makes it large. undefined: the test was
 * marked as skipped.
 */
export function smallDisk(
  t: TestContext,
  scratch: string,
  path: string,
  bytes: number,
): (() => void) | undefined {
  if (!IS_ROOT) return missing(t, 'root, to mount');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'none', path], { stdio: 'pipe' });
  } catch {
    return missing(t, 'the right to mount');
  }
  beforeRemoving(scratch, () => execFileSync('umount', ['-l', path]));
  return () => void execFileSync('mount', ['-o', 'remount,size=64m', path]);
}
