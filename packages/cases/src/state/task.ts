import type { Installed, Right } from '@seqwarden/proof/acts';

/** What somebody has to do. Made of the state alone; whether it is overdue is for who knows the day. */
export interface Task {
  /** The same for the same task, however often it is made: kind and what it is about. */
  readonly id: string;
  readonly kind: TaskKind;
  readonly case: string | null;
  readonly incident: string | null;
  readonly notice: string | null;
  readonly installed: Installed | null;
  readonly vulnerability: string | null;
  /** The record that asks for it, by its identity; null: none alone does. */
  readonly record: string | null;
  /** Id of the register whose site has to do it, as it alone recorded what asks for it; null: no single one does. */
  readonly register: string | null;
  /** Who can do it: whoever has this right; the person whom a notice names; anybody with a key. */
  readonly who: { readonly right: Right } | { readonly recipient: string } | null;
  /** A day at the site; null: no day was set. */
  readonly dueOn: string | null;
  /** What to name beside it: a publisher, a duty. */
  readonly about: string | null;
}

export const TASK_KINDS = [
  'decide_finding',
  'patch',
  'prove_patch',
  'check_patch',
  'see_effect',
  'look_at_reopened',
  'release_notice',
  'send_notice',
  'resolve_sending',
  'acknowledge',
  'receive_document',
  'return_form',
  'name_products',
  'close_case',
  'decide_duty',
  'report_duty',
  'close_incident',
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];
