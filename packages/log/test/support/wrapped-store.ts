import type { LogStore } from '../../src/store/log-store.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';

/** A store of which some methods are others. */
export function wrapped(store: LogStore, others: Partial<LogStore>): LogStore {
  return {
    lease: waitMs => store.lease(waitMs),
    head: () => store.head(),
    kept: () => store.kept(),
    indexesOf: leaves => store.indexesOf(leaves),
    commit: (expected, next) => store.commit(expected, next),
    applied: (checkpoint, forget) => store.applied(checkpoint, forget),
    countersigned: (checkpoint, file) => store.countersigned(checkpoint, file),
    refuse: refusal => store.refuse(refusal),
    close: () => store.close(),
    ...others,
  };
}

/** The store of a log, which notes in `steps` when it has done `commit` and before it does `applied`. */
export function openWatched(folder: string, logId: string, steps: string[]): LogStore {
  const store = openSqliteStore(folder, logId);
  return wrapped(store, {
    commit: async (expected, next) => {
      const isDone = await store.commit(expected, next);
      steps.push('commit');
      return isDone;
    },
    applied: (checkpoint, forget) => {
      steps.push('applied');
      return store.applied(checkpoint, forget);
    },
  });
}
