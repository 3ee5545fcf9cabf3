import type { State, Task } from '@seqwarden/cases/state';

/**
 * Id of the register whose site has to do it: a notice, a document that is expected and a form to return are matters of whoever recorded them. Null: no single register asks for it.
 */
export function registerOfTask({ kind, notice, case: ofCase, record }: Task, state: State): string | null {
  if (notice !== null) return state.notices.find(({ id }) => id === notice)?.released.record.log ?? null;
  const found = state.cases.find(({ id }) => id === ofCase);
  const asking =
    kind === 'receive_document' ? found?.expected : kind === 'return_form' ? found?.documents : undefined;
  return asking?.find(one => one.record.identity === record)?.record.log ?? null;
}
