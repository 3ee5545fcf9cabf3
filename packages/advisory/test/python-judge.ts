import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { missing } from '../../../scripts/testing/needs.ts';

/** An interpreter that has the judges' packages; in CI the one that `.ci/run` makes. */
const PYTHON = process.env.SEQWARDEN_PYTHON ?? 'python3';

/** Whether Python has the package of that name, else the test is skipped, which in CI is a failure. */
export function hasPackage(t: TestContext, name: string): boolean {
  const isThere = spawnSync(PYTHON, ['-c', `import ${name}`]).status === 0;
  if (!isThere) missing(t, `the Python package ${name} (pip install ${name}) in ${PYTHON}`);
  return isThere;
}

/** Puts all questions to test/python/`judge`.py at once; as many answers come back, null where the judge has none. */
export function askPython(judge: string, questions: readonly unknown[]): unknown[] {
  const program = join(import.meta.dirname, 'python', `${judge}.py`);
  const input = JSON.stringify(questions);
  const output = execFileSync(PYTHON, [program], { input, encoding: 'utf8', maxBuffer: 1e9 });
  const answers: unknown = JSON.parse(output);
  if (!Array.isArray(answers) || answers.length !== questions.length) {
    throw new TypeError('the judge answers with a list of the same length');
  }
  return answers;
}
