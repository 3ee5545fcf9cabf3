/** A number and its noun: `1 file`, `2 files`. `plural` where it is not made by an s. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
