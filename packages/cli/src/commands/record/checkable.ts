import { dayText } from '@seqwarden/cases/calendar';
import type { MitigationState, PatchState, State } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { installedKey } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';
import type { Desk } from '../../casework/desk.ts';
import { recordNamed } from '../../casework/named.ts';
import { whyRefused } from '../../casework/why-refused.ts';
import { shortId, vulnerabilitiesText } from '../../text/case-words.ts';
import { installationNamed, vulnerabilitiesNamed } from './target.ts';

/** What a second person can check. */
export interface Checkable {
  readonly record: PatchState['record'];
  readonly says: PatchState['says'] | MitigationState['says'];
  readonly isPatch: boolean;
  /** A patch that `today` wants checked; a measure that stands and that nobody has checked. */
  readonly isWaiting: boolean;
}

/**
 * What the command line names: a record by its digits; or an installation, with a vulnerability or without, of which one record waits to be checked. Throws NOTHING_WAITS, CASE_UNKNOWN, also
 * where several wait, which are then listed, and ACT_REFUSED for what the same person recorded, before anything is taken in.
 */
export function checkableNamed(args: Arguments, desk: Desk): Checkable {
  const { state, signer, isOfSigner } = desk;
  const found = checkableIn(desk);
  const one = isDigits(args) ? recordOf(args, state, found) : onlyWaiting(args, state, found, isOfSigner);
  if (one.record.signer === signer)
    throw new SeqwardenError('ACT_REFUSED', 'you recorded it yourself: another person has to check it');
  if (args.flag('confirm') && isOfSigner(one.record.signer))
    throw new SeqwardenError('ACT_REFUSED', whyRefused('OWN_CHECK'));
  return one;
}

/** Digits of a record name no installation; a serial that looks like them is told by its `/ID`. */
function isDigits({ positionals }: Arguments): boolean {
  const [text = '', another] = positionals;
  return another === undefined && /^[0-9a-f]{8,64}$/i.test(text);
}

function recordOf(args: Arguments, state: State, found: readonly Checkable[]): Checkable {
  const { identity } = recordNamed({ state }, args.first());
  const one = found.find(({ record }) => record.identity === identity);
  if (one !== undefined) return one;
  throw new SeqwardenError('CASE_UNKNOWN', `${identity.slice(0, 16)} is no record of a patch or a measure`);
}

function onlyWaiting(
  args: Arguments,
  state: State,
  found: readonly Checkable[],
  isOfSigner: Desk['isOfSigner'],
): Checkable {
  const text = args.first();
  const key = installedKey(installationNamed(text, args.text('vendor'), { state }));
  const named = vulnerabilitiesNamed(args.positionals.slice(1), { state });
  const waiting = found.filter(
    ({ isWaiting, says }) =>
      isWaiting &&
      installedKey(says.installed) === key &&
      named.every(vulnerability => says.vulnerabilities.includes(vulnerability)),
  );
  const patches = waiting.filter(({ isPatch }) => isPatch);
  const meant = patches.length > 0 ? patches : waiting;
  const others = meant.filter(({ record }) => !isOfSigner(record.signer));
  const [one, another] = others.length > 0 ? others : meant;
  if (one === undefined)
    throw new SeqwardenError('NOTHING_WAITS', `of ${text} no record waits to be checked`);
  if (another === undefined) return one;
  throw new SeqwardenError(
    'CASE_UNKNOWN',
    `of ${text} several records wait; name the one that you looked at: ${meant.map(nameText).join('; ')}`,
  );
}

/** Its first digits, what it is, and what it is about. */
export function nameText({ record, says }: Checkable): string {
  const what = 'at' in says ? `patch of ${dayText(says.at)}` : `measure of ${says.on}`;
  return `${shortId(record.identity)} (${what}, ${vulnerabilitiesText(says.vulnerabilities)})`;
}

/** Each record once, whatever number of vulnerabilities it is about. */
function checkableIn({ state: { items }, tasks }: Pick<Desk, 'state' | 'tasks'>): Checkable[] {
  const asked = new Set(tasks.flatMap(({ kind, record }) => (kind === 'check_patch' ? (record ?? []) : [])));
  const all = items.flatMap(({ patches, mitigations }) => [
    ...patches.map(({ record, says }) => ({
      ...{ record, says, isPatch: true, isWaiting: asked.has(record.identity) },
    })),
    ...mitigations.map(({ record, says, checks, endedOn }) => ({
      ...{ record, says, isPatch: false, isWaiting: checks.length === 0 && endedOn === null },
    })),
  ]);
  return [...new Map(all.map(one => [one.record.identity, one])).values()];
}
