import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createLog, type LogKey, loadLogKey, makeLogKey, type PublishedSource } from '@seqwarden/log';
import { AccountLog } from '../../src/register/account-log.ts';

export interface TestLog {
  readonly key: LogKey;
  readonly folder: string;
  readonly log: AccountLog;
  /** Opens it once more, as another process does. */
  readonly again: (others?: readonly PublishedSource[]) => AccountLog;
}

/** A new log in a folder `log`, which is closed when the test has ended. */
export async function newLog(t: TestContext, stateFolder: string): Promise<TestLog> {
  const folder = join(stateFolder, 'log');
  const key = loadLogKey(makeLogKey());
  await createLog(folder, key, new Date('2026-01-01'));
  const again = (others: readonly PublishedSource[] = []) => {
    const log = new AccountLog({ folder, key, others, now: () => new Date() });
    t.after(() => log.close());
    return log;
  };
  return { key, folder, log: again(), again };
}
