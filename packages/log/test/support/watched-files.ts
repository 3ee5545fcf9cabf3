import promises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { TestContext } from 'node:test';

/** A change of the file system, as one line: `open PATH`, `sync PATH`, `rename PATH`, `rm PATH`. */
export type Step = string;

/**
 * Tells `watch` of each step of the tree's files in this thread until the test ends, when it was done; what `refuse` answers to a step, before it is done, is the
 * code that it fails with.
 */
export function watchFiles(
  t: TestContext,
  {
    watch = () => undefined,
    refuse = () => undefined,
  }: {
    readonly watch?: (step: Step) => void;
    readonly refuse?: (step: Step) => string | undefined;
  },
): void {
  const { open, rename, rm } = promises;
  const put = (functions: object) => {
    Object.assign(promises, functions);
    syncBuiltinESMExports();
  };
  t.after(() => put({ open, rename, rm }));
  async function step<T>(name: Step, act: () => Promise<T>): Promise<T> {
    const code = refuse(name);
    if (code !== undefined) throw Object.assign(new Error('injected'), { code });
    const result = await act();
    watch(name);
    return result;
  }
  put({
    open: async (path: string, flags: string, mode?: number) => {
      const handle = await step(`open ${path}`, () => open(path, flags, mode));
      return watchedHandle(handle, sync => step(`sync ${path}`, sync));
    },
    rename: (from: string, to: string) => step(`rename ${to}`, () => rename(from, to)),
    rm: (path: string, options: object) => step(`rm ${path}`, () => rm(path, options)),
  });
}

function watchedHandle(
  handle: FileHandle,
  watched: (sync: () => Promise<void>) => Promise<void>,
): FileHandle {
  const sync = handle.sync.bind(handle);
  handle.sync = () => watched(sync);
  return handle;
}
