import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { DraftStore } from './draft-store.ts';
import type { NoticeDraft } from './notice-draft.ts';

const folder = mkdtempSync(join(tmpdir(), 'seqwarden-drafts-'));
after(() => rmSync(folder, { recursive: true }));

const NOTICE = '5'.repeat(32);
const DRAFT: NoticeDraft = {
  case: '1'.repeat(32),
  notice: NOTICE,
  recipient: 'a'.repeat(64),
  about: 'recall',
  urgency: 'urgent',
  vulnerabilities: ['CVE-2023-1968'],
  installed: [{ vendor: 'Illumina', model: null, serial: 'M70001', id: 'dx' }],
  acknowledgeBy: '2023-04-07',
  patchBy: null,
};
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const RENDERED = { text: bytes('text'), html: bytes('<p>'), pdf: bytes('%PDF'), form: bytes('%PDF form') };

describe('drafts of notices', () => {
  const store = new DraftStore(join(folder, 'drafts'));
  const file = (name: string) => join(store.folderOf(NOTICE), name);

  it('lie in a folder each, for this account alone', () => {
    assert.deepEqual(store.list(), []);
    store.write(DRAFT, RENDERED);
    assert.deepEqual(store.list(), [NOTICE]);
    assert.deepEqual(store.read(NOTICE), DRAFT);
    assert.equal(statSync(store.folderOf(NOTICE)).mode & 0o777, 0o700);
    assert.equal(statSync(file('notice.pdf')).mode & 0o777, 0o600);
  });

  it('are what lies there when they are released', () => {
    writeFileSync(file('notice.txt'), 'changed by hand');
    assert.deepEqual(store.renderings(NOTICE), { ...RENDERED, text: bytes('changed by hand') });
  });

  it('are refused where they say what no record can', () => {
    const text = readFileSync(file('draft.json'), 'utf8');
    const cases: readonly (readonly [string, string])[] = [
      ['"recall"', '"our recall"'],
      ['"2023-04-07"', '"2023-02-30"'],
      ['"version": 1', '"version": 2'],
      [NOTICE, '6'.repeat(32)],
      ['"urgency"', '"hurry"'],
      ['{', ''],
      ['"M70001"', 'null'],
    ];
    for (const [from, to] of cases) {
      writeFileSync(file('draft.json'), text.replace(from, to));
      assert.throws(() => store.read(NOTICE), { code: 'CASE_INPUT_UNUSABLE' }, to);
    }
    writeFileSync(file('draft.json'), text);
  });

  it('are none where a rendering is missing, empty or a link', () => {
    unlinkSync(file('form.pdf'));
    assert.throws(() => store.renderings(NOTICE), { code: 'CASE_UNKNOWN' });
    symlinkSync(file('notice.pdf'), file('form.pdf'));
    assert.throws(() => store.renderings(NOTICE), { code: 'CASE_INPUT_UNUSABLE' });
    unlinkSync(file('form.pdf'));
    writeFileSync(file('form.pdf'), '');
    assert.throws(() => store.renderings(NOTICE), { code: 'CASE_INPUT_UNUSABLE' });
  });

  it('are none without what they say, and gone when they are removed', () => {
    mkdirSync(store.folderOf('7'.repeat(32)));
    assert.deepEqual(store.list(), [NOTICE]);
    store.remove(NOTICE);
    assert.deepEqual(store.list(), []);
    assert.throws(() => store.read(NOTICE), { code: 'CASE_UNKNOWN' });
  });
});
