import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SourceMemory } from './source-memory.ts';

const LABEL = { publisher: 'https://psirt.example', id: 'EX-1' };
const SAID = { ...LABEL, sha256: 'ab'.repeat(32) };

function scene(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'source-memory-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const memory = (...sources: string[]) => SourceMemory.begin(folder, sources);
  const files = () => readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'));
  const write = (whole: string) => {
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), whole);
  };
  return { memory, files, write };
}

test('what sources had is known of the same ones in the same order, and of no others', t => {
  const { memory } = scene(t);
  memory('a', 'b').keep([SAID]);
  for (const others of [['b', 'a'], ['a'], ['a', 'b', 'c']])
    assert.equal(memory(...others).last(LABEL), undefined);
  assert.equal(memory('a', 'b').last(LABEL), SAID.sha256);
});

test('a path is the same source from whatever folder it is named', t => {
  const { memory } = scene(t);
  memory('feeds').keep([SAID]);
  assert.equal(memory(join(process.cwd(), 'feeds')).last(LABEL), SAID.sha256);
});

test('a file that is no such file says nothing', t => {
  const { memory, write } = scene(t);
  memory('a').keep([SAID]);
  for (const whole of [
    '{',
    '[]',
    'null',
    '{"said":1}',
    '{"said":[1]}',
    '{"said":[null]}',
    JSON.stringify({ said: [LABEL, SAID] }),
  ]) {
    write(whole);
    assert.equal(memory('a').last(LABEL), undefined, whole);
  }
});

test('what a source lacks now is what it had before', t => {
  const { memory } = scene(t);
  memory('a').keep([SAID]);
  memory('a').keep([]);
  assert.equal(memory('a').last(LABEL), SAID.sha256);
});

test('who was stopped before the end knows nothing of the source: it may have had something else since', t => {
  const { memory } = scene(t);
  memory('a').keep([SAID]);
  memory('a');
  assert.equal(memory('a').last(LABEL), undefined);
});

test('what stands behind the address of a source is not written, and tells sources apart', t => {
  const { memory, files } = scene(t);
  memory('https://psirt.example/feed?token=secret').keep([SAID]);
  assert.ok(files().every(text => text.includes('psirt.example/feed') && !text.includes('secret')));
  assert.equal(memory('https://psirt.example/feed').last(LABEL), undefined);
});
