/** Kinds of kept events beside those of the table in events/event.ts. An agent was at work from `from` until the row's time; both are moved on. */
export const AT_WORK = 'at-work';
/** The wall clock was moved by `seconds`, or the machine slept for so long. */
export const CLOCK_MOVED = 'clock-moved';
