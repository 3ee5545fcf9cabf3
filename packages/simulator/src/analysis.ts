import { crc32 } from 'node:zlib';
import { text } from './bytes.ts';
import type { Clock } from './clock.ts';
import { gzip } from './gzip.ts';
import type { SequencingRun } from './run.ts';
import type { Step } from './step.ts';

/**
 * What analysis on the instrument adds below `Analysis/1`: results, a list of them as path and eight hex digits (which
 * 32-bit checksum the real ones hold is unknown; here it is CRC-32), and its own markers, the last one last.
 */
export function* analysis(run: SequencingRun, clock: Clock): Generator<Step> {
  const results = [
    {
      path: 'Data/BCLConvert/SampleSheet.csv',
      bytes: text('Sample_ID,index,index2\nSimulated_1,ATTACTCG,TATAGCCT\n'),
    },
    { path: 'Data/BCLConvert/fastq/Simulated_1_S1_L001_R1_001.fastq.gz', bytes: gzip(text(fastq(run))) },
    {
      path: 'Data/BCLConvert/fastq/Reports/Demultiplex_Stats.csv',
      bytes: text('Lane,SampleID,Index,# Reads\n1,Simulated_1,ATTACTCG-TATAGCCT,1\n'),
    },
    { path: 'Data/b2c_dragen_events.csv', bytes: text('time,event\n0,started\n1,finished\n') },
  ];
  clock.pass(30 * 60_000);
  for (const { path, bytes } of results) yield clock.write(`Analysis/1/${path}`, bytes);
  yield clock.write(
    'Analysis/1/Manifest.tsv',
    results.map(({ path, bytes }) => `${path}\t${crc32(bytes).toString(16).padStart(8, '0')}\n`).join(''),
  );
  yield clock.write('Analysis/1/Data/Secondary_Analysis_Complete.txt', '');
  clock.pass(60_000);
  yield clock.write('Analysis/1/CopyComplete.txt', '');
}

function fastq(run: SequencingRun): string {
  const [tile] = run.tiles;
  const name = `@${run.serial}:${run.runNumber}:${run.flowCell}:1:${tile?.number}:1000:1000 1:N:0:ATTACTCG+TATAGCCT`;
  return `${name}\nACGTACGT\n+\nIIIIIIII\n`;
}
