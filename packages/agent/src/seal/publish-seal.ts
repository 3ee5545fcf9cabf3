import { publishCustody } from '../custody/publish-custody.ts';
import type { TreeRoot } from '../host/held-tree.ts';
import { temporaryName } from '../host/temporary-name.ts';
import type { MadeCustody } from './make-custody.ts';
import { setAsideCustody } from './set-aside-custody.ts';
import type { UnpublishedNote } from './unpublished.ts';

export interface NewSeal {
  /** Where `Custody/` goes. */
  readonly custody: TreeRoot;
  readonly made: MadeCustody;
  /** Identity of the seal that lies there and makes way; null: none does. */
  readonly previousSeal: string | null;
  readonly note: UnpublishedNote;
}

/**
 * Puts a seal in its place, and the one that it replaces out of the run. It is noted first, so that the next try can settle what a kill
 * in the middle leaves. Throws CONFLICT, DESTINATION_*, CONFIG_UNUSABLE.
 */
export function publishSeal({ custody, made, previousSeal, note }: NewSeal): void {
  const temporary = temporaryName();
  note.write({ folder: temporary, seal: made.identity, previousSeal });
  publishCustody(custody, made.content, {
    temporary,
    makeWay: previousSeal === null ? undefined : () => setAsideCustody(custody, previousSeal),
  });
  made.published?.();
  note.remove();
}
