import { counted } from '@seqwarden/runfolder';
import type { KnownByTrust, OtherRegister, TakenIn } from '../casework/other-registers.ts';
import type { SiteWords } from '../casework/persons.ts';
import { shortId } from './case-words.ts';
import { oneLine } from './one-line.ts';

/** As of when other registers are known here, a paragraph for each; what they say since, nobody can know here. */
export function otherRegistersText(
  registers: readonly OtherRegister[],
  { dayOf }: Pick<SiteWords, 'dayOf'>,
): string {
  if (registers.length === 0) return 'no other register is named by the trust files\n';
  return registers
    .map(({ log, origin, taken, trustFiles }) => {
      const head = `register ${shortId(log)} (${oneLine(origin)}): ${takenText(taken, dayOf)}\n`;
      return [head, ...trustFiles.map(file => trustText(file, dayOf))].join('');
    })
    .join('');
}

function takenText(taken: TakenIn | null, dayOf: (moment: string) => string): string {
  if (taken === null) return 'none of its records were taken in: `bundle import` does that';
  const { at, size, newest, code } = taken;
  const last =
    newest === null
      ? code === null
        ? 'the newest record in it, if there is one, tells no day'
        : `which cannot be read [${code}]`
      : `the newest record in it of ${dayOf(newest.statedAt)} (place ${newest.index} of ${counted(size, 'record')})`;
  return `its latest file taken in on ${dayOf(at)}, ${last}`;
}

function trustText({ name, madeAt, size }: KnownByTrust, dayOf: (moment: string) => string): string {
  const keys = size === null ? 'tells none of its keys' : `tells its keys as of size ${size}`;
  return `  trust file ${oneLine(name)}: made on ${dayOf(madeAt)}, ${keys}\n`;
}
