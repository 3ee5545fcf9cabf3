import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { advisory, CaseDesk, siteOfInstrument } from './case-desk.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

describe('documents of a case:', () => {
  const desk = new CaseDesk({ after });
  const LETTER = ['--what', 'letter', '--publisher', 'Illumina', '--reference', 'UMDR-2023'];
  let id: string;
  const file = (name: string, text: string) => {
    writeFileSync(desk.at(name), text);
    return desk.at(name);
  };
  const receive = async (name: string, ...argv: string[]) => {
    const { code, out, err } = await desk.as('ada', 'case', 'receive', name, ...argv, '--json');
    assert.equal(code, 0, err);
    return JSON.parse(out);
  };
  const shown = async () => JSON.parse(await desk.good('case', 'show', id, '--json'));

  before(async () => {
    await desk.open();
    await desk.run('2023-03-01');
    await desk.good('case', 'observe', desk.at('runs'));
    const letter = file('letter.pdf', 'the letter');
    const named = ['--notice', 'recall', '--dated', '2023-04-05', '--reply-by', '2023-04-20'];
    const begun = ['--title', 'Letters of April', '--product', 'MN12345/main'];
    ({ case: id } = await receive('new', letter, ...LETTER, ...named, ...begun));
  });

  it('a case begins with a letter in one command, and is about what a person chose', async () => {
    const { case: found, items, tasks } = await shown();
    assert.equal(found.openings[0].title, 'Letters of April');
    const [{ subject, says }] = found.documents;
    assert.equal(subject, digest('the letter'));
    assert.deepEqual([says.notice, says.dated, says.bytes], ['recall', '2023-04-05', 10]);
    assert.deepEqual(
      items.map((item: { vulnerability: string }) => item.vulnerability),
      [`case:${id}`],
    );
    assert.ok(tasks.some((task: { kind: string }) => task.kind === 'return_form'));
  });

  it('its bytes are kept, and not looked into', () => {
    const place = desk.at(
      'state',
      'seqwarden',
      'cases',
      'evidence',
      digest('the letter').slice(0, 2),
      digest('the letter'),
    );
    assert.equal(readFileSync(place, 'utf8'), 'the letter');
  });

  it('the same bytes again enter nothing, and are told', async () => {
    const size = await desk.records();
    const { code, out } = await desk.as('ada', 'case', 'receive', id, desk.at('letter.pdf'), ...LETTER);
    assert.equal(code, 0);
    assert.match(out, /is in this case already, as it is/);
    assert.equal(await desk.records(), size);
  });

  it('what should have come is a task until it comes, or until a person withdraws it', async () => {
    const expect = (what: string, publisher: string, ...argv: string[]) =>
      desk.as('ada', 'case', 'expect', id, '--what', what, '--publisher', publisher, ...argv);
    assert.equal((await expect('advisory', 'CISA', '--by', '2023-05-01')).code, 0);
    assert.equal((await expect('regulator', 'FDA')).code, 0);
    const open = async () =>
      (await shown()).tasks.filter((task: { kind: string }) => task.kind === 'receive_document').length;
    assert.equal(await open(), 2);
    assert.equal(
      (await expect('regulator', 'FDA', '--withdraw', '--reason', 'it went to the hospital')).code,
      0,
    );
    assert.equal(await open(), 1);
    for (const wrong of [
      ['--withdraw'],
      ['--withdraw', '--reason', 'x', '--by', '2023-05-01'],
      ['--reason', 'why'],
      ['--by', 'soon'],
    ])
      assert.match((await expect('letter', 'Illumina', ...wrong)).err, /\[USAGE\]/);
  });

  it('what calls itself an advisory and is none is refused, and may be kept as something else', async () => {
    const broken = file('broken.json', '{"document":{"csaf_version":"2.0"}}');
    const size = await desk.records();
    const refused = await desk.as('ada', 'case', 'receive', id, broken, '--what', 'advisory');
    assert.match(refused.err, /\[ADVISORY_UNREADABLE\]/);
    assert.equal(await desk.records(), size);
    const { advisory: label } = await receive(id, broken, '--what', 'other', '--publisher', 'CISA');
    assert.equal(label, null);
  });

  it('an advisory is named by its label, its vulnerabilities are read, and it is kept for exposure', async () => {
    const answer = await receive(id, file('ucs.json', advisory()), '--what', 'advisory');
    assert.deepEqual(answer.advisory, {
      publisher: 'https://www.cisa.gov/',
      id: 'ICSMA-23-117-01',
      version: '1',
    });
    assert.equal(answer.kept.arrival.event, 'new');
    const { case: found, tasks } = await shown();
    assert.deepEqual(found.vulnerabilities, ['CVE-2023-1966']);
    assert.ok(!tasks.some((task: { kind: string }) => task.kind === 'receive_document'));
    const list = await desk.good('advisories', 'list');
    assert.match(list, /ICSMA-23-117-01/);
  });

  it('other bytes under its label take its place, and what they say otherwise is told', async () => {
    const path = file('ucs.json', advisory({ details: 'install the second patch' }));
    const { out } = await desk.as('ada', 'case', 'receive', 'ICSMA-23-117-01', path, '--what', 'advisory');
    assert.match(out, new RegExp(`takes the place of ${digest(advisory())}\n {2}remediation-changed: `));
    assert.match(out, /REWRITTEN under the same version/);
    // And the publisher goes back.
    const back = await receive(id, file('ucs.json', advisory()), '--what', 'advisory');
    assert.equal(back.replaces, digest(advisory({ details: 'install the second patch' })));
    assert.equal(back.records.length, 1);
    assert.equal(back.kept.arrival.event, 'back');
  });

  it('an advisory that was kept already says what was found of it then, and which other case has it', async () => {
    const argv = ['--what', 'advisory', '--title', 'another matter'];
    const { code, out } = await desk.as('ada', 'case', 'receive', 'new', desk.at('ucs.json'), ...argv);
    assert.equal(code, 0);
    assert.match(out, new RegExp(`the same bytes are in case ${id.slice(0, 12)}, too`));
    assert.match(out, /was kept already[\s\S]*signature: none/);
  });

  it('a later letter names the one whose place it takes', async () => {
    const later = file('later.pdf', 'the second letter');
    const { replaces } = await receive(id, later, ...LETTER.slice(0, 4), '--replaces', 'UMDR-2023');
    assert.equal(replaces, digest('the letter'));
  });

  it('the form goes back with what shows it', async () => {
    const form = file('form.pdf', 'the form');
    const receipt = file('receipt.txt', 'a receipt');
    const argv = ['--answers', digest('the letter').slice(0, 12), '--to', 'Illumina', '--evidence', receipt];
    const ahead = await desk.as('ada', 'case', 'reply', id, form, ...argv, '--sent', '2099-01-01');
    assert.match(ahead.err, /--sent lies in the future \[USAGE\]/);
    const { code, out } = await desk.as('ada', 'case', 'reply', id, form, ...argv, '--json');
    assert.equal(code, 0);
    const answer = JSON.parse(out);
    assert.deepEqual([answer.form, answer.evidence], [digest('the form'), [digest('a receipt')]]);
    const { tasks } = await shown();
    assert.ok(!tasks.some((task: { kind: string }) => task.kind === 'return_form'));
  });

  it('a side of a known instrument can be chosen though no run has shown it yet, and is patched for itself then', async () => {
    const product = ['--product', 'MN12345/ruo'];
    const letter = file('sides.pdf', 'both sides');
    const { case: of } = await receive('new', letter, ...LETTER, '--title', 'Both sides', ...product);
    const { items } = JSON.parse(await desk.good('case', 'show', of, '--json'));
    assert.deepEqual(
      items.map(({ installed }: { installed: { serial: string; id: string } }) => [
        installed.serial,
        installed.id,
      ]),
      [['MN12345', 'ruo']],
    );
  });

  it('where two cases have a document of one name, the digits of both are told', async () => {
    const letter = ['--what', 'letter', '--publisher', 'Illumina', '--reference', 'TWICE-1'];
    const ids = [];
    for (const name of ['once.pdf', 'again.pdf'])
      ids.push((await receive('new', file(name, name), ...letter, '--title', 'Twice')).case.slice(0, 12));
    const { err } = await desk.seqwarden('case', 'show', 'twice-1');
    assert.match(err, /more than one case is called twice-1: [0-9a-f]{12}, [0-9a-f]{12} \[CASE_UNKNOWN\]/);
    for (const digits of ids) assert.ok(err.includes(digits), digits);
  });

  it("an instrument of the site's file can be chosen though no run of it was ever seen, and no other one", async () => {
    const path = desk.at('config', 'seqwarden', 'site.toml');
    writeFileSync(path, siteOfInstrument('MN77777'), { mode: 0o600 });
    const letter = file('unseen.pdf', 'of one in its box');
    const products = ['--product', 'MN77777', '--product', 'MN77777/dx'];
    const { case: of } = await receive('new', letter, ...LETTER, '--title', 'In its box', ...products);
    const { items } = JSON.parse(await desk.good('case', 'show', of, '--json'));
    assert.deepEqual(
      items.map(({ installed }: { installed: object }) => installed),
      ['dx', null].map(id => ({ vendor: 'Illumina', model: null, serial: 'MN77777', id })),
    );
    for (const other of ['MN77777/basement', 'MN77778']) {
      const argv = ['case', 'receive', of, letter, ...LETTER, '--product', other];
      assert.match((await desk.as('ada', ...argv)).err, /\[CASE_UNKNOWN\]/);
    }
    rmSync(path);
  });

  it('refuses what does not go together, before anything is kept', async () => {
    const path = file('never.pdf', 'never kept');
    const cases: (readonly [RegExp, readonly string[]])[] = [
      [/\[USAGE\]/, [id, path]],
      [/\[USAGE\]/, [id, path, '--what', 'poster', '--publisher', 'x']],
      [/\[USAGE\]/, [id, path, '--what', 'letter']],
      [/\[USAGE\]/, ['new', path, '--what', 'letter', '--publisher', 'x']],
      [/--received lies in the future/, [id, path, ...LETTER.slice(0, 4), '--received', '2099-01-01']],
      [/\[USAGE\]/, [id, path, '--title', 'x', '--what', 'letter', '--publisher', 'x']],
      [/\[USAGE\]/, [id, path, '--what', 'regulator', '--publisher', 'x', '--notice', 'recall']],
      [/\[USAGE\]/, [id, path, '--what', 'letter', '--publisher', 'a@b.example']],
      [/\[USAGE\]/, [id, path, '--what', 'letter', '--publisher', 'x', '--vulnerability', 'CVE-1']],
      [/\[CASE_UNKNOWN\]/, [id, path, '--what', 'letter', '--publisher', 'x', '--product', 'MN99999/main']],
      [/\[CASE_UNKNOWN\]/, [id, path, '--what', 'letter', '--publisher', 'x', '--product', 'MN99999/dx']],
      [/\[CASE_UNKNOWN\]/, ['00000000', path, '--what', 'letter', '--publisher', 'x']],
      [/\[CASE_INPUT_UNUSABLE\]/, [id, desk.folder, '--what', 'letter', '--publisher', 'x']],
    ];
    for (const [error, argv] of cases) {
      const { code, err } = await desk.as('ada', 'case', 'receive', ...argv);
      assert.match(err, error, argv.join(' '));
      assert.equal(code, 2);
    }
    const never = digest('never kept');
    assert.ok(!existsSync(desk.at('state', 'seqwarden', 'cases', 'evidence', never.slice(0, 2), never)));
  });
});
