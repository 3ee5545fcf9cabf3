import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ACT_EXAMPLES } from '../../test/act-examples.ts';
import { isPlainText } from '../shape.ts';
import { ACTS } from './acts.ts';
import { fitted, ordered } from './fit.ts';
import { installedKey } from './installed.ts';
import { MAX_FINDINGS } from './observation.ts';
import { splitObservation } from './split-observation.ts';
import { MAX_NAME } from './values.ts';

test('text from outside fits, or nothing of it is left', () => {
  assert.equal(fitted('NovaSeq\u00006000\n'), 'NovaSeq 6000');
  assert.equal(fitted('x'.repeat(201)), `${'x'.repeat(199)}…`);
  assert.equal(fitted(`${'x'.repeat(198)}😀😀`), `${'x'.repeat(198)}…`);
  for (const nothing of ['', ' \t', '\u0007']) assert.equal(fitted(nothing), null);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
      const fit = fitted(text);
      assert.ok(fit === null || (isPlainText(fit, MAX_NAME) && /\S/.test(fit)));
      if (fit !== null) assert.equal(fitted(fit), fit);
    }),
  );
});

test('a list without an order of its own gets one, and each of its entries once', () => {
  const dx = { vendor: null, model: null, serial: 'M1', id: 'dx' };
  const ruo = { ...dx, id: 'ruo' };
  assert.deepEqual(ordered([ruo, dx, ruo], installedKey), [dx, ruo]);
});

test('an observation with more findings than fit becomes several that do, with all of them once', async () => {
  const { log, statedAt, tool, ...says } = ACT_EXAMPLES.observation;
  const [example] = says.findings;
  assert.ok(example);
  for (const filler of ['x', '€'.repeat(500)]) {
    const findings: (typeof example)[] = Array.from({ length: 150 }, (_, at) => ({
      ...example,
      vulnerability: `CVE-2023-${1000 + at}`,
      reason: { code: 'VERSION_UNKNOWN', text: filler },
      range: filler,
    }));
    const parts = splitObservation({ ...says, findings });
    assert.deepEqual(
      parts.flatMap(part => part.findings),
      findings,
    );
    assert.ok(parts.length >= findings.length / MAX_FINDINGS);
    for (const part of parts) await ACTS.observation.encode({ ...part, log, statedAt, tool });
  }
  assert.deepEqual(splitObservation({ ...says, findings: [] }), [{ ...says, findings: [] }]);
});
