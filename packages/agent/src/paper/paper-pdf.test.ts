import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Block, Paper } from '@seqwarden/cases/paper';
import { missing, toolOrSkip } from '../../../../scripts/testing/needs.ts';
import { breakLongWords } from './break-long-words.ts';
import { shares } from './draw-rows.ts';
import { paperPdf } from './index.ts';
import { legible } from './legible.ts';

const of = (...blocks: readonly Block[]): Paper => ({
  title: 'About a recall',
  language: 'en-GB',
  running: 'Notice 1 of 2026-11-23',
  blocks,
});

const ALL = (text: string): readonly Block[] => [
  { kind: 'heading', level: 2, text },
  { kind: 'paragraph', text },
  { kind: 'paragraph', text, emphasis: 'strong' },
  { kind: 'list', ordered: true, items: [text, 'second'] },
  { kind: 'facts', facts: [[text, text]] },
  { kind: 'table', head: ['A', text], rows: [[text, 'b'], [text]] },
  { kind: 'blank', label: text, lines: 2 },
  { kind: 'verbatim', text },
];

describe('a paper as PDF', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'seqwarden-paper-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What another program reads in it; undefined where there is none. */
  async function read(t: TestContext, paper: Paper): Promise<string | undefined> {
    if (toolOrSkip(t, 'pdftotext') === undefined) return undefined;
    const file = join(folder, 'paper.pdf');
    writeFileSync(file, await paperPdf(paper));
    return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  }

  it('is the same bytes each time, and other ones of another paper', async () => {
    const [one, again, other] = await Promise.all([
      paperPdf(of(...ALL('word'))),
      paperPdf(of(...ALL('word'))),
      paperPdf({ ...of(...ALL('word')), running: 'Notice 2' }),
    ]);
    assert.deepEqual(one, again);
    assert.notDeepEqual(one, other);
  });

  it('says nothing of when it was made, and keeps a title out of the XML around it', async () => {
    const bytes = await paperPdf({ ...of(), title: 'A </rdf:li> & <x>' });
    const text = Buffer.from(bytes).toString('latin1');
    assert.doesNotMatch(text, /CreationDate|CreateDate|ModDate/);
    assert.match(text, /A &lt;\/rdf:li&gt; &amp; &lt;x&gt;/);
    assert.doesNotMatch(text, /\/URI|\/JavaScript|\/Annot/);
  });

  it('is read back by another program, with its page numbers', async t => {
    const text = await read(
      t,
      of(...ALL('Łódź Ёж Ελλάδα'), ...Array<Block>(40).fill({ kind: 'paragraph', text: 'affine office' })),
    );
    if (text === undefined) return;
    assert.equal(text.match(/Łódź Ёж Ελλάδα/g)?.length, 11);
    assert.equal(text.match(/affine office/g)?.length, 40);
    assert.match(text, /Notice 1 of 2026-11-23 +1 ?\/ ?2\n/);
    assert.match(text, /Notice 1 of 2026-11-23 +2 ?\/ ?2\n/);
  });

  it('is PDF/UA by veraPDF, whatever stands on it', async t => {
    const jars = process.env.SEQWARDEN_VERAPDF;
    if (toolOrSkip(t, 'java') === undefined) return;
    if (jars === undefined) return missing(t, 'veraPDF, whose jars lie in the folder SEQWARDEN_VERAPDF');
    const tall = 'word '.repeat(3000);
    const blocks: readonly Block[] = [
      ...([1, 2, 3] as const).map(level => ({ kind: 'heading', level, text: 'Łódź' }) as const),
      ...ALL('affine'),
      {
        kind: 'facts',
        facts: [
          ['short', 'b'],
          ['long', tall],
        ],
      },
      { kind: 'table', head: ['A', 'B'], rows: [['a', tall], ['a']] },
      { kind: 'table', head: ['A', tall], rows: [['a', 'b']] },
      { kind: 'table', head: ['A', 'B'], rows: Array(90).fill(['a', 'b']) },
    ];
    const file = join(folder, 'judged.pdf');
    writeFileSync(file, await paperPdf(of(...blocks)));
    const judged = spawnSync(
      'java',
      [
        ...['-cp', `${jars}/*`, 'org.verapdf.apps.GreenfieldCliWrapper'],
        ...['--flavour', 'ua1', '--format', 'text', '-v', file],
      ],
      { encoding: 'utf8' },
    );
    assert.equal(judged.stdout, `PASS ${file} ua1\n`, judged.stderr);
  });

  it('shows by its number what it cannot show', async t => {
    const text = await read(t, of({ kind: 'paragraph', text: 'a 李 b ש c \u202e d \ud800 e \u0000' }));
    if (text === undefined) return;
    assert.match(text, /a \[U\+674E\] b \[U\+05E9\] c \\u\{202e\} d \\u\{d800\} e \\u\{0\}/);
  });

  it('breaks a table over pages, with its head on each, and loses no row', async t => {
    const rows = Array.from({ length: 90 }, (_, at) => [`row${at}.`, 'words '.repeat(at % 20), 'end']);
    const text = await read(t, of({ kind: 'table', head: ['Serial', 'Why', 'Last'], rows }));
    if (text === undefined) return;
    for (const [name = ''] of rows) assert.ok(text.includes(name), name);
    const pages = text.split('\f').length - 1;
    assert.ok(pages > 2);
    assert.equal(text.match(/Serial +Why +Last/g)?.length, pages);
  });

  it('loses nothing of a cell, a fact and a head that no page could hold', async t => {
    const words = Array.from({ length: 3000 }, (_, at) => `w${at}.`);
    const long = words.join(' ');
    const blocks: readonly Block[] = [
      { kind: 'table', head: ['A', 'B'], rows: [['tall', long]] },
      { kind: 'table', head: ['A', long], rows: [['tall', 'x']] },
      { kind: 'facts', facts: [['tall', long]] },
    ];
    for (const block of blocks) {
      const text = await read(t, of(block));
      if (text === undefined) return;
      assert.deepEqual(new Set(text.match(/w\d+\./g)), new Set(words));
      assert.match(text, /tall/);
    }
  });

  it('wraps a word longer than a line, in a time that grows with its length alone', async t => {
    const started = performance.now();
    const text = await read(t, of(...ALL(`<${'x'.repeat(10_000)}>`)));
    assert.ok(performance.now() - started < 20_000);
    if (text === undefined) return;
    // The first name of the table stands again on further pages.
    assert.ok((text.match(/x/g)?.length ?? 0) >= 11 * 10_000);
  });

  it('keeps the blanks of what is copied as it is', async t => {
    const text = await read(t, of({ kind: 'verbatim', text: 'a\n    b\n\nc' }));
    if (text === undefined) return;
    assert.match(text, /^ *a\n+ +b\n+ *c$/m);
  });
});

describe('words and columns of a PDF', () => {
  it('gives narrow columns what they need, and shares the rest', () => {
    assert.deepEqual(shares([10, 500, 500], 210), [10, 100, 100]);
    assert.deepEqual(shares([10, 20], 90), [40, 50]);
    assert.deepEqual(shares([], 90), []);
  });

  it('breaks a long word where the line is full, and no short one', () => {
    assert.equal(
      breakLongWords(`short ${'x'.repeat(60)} end`, 25, () => 1),
      `short ${'x'.repeat(25)}\n${'x'.repeat(25)}\n${'x'.repeat(10)} end`,
    );
    assert.equal(breakLongWords('x'.repeat(61), 0, () => 1).length, 121);
  });

  it('joins what is one character in two spellings', () => {
    assert.equal(
      legible('e\u0301', point => point === 0xe9),
      '\u00e9',
    );
  });
});
