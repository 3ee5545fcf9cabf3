import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildPage } from '../../../scripts/pack-page.ts';

test('the page holds what it needs to judge a run, and nothing of what else a register says', async () => {
  const page = await buildPage();
  for (const kind of ['seal', 'addendum']) assert.ok(page.includes(`urn:seqwarden:${kind}:v1`), kind);
  for (const kind of ['patch', 'notice', 'incident', 'hold', 'key'])
    assert.ok(!page.includes(`urn:seqwarden:${kind}:v1`), kind);
});
