/** UTC with milliseconds; null: unknown, or never. */
export function jsonTime(date: Date | undefined): string | null {
  return date?.toISOString() ?? null;
}
