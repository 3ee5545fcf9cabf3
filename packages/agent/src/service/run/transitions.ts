import type { RunState } from '../../journal/run-state.ts';

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
 * What is done on the way; all else follows from the state. `stop-finish`: what is being finished is void. `addendum`: something came after the seal.
 * `rest`: the scanner forgets details. `say-stale`: an event for people.
 */
export type RunAction = 'stop-finish' | 'addendum' | 'rest' | 'say-stale';

export interface Transition {
  readonly to: RunState;
  readonly actions: readonly RunAction[];
}

const to = (state: RunState, ...actions: RunAction[]): Transition => ({ to: state, actions });

const FOUND_SEALED = to('sealed');
const QUARANTINED = to('quarantined');
const AWAY = to('away');

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
    changed: to('growing'),
    over: to('settling'),
    sealed: FOUND_SEALED,
    alarm: QUARANTINED,
    gone: AWAY,
  },
  away: {
    back: to('growing'),
    sealed: FOUND_SEALED,
    alarm: QUARANTINED,
  },
  settling: {
    'not-over': to('growing'),
    quiet: to('finishing'),
    sealed: FOUND_SEALED,
    alarm: QUARANTINED,
    gone: AWAY,
  },
  finishing: {
    changed: to('settling', 'stop-finish'),
    'not-over': to('growing', 'stop-finish'),
    differs: to('settling', 'stop-finish'),
    sealed: FOUND_SEALED,
    alarm: to('quarantined', 'stop-finish'),
    gone: to('away', 'stop-finish'),
  },
  // From here on the source can only add, and is not needed any more: what the destinations hold is what counts.
  sealed: {
    changed: to('sealed', 'addendum'),
    confirmed: to('confirmed', 'rest'),
  },
  confirmed: {
    changed: to('sealed', 'addendum'),
    damaged: to('sealed'),
  },
  quarantined: {
    released: to('growing'),
  },
};

export function transition(state: RunState, event: RunEvent): Transition {
  return MOVES[state][event] ?? { to: state, actions: [] };
}
