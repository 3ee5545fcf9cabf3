import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silenceText } from './exposure-silence.ts';

const asked = (id: string, ...products: string[]) => ({
  publisher: 'https://x.example',
  id,
  version: '1',
  sha256: id,
  products,
  productsInAll: products.length,
});
const on = (serial: string, ...those: ReturnType<typeof asked>[]) => ({
  instrument: { vendor: 'Illumina', model: 'NovaSeq 6000', serial },
  installation: 'main',
  findings: 1,
  asked: those,
});

test('an advisory that names nothing known has one line for all its products and all systems', () => {
  const riddle = asked('RIDDLE', 'Suite A', 'Suite B', '\x1b[2Jevil');
  const text = silenceText({
    unmatched: [on('A1', riddle), on('A2', riddle), on('A3', riddle, asked('OTHER', 'x'.repeat(200)))],
    advisories: [],
  });
  const [, , first, second] = text.split('\n');
  assert.equal(
    first,
    '  RIDDLE: Suite A, Suite B and 1 more; not on NovaSeq 6000 A1, NovaSeq 6000 A2 and 1 more',
  );
  assert.ok((second?.length ?? 0) < 110 && second?.includes('OTHER'));
});

test('publications of one advisory that say the same have a line together', () => {
  const again = { ...asked('RIDDLE', 'Suite'), sha256: 'another' };
  const text = silenceText({ unmatched: [on('A1', asked('RIDDLE', 'Suite'), again)], advisories: [] });
  assert.equal(text.match(/RIDDLE/g)?.length, 1);
});

test('of many advisories the table has twenty lines, and nothing is said where there is none', () => {
  const many = Array.from({ length: 23 }, (_, at) => asked(`R${at}`, 'x'));
  const text = silenceText({ unmatched: [on('A1', ...many)], advisories: [] });
  assert.equal(text.split('\n').length, 1 + 1 + 20 + 1 + 1);
  assert.match(text, /and 3 more; --json lists all/);
  assert.equal(silenceText({ unmatched: [], advisories: [] }), '');
});
