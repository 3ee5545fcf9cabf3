import assert from 'node:assert/strict';
import fs, {
  chmodSync,
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CaseDesk, SITE } from './case-desk.ts';
import { assertDocumented } from './documented.ts';

/** Of a part that could not be read (FORMATS.md 31). */
const MISSED = ['part', 'what', 'index', 'code', 'message'];

/** How the site's file, and nobody's machine, calls it. */
const CALLED = 'other-sites.trust[1] (theirs.json)';

const leftOut = (missed: readonly { readonly what: string; readonly code: string }[]) =>
  missed.map(({ what, code }) => [what, code]);

/** Exports store their files as they are. */
const storedIn = (zip: string) => readFileSync(zip, 'latin1');

describe('another site whose trust file the file of the site names', () => {
  const [here, there] = [new CaseDesk({ after }), new CaseDesk({ after })];
  const file = here.at('config', 'seqwarden', 'site.toml');
  const theirs = here.at('theirs.json');
  const named = `${SITE}[other-sites]\ntrust = ["${theirs}"]\n`;
  const cases = async (...argv: string[]) =>
    JSON.parse(await here.good('case', 'list', '--json', ...argv)).cases;
  let id = '';
  before(async () => {
    await here.open();
    await there.open();
    id = (await there.as('ada', 'case', 'open', '--title', 'Of the other site')).out.trim();
    const what = ['--what', 'letter', '--publisher', 'Illumina', '--by', '2023-04-05'];
    assert.equal((await there.as('ada', 'case', 'expect', id, ...what)).code, 0);
    await there.good('bundle', 'export', '--all', '--out', here.at('there.bundle'));
    cpSync(there.trustFile, theirs);
    writeFileSync(file, SITE, { mode: 0o600 });
    const early = await here.seqwarden('bundle', 'import', here.at('there.bundle'));
    assert.match(early.err, /\[LOG_UNKNOWN\]/, 'it names nobody yet');
    const trust = ['--trust', here.trustFile, '--trust', theirs];
    await here.good('bundle', 'import', here.at('there.bundle'), ...trust);
    assert.deepEqual(await cases(), [], 'it names nobody yet');
    writeFileSync(file, named);
  });

  it('counts on every command, without --trust', async () => {
    assert.equal((await cases())[0]?.id, id);
    assert.match(await here.good('case', 'show', id), /Of the other site/);
    assert.match((await here.seqwarden('due', '--dry-run')).out, /nothing is overdue/);
    const received = ['case', 'receive', id, here.trustFile, '--what', 'other', '--publisher', 'Illumina'];
    const { code, err } = await here.as('ada', ...received);
    assert.equal(code, 0, err);
  });

  it('counts too where the confined part reads runs and registers', async () => {
    const run = await here.run('2023-03-01');
    const { code, err } = await here.seqwarden('case', 'observe', run);
    assert.equal(code, 0, err);
    assert.match(err, /1 installation seen; 1 record entered/);
  });

  it('is known as of its latest file and its trust file, which a person sees who looks at all sites', async () => {
    const folder = here.at('state', 'seqwarden', 'bundles');
    const [log = ''] = readdirSync(folder);
    const [bundle = ''] = readdirSync(join(folder, log)).filter(name => name.endsWith('.bundle'));
    // As if it had come in long ago: late in the evening in UTC, the next day at the site.
    const at = new Date('2023-04-02T23:30:00Z');
    utimesSync(join(folder, log, bundle), at, at);
    const changed = JSON.stringify({
      ...JSON.parse(readFileSync(theirs, 'utf8')),
      madeAt: '2023-03-01T12:00:00.000Z',
    });
    const before = readFileSync(theirs);
    writeFileSync(theirs, changed);
    const { registers } = JSON.parse((await here.seqwarden('today', '--all-sites', '--json')).out);
    const { taken, trustFiles } = registers[0];
    const { statedAt } = JSON.parse(await there.good('log', 'show', '--json')).entries.at(-1);
    const last = (await there.records()) - 1;
    assert.deepEqual([registers.length, registers[0].log, taken.at], [1, log, at.toISOString()]);
    assert.deepEqual(taken.newest, { index: last, statedAt });
    assert.deepEqual(trustFiles[0].madeAt, '2023-03-01T12:00:00.000Z');
    assert.ok(!JSON.stringify(registers).includes(here.at('')), 'it is handed on, and names no path of here');
    const { out } = await here.seqwarden('today', '--all-sites');
    assert.match(
      out,
      /its latest file taken in on 2023-04-03, the newest record in it of \d{4}-\d\d-\d\d \(place/,
    );
    assert.match(
      out,
      /other-sites\.trust\[1\] \(theirs\.json\): made on 2023-03-01, tells its keys as of size \d+/,
    );
    writeFileSync(theirs, before);
    const { registers: none } = JSON.parse((await here.seqwarden('today', '--json')).out);
    assert.equal(none, null, 'nobody asked');
  });

  it('is told as one of which nothing came in yet', async () => {
    const folder = here.at('state', 'seqwarden', 'bundles');
    renameSync(folder, `${folder}.away`);
    const { out } = await here.seqwarden('today', '--all-sites');
    assert.match(out, /: none of its records were taken in: `bundle import` does that/);
    renameSync(`${folder}.away`, folder);
    await here.good('bundle', 'import', here.at('there.bundle'));
  });

  it('is read once for a command, as are the own trust file and that of the site, so that all of it goes by the same bytes', async t => {
    const opened = t.mock.method(fs, 'openSync');
    syncBuiltinESMExports();
    t.after(() => {
      opened.mock.restore();
      syncBuiltinESMExports();
    });
    const reads = async (command: () => Promise<unknown>) => {
      opened.mock.resetCalls();
      await command();
      const paths = opened.mock.calls.map(({ arguments: [path] }) => path);
      return [theirs, file, here.trustFile].map(one => paths.filter(path => path === one).length);
    };
    assert.deepEqual(await reads(() => here.good('case', 'show', id)), [1, 1, 1]);
    assert.deepEqual(await reads(() => here.good('notice', 'list')), [1, 1, 1]);
    const all = ['today', '--all-sites'] as const;
    assert.deepEqual(await reads(() => here.seqwarden(...all)), [1, 1, 1]);
    const trust = ['--trust', here.trustFile, '--trust', theirs];
    assert.deepEqual(await reads(() => here.seqwarden(...all, ...trust)), [1, 1, 1]);
    assert.deepEqual(await reads(() => here.good('bundle', 'import', here.at('there.bundle'))), [1, 1, 1]);
    const expect = ['case', 'expect', id, '--what', 'letter', '--publisher', 'FDA'];
    const [ofTheirs, ofSite] = await reads(async () => {
      const { code, err } = await here.as('ada', ...expect);
      assert.equal(code, 0, err);
    });
    // Whether the own key has ended is asked anew where it signs.
    assert.deepEqual([ofTheirs, ofSite], [1, 1]);
  });

  it('does not count where --trust says whose word is taken', async () => {
    assert.deepEqual(await cases('--trust', here.trustFile), []);
  });

  it('has tasks of its own: they are shown, and neither make the day a bad one here nor are told by `due`', async () => {
    const { code, out } = await here.seqwarden('today');
    assert.match(out, /^overdue since 2023-04-05 .* of the register [0-9a-f]{12} /m);
    assert.match(out, /, 1 overdue \(1 of other sites\), as of/);
    assert.match(
      out,
      /^- +name the instruments .* case [0-9a-f]{12} +anybody with a key$/m,
      'our own letter',
    );
    assert.equal(code, 0);
    assert.equal((await here.seqwarden('today', '--all-sites')).code, 1);
    assert.equal((await there.seqwarden('today')).code, 1);
  });

  it('closes a case for itself: what we took in for it stays with us until we close it, and then ours is over', async () => {
    const listed = async (...argv: string[]) => (await here.good('case', 'list', ...argv)).split('\n')[0];
    assert.equal((await there.as('bob', 'case', 'close', id, '--reason', 'none came')).code, 2, 'it waits');
    const what = ['--what', 'letter', '--publisher', 'Illumina', '--reason', 'none will come'];
    assert.equal((await there.as('ada', 'case', 'expect', id, ...what, '--withdraw')).code, 0);
    const closed = await there.as('bob', 'case', 'close', id, '--reason', 'none came');
    assert.equal(closed.code, 0, closed.err);
    await there.good('bundle', 'export', '--all', '--out', here.at('closed.bundle'));
    await here.good('bundle', 'import', here.at('closed.bundle'));
    assert.match((await listed('--open')) ?? '', / open +\d/);
    assert.match((await here.seqwarden('today')).out, /^- +name the instruments /m);
    const ours = ['--what', 'letter', '--publisher', 'FDA', '--reason', 'none will come'];
    assert.equal((await here.as('ada', 'case', 'expect', id, ...ours, '--withdraw')).code, 0);
    const over = await here.as('bob', 'case', 'close', id, '--reason', 'nothing of ours');
    assert.equal(over.code, 0, over.err);
    assert.equal(await listed('--open'), 'no cases');
    assert.match((await listed()) ?? '', / closed +\d/);
    assert.equal((await there.as('ada', 'case', 'reopen', id, '--reason', 'one came')).code, 0);
    await there.good('bundle', 'export', '--all', '--out', here.at('again.bundle'));
    await here.good('bundle', 'import', here.at('again.bundle'));
    assert.match((await listed('--open')) ?? '', / open +\d/, 'that is stricter');
    const again = await here.as('bob', 'case', 'close', id, '--reason', 'again');
    assert.match(again.err, /the case is closed here, and is open in the register [0-9a-f]{12}, whose site/);
  });

  it('is left out, and that is told, where its file is gone, writable by all or spoilt: nobody can tell, and who signs goes on', async () => {
    const bytes = readFileSync(theirs);
    const spoil: readonly (readonly [code: string, act: () => void])[] = [
      ['TRUST_WRITABLE', () => chmodSync(theirs, 0o666)],
      ['TRUST_UNUSABLE', () => writeFileSync(theirs, '{}')],
      ['TRUST_MISSING', () => rmSync(theirs)],
    ];
    for (const [code, act] of spoil) {
      act();
      const said = await here.seqwarden('case', 'list', '--json');
      assert.equal(said.code, 3, code);
      assert.match(said.err, new RegExp(`theirs\\.json, as the site's file names it: .* \\[${code}\\]`));
      const { cases, missed } = JSON.parse(said.out);
      assert.deepEqual(cases, []);
      assert.deepEqual(leftOut(missed), [[CALLED, code]], 'machines read what was left out');
      assert.ok(!said.out.includes(here.at('')), `and no path of here: ${said.out}`);
      rmSync(theirs, { force: true });
      writeFileSync(theirs, bytes, { mode: 0o600 });
    }
    rmSync(theirs);
    const today = await here.seqwarden('today', '--json');
    assert.equal(today.code, 3);
    assertDocumented('today', JSON.parse(today.out), ['missed'], MISSED);
    assert.deepEqual(leftOut(JSON.parse(today.out).missed), [[CALLED, 'TRUST_MISSING']]);
    const opened = await here.as('ada', 'case', 'open', '--title', 'Our own');
    assert.equal(opened.code, 0, opened.err);
    assert.match(opened.err, /\[TRUST_MISSING\]/);
    const ours = opened.out.trim();
    for (const answer of [
      ['due', '--dry-run'],
      ['case', 'observe', here.at('runs')],
      ['case', 'export', ours, '--out', here.at('ours.zip')],
    ]) {
      const { code, out, err } = await here.seqwarden(...answer, '--json');
      assert.equal(code, 3, `${answer.join(' ')}, though the account's key may sign: ${err}`);
      if (!answer.includes('export')) assert.equal(JSON.parse(out).missed.length, 1, answer.join(' '));
    }
    assert.match(
      storedIn(here.at('ours.zip')),
      /"The trust file of another site could not be read: .*TRUST_MISSING/,
    );
    writeFileSync(theirs, bytes, { mode: 0o600 });
  });

  it('does not take the say of a third site away in silence: that is told, and nobody can tell, until our own file says so', async () => {
    const third = new CaseDesk({ after });
    await third.open();
    const its = here.at('third.json');
    cpSync(third.trustFile, its);
    const { log } = JSON.parse(await third.good('log', 'audit', '--json'));
    const own = JSON.parse(await here.good('log', 'audit', '--json')).log;
    const bytes = readFileSync(theirs, 'utf8');
    writeFileSync(file, named.replace(`"${theirs}"`, `"${theirs}", "${its}"`));
    writeFileSync(theirs, JSON.stringify({ ...JSON.parse(bytes), notInCases: [own, log].sort() }));
    const said = await here.seqwarden('finding', 'list');
    assert.equal(said.code, 3);
    assert.match(
      said.err,
      new RegExp(`theirs\\.json, as the site's file names it, lets the register ${log} `),
    );
    assert.doesNotMatch(said.err, new RegExp(own));
    const { missed } = JSON.parse((await here.seqwarden('finding', 'list', '--json')).out);
    assert.deepEqual(leftOut(missed), [[CALLED, 'REGISTER_SILENCED']]);
    await here.good('trust', 'cases', log, 'ignore');
    const agreed = await here.seqwarden('finding', 'list');
    assert.deepEqual([agreed.code, agreed.err], [0, '']);
    await here.good('trust', 'cases', log, 'count');
    writeFileSync(theirs, bytes);
    assert.equal((await here.seqwarden('finding', 'list')).code, 0);
    writeFileSync(file, named);
  });

  it('may be named by a file that cannot be read: that is told too', async () => {
    writeFileSync(file, named.replace('version = 1', 'version = 2'));
    const { code, err } = await here.seqwarden('finding', 'list');
    assert.equal(code, 3);
    assert.match(err, /records of other sites that it may name are left out \[DIRECTORY_UNUSABLE\]/);
    writeFileSync(file, named.replace(theirs, 'theirs.json'));
    const { missed } = JSON.parse((await here.seqwarden('finding', 'list', '--json')).out);
    assert.deepEqual(leftOut(missed), [["the site's file", 'DIRECTORY_UNUSABLE']]);
    const opened = await here.as('ada', 'case', 'open', '--title', 'Our second');
    await here.seqwarden('case', 'export', opened.out.trim(), '--out', here.at('broken.zip'));
    const stored = storedIn(here.at('broken.zip'));
    assert.match(stored, /"The site's file could not be read: .* \[DIRECTORY_UNUSABLE\]\."/);
    assert.doesNotMatch(stored, /Records of another register could not be read/);
    const relative = await here.seqwarden('finding', 'list');
    assert.match(relative.err, /other-sites\.trust\[1\]: must be an absolute path/);
    writeFileSync(file, named);
  });
});
