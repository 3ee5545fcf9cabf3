import { AdvisoryStore, type Arrival, advisoriesFolder } from '@seqwarden/agent/advisories';
import type { Command } from '../../command.ts';
import { arrivalText, BESIDE_TEXT, weakerText } from '../../text/arrival-text.ts';

export const list: Command = {
  usage: '[--events] [--json]',
  summary: 'Say which advisories are kept, with what was found of hash files and signatures when they came.',
  options: {
    events: { type: 'boolean', help: 'everything that came, in order: also what was replaced since' },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 0, most: 0 },
  run: async (args, { env, out }) => {
    const told = (arrivals: readonly Arrival[], worded: (arrival: Arrival) => string) => {
      if (args.flag('json')) out(`${JSON.stringify({ advisories: arrivals }, null, 2)}\n`);
      else out(arrivals.length === 0 ? 'no advisory is kept\n' : arrivals.map(worded).join(''));
    };
    const store = AdvisoryStore.read(advisoriesFolder(env));
    if (args.flag('events')) {
      told(store.events(), arrival => arrivalText(arrival));
      return 0;
    }
    const besideOf = (arrival: Arrival) => store.arrivals.besideOf(arrival);
    const isBeside = (arrival: Arrival) => besideOf(arrival).some(({ sha256 }) => sha256 === arrival.sha256);
    told(
      store.arrivals
        .current()
        .map(arrival => ({ ...arrival, stands: isBeside(arrival) ? 'beside' : 'last' })),
      arrival => arrivalText(arrival) + (isBeside(arrival) ? BESIDE_TEXT : weakerText(besideOf(arrival))),
    );
    return 0;
  },
};
