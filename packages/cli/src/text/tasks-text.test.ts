import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Task } from '@seqwarden/cases/state';
import { tasksText } from './tasks-text.ts';

const PATCH: Task = {
  ...{ id: '1', kind: 'patch', case: 'c'.repeat(32), incident: null, notice: null },
  installed: { vendor: 'Illumina', model: null, serial: 'M70001', id: 'main' },
  ...{ vulnerability: 'CVE-2022-1517', record: null, register: null, who: null, dueOn: null, about: null },
};
const on = (...vulnerabilities: string[]) =>
  vulnerabilities.map((vulnerability): Task => ({ ...PATCH, vulnerability }));
const text = (...tasks: Task[]) => tasksText(tasks, '2023-05-10', () => 'nobody');

describe('what is to be done', () => {
  it('is one line for one act on one installation, which names the vulnerabilities', () => {
    const said = text(...on('CVE-2022-1517', 'CVE-2022-1518'));
    assert.match(
      said,
      /^- {2}patch, and record it {2}M70001\/main, CVE-2022-1517, CVE-2022-1518, case c{12} /,
    );
    assert.match(said, /\n1 task, as of 2023-05-10\n$/);
  });

  it('is another line on another installation, in another case, by another day, and for another act', () => {
    const [one] = on('CVE-2022-1517');
    assert.ok(one !== undefined);
    const others: Task[] = [
      { ...one, installed: { vendor: 'Illumina', model: null, serial: 'M70001', id: 'dx' } },
      { ...one, case: 'd'.repeat(32) },
      { ...one, dueOn: '2023-05-12' },
      { ...one, kind: 'see_effect' },
      { ...one, register: 'e'.repeat(32) },
    ];
    for (const other of others) assert.match(text(one, other), /\n2 tasks, as of/);
  });

  it('is a line for each record that has to be checked, and one where a record is about several', () => {
    const [one] = on('CVE-2022-1517');
    assert.ok(one !== undefined);
    const check: Task = { ...one, kind: 'check_patch', record: 'a'.repeat(64) };
    assert.match(text(check, { ...check, vulnerability: 'CVE-2022-1518' }), /\n1 task, as of/);
    assert.match(text(check, { ...check, record: 'b'.repeat(64) }), /\n2 tasks, as of/);
  });

  it('names so many that a line holds them, and how many more there are', () => {
    const all = Array.from({ length: 10 }, (_, at) => `CVE-2022-10${at}`);
    assert.match(text(...on(...all)), /CVE-2022-107 and 2 more, case/);
  });

  it('tells what is overdue here from what is elsewhere', () => {
    const [one] = on('CVE-2022-1517');
    assert.ok(one !== undefined);
    const late = { ...one, dueOn: '2023-05-01' };
    const other = { ...late, register: 'e'.repeat(32) };
    const said = tasksText([late, other], '2023-05-10', () => '', 'a'.repeat(32));
    assert.match(said, /2 tasks, 2 overdue \(1 of other sites\), as of 2023-05-10\n$/);
  });
});
