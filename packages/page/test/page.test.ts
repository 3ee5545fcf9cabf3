import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { Lab } from './lab.ts';
import { type OpenPage, Pages, type Shown } from './open-page.ts';

const BASE_CALLS = 'Data/Intensities/BaseCalls/L001';

describe('verify.html in Chromium, opened from a file,', () => {
  const lab = new Lab();
  const pages = new Pages(lab.at('verify.html'));
  let sealed = '';

  before(async () => {
    await pages.build();
    sealed = lab.sealed();
  });
  after(async () => {
    await pages.close();
    lab.close();
  });

  /** What the page says when all of a run is given by its folder. */
  async function judge(
    t: TestContext,
    run: string,
    trust = lab.trust,
  ): Promise<{ page: OpenPage; shown: Shown } | undefined> {
    const page = await pages.open(t);
    return page && { page, shown: await page.judge(trust, run) };
  }

  const one = (run: string) => join(run, BASE_CALLS, 'C1.1', 's_1_1101.bcl');
  const flip = (path: string, at = 0) => {
    const bytes = readFileSync(path);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  };
  const inCustody = (run: string, name: string, from: string | RegExp, to: string) => {
    const path = join(run, 'Custody', name);
    const text = readFileSync(path, 'latin1');
    assert.notEqual(text.replace(from, to), text);
    writeFileSync(path, text.replace(from, to), 'latin1');
  };

  it('says that a run is unchanged, since when and by which key', async t => {
    const judged = await judge(t, sealed);
    if (judged === undefined) return;
    const { page, shown } = judged;
    assert.deepEqual(await lab.verify(sealed), { answer: 'unchanged', codes: [] });
    assert.equal(shown.answer, 'unchanged');
    assert.deepEqual(shown.codes, []);
    assert.match(
      shown.sentence,
      /^All 322 files of the file list are unchanged since they were sealed on \d+ \w+ 2\d{3}, /,
    );
    const [fingerprint = ''] = await page.text('#keys .fingerprint');
    assert.match(fingerprint, /^([0-9a-f]{4} ){5}[0-9a-f]{4}$/);
    const details = (await page.text('#details')).join();
    assert.ok(details.includes(fingerprint));
    assert.match(details, /rule copy-complete/);
    assert.match(details, /simulated/);
    const { out } = lab.seqwarden('verify', sealed, '--trust', lab.trust);
    const [, told = ''] = /^register +(.*(?:\n {2,}.*|\nregister.*)*)/m.exec(out) ?? [];
    const lines = told.split('\n').map(line => line.replace(/^register/, '').trim());
    assert.equal(lines.length, 4, out);
    assert.match(lines[0] ?? '', /^([0-9a-f]{4} ){5}/, 'by its key: any key can bear the name');
    const blanks = (text: string) => text.replace(/\s+/g, ' ');
    for (const line of lines) assert.ok(blanks(details).includes(blanks(line)), `${line}\n${details}`);
  });

  const CHANGES: Readonly<Record<string, (run: string) => void>> = {
    'one bit changed': run => flip(one(run)),
    'a file added': run => writeFileSync(join(run, 'notes.txt'), 'new'),
    'a file renamed': run => renameSync(join(run, 'RunInfo.xml'), join(run, 'RunInfo-1.xml')),
    'a forged file list': run => inCustody(run, 'SHA256SUMS', /^[0-9a-f]/, '~'),
    'a file list that fits a forged file': run => {
      writeFileSync(join(run, 'RTAComplete.txt'), '');
      inCustody(
        run,
        'SHA256SUMS',
        /[0-9a-f]{64}(?= {2}RTAComplete)/,
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      );
    },
    'an altered statement': run => inCustody(run, 'seal.intoto.json', /(?<=.{400})[A-Z]/, 'z'),
    'a file of Custody missing': run => rmSync(join(run, 'Custody', 'SHA256SUMS.sig')),
    'a stranger in Custody': run => writeFileSync(join(run, 'Custody', 'readme.txt'), 'x'),
    'a second Custody in other letters': run => {
      mkdirSync(join(run, 'CUSTODY'));
      writeFileSync(join(run, 'CUSTODY', 'x'), 'x');
    },
    'a forged proof from the register': run => inCustody(run, 'seal.tlog-proof', /[A-Z](?=[^\n]*\n$)/, '+'),
    'no seal': run => rmSync(join(run, 'Custody'), { recursive: true }),
    'something that is no addendum': run => {
      mkdirSync(join(run, 'Custody', 'addenda', '0001'), { recursive: true });
      writeFileSync(join(run, 'Custody', 'addenda', '0001', 'x'), 'x');
    },
  };
  for (const [what, change] of Object.entries(CHANGES)) {
    it(`says of ${what} what the command says`, async t => {
      const run = lab.copyOf(sealed);
      change(run);
      const [judged, { answer, codes }] = await Promise.all([judge(t, run), lab.verify(run)]);
      if (judged === undefined) return;
      assert.notEqual(answer, 'unchanged');
      const said = judged.shown.answer === 'proof' ? 'changed' : judged.shown.answer;
      assert.deepEqual({ answer: said, codes: judged.shown.codes }, { answer, codes });
    });
  }

  it('says of a bad proof from the register that the files are as sealed', async t => {
    const run = lab.copyOf(sealed);
    const path = join(run, 'Custody', 'seal.tlog-proof');
    const other = readFileSync(path, 'latin1').replace(/.(?=.{20}\n$)/, one => (one === 'q' ? 'r' : 'q'));
    writeFileSync(path, other, 'latin1');
    const judged = await judge(t, run);
    if (judged === undefined) return;
    assert.deepEqual([judged.shown.answer, judged.shown.codes], ['proof', ['CHECKPOINT_SIGNATURE_INVALID']]);
    assert.match(
      judged.shown.sentence,
      /^322 files are as sealed on .*, but the proof from the register is not good: /,
    );
    const [heading] = await judged.page.text('.verdict');
    assert.match(heading ?? '', /^proof not good$/i);
  });

  it('says of an unknown key what the command says, and shows the key that the seal names as unchecked', async t => {
    const other = new Lab();
    t.after(() => other.close());
    const judged = await judge(t, sealed, other.trust);
    if (judged === undefined) return;
    const { answer, codes } = await lab.verify(sealed, other.trust);
    assert.ok(codes.includes('UNKNOWN_KEY'));
    assert.deepEqual({ answer: judged.shown.answer, codes: judged.shown.codes }, { answer, codes });
    assert.match(judged.shown.sentence, /a key that the trust file does not know/);
    assert.match((await judged.page.text('#details')).join(), /unchecked/);
  });

  it('cannot tell where the trust file demands proof from the register and there is none', async t => {
    const strict = lab.at('strict.json');
    const text = readFileSync(lab.trust, 'utf8');
    writeFileSync(strict, text.replace(/("logRequired": )false/, '$1true'), { mode: 0o600 });
    const run = lab.copyOf(sealed);
    rmSync(join(run, 'Custody', 'seal.tlog-proof'));
    const [judged, said] = await Promise.all([judge(t, run, strict), lab.verify(run, strict)]);
    if (judged === undefined) return;
    assert.deepEqual(said, { answer: 'cannot_tell', codes: ['LOG_PROOF_MISSING'] });
    assert.deepEqual({ answer: judged.shown.answer, codes: judged.shown.codes }, said);
    assert.match(
      judged.shown.sentence,
      /^322 files are as sealed on .*, but the register does not prove it: /,
    );
  });

  it('refuses a trust file that lies in the run', async t => {
    const run = lab.copyOf(sealed);
    cpSync(lab.trust, join(run, 'trust.json'));
    const judged = await judge(t, run, join(run, 'trust.json'));
    if (judged === undefined) return;
    assert.deepEqual(await lab.verify(run, join(run, 'trust.json')), {
      answer: 'refused',
      codes: ['TRUST_INSIDE_RUN'],
    });
    assert.equal(judged.shown.answer, 'refused');
    assert.deepEqual(judged.shown.codes, ['TRUST_INSIDE_RUN']);
    assert.match(judged.shown.sentence, /proves nothing/);
  });

  it('never calls a run unchanged of which a file was not given, and names the file', async t => {
    const run = lab.copyOf(sealed);
    rmSync(one(run));
    const judged = await judge(t, run);
    if (judged === undefined) return;
    assert.deepEqual(await lab.verify(run), { answer: 'changed', codes: ['FILE_MISSING'] });
    assert.equal(judged.shown.answer, 'part');
    assert.match(
      judged.shown.sentence,
      /^321 files are unchanged since .*; 1 other file of the file list was not looked at\.$/,
    );
    assert.deepEqual(await judged.page.text('#details .paths .path'), [`${BASE_CALLS}/C1.1/s_1_1101.bcl`]);
  });

  it('says of Custody alone that the seal is good, and nothing of files', async t => {
    const page = await pages.open(t);
    if (page === undefined) return;
    const { answer, codes, sentence } = await page.judge(lab.trust, join(sealed, 'Custody'));
    assert.equal(answer, 'seal');
    assert.deepEqual(codes, []);
    assert.match(
      sentence,
      /^The seal is good, and nothing is said of the files: .* none of its files was given\.$/,
    );
  });

  it('judges single files by the files of Custody, given in any order, and waits for the whole seal', async t => {
    const page = await pages.open(t);
    if (page === undefined) return;
    const custody = readdirSync(join(sealed, 'Custody')).map(name => join(sealed, 'Custody', name));
    await page.give('run-files', join(sealed, 'RunInfo.xml'));
    assert.deepEqual(await page.text('#answer'), ['Now choose the lab’s trust file, in step 1.']);
    await page.give('trust-file', lab.trust);
    assert.equal((await page.shown()).answer, 'cannot_tell');
    await page.give('run-files', custody.slice(1));
    await page.page.locator('#answer[data-answer=refused]').waitFor();
    assert.match((await page.shown()).sentence, /SHA256SUMS/);
    await page.give('run-files', custody);
    await page.page.locator('#answer[data-answer=part]').waitFor();
    assert.match(
      (await page.shown()).sentence,
      /^1 file is unchanged since it was sealed on .*; 321 other files/,
    );
  });

  it('tells by their bytes files of which several have the same name', async t => {
    const page = await pages.open(t);
    if (page === undefined) return;
    const altered = lab.copyOf(sealed);
    flip(one(altered));
    await page.give('trust-file', lab.trust);
    await page.give('run-folder', join(sealed, 'Custody'));
    await page.give('run-files', join(sealed, BASE_CALLS, 'C2.1', 's_1_1101.bcl'));
    await page.page.locator('#answer[data-answer=part]').waitFor();
    assert.match((await page.shown()).sentence, /^1 file is unchanged/);
    await page.give('run-files', one(altered));
    await page.page.locator('#answer[data-answer=changed]').waitFor();
    assert.deepEqual((await page.shown()).codes, ['FILE_CHANGED']);
  });

  it('takes what is dropped, a folder inside the run too, and stays when something is dropped beside the zones', async t => {
    const page = await pages.open(t);
    if (page === undefined) return;
    await page.drop('#trust-zone', [lab.trust]);
    await page.page.locator('#keys li').waitFor();
    await page.drop('#run-zone', [join(sealed, 'Custody')]);
    assert.equal((await page.shown()).answer, 'seal');
    await page.drop('header', [join(sealed, 'Data'), join(sealed, 'RunInfo.xml')]);
    await page.page.locator('#answer[data-answer=part]').waitFor();
    const all = await lab.verify(sealed);
    assert.deepEqual((await page.shown()).codes, all.codes);
    await page.drop('#run-zone', [sealed]);
    await page.page.locator('#answer[data-answer=refused]').waitFor();
    assert.match((await page.shown()).sentence, /more than one/);
    await page.page.locator('#start-again').click();
    await page.drop('#trust-zone', [lab.trust]);
    await page.page.locator('#keys li').waitFor();
    await page.drop('#run-zone', [sealed]);
    assert.deepEqual(await page.shown().then(({ answer, codes }) => ({ answer, codes })), all);
  });
});
