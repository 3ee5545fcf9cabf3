import type { SequencingRun } from './run.ts';

const INDEXES = [
  ['ATTACTCG', 'TATAGCCT'],
  ['TCCGGAGA', 'ATAGAGGC'],
  ['CGCTCATT', 'CCTATCCT'],
] as const;

/** A sample sheet with sample names that belong to nobody. */
export function sampleSheet(run: SequencingRun): string {
  const templates = run.reads.filter(read => !read.index);
  const indexes = run.reads.filter(read => read.index);
  const rows = INDEXES.map(([first, second], at) => [
    `Simulated_${at + 1}`,
    `Simulated_${at + 1}`,
    indexes[0] === undefined ? '' : first.slice(0, indexes[0].cycles),
    indexes[1] === undefined ? '' : second.slice(0, indexes[1].cycles),
  ]);
  return [
    '[Header]',
    'IEMFileVersion,4',
    `Experiment Name,Simulated run ${run.runNumber}`,
    'Workflow,GenerateFASTQ',
    '',
    '[Reads]',
    ...templates.map(read => String(read.cycles)),
    '',
    '[Settings]',
    '',
    '[Data]',
    'Sample_ID,Sample_Name,index,index2',
    ...rows.map(row => row.join(',')),
    '',
  ].join(run.model.parameters.style.newline);
}
