import {
  listOf,
  nearest,
  type Place,
  type Read,
  type TableReader,
  tableOf,
  text,
  whole,
} from '@seqwarden/toml';
import { EVENT_NAMES, type EventName, isEventName } from '../../events/event.ts';
import { mailbox, mailServer } from '../../events/mail-values.ts';
import type {
  AddressConfig,
  CommandConfig,
  EventFilter,
  HeartbeatConfig,
  MailConfig,
  NotifyConfig,
  WebhookConfig,
} from '../../events/notify-config.ts';
import { path } from '../../host/path-value.ts';
import { address } from './agent-config-values.ts';

/** The table `[notify]`. */
export const notify: Read<NotifyConfig> = tableOf(table => ({
  textfile: table.optional('textfile', textfile),
  heartbeat: table.optional('heartbeat', tableOf(heartbeat)),
  ca: table.optional('ca', path),
  mail: table.orElse('mail', listOf(tableOf(mail)), []),
  webhook: table.orElse('webhook', listOf(tableOf(webhook)), []),
  command: table.orElse('command', listOf(tableOf(command)), []),
}));

export const NO_NOTIFY: NotifyConfig = {
  textfile: undefined,
  heartbeat: undefined,
  ca: undefined,
  mail: [],
  webhook: [],
  command: [],
};

/** The node exporter collects `*.prom` and nothing else. */
const textfile: Read<string> = (value, place) => {
  const given = path(value, place);
  return given === undefined || given.endsWith('.prom') ? given : place.refuse('must end in .prom');
};

function heartbeat(table: TableReader): HeartbeatConfig | undefined {
  const where = addressOf(table);
  const everyMinutes = table.required('every-minutes', whole(1, 1440));
  return where && everyMinutes !== undefined ? { address: where, everyMinutes } : undefined;
}

function webhook(table: TableReader): WebhookConfig | undefined {
  const where = addressOf(table);
  const events = table.required('events', eventFilter);
  const secret = table.optional('secret', path);
  return where && events ? { address: where, events, secret } : undefined;
}

function command(table: TableReader): CommandConfig | undefined {
  const run = table.required('run', listOf(text));
  const events = table.required('events', eventFilter);
  const [first, ...args] = run ?? [];
  const program = first === undefined ? undefined : path(first, table.place.at('run', 0));
  return program !== undefined && events ? { run: [program, ...args], events } : undefined;
}

function mail(table: TableReader): MailConfig | undefined {
  const where = table.required('server', mailServer);
  const from = table.required('from', mailbox);
  const to = table.required('to', listOf(mailbox));
  const events = table.required('events', eventFilter);
  const credentials = table.optional('credentials', path);
  return where && from && to && events ? { ...where, from, to, events, credentials } : undefined;
}

/** An address may be a secret itself, as those of chat services are: then it stands in a file. */
function addressOf(table: TableReader): AddressConfig | undefined {
  const url = table.optional('url', address);
  const file = table.optional('url-file', path);
  if (table.has('url') === table.has('url-file'))
    return table.place.refuse('must have one of the keys `url` and `url-file`');
  if (url !== undefined) return { url };
  return file === undefined ? undefined : { file };
}

const eventFilter: Read<EventFilter> = (value, place) => {
  if (Array.isArray(value) && value.length === 1 && value[0] === '*') return '*';
  return listOf(eventName)(value, place);
};

function eventName(value: unknown, place: Place): EventName | undefined {
  const given = text(value, place);
  if (given === undefined || isEventName(given)) return given;
  if (given === '*') return place.refuse('`*` stands alone or not at all');
  const meant = nearest(given, EVENT_NAMES);
  return place.refuse(
    `is no event; ${meant === undefined ? 'EVENTS.md lists them' : `did you mean \`${meant}\`?`}`,
  );
}
