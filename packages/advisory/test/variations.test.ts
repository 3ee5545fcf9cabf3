import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { corpusOrSkip } from '../../../scripts/testing/needs.ts';
import { readRange, type Scheme } from '../src/version/index.ts';
import { notation } from './interval-notation.ts';

const SCHEMES: readonly Scheme[] = ['intdot', 'semver', 'npm', 'generic', 'lexicographic', 'datetime'];
/** Those with no order for letters in a version. */
const WITHOUT_LETTERS: readonly Scheme[] = ['intdot', 'generic', 'datetime'];

/** Strings of every shape that is read, for want of published ones. */
const SEEDS = [
  ...['1.0', 'V16', '7.2.x', '14.*', '*', 'All versions', 'Version v4.75', 'vers:all/*', '5.17.00 | 5.17.01'],
  ...['< 1.0', '<= V16', '> 8.0.4', '>=2.01.510', 'vers:all/<V5.7', 'vers:all/>=V11.5.1|<V11.6.2'],
  ...['vers:all/>=V2.0<V2.1', '>= 6.1.0 | <= 6.4.0', '>=V8.00<V8.22', '>= V2.0 and < V2.5', 'V1.0.4, V1.1'],
  ...['All versions < 3.1.4', 'All BIOS versions < V23.01.08', 'All Versions >= 1.16.4 < 1.17.2'],
  ...['<= 1.12.0.27 | 1.12.13.2 | 1.12.14.5'],
];

/** What says nothing, in front, behind, or around an operator. VERS itself allows none of it inside. */
const NOISE = [' ', '  ', '\t', '\u00a0', '_', '\n', ' \t_'];

/** Put in front of a range, each makes another sense, or none that is certain. */
const BEFORE = [
  ...['not ', 'before ', 'prior to ', 'up to ', 'until ', 'through ', 'from ', 'since ', 'after ', 'except '],
  ...[
    'bis ',
    'vor ',
    'ab ',
    'Versionen ',
    'Versions ',
    'Ver ',
    'Ver. ',
    'v.',
    'V.',
    'Rev ',
    'Release ',
    'FW ',
  ],
  ...['R', 'Firmware ', 'Software ', 'Windows ', 'Model ', 'MCS ', 'SN ', 'Serial number ', 'Lot ', 'UCS '],
  ...[
    '≤',
    '≤ ',
    '＜ ',
    '&lt;',
    '&lt;= ',
    '=',
    '= ',
    '==',
    '=<',
    '=> ',
    '!',
    '~',
    '^',
    '-',
    '+',
    '#',
    '(',
    '"',
  ],
  ...[
    '\u200b',
    '\ufeff',
    '\u202e',
    '\u2009',
    '\u0000',
    '\ufffd',
    '.',
    ',',
    ', ',
    '/',
    '| ',
    '1.0 with ',
    '9 ',
  ],
];

/** The same behind it. */
const BEHIND = [
  ...[' only', ' (only)', ' with option X', ' (with option X)', ', with option X', ' if installed', ' (RUO)'],
  ...[
    ' and earlier',
    ' and prior',
    ' or earlier',
    ' and below',
    ' or later',
    ' and newer',
    ' and above',
    '+',
  ],
  ...[
    ' und älter',
    ' bis 99',
    ' to 99',
    ' through 99',
    ' - 99',
    '-99',
    '–99',
    ' – 99',
    '/99',
    ' / 99',
    '_99',
  ],
  ...[
    ' 99',
    ' or 99',
    ' and 99',
    ';99',
    '; 99',
    ',99',
    ' & 99',
    ' SP1',
    '_SP1',
    ' Update 3',
    ' HF2',
    ' Rev B',
  ],
  ...[
    ' Build 12',
    ' (Build 12)',
    'a',
    'B',
    '-beta',
    '-r4',
    ' a',
    '.',
    '..',
    '…',
    ' ...',
    '?',
    '!',
    '"',
    ')',
    '½',
  ],
  ...[
    ' (2021-04-01)',
    ' April 2021',
    ' (except 99)',
    ' |',
    ' | SP1',
    ',',
    ', ',
    ';',
    ' and',
    ' or',
    ' <',
    '<',
    '>',
  ],
  ...['\u200b', '\u202c', '\u2009', '\u0301', '\u0000', '\ufffd', '０', '²', '%', '&nbsp;', ' for Windows'],
];

/** What stands in a range, and what may come in its place without that a person could still be certain. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  ...[',', '·', '．', ' .', '. ', '..', '-', '_', '/', ':', ' ', 'x', '\u00ad'].map(
    mark => [/(?<=\d)\.(?=\d)/, mark] as const,
  ),
  ...['０', '１', '٣', 'O', 'l', '?', '#', '½', '1\u200b', '1½', '1x1', '1 1'].map(
    digit => [/\d(?=\D*$)/, digit] as const,
  ),
  ...['≤', '≤ ', '&lt;', '&lt;=', '＜', '=<', '<<', '< =', '<>', '!', '!<', '=', '~', 'to', 'bis'].map(
    operator => [/<=?/, operator] as const,
  ),
  ...['≥', '&gt;', '&gt;=', '＞', '=>', '>>', '> =', '=', '~', 'from'].map(
    operator => [/>=?/, operator] as const,
  ),
  ...[' ¦ ', ' ｜ ', ' || ', ' | | ', ' / ', ' ; ', ' or ', ' - ', ' to ', ' und ', ' & '].map(
    bar => [/ *\| */, bar] as const,
  ),
  ...[' or ', ' und ', ' & ', ' - ', ' to ', ', ', ' / '].map(and => [/ and /, and] as const),
  ...['All versions of X', 'All devices', 'Versions', 'Alle Versionen', 'All-versions', 'Any version'].map(
    words => [/All (BIOS )?versions/i, words] as const,
  ),
];

describe('variations of version strings', () => {
  it('are read as a careful person reads them, or not at all', t => {
    const rows = variations();
    assert.ok(rows.length > 1200);
    for (const [written, reading] of rows) {
      const about = JSON.stringify(written);
      const isRead = reading !== 'review' && reading !== 'scheme';
      for (const category of ['product_version', 'product_version_range'] as const) {
        assert.equal(notation(readRange(written, category)), isRead ? reading : 'review', about);
        const schemes = isRead ? [] : reading === 'review' ? SCHEMES : WITHOUT_LETTERS;
        for (const scheme of schemes) {
          assert.equal(notation(readRange(written, category, scheme)), 'review', `${about} as ${scheme}`);
        }
      }
    }
    t.diagnostic(`${rows.length} strings`);
  });

  it('say the same with noise in front and behind, between their parts, and with a V before their numbers', t => {
    let count = 0;
    for (const written of seeds(t)) {
      const reading = notation(readRange(written, 'product_version_range'));
      for (const changed of harmless(written)) {
        assert.equal(notation(readRange(changed, 'product_version_range')), reading, JSON.stringify(changed));
        count++;
      }
    }
    t.diagnostic(`${count} strings`);
  });

  it('are not answered once they have something more, in front or behind', t => {
    let count = 0;
    for (const written of seeds(t)) {
      for (const changed of [...BEFORE.map(text => text + written), ...BEHIND.map(text => written + text)]) {
        count += isForPerson(changed);
      }
    }
    t.diagnostic(`${count} strings`);
  });

  it('stay for a person where the published string is, in other letters, with other noise, under every scheme', t => {
    let count = 0;
    for (const [action, written] of published(t)) {
      if (action === 'PARSE') continue;
      const schemes = action === 'REVIEW' ? [undefined, ...SCHEMES] : [undefined, ...WITHOUT_LETTERS];
      for (const changed of likewise(written)) {
        for (const scheme of schemes) count += isForPerson(changed, scheme);
      }
    }
    t.diagnostic(`${count} readings`);
  });

  it('are not answered once a dot, a digit, an operator, a bar or a word has been replaced', t => {
    let count = 0;
    for (const written of seeds(t)) {
      for (const [what, mark] of INSTEAD) {
        const changed = written.replace(what, mark);
        if (changed !== written) count += isForPerson(changed);
      }
    }
    t.diagnostic(`${count} strings`);
  });
});

function isForPerson(written: string, scheme?: Scheme): 1 {
  const reading = readRange(written, 'product_version_range', scheme);
  assert.equal(notation(reading), 'review', `${JSON.stringify(written)} as ${scheme}`);
  return 1;
}

function variations(): (readonly [written: string, reading: string])[] {
  const lines = readFileSync(join(import.meta.dirname, 'variations.tsv'), 'utf8').split('\n');
  return lines
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const [json = '', reading = ''] = line.split('\t');
      return [textOf(json), reading];
    });
}

/** Published strings that are read, one of each shape of digits and marks; and our own. */
function seeds(t: TestContext): string[] {
  const byShape = new Map(SEEDS.map(seed => [shapeOf(seed), seed]));
  for (const [action, written] of published(t)) {
    if (action === 'PARSE') byShape.set(shapeOf(written), written);
  }
  return [...byShape.values()];
}

function published(t: TestContext): (readonly [action: string, written: string])[] {
  const path = corpusOrSkip(t, 'csaf', 'version-ranges.tsv');
  if (path === undefined) return [];
  const rows = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
  return rows.map(row => {
    const [, , , action = '', , json = ''] = row.split('\t');
    return [action, textOf(json)];
  });
}

function shapeOf(written: string): string {
  return written.replace(/\d+/g, '0');
}

function harmless(written: string): string[] {
  const isVers = written.trim().startsWith('vers:');
  const outside = NOISE.flatMap(noise => [noise + written, written + noise, noise + written + noise]);
  if (isVers) return outside;
  const around = NOISE.flatMap(noise => [
    written.replace(/[<>]=?/g, `$&${noise}`),
    written.replace(/ *\| */g, `${noise}|${noise}`),
  ]);
  const withV = ['V', 'v', 'V '].map(letter =>
    written.replace(/(?<![\d.Vv]|[Vv] )\d+(?=\.)/g, `${letter}$&`),
  );
  return [...outside, ...around, ...withV];
}

/** The same to whoever reads it. */
function likewise(written: string): string[] {
  const same = [written.toUpperCase(), written.toLowerCase(), written.replaceAll(' ', '_')];
  same.push(written.replaceAll('_', ' '), written.replaceAll(' ', '\u00a0'), written.replaceAll(' ', '  '));
  return [...same, ` ${written}`, `${written} `, `\t${written}\n`, `_${written}_`];
}

function textOf(json: string): string {
  const value: unknown = JSON.parse(json);
  assert.ok(typeof value === 'string');
  return value;
}
