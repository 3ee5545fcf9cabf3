import type { Audit, AuditFinding } from '@seqwarden/log';
import { ERRORS, keyFingerprint, type SeqwardenError, type TrustedLog } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import { oneLine } from './one-line.ts';

/** Something in a run that the register does not have, or not so. */
export interface RunProblem {
  readonly run: string;
  /** 0 is the seal, any other number an addendum. */
  readonly number: number;
  readonly error: SeqwardenError;
}

export interface AuditAnswer {
  readonly log: TrustedLog;
  readonly label: string;
  readonly audit: Audit;
  /** How many runs were looked up. */
  readonly runs: number;
  readonly problems: readonly RunProblem[];
  /** Seals of the register that are of none of these runs. */
  readonly otherSeals: number;
}

/** Bad news outweighs what cannot be told, as in `verify`. */
export function auditExit({
  audit,
  problems,
}: {
  readonly audit: Pick<Audit, 'counts'>;
  readonly problems: readonly RunProblem[];
}): 0 | 1 | 3 {
  const codes = [...audit.counts.keys(), ...problems.map(({ error }) => error.code)];
  if (codes.length === 0) return 0;
  return codes.every(code => ERRORS[code].exit === 3) ? 3 : 1;
}

const SENTENCE = {
  0: 'The register is whole: nothing was changed, taken out, put in between or put back.',
  1: 'The register is not as it was signed.',
  3: 'Nothing speaks against the register, but not everything that is demanded is there.',
} as const;

/** So many are shown to people; `--json` has more. */
const MOST_SHOWN = 50;

export function auditText(answer: AuditAnswer): string {
  const { log, label, audit, runs, problems, otherSeals } = answer;
  const kinds = [...audit.entries].map(([name, count]) => `${count} ${name}`).join(', ');
  const cosigners = [...new Set(audit.cosigners.map(({ witness }) => oneLine(witness.key.name)))];
  const asOf = log.asOf === null ? 'none' : `size ${log.asOf.checkpoint.size}`;
  const found = [...audit.counts.values()].reduce((sum, count) => sum + count, 0);
  const lines = [
    SENTENCE[auditExit(answer)],
    '',
    `register       ${keyFingerprint(log.id)}  (${oneLine(log.key.name)}); compare it with your quality manual`,
    `read at        ${oneLine(label)}`,
    `head           size ${audit.checkpoint.size}; ${cosigners.length === 0 ? 'countersigned by nobody whom the trust file names' : `countersigned by ${cosigners.join(', ')}`}`,
    `continues      the register head of the trust file: ${asOf}`,
    `records        ${kinds === '' ? 'none' : kinds}`,
    `keys           ${counted(audit.keys.keys.size, 'key')}, of which ${[...audit.keys.keys.values()].filter(({ end }) => end === undefined).length} count`,
    ...(runs === 0
      ? []
      : [
          `runs           ${counted(runs, 'run')} looked up in the register, which has ${counted(otherSeals, 'seal')} of others`,
        ]),
  ];
  const shown = audit.findings.slice(0, MOST_SHOWN).map(findingText);
  if (found > shown.length) shown.push(`  and ${found - shown.length} more`);
  const ofRuns = problems.slice(0, MOST_SHOWN).map(problemText);
  if (problems.length > ofRuns.length) ofRuns.push(`  and ${problems.length - ofRuns.length} more`);
  if (shown.length + ofRuns.length > 0) lines.push('', 'Found:', ...shown, ...ofRuns);
  return `${lines.join('\n')}\n`;
}

export function findingText({ code, message, index, path }: AuditFinding): string {
  const where = [
    index === undefined ? [] : [`place ${index}`],
    path === undefined ? [] : [oneLine(path)],
  ].flat();
  return `  ${where.length === 0 ? '' : `${where.join(', ')}: `}${oneLine(message)} [${code}]`;
}

function problemText({ run, number, error }: RunProblem): string {
  const what = number === 0 ? '' : `, addendum ${number}`;
  return `  ${oneLine(run)}${what}: ${oneLine(error.message)} [${error.code}]`;
}

export function auditJson(answer: AuditAnswer): object {
  const { log, label, audit, runs, problems, otherSeals } = answer;
  const { checkpoint } = audit;
  return {
    exit: auditExit(answer),
    log: log.id,
    origin: log.key.name,
    readAt: label,
    checkpoint: { size: checkpoint.size, root: Buffer.from(checkpoint.root).toString('hex') },
    trustedCheckpoint: log.asOf === null ? null : { size: log.asOf.checkpoint.size },
    cosignedBy: audit.cosigners.map(({ witness, seconds }) => ({ name: witness.key.name, seconds })),
    entries: Object.fromEntries(audit.entries),
    keys: audit.keys.keys.size,
    counts: Object.fromEntries(audit.counts),
    findings: audit.findings.map(({ code, message, index = null, path = null }) => ({
      code,
      message,
      index,
      path,
    })),
    runs: {
      lookedUp: runs,
      otherSeals,
      problems: problems.map(({ run, number, error }) => ({
        run,
        number,
        code: error.code,
        message: error.message,
      })),
    },
  };
}
