import type { RunState } from '../journal/run-state.ts';

/**
 * What happens to a run.
 *
 * - `changed`: a file came, changed or went
 * - `over`, `not-over`: what {@link judgeOver} makes of the run now
 * - `quiet`: nothing changed for the settling time, and every file is at every destination that can be reached
 * - `silence`: nothing changed for so long that somebody should know
 * - `differs`: the last look found something other than what was copied
 * - `sealed`: the seal is published; also found at a start, of exactly these files
 * - `confirmed`, `damaged`: every destination was read again and is equal; one is not
 * - `alarm`: a file changed that must not
 * - `gone`, `back`: the source
 * - `released`: a person says that a quarantined run may go on
 */
export const RUN_EVENTS = [
  'changed',
  'over',
  'not-over',
  'quiet',
  'silence',
  'differs',
  'sealed',
  'confirmed',
  'damaged',
  'alarm',
  'gone',
  'back',
  'released',
] as const;
export type RunEvent = (typeof RUN_EVENTS)[number];

/**
 * What is done on the way. `finish`: compare all, hash again what may have changed, seal. `stop-finish`: that is void. `confirm`: read every
 * destination again. `addendum`: what came after the seal. `rest`: the scanner forgets details. `say-…`: an event for people.
 */
export type RunAction =
  | 'finish'
  | 'stop-finish'
  | 'confirm'
  | 'addendum'
  | 'rest'
  | 'say-stale'
  | 'say-resumed'
  | 'say-sealed'
  | 'say-confirmed'
  | 'say-damaged'
  | 'say-alarm'
  | 'say-gone'
  | 'say-back'
  | 'say-released';

export interface Transition {
  readonly to: RunState;
  readonly actions: readonly RunAction[];
}

const to = (state: RunState, ...actions: RunAction[]): Transition => ({ to: state, actions });

const FOUND_SEALED = to('sealed', 'say-sealed', 'confirm');
const QUARANTINED = to('quarantined', 'say-alarm');
const AWAY = to('away', 'say-gone');

/** Only what does something; every other event leaves a run in its state. */
const MOVES: Readonly<Record<RunState, Readonly<Partial<Record<RunEvent, Transition>>>>> = {
  growing: {
    over: to('settling'),
    silence: to('stale', 'say-stale'),
    sealed: FOUND_SEALED,
    alarm: QUARANTINED,
    gone: AWAY,
  },
  stale: {
    changed: to('growing', 'say-resumed'),
    over: to('settling'),
    sealed: FOUND_SEALED,
    alarm: QUARANTINED,
    gone: AWAY,
  },
  away: {
    back: to('growing', 'say-back'),
    sealed: FOUND_SEALED,
    alarm: QUARANTINED,
  },
  settling: {
    'not-over': to('growing'),
    quiet: to('finishing', 'finish'),
    sealed: FOUND_SEALED,
    alarm: QUARANTINED,
    gone: AWAY,
  },
  finishing: {
    changed: to('settling', 'stop-finish'),
    'not-over': to('growing', 'stop-finish'),
    differs: to('settling', 'stop-finish'),
    sealed: FOUND_SEALED,
    alarm: to('quarantined', 'stop-finish', 'say-alarm'),
    gone: to('away', 'stop-finish', 'say-gone'),
  },
  // From here on the source can only add, and is not needed any more: what the destinations hold is what counts.
  sealed: {
    changed: to('sealed', 'addendum'),
    confirmed: to('confirmed', 'say-confirmed', 'rest'),
    damaged: to('sealed', 'say-damaged'),
    alarm: to('sealed', 'say-alarm'),
  },
  confirmed: {
    changed: to('sealed', 'addendum', 'confirm'),
    damaged: to('sealed', 'say-damaged'),
    alarm: to('confirmed', 'say-alarm'),
  },
  quarantined: {
    released: to('growing', 'say-released'),
    alarm: to('quarantined', 'say-alarm'),
  },
};

export function transition(state: RunState, event: RunEvent): Transition {
  return MOVES[state][event] ?? { to: state, actions: [] };
}
