/**
 * A process of its own that watches `FOLDER/landing` for the destinations `FOLDER/a` and `FOLDER/b` until each has confirmed one run, or, with
 * `for-ever`, until it is ended: `agent-child.ts FOLDER CONFIG [for-ever [MORE]]`. MORE are other destinations beside these, names and addresses
 * in JSON. Its clock goes as fast as it likes.
 */
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { loadSigner } from '../../src/config/signer.ts';
import type { DestinationSpec } from '../../src/destinations/destination.ts';
import { runAgent } from '../../src/service/run-agent.ts';
import { destinationOf, rootOf } from '../service/places.ts';
import { trustIn } from './sealing.ts';

const [folder = '', config = '', forEver, more = '[]'] = process.argv.slice(2);
const others: { readonly name: string; readonly spec: DestinationSpec }[] = JSON.parse(more);
const signer = { ...loadSigner(config), register: undefined };
const stop = new AbortController();
const confirmed = new Set<string>();
let at = 0;
await runAgent({
  config: {
    roots: [rootOf(join(folder, 'landing'), ['a', 'b', ...others.map(({ name }) => name)])],
    destinations: [
      ...['a', 'b'].map(name => destinationOf(name, join(folder, name))),
      ...others.map(({ name, spec }) => ({ ...destinationOf(name, ''), spec })),
    ],
  },
  stateFolder: join(folder, 'state'),
  signer,
  trust: trustIn([signer]),
  version: '0.0.0-test',
  now: () => new Date(),
  clock: () => at,
  sleep: async ms => {
    at += ms;
    await (ms > 200 && forEver === undefined ? setImmediate() : setTimeout(2));
  },
  emit: event => {
    process.stdout.write(`${event.event}\n`);
    if (event.event === 'alarm') process.stdout.write(`${event.code} ${event.file ?? ''}\n`);
    if (event.event === 'confirmed') confirmed.add(event.destination);
    if (confirmed.size === 2 && forEver === undefined) stop.abort();
  },
  onTurn: () => {
    // What was confirmed before this process began is not said again.
    if (at > 3_600_000 && forEver === undefined) stop.abort();
  },
  signal: stop.signal,
});
