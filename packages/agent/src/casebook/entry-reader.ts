import { hash } from 'node:crypto';
import { RightsBook } from '@seqwarden/cases/authority';
import type { Entry } from '@seqwarden/cases/state';
import type { ReadEntry } from '@seqwarden/log/reading';
import type { AnyStatement, ErrorCode, KeyStates } from '@seqwarden/proof';
import { type Act, isActName } from '@seqwarden/proof/acts';

/** Makes of the entries of one log, in their order, what cases are made of. What is of a kind that is known, and says nothing of cases or persons, is passed over. */
export class EntryReader {
  readonly rights: RightsBook;
  readonly #keys: KeyStates;

  /** @param keys of the log, as of the entries that are told or later: a key keeps its role for ever */
  constructor(keys: KeyStates) {
    this.#keys = keys;
    this.rights = new RightsBook(keys.log);
  }

  /** `problem`: what the log's judge found wrong with it. */
  take(
    { index, file, envelope, statement }: ReadEntry,
    problem: { readonly code: ErrorCode } | undefined,
  ): readonly Entry[] {
    if (statement?.kind === 'key') return problem === undefined ? this.#rotation(statement) : [];
    if (statement !== undefined && !isAct(statement)) return [];
    const place = { log: this.#keys.log, index, identity: hash('sha256', file, 'hex') };
    const signer = envelope?.keyid ?? null;
    const role = this.#keys.keys.get(signer ?? '')?.role;
    if (signer === null || statement === undefined || problem !== undefined || role === undefined) {
      const kind = statement?.kind ?? (envelope === undefined ? null : predicateTypeOf(envelope.payload));
      return [{ uncounted: { ...place, signer, kind, why: problem?.code ?? 'KIND_UNKNOWN', by: null } }];
    }
    const act = actOf(statement);
    const before = this.rights.onePerson.length;
    // Of those that do not count the state tells.
    if (act.kind === 'rights') this.rights.take({ ...place, role, act });
    const persons = this.rights.onePerson.slice(before).map(onePerson => ({ onePerson }));
    const rights = this.rights.rightsAt(signer, index);
    return [{ placed: { ...place, signer, statedAt: statement.statedAt, role, rights, act } }, ...persons];
  }

  /** Who gets a new key stays who he was. */
  #rotation({ subject, predicate }: Extract<AnyStatement, { readonly kind: 'key' }>): readonly Entry[] {
    return predicate.action === 'rotated' && predicate.role === 'person'
      ? [
          {
            onePerson: { log: this.#keys.log, key: subject, other: predicate.replaces, at: null, isSo: true },
          },
        ]
      : [];
  }
}

export function isAct(statement: AnyStatement): statement is AnyStatement & Act {
  return isActName(statement.kind);
}

/** Without what only who judges it needs. */
export function actOf({ signers, topic, statedAt, ...act }: AnyStatement & Act): Act {
  return act;
}

/** As it is written, of a payload that was parsed before; null: there is none. */
function predicateTypeOf(payload: Uint8Array): string | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString());
    return typeof value === 'object' &&
      value !== null &&
      'predicateType' in value &&
      typeof value.predicateType === 'string'
      ? value.predicateType
      : null;
  } catch {
    return null;
  }
}
