/** Writes docs/EVENTS.md from the table of events; events-doc.test.ts holds that it is current. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_NAMES, EVENTS, FIELDS, LOCAL_FIELDS } from '../src/events/event.ts';

export const EVENTS_DOC = join(import.meta.dirname, '..', '..', '..', 'docs', 'EVENTS.md');

const INTRODUCTION = `# Events

Everything that the agent tells: as lines of JSON on standard error, as counts in the text file for Prometheus, and, where the
configuration asks for it, by mail, webhook or command. Names are added, never renamed.
[OPERATING.md](OPERATING.md#being-watched-over) shows how to set it up.

Written by \`packages/agent/scripts/events-doc.ts\` from \`packages/agent/src/events/event.ts\`; do not edit it by hand.

## What an event looks like

One line, printable ASCII, keys in this order; readers have to accept fields that they do not know.

\`\`\`json
{"time":"2024-02-03T04:05:06.789Z","event":"alarm","severity":"alarm","id":"1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b","run":"240201_A00001_0042_AHXXXXXXXX","destination":"archive","code":"CONFLICT"}
\`\`\`

\`time\` is when it happened, UTC. \`id\` is drawn at random: after a time limit or a lost answer an event can arrive twice, with the same
\`id\`. \`severity\` is \`info\` (as it should be), \`warning\` (something waits or is missing, and may mend itself) or \`alarm\` (a
person has to look). No event holds a user's name, a sample's name, an address or a secret.

`;

export function eventsDoc(): string {
  const fields = Object.entries(FIELDS).map(([name, what]) => `| \`${name}\` | ${what} |\n`);
  const events = EVENT_NAMES.map(name => {
    const { severity, when, fields: always, may, advice } = EVENTS[name];
    const list = [...always.map(field => `\`${field}\``), ...may.map(field => `\`${field}\`?`)];
    return `| \`${name}\` | ${severity} | ${when} | ${list.join(', ')} | ${advice} |\n`;
  });
  return (
    INTRODUCTION +
    `| field | what it says |\n|---|---|\n${fields.join('')}\n` +
    `In the local log only: ${LOCAL_FIELDS.map(name => `\`${name}\``).join(', ')}.\n\n` +
    '## All events\n\nA field with `?` is there where it is known.\n\n' +
    `| event | severity | when it happens | fields | what to do |\n|---|---|---|---|---|\n${events.join('')}`
  );
}

if (import.meta.main) writeFileSync(EVENTS_DOC, eventsDoc());
