import type { DraftStore, NoticeDraft } from '@seqwarden/agent/notices';
import { SeqwardenError } from '@seqwarden/proof';

/** Drafts of one case, or all; those that cannot be read are left where they are. Throws CASE_STORE_UNUSABLE. */
export function draftsOf(store: DraftStore, ofCase?: string): NoticeDraft[] {
  return store
    .list()
    .flatMap(id => readable(store, id))
    .filter(draft => ofCase === undefined || draft.case === ofCase);
}

/** A draft by the first 8 or more digits of its id. Throws CASE_UNKNOWN, CASE_INPUT_UNUSABLE. */
export function draftNamed(store: DraftStore, text: string): NoticeDraft {
  const [id, another] = /^[0-9a-f]{8,32}$/i.test(text)
    ? store.list().filter(one => one.startsWith(text.toLowerCase()))
    : [];
  if (id === undefined || another !== undefined)
    throw new SeqwardenError(
      'CASE_UNKNOWN',
      `${id === undefined ? 'no draft' : 'more than one draft'} is called ${text}`,
    );
  return store.read(id);
}

function readable(store: DraftStore, id: string): NoticeDraft[] {
  try {
    return [store.read(id)];
  } catch (error) {
    if (error instanceof SeqwardenError && error.code === 'CASE_INPUT_UNUSABLE') return [];
    throw error;
  }
}
