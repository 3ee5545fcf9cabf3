/** How far clocks of two machines may be apart before a time counts as one in the future, in milliseconds. */
export const CLOCK_TOLERANCE = 5 * 60_000;
