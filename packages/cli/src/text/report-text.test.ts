import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monthReport, type ReportFacts } from '@seqwarden/agent/report';
import { reportText } from './report-text.ts';

const at = (day: number) => new Date(Date.UTC(2026, 2, day));
const run = (id: number): ReportFacts['runs'][number] => ({
  id,
  name: `RUN${id}`,
  root: 'lab',
  firstSeen: at(2),
  deliveries: [],
  wanted: [0],
});

test('a copy that is gone because a person disposed of it is not among those that are as recorded', () => {
  const report = monthReport({
    month: { text: '2026-03', from: at(1), until: at(32) },
    writtenAt: at(40),
    runs: [run(1), run(2)],
    destinations: new Map([[0, { name: 'archive', id: undefined, confirm: true }]]),
    events: [],
    looks: [
      { run: 1, slot: 0, found: 'sealed' },
      { run: 2, slot: 0, found: 'disposed' },
    ],
  });
  const text = reportText(report, '0.0.0-test');
  assert.match(text, /^ {2}1 copy as recorded/m);
  assert.match(text, /^ {2}RUN2 .* gone, and a person signed/m);
});
