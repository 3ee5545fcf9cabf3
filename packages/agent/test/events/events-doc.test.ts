import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EVENTS_DOC, eventsDoc } from '../../scripts/events-doc.ts';

test('docs/EVENTS.md says what the table of events says', () => {
  assert.equal(
    readFileSync(EVENTS_DOC, 'utf8'),
    eventsDoc(),
    'write it again with `node scripts/on-node.js packages/agent/scripts/events-doc.ts`',
  );
});
