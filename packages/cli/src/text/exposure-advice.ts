import type { AskedAdvisory } from '@seqwarden/advisory/answer';
import type { Finding, Reason } from '@seqwarden/advisory/match';

/** What a person can do about a finding, in whole sentences; hostile text in them is not cleaned yet. */
export function adviceOn(finding: Finding, advisories: readonly AskedAdvisory[]): readonly string[] {
  if (finding.verdict === 'affected') return [...remediesOf(finding, advisories), PROVE_IT];
  if (finding.verdict !== 'review') return [];
  const hints = finding.reasons.flatMap(({ code }) => HINTS[code] ?? []);
  return [...new Set(hints.length > 0 ? hints : [DECIDE])];
}

const PROVE_IT =
  'When it is done, state it with the digest of the installer or of a document that shows it in the file of --inventory: no version in a run folder tells of the patch.';
const DECIDE =
  'Read the advisory and decide; what you know of this device belongs into the file of --inventory.';
const ASK_VERSION = 'Look up the version on the device and state it in the file of --inventory.';
const ASK_MAKER = 'Ask the manufacturer whether this version is meant. Until then treat it as affected.';
const GIVE_PROOF =
  'Add the digest of the installer that was run, or of a document that shows the fix, to what is stated.';

const HINTS: Readonly<Partial<Record<Reason['code'], string>>> = {
  VERSION_IN_HOLE: ASK_MAKER,
  BOUND_COARSER: ASK_MAKER,
  INSTALLED_COARSER: 'State the whole version, with all its numbers, in the file of --inventory.',
  VERSION_UNKNOWN: ASK_VERSION,
  VERSION_NOT_COMPARABLE: ASK_VERSION,
  PROGRAM_UNKNOWN: 'Find out whether this program is installed, and state it in the file of --inventory.',
  RANGE_NOT_READ: 'Read the range as it is written, and decide.',
  ADVISORY_CONTRADICTS_ITSELF: ASK_MAKER,
  OTHER_SOURCE_DISAGREES: ASK_MAKER,
  UNDER_INVESTIGATION: 'Get the advisory again later: its publisher is still looking.',
  MODE_DIFFERS: 'Find out in which mode this system runs; both systems of a device need their own patch.',
  WAS_EXPOSED:
    'If the fix was installed, state when, with its proof: an upgrade to a version of which the advisory says nothing is none.',
  FIX_WITHOUT_PROOF: GIVE_PROOF,
  FIX_DIGEST_DIFFERS:
    'The installer that was run is not the one of the advisory. Find out what was installed.',
  SEEN_AFTER_FIX: 'Find out what was installed after the fix, and prove the fix anew.',
  INSTRUMENT_UNCERTAIN:
    'Find out which device these runs are of; an alias can be stated in the file of --inventory.',
};

const MOST_REMEDIES = 3;

/** Of the product that decided, as the advisory has them. */
function remediesOf(finding: Finding, advisories: readonly AskedAdvisory[]): string[] {
  const asked = advisories.find(({ advisory }) => advisory.sha256 === finding.advisory.sha256);
  const remedies = (asked?.advisory.vulnerabilities ?? [])
    .filter(({ id }) => id === finding.vulnerability)
    .flatMap(one => one.remediations)
    .filter(({ products }) => products.length === 0 || products.includes(finding.product.id))
    .map(({ details, url }) => (url === null ? details : `${details} ${url}`));
  const distinct = [...new Set(remedies)];
  if (distinct.length === 0) return ['The advisory names no remedy: ask the manufacturer.'];
  const more = distinct.length - MOST_REMEDIES;
  return more > 0 ? [...distinct.slice(0, MOST_REMEDIES), `And ${more} more in the advisory.`] : distinct;
}
