import { type Directory, openDirectory } from '@seqwarden/agent/directory';
import { keyFingerprint, SeqwardenError, type Trust } from '@seqwarden/proof';
import type { Context } from '../context.ts';
import { oneLine } from '../text/one-line.ts';
import { messageLines } from '../text/report-error.ts';
import { siteAtHand } from './at-hand.ts';
import { dayBy, siteTime } from './site-time.ts';

/** What the site's file adds to what records say; without one, keys stay fingerprints and days are those of UTC. */
export interface Persons {
  /** undefined: the site has no file of persons, or none that can be read. */
  readonly directory: Directory | undefined;
  /** The name of a key id or a pseudonym, cleaned for a terminal; who is not known is shown by what the record has. */
  readonly nameOf: (recipient: string) => string;
  /** Today at the site. */
  readonly day: string;
  /** Which day a moment (RFC 3339) was at the site. */
  readonly dayOf: (moment: string) => string;
  /** The same to the minute, with what its clocks then were ahead of UTC. */
  readonly timeOf: (moment: string) => string;
}

/** What texts on cases need of the site. */
export type SiteWords = Pick<Persons, 'nameOf' | 'day' | 'dayOf' | 'timeOf'>;

/** A broken file is told, and then done without: what is due is shown all the same. */
export function personsOf(
  context: Pick<Context, 'env' | 'now' | 'err' | 'handed'>,
  trust: Pick<Trust, 'personKeys'>,
): Persons {
  const { now, err } = context;
  const keys = trust.personKeys.map(({ keyid }) => keyid);
  let directory: Directory | undefined;
  try {
    directory = openDirectory({ ...siteAtHand(undefined, context), keys, makeSecret: false });
  } catch (error) {
    if (!(error instanceof SeqwardenError)) throw error;
    err(
      `persons are shown by their keys [${error.code}]\n${isTold(error, context) ? '' : messageLines(error)}`,
    );
  }
  const zone = directory?.site.zone;
  const dayOf = dayBy(zone);
  return {
    directory,
    nameOf: recipient => oneLine(directory?.personOf(recipient)?.name ?? unnamed(recipient)),
    day: dayOf(now().toISOString()),
    dayOf,
    timeOf: moment => siteTime(moment, zone),
  };
}

/** What is wrong with the site's file was told where it was read for the command before. */
function isTold(error: SeqwardenError, { handed }: Pick<Context, 'handed'>): boolean {
  try {
    handed?.site?.read();
    return false;
  } catch (again) {
    return again === error;
  }
}

function unnamed(recipient: string): string {
  return recipient.length === 64
    ? keyFingerprint(recipient)
    : `a person without a key (${recipient.slice(0, 8)})`;
}
