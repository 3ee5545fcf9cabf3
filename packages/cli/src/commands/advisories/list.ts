import { AdvisoryStore, advisoriesFolder } from '@seqwarden/agent/advisories';
import type { Command } from '../../command.ts';
import { arrivalText } from '../../text/arrival-text.ts';

export const list: Command = {
  usage: '[--events] [--json]',
  summary: 'Say which advisories are kept, with what was found of hash files and signatures when they came.',
  options: {
    events: { type: 'boolean', help: 'everything that came, in order: also what was replaced since' },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 0, most: 0 },
  run: async (args, { env, out }) => {
    const store = AdvisoryStore.read(advisoriesFolder(env));
    const arrivals = args.flag('events') ? store.events() : store.arrivals.current();
    if (args.flag('json')) out(`${JSON.stringify({ advisories: arrivals }, null, 2)}\n`);
    else out(arrivals.length === 0 ? 'no advisory is kept\n' : arrivals.map(arrivalText).join(''));
    return 0;
  },
};
