import { installedKey } from '@seqwarden/proof/acts';
import type { Persons } from '../authority/index.ts';
import type { PlacedAct, Uncounted, UncountedReason } from '../state/index.ts';
import { groupBy } from './order.ts';
import { ofKind, type Placed, uncounted } from './placed.ts';

type Check = Placed<'check'>;
type Checked = Placed<'patch' | 'mitigation'>;

/** Acts that refer to another one of the same installation. */
export interface Referring<T> {
  /** Those that count, by the identity of what they refer to, in order of place. Of a record that was corrected those that counted until then. */
  readonly of: ReadonlyMap<string, readonly T[]>;
  readonly uncounted: readonly Uncounted[];
}

/** Which checks count: of a patch or a mitigation of somebody else, as it stands there. */
export function checksOf(
  counted: readonly PlacedAct[],
  corrected: readonly PlacedAct[],
  persons: Persons,
): Referring<Check> {
  const records = new Map([...checkable(corrected), ...checkable(counted)].map(one => [one.identity, one]));
  const takenBack = new Set(corrected.map(({ identity }) => identity));
  const unsaid: Uncounted[] = [];
  const fitting = ofKind(counted, 'check').filter(check => {
    const { of } = check.act.predicate;
    const unfit = whyNot(check, records.get(of), persons);
    const why = unfit ?? (takenBack.has(of) ? 'REFERS_TO_NOTHING' : undefined);
    if (why !== undefined) unsaid.push(uncounted(check, why));
    return unfit === undefined;
  });
  return { of: groupBy(fitting, ({ act }) => act.predicate.of), uncounted: unsaid };
}

/** Which endings of mitigations count. */
export function endingsOf(counted: readonly PlacedAct[]): Referring<Placed<'mitigation'>> {
  const mitigations = ofKind(counted, 'mitigation');
  const begun = new Map(mitigations.filter(isBegun).map(one => [one.identity, one]));
  const unsaid: Uncounted[] = [];
  const fitting = mitigations.filter(one => {
    if (isBegun(one)) return false;
    const ends = begun.get(one.act.predicate.ends ?? '');
    if (ends === undefined) unsaid.push(uncounted(one, 'REFERS_TO_NOTHING'));
    else if (!isAbout(one, ends)) unsaid.push(uncounted(one, 'CONTRADICTS'));
    return ends !== undefined && isAbout(one, ends);
  });
  return { of: groupBy(fitting, ({ act }) => act.predicate.ends ?? ''), uncounted: unsaid };
}

function isBegun({ act }: Placed<'mitigation'>): boolean {
  return act.predicate.action === 'begun';
}

function checkable(acts: readonly PlacedAct[]): Checked[] {
  return [...ofKind(acts, 'patch'), ...ofKind(acts, 'mitigation').filter(isBegun)];
}

function whyNot(check: Check, record: Checked | undefined, persons: Persons): UncountedReason | undefined {
  if (record === undefined) return 'REFERS_TO_NOTHING';
  if (check.act.subject !== check.act.predicate.of || !isAbout(check, record)) return 'CONTRADICTS';
  if (check.act.predicate.result === 'confirmed' && isAhead(record, check)) return 'CONTRADICTS';
  return isOwn(check, record, persons) ? 'OWN_CHECK' : undefined;
}

/** What another key of the same person refuted counts: that two keys are one person's makes nothing better. */
function isOwn(check: Check, { signer }: Checked, persons: Persons): boolean {
  const { result } = check.act.predicate;
  return check.signer === signer || (result === 'confirmed' && persons.isOne(check.signer, signer));
}

/** Clocks of two persons may differ by so much. */
const CLOCKS_DIFFER_MS = 24 * 60 * 60 * 1000;

/** Whether a patch is said to have been recorded after it was confirmed. It may have been made until then, and no run would come later: what is installed could never speak against it. */
function isAhead(record: Checked, { statedAt }: Check): boolean {
  return Date.parse(record.statedAt) > Date.parse(statedAt) + CLOCKS_DIFFER_MS;
}

/** Whether `one` names the installation of the record, and none but its vulnerabilities. */
function isAbout(one: Check | Checked, record: Checked): boolean {
  const [{ installed, vulnerabilities }, about] = [one.act.predicate, record.act.predicate];
  return (
    installedKey(installed) === installedKey(about.installed) &&
    vulnerabilities.every(vulnerability => about.vulnerabilities.includes(vulnerability))
  );
}
