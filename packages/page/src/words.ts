import { bytePathFromText, displayPath } from '@seqwarden/proof';

/** Text of others as it can be shown: what would move or turn a line is spelt out. */
export function shown(text: string): string {
  return displayPath(bytePathFromText(text));
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

/** `22 November 2026, 18:41:02 UTC` for a time of docs/FORMATS.md. */
export function moment(iso: string): string {
  const [date = '', time = ''] = iso.split('T');
  const [year, month, day] = date.split('-').map(Number);
  return `${day} ${MONTHS[(month ?? 0) - 1]} ${year}, ${time.slice(0, 8)} UTC`;
}
