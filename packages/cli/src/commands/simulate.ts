import { counted } from '@seqwarden/runfolder';
import { MODELS, SCENARIOS, simulateRun } from '@seqwarden/simulator';
import { dayNamed } from '../casework/day-of.ts';
import type { Command } from '../command.ts';
import { oneLine } from '../text/one-line.ts';
import { humanBytes } from '../text/progress.ts';

export const simulate: Command = {
  usage: 'MODEL --out DIR [OPTION...]',
  summary: `Write a run folder as an instrument would. MODEL: ${Object.keys(MODELS).join(', ')}; or as people write it, such as "NovaSeq X".`,
  options: {
    out: { type: 'string', help: 'the folder in which the run folder is made' },
    serial: {
      type: 'string',
      help: "of another instrument of the model: its simulated one's with four other digits, as MSIM0002; with a seed of its own",
    },
    seed: { type: 'string', help: 'same seed, same bytes; default 1' },
    start: {
      type: 'string',
      help: 'the day on which the run starts, as 2023-03-01, 08:00 UTC; default: a day of 2025, by the seed',
    },
    lanes: { type: 'string', help: 'lanes of the flow cell' },
    tiles: { type: 'string', help: 'tiles of each swath of each surface' },
    cycles: { type: 'string', help: 'cycles, split over the reads' },
    clusters: { type: 'string', help: 'clusters of a tile' },
    pace: { type: 'string', help: 'seconds to wait after each cycle; default 0' },
    scenario: { type: 'string', help: Object.keys(SCENARIOS).join(', ') },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const numbers = (['seed', 'lanes', 'tiles', 'cycles', 'clusters'] as const).flatMap(name => {
      const value = args.number(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    const scenario = args.text('scenario');
    const serial = args.text('serial');
    const start = dayNamed(args, 'start');
    const run = await simulateRun({
      model: args.first(),
      out: args.required('out'),
      ...Object.fromEntries(numbers),
      paceSeconds: args.number('pace') ?? 0,
      signal: context.signal,
      ...(scenario !== undefined && { scenario }),
      ...(serial !== undefined && { serial }),
      ...(start !== undefined && { started: Date.parse(`${start}T08:00:00Z`) }),
    });
    context.out(args.flag('json') ? `${JSON.stringify(run, null, 2)}\n` : `${oneLine(run.folder)}\n`);
    if (!args.flag('json'))
      context.err(`simulated: ${counted(run.files, 'file')}, ${humanBytes(run.bytes)}\n`);
    return 0;
  },
};
