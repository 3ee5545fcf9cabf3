import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { corpusOrSkip } from '../../../scripts/testing/needs.ts';
import { builtinAdvisories } from '../src/builtin/index.ts';
import { readAdvisory } from '../src/document/index.ts';
import { type CvssVersion, scoreCvss } from '../src/score/index.ts';
import { askPython, hasPackage } from './python-judge.ts';
import { sample } from './version-samples.ts';

type Metrics = readonly (readonly [name: string, values: string])[];

/** Names and values of the specifications of FIRST, one letter each unless there are commas. */
const BASE: Readonly<Record<CvssVersion, Metrics>> = {
  '2.0': [
    ['AV', 'LAN'],
    ['AC', 'HML'],
    ['Au', 'MSN'],
    ['C', 'NPC'],
    ['I', 'NPC'],
    ['A', 'NPC'],
  ],
  '3.0': baseOf3(),
  '3.1': baseOf3(),
  '4.0': [
    ...pairsOf('AV:NALP AC:LH AT:NP PR:NLH UI:NPA'),
    ...pairsOf('VC:HLN VI:HLN VA:HLN SC:HLN SI:HLN SA:HLN'),
  ],
};

const MODIFIED_3 = pairsOf('MAV:XNALP MAC:XLH MPR:XNLH MUI:XNR MS:XUC MC:XNLH MI:XNLH MA:XNLH');
const REQUIRED = pairsOf('CR:XLMH IR:XLMH AR:XLMH');

/** Metrics that a vector may have and that must not change its base score. */
const OPTIONAL: Readonly<Record<CvssVersion, Metrics>> = {
  '2.0': pairsOf('E:U,POC,F,H,ND RL:OF,TF,W,U,ND RC:UC,UR,C,ND CDP:N,L,LM,MH,H,ND TD:N,L,M,H,ND CR:L,M,H,ND'),
  '3.0': [...pairsOf('E:XUPFH RL:XOTWU RC:XURC'), ...REQUIRED, ...MODIFIED_3],
  '3.1': [...pairsOf('E:XUPFH RL:XOTWU RC:XURC'), ...REQUIRED, ...MODIFIED_3],
  '4.0': [
    ...pairsOf('E:XAPU'),
    ...REQUIRED,
    ...pairsOf('MAV:XNALP MAC:XLH MAT:XNP MPR:XNLH MUI:XNPA'),
    ...pairsOf('MVC:XHLN MVI:XHLN MVA:XHLN MSC:XHLN MSI:XSHLN MSA:XSHLN'),
    ...pairsOf('S:XNP AU:XNY R:XAUI V:XDC RE:XLMH U:X,Clear,Green,Amber,Red'),
  ],
};

describe("Red Hat's Python package cvss", () => {
  for (const version of ['2.0', '3.0', '3.1'] as const) {
    it(`gives every vector of the base metrics of ${version} our score and severity`, t => {
      judge(
        t,
        all(BASE[version]).map(list => vectorOf(version, list)),
        true,
      );
    });
  }

  it('gives vectors of the base metrics of 4.0 our score and severity', t => {
    judge(t, sample(base('4.0'), 3000), true);
  });

  for (const version of ['2.0', '3.0', '3.1', '4.0'] as const) {
    it(`finds the same base score of ${version} below threat and environmental metrics`, t => {
      judge(t, sample(withOptional(version), 1500), true);
    });

    it(`refuses the damaged vectors of ${version} that we refuse`, t => {
      judge(t, sample(damaged(version), 1500));
    });
  }

  it('gives the vectors of the corpus and of our own advisories our score and severity', t => {
    const folder = corpusOrSkip(t, 'csaf', 'icsma');
    if (folder === undefined) return;
    const files = readdirSync(folder).filter(name => name.endsWith('.json'));
    const documents = [...files.map(name => readFileSync(join(folder, name))), ...builtinAdvisories()];
    const vectors = documents.flatMap(bytes =>
      readAdvisory(bytes).vulnerabilities.flatMap(({ scores }) => scores.map(({ vector }) => vector)),
    );
    assert.ok(vectors.length > 300);
    judge(t, vectors, true);
  });
});

/** `areVectors`: none may be refused. */
function judge(t: TestContext, vectors: readonly string[], areVectors = false): void {
  if (!hasPackage(t, 'cvss')) return;
  const answers = askPython('cvss_judge', vectors);
  let refused = 0;
  for (const [i, vector] of vectors.entries()) {
    const ours = scoreCvss(vector);
    assert.deepEqual(ours === null ? null : [ours.base, ours.severity], answers[i], vector);
    if (ours === null) refused++;
  }
  if (areVectors) assert.equal(refused, 0);
  t.diagnostic(`${vectors.length} vectors, ${refused} refused by both`);
}

function baseOf3(): Metrics {
  return pairsOf('AV:NALP AC:LH PR:NLH UI:NR S:UC C:NLH I:NLH A:NLH');
}

function pairsOf(text: string): Metrics {
  return text.split(' ').map(each => {
    const [name = '', values = ''] = each.split(':');
    return [name, values];
  });
}

function valuesOf(values: string): readonly string[] {
  return values.split(values.includes(',') ? ',' : '');
}

function vectorOf(version: CvssVersion, metrics: readonly string[]): string {
  return [...(version === '2.0' ? [] : [`CVSS:${version}`]), ...metrics].join('/');
}

/** Every combination of values. */
function all(metrics: Metrics): string[][] {
  return metrics.reduce<string[][]>(
    (lists, [name, values]) =>
      lists.flatMap(list => valuesOf(values).map(value => [...list, `${name}:${value}`])),
    [[]],
  );
}

function some(metrics: Metrics): fc.Arbitrary<string[]> {
  return fc.tuple(
    ...metrics.map(([name, values]) => fc.constantFrom(...valuesOf(values)).map(value => `${name}:${value}`)),
  );
}

function base(version: CvssVersion): fc.Arbitrary<string> {
  return some(BASE[version]).map(list => vectorOf(version, list));
}

function withOptional(version: CvssVersion): fc.Arbitrary<string> {
  const optional = fc
    .tuple(some(OPTIONAL[version]), fc.nat())
    .map(([list, mask]) => list.filter((_, i) => ((mask >> i) & 1) === 1));
  return fc.tuple(some(BASE[version]), optional).map(lists => vectorOf(version, lists.flat()));
}

/** One metric missing, doubled, unknown, of another value or in other letters; or another prefix. */
function damaged(version: CvssVersion): fc.Arbitrary<string> {
  const damage = fc.constantFrom<(list: string[], at: number) => string[]>(
    (list, at) => list.toSpliced(at, 1),
    (list, at) => list.toSpliced(at, 0, list[at] ?? ''),
    (list, at) => list.toSpliced(at, 1, `${list[at]?.split(':')[0]}:Q`),
    (list, at) => list.toSpliced(at, 1, (list[at] ?? '').toLowerCase()),
    (list, at) => list.toSpliced(at, 0, 'ZZ:N'),
    (list, at) => list.toSpliced(at, 1, `${list[at]?.split(':')[0]}:`),
    (list, at) => list.toSpliced(at, 0, ''),
    (list, at) => list.toSpliced(at, 1, `${list[at]?.split(':')[0]}:High`),
    list => list.map(each => each.replace(/^(SA|A):.*/, '$1:S')),
    list => ['CVSS:9.9', ...list.slice(1)],
  );
  return fc.tuple(base(version), damage, fc.nat()).map(([vector, damage, at]) => {
    const list = vector.split('/');
    return damage(list, at % list.length).join('/');
  });
}
