import type { Directory } from '@seqwarden/agent/directory';
import { type NoticePlan, toldAfter } from '@seqwarden/cases/notice';
import type { TrustedKey } from '@seqwarden/proof';
import type { Installed } from '@seqwarden/proof/acts';
import type { AtSite } from './site.ts';

/** Who is told where nobody answers for an installation, as statements name persons; undefined: nobody who could be. */
export function escalatedTo(directory: Directory, installed: Installed): string | undefined {
  const person = directory.escalatedTo(installed);
  return person === undefined ? undefined : directory.recipientOf(person);
}

/** Whether somebody else is told where a planned notice is not acknowledged. */
export function isEscalated({ recipient, regards }: NoticePlan, { directory }: AtSite): boolean {
  const installed = regards.map(regard => regard.installed);
  return toldAfter({ installed, recipient }, one => escalatedTo(directory, one)).size > 0;
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
