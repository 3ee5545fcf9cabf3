/** What a run has come to, as markers and completion status tell it. */
export type Outcome = 'complete' | 'ended-early' | 'failed';
