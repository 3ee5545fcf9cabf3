import type { CaseState, ItemState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { type Installed, installedKey, MAX_VULNERABILITIES } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';
import type { CaseView } from '../../casework/desk.ts';
import { caseNamed, installedNamed, installedOn } from '../../casework/named.ts';

export const TARGET_OPTIONS = {
  vendor: { type: 'string', help: 'of the instrument, where two vendors have the same serial' },
  vulnerability: { type: 'strings', help: 'one that it is about, as CVE-2023-1968; may be given again' },
  case: {
    type: 'string',
    help: 'instead: all of this case that are open on this installation; by the first 8 digits of its id, or the label of one of its documents',
  },
} as const;

/** What a record is about, as its predicate has it. */
export interface Target {
  readonly installed: Installed;
  /** Ascending. */
  readonly vulnerabilities: string[];
  /** What is known of them; none of one that nobody observed or chose there. */
  readonly items: readonly ItemState[];
}

/** The installation and the vulnerabilities that the command line names. Throws USAGE, CASE_UNKNOWN. */
export function targetOf(args: Arguments, view: Pick<CaseView, 'state'>): Target {
  const installed = installationNamed(args.first(), args.text('vendor'), view);
  const here = view.state.items.filter(item => installedKey(item.installed) === installedKey(installed));
  const vulnerabilities = vulnerabilitiesOf(args, here, view);
  if (vulnerabilities.length > MAX_VULNERABILITIES)
    throw new SeqwardenError(
      'USAGE',
      `a record is about at most ${MAX_VULNERABILITIES} vulnerabilities: name them with --vulnerability`,
    );
  return {
    installed,
    vulnerabilities,
    items: here.filter(item => vulnerabilities.includes(item.vulnerability)),
  };
}

/** One installation, not a device with several: each side is patched for itself. Throws CASE_UNKNOWN. */
export function installationNamed(
  text: string,
  vendor: string | undefined,
  view: Pick<CaseView, 'state'>,
): Installed {
  const named = installedNamed(view, text, vendor);
  if (named.id !== null) return named;
  const installed = installedOn(view, named);
  if (installed.length === 0) return named;
  const names = installed.map(({ id }) => `${text}/${id}`);
  throw new SeqwardenError('CASE_UNKNOWN', `${text} is the device; name one of ${names.join(', ')}`);
}

function vulnerabilitiesOf(
  args: Arguments,
  here: readonly ItemState[],
  view: Pick<CaseView, 'state'>,
): string[] {
  const given = args.texts('vulnerability');
  const asked = args.text('case');
  if ((given.length === 0) === (asked === undefined))
    throw new SeqwardenError('USAGE', 'say with --vulnerability or --case what it is about');
  if (asked === undefined) return vulnerabilitiesNamed(given, view);
  const found = caseNamed(view, asked);
  const open = openOf(found, here);
  if (open.length > 0) return open;
  throw new SeqwardenError(
    'CASE_UNKNOWN',
    `nothing of the case ${found.id.slice(0, 8)} is open on ${args.first()}`,
  );
}

/** Ascending, as they are known here. A mistyped one would be a matter of its own for ever. Throws CASE_UNKNOWN. */
export function vulnerabilitiesNamed(given: readonly string[], { state }: Pick<CaseView, 'state'>): string[] {
  const known = new Map(
    [
      ...state.items.map(({ vulnerability }) => vulnerability),
      ...state.cases.flatMap(({ vulnerabilities }) => vulnerabilities),
    ].map(one => [one.toLowerCase(), one]),
  );
  const named = given.map(text => {
    const one = known.get(text.toLowerCase()) ?? matterNamed(text, [...known.values()]);
    if (one === undefined) throw new SeqwardenError('CASE_UNKNOWN', `no case or finding is about ${text}`);
    return one;
  });
  return [...new Set(named)].sort();
}

/** A matter without a number, by the first digits of its case. */
function matterNamed(text: string, known: readonly string[]): string | undefined {
  if (!/^(?:case:)?[0-9a-f]{8,32}$/.test(text)) return undefined;
  const [one, another] = known.filter(name => name.startsWith(`case:${text.replace('case:', '')}`));
  return another === undefined ? one : undefined;
}

function openOf({ id }: CaseState, here: readonly ItemState[]): string[] {
  return here
    .filter(({ cases, remediation }) => cases.includes(id) && isOpen(remediation))
    .map(({ vulnerability }) => vulnerability)
    .sort();
}

export function isOpen(remediation: ItemState['remediation']): boolean {
  return remediation === 'not_remediated' || remediation === 'in_progress';
}
