import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { BUILT_IN_DUTIES, readDuties } from '@seqwarden/cases/duty';
import { ROOT } from '../../../../scripts/testing/needs.ts';
import { readSite } from '../../src/directory/read-site.ts';
import { agentMetrics } from '../../src/events/agent-metrics.ts';
import { readAgentConfig } from '../../src/service/config/agent-config.ts';

const text = readFileSync(join(ROOT, 'docs', 'OPERATING.md'), 'utf8');

describe('docs/OPERATING.md', () => {
  const blocks = [...text.matchAll(/^```toml\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '');
  const isOfSite = (block: string) => /^\[site\]$/m.test(block);
  const isOfDuties = (block: string) => /^\[duty\./m.test(block);

  it('shows a configuration that the agent takes', () => {
    const own = blocks.filter(block => !isOfSite(block) && !isOfDuties(block));
    assert.equal(own.length, 2);
    const result = readAgentConfig(own.join('\n'));
    assert.ok('config' in result, JSON.stringify(result));
    assert.equal(result.config.notify.webhook.length, 1);
  });

  it("shows a site's file that is taken", () => {
    const [own, another] = blocks.filter(isOfSite);
    assert.equal(another, undefined);
    const { persons, instruments, mail } = readSite(own ?? '', 'site.toml');
    assert.deepEqual([persons.length, instruments.length, mail?.port], [2, 1, 465]);
  });

  it('shows a file of duties that is taken', () => {
    const [own = '', another] = blocks.filter(isOfDuties);
    assert.equal(another, undefined);
    const { duties, jurisdictions } = readDuties(own, 'duties.toml', BUILT_IN_DUTIES);
    assert.deepEqual([duties.map(({ id }) => id), jurisdictions], [['ch-serious-incident'], ['ch']]);
  });

  it('names metrics that there are', () => {
    const known = agentMetrics({
      version: '0',
      startedAt: 0,
      turnAt: undefined,
      progressAt: undefined,
      heartbeatAt: undefined,
      runs: new Map(),
      roots: [],
      destinations: [],
      events: new Map(),
      outputs: [],
    });
    const named = [...text.matchAll(/\bseqwarden_[a-z_]+/g)].map(([name]) => name);
    assert.ok(named.length > 0);
    for (const name of named)
      assert.ok(
        known.some(metric => metric.name === name),
        name,
      );
  });
});
