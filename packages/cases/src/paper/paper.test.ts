import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Block, Paper } from './paper.ts';
import { paperHtml, STYLE, STYLE_DIGEST } from './paper-html.ts';
import { paperText } from './paper-text.ts';

const of = (...blocks: readonly Block[]): Paper => ({
  title: 'About a recall',
  language: 'en',
  running: 'Notice 1 of 2026-11-23',
  blocks,
});

const BLOCKS = (text: string): readonly Block[] => [
  { kind: 'heading', level: 2, text },
  { kind: 'paragraph', text },
  { kind: 'paragraph', text, emphasis: 'strong' },
  { kind: 'list', ordered: true, items: [text, 'second'] },
  { kind: 'facts', facts: [[text, text]] },
  { kind: 'table', head: ['A', text], rows: [[text, 'b'], [text]] },
  { kind: 'blank', label: text, lines: 2 },
  { kind: 'verbatim', text },
];

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '&',
        '\u202e',
        '\u2066',
        '\u200b',
        '\n',
        '\r',
        '\u2028',
        '\x1b[2J',
        '</style>',
        'a b',
        ']]>',
        '\ud800',
      ),
    )
    .map(parts => parts.join('')),
);

describe('what looks like a blank and is none', () => {
  it('is written by its number, in text and in HTML', () => {
    const paper = of({ kind: 'paragraph', text: 'a\u3164\u115f\u2800b' });
    for (const said of [paperText(paper), paperHtml(paper)])
      assert.match(said, /a\\u\{3164\}\\u\{115f\}\\u\{2800\}b/);
  });
});

describe('a paper as text', () => {
  it('has lines of at most 78 characters', () => {
    const text = paperText(
      of(
        { kind: 'paragraph', text: 'word '.repeat(60) },
        { kind: 'table', head: ['A', 'B'], rows: [['x '.repeat(50), 'y']] },
      ),
    );
    assert.deepEqual(
      text.split('\n').filter(line => line.length > 78),
      [],
    );
    assert.match(text, /^About a recall\n={14}\n\nNotice 1 of 2026-11-23\n/);
  });

  it('has a table side by side where it fits', () => {
    const text = paperText(
      of({ kind: 'table', head: ['Instrument', 'Side'], rows: [['M70001', 'Dx'], ['M70002']] }),
    );
    assert.match(text, /\nInstrument {2}Side\n-{10} {2}----\nM70001 {6}Dx\nM70002\n/);
  });

  it('numbers what is done in order, and leaves room to write', () => {
    const text = paperText(
      of(
        { kind: 'list', ordered: true, items: ['first', 'second'] },
        { kind: 'blank', label: 'Name', lines: 1 },
      ),
    );
    assert.match(text, /\n1\. first\n2\. second\n\nName:\n\n_{78}\n/);
  });

  it('keeps a cell on its line and shows what could not be seen', () => {
    const text = paperText(of({ kind: 'facts', facts: [['Serial', 'M1\r\n\r\nUrgent: none\u202egnp.exe']] }));
    assert.match(text, /\nSerial: M1 Urgent: none\\u\{202e\}gnp\.exe\n/);
  });

  it('holds no character that a reader cannot see, whatever comes', () => {
    fc.assert(
      fc.property(hostile, text =>
        assert.doesNotMatch(paperText(of(...BLOCKS(text))), /(?!\n)[\p{C}\p{Zl}\p{Zp}]/u),
      ),
    );
  });
});

describe('a paper as HTML', () => {
  it('allows its own style and nothing else', () => {
    const html = paperHtml(of());
    assert.equal(hash('sha256', STYLE, 'base64'), STYLE_DIGEST);
    assert.ok(
      html.includes(
        `content="default-src 'none'; style-src 'sha256-${STYLE_DIGEST}'; base-uri 'none'; form-action 'none'"`,
      ),
    );
  });

  it('has the same elements whatever the words are, and nothing unseen', () => {
    const tags = (html: string) => html.match(/<[^>]*>/g);
    const expected = tags(paperHtml(of(...BLOCKS('word'))));
    fc.assert(
      fc.property(hostile, text => {
        const html = paperHtml(of(...BLOCKS(text)));
        assert.deepEqual(tags(html), expected);
        assert.doesNotMatch(html, /(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('keeps a title and a language in their places', () => {
    const html = paperHtml({ ...of(), title: '</title><script>', language: '"><script>' });
    assert.doesNotMatch(html, /<script/);
  });
});
