import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { init } from '../src/config/init.ts';
import { readJournal } from '../src/journal/open-journal.ts';
import { gatherFacts } from '../src/report/gather-facts.ts';
import { parseMonth } from '../src/report/month.ts';
import { monthReport } from '../src/report/month-report.ts';
import { scratch } from './support/scratch.ts';

const CHILD = join(import.meta.dirname, 'support', 'agent-child.ts');
const HOUR = 3_600_000;

/** An agent in a process of its own, which has begun to work. */
async function atWork(t: TestContext, folder: string): Promise<ChildProcess> {
  const config = join(folder, 'config');
  const child = spawn(process.execPath, [CHILD, folder, config, 'for-ever'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

test('an agent that is killed leaves a journal that does not know why nobody is at work since', async t => {
  const folder = scratch(t);
  for (const name of ['landing', 'a', 'b']) mkdirSync(join(folder, name));
  init(join(folder, 'config'), 'test', new Date('2023-01-01T00:00:00.000Z'));
  const child = await atWork(t, folder);
  child.kill('SIGKILL');
  await once(child, 'exit');

  const began = new Date();
  const later = new Date(began.getTime() + HOUR);
  const journal = readJournal(join(folder, 'state'));
  t.after(() => journal?.close());
  const month = { ...parseMonth(began.toISOString().slice(0, 7), began), until: later };
  const report = monthReport(gatherFacts(journal, undefined, month, later));
  assert.deepEqual(
    report.absences.map(({ until, why }) => [until, why]),
    [[later, 'unrecorded']],
  );
  assert.deepEqual(report.versions, ['0.0.0-test']);
});
