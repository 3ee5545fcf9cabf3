import { EVENTS, type Severity } from './event.ts';
import { eventLine, type StampedEvent } from './stamped-event.ts';

export interface MailEnvelope {
  readonly from: string;
  readonly to: readonly string[];
  /** Without angle brackets. */
  readonly messageId: string;
  readonly date: Date;
}

const MOST_LINES = 200;
/** RFC 5322, 2.1.1: a line has at most 998 characters, and should have at most 78. */
const LONGEST_SUBJECT = 200;
const LONGEST_LINE = 900;
const ORDER: readonly Severity[] = ['alarm', 'warning', 'info'];

/**
 * A mail as RFC 5322 wants it, lines ended by CR LF: plain text in ASCII. Addresses were checked by the configuration, event lines have neither line
 * ends nor anything outside printable ASCII, so nothing that comes from a run can become a header.
 */
export function mailMessage(events: readonly StampedEvent[], envelope: MailEnvelope): string {
  const sorted = ORDER.flatMap(severity => events.filter(event => event.severity === severity));
  const headers = [
    `From: Seqwarden <${envelope.from}>`,
    `To: ${envelope.to.join(',\r\n ')}`,
    `Subject: ${subject(sorted)}`,
    `Date: ${mailDate(envelope.date)}`,
    `Message-ID: <${envelope.messageId}>`,
    // RFC 3834: no answers from machines
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
  ];
  return [...headers, '', ...body(sorted), ''].join('\r\n');
}

function subject(sorted: readonly StampedEvent[]): string {
  const [first] = sorted;
  const line = first === undefined ? 'no event' : eventLine(first);
  const more = sorted.length > 1 ? ` (and ${sorted.length - 1} more)` : '';
  return `[Seqwarden] ${cut(line, LONGEST_SUBJECT)}${more}`;
}

function body(sorted: readonly StampedEvent[]): string[] {
  const lines = sorted
    .slice(0, MOST_LINES)
    .map(event => `${event.time}  ${event.severity.padEnd(7)}  ${cut(eventLine(event), LONGEST_LINE)}`);
  if (sorted.length > MOST_LINES) lines.push(`... and ${sorted.length - MOST_LINES} more, in the local log`);
  const kinds = [...new Set(sorted.map(event => event.event))];
  const advice = kinds.flatMap(kind => ['', `${kind}: ${EVENTS[kind].when}`, `  ${EVENTS[kind].advice}`]);
  return [...lines, ...advice];
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}...`;
}

/** `Mon, 01 Jan 2024 00:00:00 +0000` */
function mailDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}
