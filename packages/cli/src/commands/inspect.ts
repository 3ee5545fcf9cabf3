import { counted, describeGroup, type Inspection, inspectRun, openRunFolder } from '@seqwarden/runfolder';
import type { Command } from '../command.ts';
import { requireOneRun } from '../require-one-run.ts';
import { factText, table } from '../text/facts.ts';
import { oneLine } from '../text/one-line.ts';

export const inspect: Command = {
  usage: 'RUN [--json]',
  summary: 'Say what run this is, which instrument made it with which software, and whether it is complete.',
  options: { json: { type: 'boolean', help: 'one JSON document on standard output' } },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    requireOneRun(args.first(), { runs: 'name one of them', seals: 'name the run itself' });
    const inspection = await inspectRun(await openRunFolder(args.first()));
    context.out(args.flag('json') ? `${JSON.stringify(inspection, null, 2)}\n` : inspectionText(inspection));
    return 0;
  },
};

export function inspectionText(run: Inspection): string {
  const { instrument, software, files, completion } = run;
  const control =
    software.control.name.value === null
      ? 'unknown'
      : `${factText(software.control.name)} ${factText(software.control.version)}`;
  const reads =
    run.reads.value?.map(read => `${read.cycles}${read.index ? ' (index)' : ''}`).join(' + ') ?? 'unknown';
  const rows: [string, string][] = [
    ['run', `${factText(run.runId)}${run.simulated ? '  (simulated)' : ''}`],
    ['folder', run.folderName],
    [
      'instrument',
      `${factText(instrument.model)}, serial ${factText(instrument.serial)}, mode ${factText(instrument.mode)}`,
    ],
    ['control software', control],
    ['RTA', factText(software.rta)],
    ['Universal Copy Service', factText(software.universalCopyService)],
    ['Local Run Manager', factText(software.localRunManager)],
    ['flow cell', factText(run.flowCell)],
    ['reads', reads],
    ['lanes, surfaces, tiles', [run.lanes, run.surfaces, run.tiles].map(factText).join(', ')],
    ['layout', run.layout],
    [
      'completion',
      `${completion.state} (rule ${completion.rule})${completion.markers.length > 0 ? `: ${completion.markers.join(', ')}` : ''}`,
    ],
    ['files', filesText(files)],
  ];
  const lists = [
    ...(files.missing?.groups ?? []).map(group => `missing  ${describeGroup(group)}\n`),
    ...(files.unexpected?.groups ?? []).map(group => `unexpected  ${describeGroup(group)}\n`),
    ...run.warnings.map(({ code, message }) => `warning  ${oneLine(message)} [${code}]\n`),
  ];
  return table(rows) + lists.join('');
}

function filesText(files: Inspection['files']): string {
  if (files.expected === null)
    return `${counted(files.present, 'base-call file')}; how many to expect is unknown`;
  return `${files.present} of ${files.expected} expected, ${files.missing?.count ?? 0} missing, ${files.unexpected?.count ?? 0} unexpected`;
}
