import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import type { AgentView } from '../../src/service/agent-view.ts';
import { watched } from './watching.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 4, clusters: 10 };

test('the agent shows what it has seen, what is expected, what is behind and what was copied', async t => {
  const { folder, root, events, agent } = watched(t);
  rmSync(join(folder, 'b'), { recursive: true });
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  const marker = join(run, 'RTAComplete.txt');
  const marked = readFileSync(marker);
  const inAll = readdirSync(run, { recursive: true, withFileTypes: true }).filter(one => one.isFile()).length;
  rmSync(marker);
  const stop = new AbortController();
  let isOver = false;
  let busiest = 0;
  const seen: { readonly before: unknown[]; after: unknown[] } = { before: [], after: [] };
  const shown = (view: AgentView) => {
    const [report] = view.status().runs;
    busiest = Math.max(busiest, view.transfers().length);
    const [a, b] = view.destinations();
    if (!isOver && a?.backlogFiles === 0 && report?.expected !== undefined) {
      isOver = true;
      const { files, markers } = report.seen ?? { files: 0, markers: 0 };
      seen.before.push(files + markers, report.expected.expected === report.expected.present);
      seen.before.push(a.copiedFiles === files, b?.up, b?.backlogFiles === files, b?.copiedFiles);
      assert.ok((report.rates[0]?.bytesPerSecond ?? 0) > 0);
      assert.ok(view.progressAt());
      writeFileSync(marker, marked);
    }
    if (events.some(({ event }) => event === 'confirmed')) {
      seen.after = [a?.backlogFiles, a?.copiedFiles, view.runs().get('sealed')];
      stop.abort();
    }
  };
  await agent(stop.signal, { onTurn: shown });
  assert.equal(busiest, 1, 'one way through all files at a time is beside the loop');
  assert.deepEqual(seen.before, [inAll - 1, true, true, false, true, 0]);
  assert.deepEqual(seen.after, [0, inAll, 1]);
});
