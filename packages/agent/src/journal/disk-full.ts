/** SQLITE_FULL, sqlite.org/rescode.html */
const FULL = 13;

/** Whether the journal could not be written for want of room. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === FULL;
}
