import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { encodeVerifierKey } from '@seqwarden/proof/log';
import { goJudge, hasGo } from '../../proof/test/go-judge.ts';
import { newState, requestOf, scratch, send, serving } from './support/witness-process.ts';

test('I12: a log that Go keeps is cosigned, and Go believes the cosignatures', async t => {
  if (!hasGo(t)) return;
  const folder = scratch(t);
  const ask = goJudge(folder);
  const [made] = ask({ op: 'key', name: 'go.example/log', seed: new Uint8Array(32).fill(9) });
  const [secret = '', vkey = ''] = made?.keys ?? [];
  const { state, key } = newState(t, [vkey]);
  const { url } = await serving(t, state);
  const entries = Array.from({ length: 700 }, (_, at) => new TextEncoder().encode(`entry ${at}`));

  let old = 0;
  for (const size of [1, 5, 255, 256, 300, 513, 700]) {
    const tiles = join(folder, `${size}`);
    mkdirSync(tiles);
    const [tree] = ask({ op: 'write tree', folder: tiles, entries: entries.slice(0, size) });
    const root = tree?.root ?? new Uint8Array();
    const text = `go.example/log\n${size}\n${Buffer.from(root).toString('base64')}\n`;
    const [signed, proven] = ask(
      { op: 'sign', key: secret, text },
      { op: 'prove tree', folder: tiles, size, root, oldSize: Math.max(old, 1) },
    );
    const note = signed?.note ?? new Uint8Array();
    const proof = old === 0 ? [] : (proven?.proof ?? []);
    const answer = await send(url, requestOf(old, proof, note));
    assert.equal(answer.status, 200);

    const cosigned = new Uint8Array(Buffer.concat([note, Buffer.from(answer.text)]));
    const witness = encodeVerifierKey(key);
    const [opened] = ask({ op: 'open', note: cosigned, keys: [vkey, witness] });
    assert.deepEqual(opened, { text, names: ['go.example/log', key.name] });
    old = size;
  }
});
