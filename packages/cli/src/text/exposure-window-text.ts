import { localTime, type RunProof } from '@seqwarden/advisory/answer';
import { runSourceKey } from '@seqwarden/advisory/inventory';
import type { ExposureWindow } from '@seqwarden/advisory/window';
import { counted } from '@seqwarden/runfolder';
import { oneLine } from './one-line.ts';
import { wrapped } from './wrapped.ts';

const MOST_RUNS_SHOWN = 5;

/** When an installation was exposed, and the runs of that time. */
export function windowLines(
  window: ExposureWindow,
  proofs: ReadonlyMap<string, RunProof>,
  zone: string | null,
): string[] {
  const from = window.first === null ? 'from an unknown time on' : `from ${moment(window.first, zone)}`;
  const open = window.openStart && window.first !== null ? ', or earlier' : '';
  const until = window.last === null ? 'it goes on' : `until ${moment(window.last, zone)}`;
  const certain = window.runs.filter(run => run.certain).length;
  const doubtful = window.runs.length - certain;
  const runs = `${counted(certain, 'run')} made in this time${doubtful > 0 ? `, ${doubtful} more perhaps` : ''}`;
  return [
    wrapped('      time: ', `${from}${open}; ${until}; ${runs}`),
    ...window.mitigated.map(({ from, until, text }) =>
      wrapped(
        '            ',
        `mitigated from ${moment(from, zone)}${until === null ? ' on' : ` until ${moment(until, zone)}`}: ${oneLine(text)}`,
      ),
    ),
    ...proofLines(window.runs.flatMap(({ source }) => proofs.get(runSourceKey(source)) ?? [])),
    ...runLines(window.runs),
  ];
}

function runLines(runs: ExposureWindow['runs']): string[] {
  const shown = runs.slice(0, MOST_RUNS_SHOWN).map(({ source, at, certain }) => {
    const name = source.folder ?? source.runId ?? source.seal ?? 'a run without a name';
    const when = at === null ? 'at an unknown time' : at.from.slice(0, 10);
    return `            ${oneLine(name)}, ${when}${certain ? '' : ' (perhaps)'}\n`;
  });
  const more = runs.length - shown.length;
  return more > 0 ? [...shown, `            and ${more} more; --json lists all\n`] : shown;
}

function proofLines(proofs: readonly RunProof[]): string[] {
  if (proofs.length === 0) return [];
  const count = (which: (proof: RunProof) => boolean) => proofs.filter(which).length;
  const told = (number: number, text: string) => (number === 0 ? [] : [`${number} ${text}`]);
  const parts = [
    ...told(
      count(one => one.signature === 'good'),
      'with a good signature',
    ),
    ...told(
      count(one => one.logEntry !== null),
      'in the register',
    ),
    ...told(
      count(one => one.lastVerified !== null),
      'read again after the seal',
    ),
    ...told(
      count(one => one.signature === 'unsigned'),
      'not sealed',
    ),
    ...told(
      count(one => one.signature === 'unreadable'),
      'that could not be read',
    ),
    ...told(
      count(one => ['bad', 'unknown-key'].includes(one.signature)),
      'WITH A SEAL THAT IS NOT GOOD',
    ),
  ];
  const verified = proofs.flatMap(one => one.verified ?? []);
  const answers = (answer: string) => verified.filter(one => one.answer === answer).length;
  if (verified.length > 0)
    parts.push(
      ...told(answers('unchanged'), 'hashed again now and unchanged'),
      ...told(answers('changed'), 'CHANGED after the seal'),
      ...told(answers('cannot_tell'), 'of which nobody can tell'),
    );
  return [wrapped('            ', `of these ${parts.join('; ')}`)];
}

/** UTC, with the site's time beside. */
function moment(at: string, zone: string | null): string {
  const utc = `${at.slice(0, 16).replace('T', ' ')} UTC`;
  return zone === null ? utc : `${utc} (${localTime(at, zone).slice(0, 16).replace('T', ' ')} ${zone})`;
}
