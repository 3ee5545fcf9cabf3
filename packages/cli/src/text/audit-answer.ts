import type { Audit, AuditFinding } from '@seqwarden/log/reading';
import {
  ERRORS,
  type ErrorCode,
  keyFingerprint,
  type SeqwardenError,
  type TrustedLog,
} from '@seqwarden/proof';
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
  const ofRegister = [...audit.counts.keys()].map(isBadNews);
  // What of a run could not be read says nothing against it.
  const all = [...ofRegister, ...problems.map(({ error }) => error.exit === 1)];
  if (all.length === 0) return 0;
  return all.includes(true) ? 1 : 3;
}

/** Two that are an unusable input to whoever writes a register are what an audit is there to find. */
function isBadNews(code: ErrorCode): boolean {
  return code === 'LOG_BEHIND' || code === 'LOG_UNREADABLE' || ERRORS[code].exit === 1;
}

/** The worst that was found, said first; of the first code that applies. */
const SENTENCES: readonly (readonly [codes: readonly ErrorCode[], sentence: string])[] = [
  [
    ['LOG_FORKED'],
    'The register tells two histories: what it signed here and what it signed before cannot both be true.',
  ],
  [['LOG_BEHIND'], 'The register was put back: more of it was seen before than lies here.'],
  [['LOG_DAMAGED', 'TILE_MALFORMED'], 'What lies here is not what the register signed.'],
  [['LOG_UNREADABLE'], 'Part of what the register signed is not here.'],
];
const WHOLE = 'The register is whole: nothing was changed, taken out, put in between or put back.';
const OF_HEAD: readonly ErrorCode[] = ['QUORUM_MISSING', 'COSIGNATURE_INVALID'];

function registerSentence({ counts }: Audit): string {
  const [, worst] = SENTENCES.find(([codes]) => codes.some(code => counts.has(code))) ?? [];
  if (worst !== undefined) return worst;
  const codes = [...counts.keys()];
  if (codes.length === 0) return WHOLE;
  return codes.every(code => OF_HEAD.includes(code))
    ? 'The register is as it was signed, but not countersigned as is demanded.'
    : 'The register is as it was signed, but has records that do not count.';
}

/** Whether the runs that were looked up are in it, by themselves. */
function runsSentence(runs: number, problems: readonly RunProblem[]): string {
  const wrong = new Set(problems.filter(({ error }) => error.exit === 1).map(({ run }) => run)).size;
  const open = new Set(problems.map(({ run }) => run)).size - wrong;
  if (wrong + open === 0)
    return runs === 1
      ? 'The 1 run that was looked up is in it.'
      : `All ${runs} runs that were looked up are in it.`;
  return [
    ...(wrong === 0
      ? []
      : [
          `${wrong} of ${counted(runs, 'run')} ${wrong === 1 ? 'is' : 'are'} not as the register has ${wrong === 1 ? 'it' : 'them'}.`,
        ]),
    ...(open === 0 ? [] : [`Of ${open} of ${counted(runs, 'run')} it cannot be told.`]),
  ].join(' ');
}

function isContinued({ asOf }: TrustedLog, { continued }: Audit): boolean {
  return continued.some(state => state.checkpoint === asOf?.checkpoint);
}

function continuesText(log: TrustedLog, audit: Audit): string {
  const { asOf } = log;
  const { checkpoint, counts } = audit;
  if (asOf === null) return 'nothing that is known: the trust file has no register head';
  const head = `the register head of the trust file, of size ${asOf.checkpoint.size}`;
  if (isContinued(log, audit)) return head;
  const isAgainst = asOf.checkpoint.size > checkpoint.size || counts.has('LOG_FORKED');
  return isAgainst ? `NOT ${head}` : 'not known, as the records are not whole';
}

/** So many are shown to people; `--json` has more. */
const MOST_SHOWN = 50;

export function auditText(answer: AuditAnswer): string {
  const { log, label, audit, runs, problems, otherSeals } = answer;
  const kinds = [...audit.entries].map(([name, count]) => `${count} ${name}`).join(', ');
  const cosigners = [...new Set(audit.cosigners.map(({ witness }) => oneLine(witness.key.name)))];
  const found = [...audit.counts.values()].reduce((sum, count) => sum + count, 0);
  const lines = [
    registerSentence(audit),
    ...(runs === 0 ? [] : [runsSentence(runs, problems)]),
    '',
    `register       ${keyFingerprint(log.id)}  (${oneLine(log.key.name)}); compare it with your quality manual`,
    `read at        ${oneLine(label)}`,
    `head           size ${audit.checkpoint.size}; ${cosigners.length === 0 ? 'countersigned by nobody whom the trust file names' : `countersigned by ${cosigners.join(', ')}`}`,
    `continues      ${continuesText(log, audit)}`,
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
    trustedCheckpoint:
      log.asOf === null ? null : { size: log.asOf.checkpoint.size, isContinued: isContinued(log, audit) },
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
