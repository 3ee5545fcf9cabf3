import type { Shares } from './shares.ts';

/**
 * Waits until every one of these workers has ended, whatever becomes of one: what they work on is closed afterwards. The first error stops the
 * shares, so that the others end soon, and is thrown when all have.
 */
export async function settle(workers: readonly Promise<void>[], shares: Shares): Promise<void> {
  const errors: unknown[] = [];
  const onError = (error: unknown): void => {
    errors.push(error);
    shares.stop();
  };
  await Promise.all(workers.map(worker => worker.catch(onError)));
  if (errors.length > 0) throw errors[0];
}
