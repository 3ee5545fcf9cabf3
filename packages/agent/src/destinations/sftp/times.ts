/** Milliseconds as SFTP version 3 holds a time: whole seconds, without sign, in 32 bits. */
export function seconds(ms: number): number {
  return Math.min(Math.max(Math.floor(ms / 1000), 0), 2 ** 32 - 1);
}
