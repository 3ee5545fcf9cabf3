import type { Directory } from '@seqwarden/agent/directory';
import type { NoticePlan } from '@seqwarden/cases/notice';
import type { TrustedKey } from '@seqwarden/proof';
import type { Installed } from '@seqwarden/proof/acts';
import type { AtSite } from './site.ts';

/** Who is told where nobody answers for an installation, as statements name persons; undefined: nobody who could be. */
export function escalatedTo(directory: Directory, installed: Installed): string | undefined {
  const person = directory.escalatedTo(installed);
  return person === undefined ? undefined : directory.recipientOf(person);
}

/** Who is told where this notice is not acknowledged, beside the one who gets it. */
export function toldAfter({ recipient, regards }: NoticePlan, { directory }: AtSite): string[] {
  const others = regards.flatMap(({ installed }) => escalatedTo(directory, installed) ?? []);
  return [...new Set(others)].filter(one => one !== recipient);
}

/** Key ids of recipients who cannot answer with the key that the site's file gives: the register has not enrolled it for a person, or it has ended. */
export function keysThatCannotAnswer(
  plans: readonly Pick<NoticePlan, 'recipient'>[],
  personKeys: readonly TrustedKey[],
): string[] {
  const good = new Set(personKeys.filter(isGood).map(({ keyid }) => keyid));
  return [...new Set(plans.map(({ recipient }) => recipient))].filter(
    recipient => recipient.length === 64 && !good.has(recipient),
  );
}

/** In the register of any site that says something of it. */
function isGood({ places }: TrustedKey): boolean {
  return places.length === 0 || places.some(({ until }) => until === null);
}
