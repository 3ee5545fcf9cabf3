import { type Directory, type Person, requireDirectory } from '@seqwarden/agent/directory';
import { keyFingerprint, type Trust } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import { siteAtHand } from '../../casework/at-hand.ts';
import { dayBy } from '../../casework/site-time.ts';
import type { Context } from '../../context.ts';
import { oneLine } from '../../text/one-line.ts';

export const SITE_OPTION = {
  site: {
    type: 'string',
    help: "the site's file of persons and deadlines; default: site.toml beside your keys",
  },
} as const;

/** The site, and which day it is there. */
export interface AtSite {
  readonly directory: Directory;
  readonly today: string;
  /** Of a moment (RFC 3339). */
  readonly dayOf: (moment: string) => string;
  /** Name of a recipient for people, on one line; of nobody in the site's file the digits. */
  readonly nameOf: (recipient: string) => string;
}

/** Throws DIRECTORY_UNUSABLE, KEY_UNUSABLE, KEY_PERMISSIONS, CONFIG_UNUSABLE. */
export function siteOf(args: Arguments, context: Context, trust: Trust, makeSecret = false): AtSite {
  const keys = trust.personKeys.map(({ keyid }) => keyid);
  const directory = requireDirectory({ ...siteAtHand(args.text('site'), context), keys, makeSecret });
  const dayOf = dayBy(directory.site.zone);
  return {
    directory,
    today: dayOf(context.now().toISOString()),
    dayOf,
    nameOf: recipient => {
      const person = directory.personOf(recipient);
      return person === undefined ? unnamed(recipient) : oneLine(person.name);
    },
  };
}

/** As a notice addresses a person. */
export function addressed({ name, role }: Person): string {
  return `${name}, ${role}`;
}

function unnamed(recipient: string): string {
  const digits = recipient.length === 64 ? keyFingerprint(recipient) : recipient.slice(0, 8);
  return `nobody in the site's file (${digits})`;
}
