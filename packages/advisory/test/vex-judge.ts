import { execFileSync } from 'node:child_process';
import type { TestContext } from 'node:test';
import { missing } from '../../../scripts/testing/needs.ts';

/** The program that `.ci/vex-judge/install FOLDER` builds, as FOLDER/judge. */
const JUDGE = process.env.SEQWARDEN_VEX_JUDGE;

export interface Question {
  readonly kind: 'openvex' | 'csaf';
  readonly document: unknown;
}

export interface Answer {
  /** Empty where nothing is wrong. */
  readonly faults: readonly string[];
  /** Of OpenVEX the id that the library would give the document, of CSAF the one that it has. */
  readonly id: string;
  readonly said: readonly Said[];
}

/** What a document says of one product, as the library finds it. */
export interface Said {
  readonly vulnerability: string;
  readonly product: string;
  readonly status: string;
  /** Empty where there is none. */
  readonly justification: string;
}

/** As many answers as questions; undefined where there is no judge: then the test is skipped, which in CI is a failure. */
export function askVexJudge(t: TestContext, questions: readonly Question[]): readonly Answer[] | undefined {
  if (JUDGE === undefined || JUDGE === '') {
    return missing(t, 'the judge of VEX documents (.ci/vex-judge/install) as SEQWARDEN_VEX_JUDGE');
  }
  const input = JSON.stringify(
    questions.map(({ kind, document }) => ({ kind, document: JSON.stringify(document) })),
  );
  const answers: readonly Answer[] = JSON.parse(
    execFileSync(JUDGE, { input, encoding: 'utf8', maxBuffer: 1e9 }),
  );
  if (answers.length !== questions.length) throw new TypeError('the judge answers each question');
  return answers;
}
