import { type Difference, type ErrorCode, isProofAlone } from '@seqwarden/proof';
import type { Checked } from './check-run.ts';
import { counted } from './counted.ts';
import type { AnswerKind } from './report.ts';
import { moment } from './words.ts';

export function answerOf({ check, verdict, compared }: Checked): AnswerKind {
  if (verdict.answer === 'changed' && isProofAlone(verdict, check)) return 'proof';
  if (verdict.answer !== 'unchanged') return verdict.answer;
  if (compared === undefined || compared.same === 0) return 'seal';
  return compared.notGiven > 0 ? 'part' : 'unchanged';
}

/** The answer in one sentence. It never says more than was looked at. */
export function sentenceOf(answer: AnswerKind, checked: Checked): string {
  const { check, verdict, compared } = checked;
  const sealed = check.seal === undefined ? 'sealed' : `sealed on ${moment(check.seal.sealedAt)}`;
  const same = compared?.same ?? 0;
  const notGiven = compared?.notGiven ?? 0;
  switch (answer) {
    case 'unchanged':
      return `${same === 1 ? 'The one file of the file list is unchanged since it was' : `All ${counted(same, 'file')} of the file list are unchanged since they were`} ${sealed}.`;
    case 'part':
      return `${counted(same, 'file')} ${same === 1 ? 'is unchanged since it was' : 'are unchanged since they were'} ${sealed}${toldByBytes(compared)}; ${counted(notGiven, 'other file')} of the file list ${notGiven === 1 ? 'was' : 'were'} not looked at.`;
    case 'seal':
      return `The seal is good, and nothing is said of the files: the file list is the one that was ${sealed}, and none of its files was given.`;
    case 'proof':
      return `${asSealed(checked)}, but the proof from the register is not good: ${first(verdict.codes, PROOF) ?? 'it is damaged'}.`;
    case 'changed':
      return `This is not what was ${sealed}: ${whatChanged(checked)}.`;
    default:
      if (isProofAlone(verdict, check))
        return `${asSealed(checked)}, but the register does not prove it: ${first(verdict.codes, WHY_NOT) ?? 'what would show it cannot be judged'}.`;
      return `Cannot tell: ${first(verdict.codes, WHY_NOT) ?? 'what would show it is missing or cannot be judged'}.`;
  }
}

/** A file without its folder is not known to be the one that somebody takes it for. */
function toldByBytes(compared: Checked['compared']): string {
  const count = compared?.toldByBytes.length ?? 0;
  if (count === 0) return '';
  const which = compared?.same === count ? '' : `${count === 1 ? 'one' : count} of them `;
  const [their, name] = count === 1 ? ['its', 'its name'] : ['their', 'such a name'];
  return `, ${which}known by ${their} bytes alone, as several files have ${name}: see below which`;
}

/** Where nothing is wrong but the proof: what holds of the files. */
function asSealed({ check, compared }: Checked): string {
  const when = check.seal === undefined ? 'sealed' : `sealed on ${moment(check.seal.sealedAt)}`;
  const same = compared?.same ?? 0;
  if (same === 0) return `The file list is the one that was ${when}`;
  return `${counted(same, 'file')} ${isAre(same)} as ${when}`;
}

/** What the person who reads the answer must know to make use of it. */
export function explanationOf(answer: AnswerKind, { compared }: Checked): string {
  if (answer === 'unchanged' || answer === 'part' || answer === 'seal') {
    return 'This holds if the key below is the lab’s: compare its fingerprint with the quality manual.';
  }
  if (answer === 'proof')
    return 'This says nothing against the files that were given. Ask the lab for a fresh proof of this seal; below is what is wrong with this one.';
  if (answer === 'changed' && compared !== undefined && compared.same > 0)
    return `${counted(compared.same, 'other file')} that ${compared.same === 1 ? 'was' : 'were'} given ${isAre(compared.same)} as sealed.`;
  if (answer === 'changed' && compared === undefined)
    return 'No file was compared: a list that is not sealed says nothing about them.';
  return 'This is neither good nor bad news about the run; below is what to do.';
}

const COUNTED: Readonly<Record<Difference['kind'], readonly [one: string, many: string]>> = {
  changed: ['file differs', 'files differ'],
  missing: ['file is missing', 'files are missing'],
  added: ['file is not in the file list', 'files are not in the file list'],
  renamed: ['file lies under another name', 'files lie under another name'],
  'not a file': ['entry is no file', 'entries are no files'],
  unreadable: ['file could not be read', 'files could not be read'],
};

/** The same of one file. */
export const DIFFERS: Readonly<Record<Difference['kind'], string>> = {
  changed: 'differs',
  missing: 'missing',
  added: 'not in the file list',
  renamed: 'another name',
  'not a file': 'no file',
  unreadable: 'could not be read',
};

function whatChanged({ verdict, compared }: Checked): string {
  const inSeal = first(verdict.codes, WRONG);
  if (inSeal !== undefined) return inSeal;
  const kinds = Map.groupBy(verdict.differences, ({ kind }) => kind);
  const counts = [...kinds].map(([kind, all]) => counted(all.length, ...COUNTED[kind]));
  if (counts.length === 0) return 'something is wrong with the seal itself';
  const more = (compared?.moreDifferences ?? 0) > 0 ? ' at least' : '';
  return `${more}${counts.join(', ')}`.trim();
}

type Words = Partial<Readonly<Record<ErrorCode, string>>>;

const WRONG: Words = {
  SEAL_OF_ANOTHER_RUN: 'the seal belongs to another run',
  MANIFEST_MISMATCH: 'the file list is not the one that was signed',
  SIGNATURE_INVALID: 'the seal was altered after it was signed',
  SEAL_SUPERSEDED: 'it is an older seal, which the lab has replaced',
  KEY_REVOKED: 'the register says that its key had ended by then',
};

/** Of a proof alone. */
const PROOF: Words = {
  LOG_PROOF_INVALID: 'the register does not hold this seal where the proof says so',
  LOG_PROOF_MALFORMED: 'its file is damaged',
  NOTE_MALFORMED: 'its file is damaged',
  CHECKPOINT_MALFORMED: 'the register head in it is damaged',
  CHECKPOINT_SIGNATURE_INVALID: 'the register head in it was altered after it was signed',
  LOG_FORKED: 'the register tells two histories',
  COSIGNATURE_INVALID: 'the signature of a countersigner in it is wrong',
};

const WHY_NOT: Words = {
  UNSIGNED: 'no seal was given; there is no folder Custody among these files, or it is empty',
  UNKNOWN_KEY: 'the seal was made with a key that the trust file does not know',
  KEY_NOT_VALID_THEN: 'the key was not valid when the seal says it was made',
  KEY_NOT_ENROLLED: 'the register does not say that the key counted when the seal was made',
  LOG_PROOF_MISSING: 'the trust file demands proof from the register, and none was given',
  LOG_UNKNOWN: 'the proof is of a register that the trust file does not know',
  CHECKPOINT_UNSIGNED: 'no known key of the register signed its proof',
  SIGNATURE_UNCHECKABLE: 'this browser is too old to check its signatures',
  QUORUM_MISSING: 'fewer countersigners signed the proof than the trust file demands',
  ENTRY_UNREADABLE: 'not every file that was given could be read',
};

function first(codes: readonly ErrorCode[], words: Words): string | undefined {
  for (const code of codes) if (words[code] !== undefined) return words[code];
  return undefined;
}

function isAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}
