import type { LaterRecord, RegisterSaid } from '@seqwarden/agent/verify';
import { cosignedAt, keyFingerprint, type LogStanding, registerWords } from '@seqwarden/proof';
import { oneLine } from './one-line.ts';

const LATER = 'later statements about this run (a next seal, an addendum) or this key are unknown';
const LATER_RECORDS = 'later records about this run (a next seal, an addendum) or this key are unknown';

/** What is not known of the log, for machines. */
export function logNote(standing: LogStanding, register: RegisterSaid | undefined): string {
  if (register !== undefined)
    return `keys and statements as of checkpoint ${register.checkpoint.size}, read at ${register.readAt}`;
  switch (standing.kind) {
    case 'entered':
      return standing.keysAsOf === null
        ? 'keys as the trust file has them; later statements unknown'
        : `keys as of checkpoint ${standing.keysAsOf}; later statements unknown`;
    case 'absent':
      return `no log: ${LATER}`;
    case 'not judged':
      return `not judged, the trust file names no log: ${LATER}`;
    case 'refused':
      return `the proof does not hold: ${LATER}`;
  }
}

/** FORMATS.md 10: `logStanding` and `logEntry`. */
export function logJson(standing: LogStanding): object {
  if (standing.kind !== 'entered') return { logStanding: standing.kind, logEntry: null };
  const { kind, cosignedBy, root: _, ...entry } = standing;
  return {
    logStanding: kind,
    logEntry: {
      ...entry,
      cosignedBy: cosignedBy.map(({ name, seconds }) => ({ name, at: cosignedAt(seconds) })),
    },
  };
}

/** FORMATS.md 10: `register`. */
export function registerJson(register: RegisterSaid | undefined): object | null {
  if (register === undefined) return null;
  const { log, checkpoint, readAt, later } = register;
  return {
    log: log.id,
    origin: log.key.name,
    size: checkpoint.size,
    readAt,
    later: later.map(({ kind, index, identity, statedAt, number = null }) => ({
      kind,
      index,
      identity,
      statedAt,
      number,
    })),
  };
}

const MOST_SHOWN = 20;

/** What the register says of the run beside its seal. */
export function laterLines({ later }: RegisterSaid): string[] {
  const shown = later.slice(-MOST_SHOWN).map(laterLine);
  const more = later.length - shown.length;
  return more > 0 ? [`${more} older records about this run before these`, ...shown] : shown;
}

function laterLine({ kind, index, statedAt, number = 0 }: LaterRecord): string {
  const what = {
    seal: `sealed again as generation ${number}`,
    addendum: `addendum ${number}`,
    disposed: 'the run, or a copy of it, was disposed of',
    hold: 'a run of this name is held: it may not be deleted',
  }[kind];
  return `${what}, ${statedAt}, at place ${index}`;
}

/** In people's words, a line each. */
export function registerLines(standing: LogStanding, register?: RegisterSaid): string[] {
  const now =
    register && `as of the register head of size ${register.checkpoint.size}, read ${register.readAt}`;
  if (register !== undefined && now !== undefined && standing.kind !== 'entered')
    return [`${keyFingerprint(register.log.id)}  ${now}; it does not prove this seal, see below`];
  if (standing.kind === 'absent') return [`no proof that it is in a register; ${LATER_RECORDS}`];
  if (standing.kind === 'not judged')
    return [`a proof lies there, which is not judged: the trust file names no register; ${LATER_RECORDS}`];
  if (standing.kind === 'refused') return [`the proof does not hold, see below; ${LATER_RECORDS}`];
  const [of, place, countersigners, keys] = registerWords(standing, oneLine);
  return [of, place, countersigners, now === undefined ? keys : `keys and later records ${now}`];
}

/** Of an addendum, in few words. */
export function placeText(standing: LogStanding): string {
  return standing.kind === 'entered' ? `, in the register at place ${standing.index}` : '';
}
