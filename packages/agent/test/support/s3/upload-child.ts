/**
 * A process of its own that watches `FOLDER/landing` for a bucket until it has sealed one run: `upload-child.ts FOLDER CONFIG SPEC`, the last as
 * JSON. Its clock goes as fast as it likes.
 */
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { loadSigner } from '../../../src/config/signer.ts';
import { runAgent } from '../../../src/service/run-agent.ts';
import { destinationOf, rootOf } from '../../service/places.ts';
import { trustIn } from '../sealing.ts';

const [folder = '', config = '', spec = ''] = process.argv.slice(2);
const signer = { ...loadSigner(config), register: undefined };
const stop = new AbortController();
let at = 0;
await runAgent({
  config: {
    roots: [rootOf(join(folder, 'landing'), ['bucket'])],
    destinations: [{ ...destinationOf('bucket', ''), spec: JSON.parse(spec), confirm: false }],
  },
  stateFolder: join(folder, 'state'),
  signer,
  trust: trustIn([signer]),
  version: '0.0.0-test',
  now: () => new Date(),
  clock: () => at,
  sleep: async ms => {
    at += ms;
    await (ms > 200 ? setImmediate() : setTimeout(2));
  },
  emit: event => {
    process.stdout.write(`${JSON.stringify(event)}\n`);
    if (event.event === 'sealed') stop.abort();
  },
  onTurn: () => {
    if (at > 3_600_000) stop.abort();
  },
  signal: stop.signal,
});
