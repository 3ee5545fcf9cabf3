import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { toolOrSkip } from '../../../../scripts/testing/needs.ts';
import { type AgentSnapshot, agentMetrics } from './agent-metrics.ts';
import { prometheusText } from './prometheus-text.ts';
import { writeTextfile } from './textfile.ts';

const SNAPSHOT: AgentSnapshot = {
  version: '0.1.0',
  startedAt: 1_700_000_000_000,
  turnAt: 1_700_000_100_500,
  progressAt: undefined,
  heartbeatAt: 1_700_000_100_000,
  runs: new Map([
    ['growing', 2],
    ['sealed', 40],
  ]),
  roots: [{ name: 'lab-a', up: true }],
  destinations: [
    {
      name: 'archive',
      up: true,
      copiedBytes: 2 ** 50,
      copiedFiles: 7,
      backlogBytes: 0,
      backlogFiles: 0,
      freeBytes: 5e11,
    },
    {
      name: 'cloud',
      up: false,
      copiedBytes: 0,
      copiedFiles: 0,
      backlogBytes: 9,
      backlogFiles: 1,
      freeBytes: undefined,
    },
  ],
  events: new Map([['sealed', 3]]),
  outputs: [{ name: 'mail-1', up: false, waiting: 4, dropped: 5 }],
};

/** The exposition format's grammar, as far as gauges and counters need it. */
const LINE =
  /^(# HELP [a-z_]+ [^\n]+|# TYPE [a-z_]+ (gauge|counter)|[a-z_]+(\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? (-?[\d.]+(e[+-]?\d+)?|NaN|[+-]Inf))$/;

describe('the metrics', () => {
  it('are what the text format allows', () => {
    const text = prometheusText(agentMetrics(SNAPSHOT));
    assert.ok(text.endsWith('\n'));
    for (const line of text.trimEnd().split('\n')) assert.match(line, LINE);
    assert.match(text, /^seqwarden_destination_up\{destination="cloud"\} 0$/m);
    assert.match(text, /^seqwarden_last_turn_timestamp_seconds 1700000100\.5$/m);
    assert.doesNotMatch(text, /last_progress/);
    assert.doesNotMatch(text, /destination_free_bytes\{destination="cloud"/);
  });

  it('find no fault with promtool', t => {
    const tool = toolOrSkip(t, 'promtool');
    if (tool === undefined) return;
    const input = prometheusText(agentMetrics(SNAPSHOT));
    const { status, stdout, stderr } = spawnSync(tool, ['check', 'metrics'], { input, encoding: 'utf8' });
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
  });

  it('escape what stands in a label', () => {
    const value = 'a"b\\c\nd';
    const text = prometheusText([
      { name: 'x', help: 'h\\\n', type: 'gauge', samples: [{ labels: { l: value }, value: 1 }] },
    ]);
    assert.equal(text, '# HELP x h\\\\\\n\n# TYPE x gauge\nx{l="a\\"b\\\\c\\nd"} 1\n');
  });
});

describe('the text file', () => {
  it('is replaced whole, readable by all, and leaves nothing beside it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seqwarden-textfile-'));
    try {
      const path = join(folder, 'seqwarden.prom');
      await writeTextfile(path, 'one\n');
      await writeTextfile(path, 'two\n');
      assert.equal(await readFile(path, 'utf8'), 'two\n');
      assert.equal((await stat(path)).mode & 0o777, 0o644 & ~process.umask());
      assert.deepEqual(await readdir(folder), ['seqwarden.prom']);
      await assert.rejects(writeTextfile(join(folder, 'missing', 'x.prom'), 'x'), { code: 'ENOENT' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
