import { AdvisoryStore, type Arrival, advisoriesFolder, writeBundle } from '@seqwarden/agent/advisories';
import { SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Command } from '../../command.ts';
import { writeNew } from '../log/write-new.ts';

export const exportAdvisories: Command = {
  usage: 'FILE.tar [--events]',
  summary:
    'Write the advisories that are kept, with hash files and signatures, into one file for a lab without a network; `advisories update FILE.tar` takes them in there.',
  options: {
    events: { type: 'boolean', help: 'also what was replaced since' },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, { env, err }) => {
    const path = args.first();
    if (!path.endsWith('.tar')) throw new SeqwardenError('USAGE', 'the name of a bundle ends in .tar');
    const store = AdvisoryStore.read(advisoriesFolder(env));
    const chosen = args.flag('events') ? store.events() : store.arrivals.current();
    const arrivals = lastOfEach(chosen);
    writeNew(path, Buffer.concat([...writeBundle(arrivals.map(arrival => store.document(arrival)))]));
    err(`${counted(arrivals.length, 'advisory', 'advisories')} written\n`);
    return 0;
  },
};

/** Each document once, where it came last: whoever takes the bundle in goes by what comes last. */
function lastOfEach(arrivals: readonly Arrival[]): Arrival[] {
  const last = new Map(arrivals.map((arrival, at) => [arrival.sha256, at]));
  return arrivals.filter(({ sha256 }, at) => last.get(sha256) === at);
}
