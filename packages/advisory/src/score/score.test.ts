import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { corpusOrSkip } from '../../../../scripts/testing/needs.ts';
import { readAdvisory } from '../document/index.ts';
import { scoreCvss } from './cvss.ts';
import { readEpss } from './epss.ts';
import { readKev } from './kev.ts';
import { readSsvc } from './ssvc.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Vector, base score, severity: examples of the specifications of FIRST. */
const VECTORS: readonly (readonly [string, number, string | null])[] = [
  ['AV:N/AC:L/Au:N/C:N/I:N/A:C', 7.8, null],
  ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10, 'critical'],
  ['CVSS:3.1/AV:P/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', 7.4, 'high'],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0, 'none'],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/E:U/RL:O/RC:U', 10, 'critical'],
  ['AV:L/AC:H/Au:M/C:N/I:N/A:N', 0, null],
  ['AV:N/AC:L/Au:N/C:N/I:N/A:C/E:ND/RL:OF/RC:ND', 7.8, null],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/E:X/RL:X/RC:X/MAV:X', 10, 'critical'],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3, 'critical'],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U', 9.3, 'critical'],
];

for (const [vector, base, severity] of VECTORS) {
  test(`the base score of ${vector} is ${base}`, () => {
    const score = scoreCvss(vector);
    assert.deepEqual([score?.base, score?.severity], [base, severity]);
  });
}

test('a vector that lacks a base metric, names one twice, or has an unknown one is none', () => {
  for (const vector of [
    'CVSS:3.1/AV:N',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/A:L',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/X:Y',
    'CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
    'CVSS:3.1/AV:Local/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
    'CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/',
    'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:S/SA:N',
    'CVSS:9.9/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
    '(AV:N/AC:L/Au:N/C:N/I:N/A:C)',
    '',
  ])
    assert.equal(scoreCvss(vector), null, vector);
  fc.assert(fc.property(fc.string(), text => scoreCvss(text) === null));
});

test('what a vector holds is written nowhere', t => {
  const warn = t.mock.method(console, 'warn', () => undefined);
  for (const vector of ['\x1b[2J:/x', 'AV:/AC:', 'CVSS:3.1/AV:N/:N', 'a/b:c:d'])
    assert.equal(scoreCvss(vector), null);
  assert.equal(warn.mock.callCount(), 0);
});

test('all scores of the medical advisories agree with their vectors', t => {
  const folder = corpusOrSkip(t, 'csaf', 'icsma');
  if (folder === undefined) return;
  const files = readdirSync(folder).filter(name => name.endsWith('.json'));
  const scores = files.flatMap(name =>
    readAdvisory(readFileSync(join(folder, name))).vulnerabilities.flatMap(
      vulnerability => vulnerability.scores,
    ),
  );
  assert.ok(scores.length > 300);
  assert.deepEqual(
    scores.filter(({ version, vector, baseScore }) => {
      const computed = scoreCvss(vector);
      return computed?.version !== version || computed.base !== baseScore;
    }),
    [],
  );
});

const CSV = `#model_version:v2025.03.14,score_date:2026-11-20T12:00:00Z
cve,epss,percentile,later
CVE-2023-1966,0.00123,0.4711,x
CVE-2023-1968,1.5e-3,0.9,x
CVE-2020-0001,0.5,0.5,x
nonsense
CVE-2020-0002,2,0.5,x
CVE-2023-1968,0.5,,x
`;

test('EPSS: the scores that are asked for, from CSV, from gzip, and from JSON', () => {
  const wanted = new Set(['CVE-2023-1966', 'CVE-2023-1968']);
  for (const bytes of [utf8(CSV), utf8(CSV.replaceAll('\n', '\r\n')), gzipSync(CSV)]) {
    const scores = readEpss(bytes, wanted);
    assert.deepEqual([scores.model, scores.date, scores.skipped], ['v2025.03.14', '2026-11-20T12:00:00Z', 3]);
    assert.deepEqual(
      [...scores.byCve],
      [
        ['CVE-2023-1966', { probability: 0.00123, percentile: 0.4711 }],
        ['CVE-2023-1968', { probability: 0.0015, percentile: 0.9 }],
      ],
    );
  }
  const data = [{ cve: 'CVE-2023-1966', epss: '0.1', percentile: '0.2', date: '2026-11-20' }, { cve: 1 }];
  const scores = readEpss(utf8(JSON.stringify({ status: 'OK', data })), wanted);
  assert.deepEqual([scores.date, scores.byCve.size, scores.skipped], ['2026-11-20', 1, 1]);
});

test('KEV: entries by CVE; what is unknown is passed over', () => {
  const catalogue = readKev(
    utf8(
      JSON.stringify({
        title: 'x',
        catalogVersion: '2026.11.20',
        dateReleased: '2026-11-20T00:00:00Z',
        count: 9,
        vulnerabilities: [
          { cveID: 'CVE-2023-1968', dateAdded: '2026-01-02', dueDate: '2026-01-23', cwes: [] },
          { cveID: 'CVE-2020-0001' },
          null,
        ],
      }),
    ),
  );
  assert.deepEqual([catalogue.version, catalogue.skipped], ['2026.11.20', 2]);
  assert.deepEqual(
    [...catalogue.byCve],
    [['CVE-2023-1968', { added: '2026-01-02', due: '2026-01-23', ransomware: null }]],
  );
});

test('a file that is no file of scores is refused', () => {
  const bomb = gzipSync(new Uint8Array(80 * 1024 * 1024));
  for (const bytes of [utf8(''), utf8('a,b\n1,2'), utf8('{'), utf8('{}'), Uint8Array.of(0x1f, 0x8b, 1), bomb])
    assert.throws(() => readEpss(bytes, new Set()), { code: 'SCORES_UNUSABLE' });
  for (const bytes of [utf8('[]'), utf8('{}'), utf8('\xff')])
    assert.throws(() => readKev(bytes), { code: 'SCORES_UNUSABLE' });
});

test('SSVC: the vector of a note, whole or in part', () => {
  assert.deepEqual(readSsvc('SSVCv2/E:A/A:Y/T:P/P:S/B:I/M:H/D:C/2026-08-03T06:00:00Z'), {
    exploitation: 'active',
    automatable: 'yes',
    technicalImpact: 'partial',
    missionPrevalence: 'support',
    publicWellBeing: 'irreversible',
    missionAndWellBeing: 'high',
    decision: 'Act',
    at: '2026-08-03T06:00:00Z',
  });
  const short = readSsvc('CISA says SSVCv2/E:N/A:N/2026-08-03T06:00:00.000000Z.');
  assert.deepEqual([short?.exploitation, short?.automatable, short?.decision], ['none', 'no', null]);
  for (const text of ['SSVC', 'SSVCv2/E:Q/2026-08-03T06:00:00Z', 'SSVCv2/E:N/E:N/2026-08-03T06:00:00Z'])
    assert.equal(readSsvc(text), null);
});
