import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import { Arguments } from '../src/arguments.ts';
import { viewCases } from '../src/casework/view-cases.ts';
import { type CaseWindows, type RunsToAsk, windowsOfCase } from '../src/casework/windows-of-case.ts';
import type { Context } from '../src/context.ts';
import { advisory, CaseDesk } from './case-desk.ts';
import { keepWorkers } from './kept-workers.ts';

keepWorkers({ after, mock });

describe('what runs show, from look to look:', () => {
  const desk = new CaseDesk({ after });
  let patch: string;
  before(async () => {
    await desk.open();
    await desk.run('2023-03-01');
  });
  const observe = (...argv: string[]) => desk.seqwarden('case', 'observe', desk.at('runs'), ...argv);
  const item = async () => JSON.parse(await desk.good('case', 'show', 'ICSMA-23-117-01', '--json')).items[0];
  /** Prints what `act` adds to the register. */
  const added = async (act: () => Promise<unknown>) => {
    const size = await desk.records();
    await act();
    return (await desk.records()) - size;
  };

  it('the first look enters what is installed, signed by the seal key', async () => {
    const { code, out, err } = await observe();
    assert.equal(code, 0, err);
    assert.match(out, /^MN12345\/main: MiniSeq Control Software 2\.2\.1\.9, run 230301_/m);
    const shown = await desk.good('log', 'show');
    assert.match(shown, /observation: MN12345\/main/);
  });

  it('the next look enters nothing', async () => {
    const more = await desk.run('2023-03-02');
    assert.equal(await added(async () => assert.equal((await observe()).out, '')), 0);
    rmSync(more, { recursive: true });
  });

  it('an advisory that names it is bad news once, and --dry-run enters none of it', async () => {
    writeFileSync(desk.at('ucs.json'), advisory());
    const argv = [desk.at('ucs.json'), '--what', 'advisory', '--title', 'UCS'];
    assert.equal((await desk.as('ada', 'case', 'receive', 'new', ...argv)).code, 0);
    const only = await added(async () => {
      const { code, out, err } = await observe('--kept', '--dry-run');
      assert.equal(code, 1);
      assert.match(
        out,
        /^MN12345\/main: CVE-2023-1966 by ICSMA-23-117-01: affected; .* \[VERSION_LISTED\]$/m,
      );
      assert.match(err, /1 record would be entered/);
    });
    assert.equal(only, 0);
    assert.equal(await added(async () => assert.equal((await observe('--kept')).code, 1)), 1);
    assert.equal(await added(async () => assert.equal((await observe('--kept')).code, 0)), 0);
    assert.equal((await item()).remediation, 'not_remediated');
  });

  it('asks the register itself where no folder is named', async () => {
    const run = await desk.run('2023-04-01', '2.2.1.10');
    await desk.good('seal', run);
    rmSync(run, { recursive: true });
    const { out, code } = await desk.seqwarden('case', 'observe');
    assert.equal(code, 0);
    assert.match(
      out,
      /^MN12345\/main: MiniSeq Control Software 2\.2\.1\.10 \(was 2\.2\.1\.9\), run 230401_/m,
    );
  });

  it('an older run that turns up later is no news', async () => {
    const old = await desk.run('2022-01-10', '2.0.0.1');
    assert.equal(await added(async () => assert.equal((await observe('--kept')).out, '')), 0);
    rmSync(old, { recursive: true });
  });

  it('the first run after a recorded patch shows its effect', async () => {
    writeFileSync(desk.at('report.pdf'), 'the report of the service');
    const what = ['--case', 'ICSMA-23-117-01', '--on', '2023-05-02', '--evidence', desk.at('report.pdf')];
    const software = ['--software', 'control=2.2.1.10..2.2.2.0'];
    const recorded = await desk.as('ada', 'record', 'patch', 'MN12345/main', ...what, ...software, '--json');
    assert.equal(recorded.code, 0, recorded.err);
    patch = (await item()).patches[0].record.identity;
    const confirmed = ['--confirm', '--reason', 'looked at the report and at the screen'];
    assert.equal((await desk.as('bob', 'record', 'check', patch, ...confirmed)).code, 0);
    assert.equal((await item()).patches[0].effect, 'open');
    await desk.run('2023-06-01', '2.2.2.0');
    const { code, out } = await observe('--kept');
    assert.equal(code, 0);
    assert.match(out, /patch of CVE-2023-1966: a later run shows the new version/);
    assert.equal((await item()).remediation, 'done');
  });

  it('a run with an older version opens it again, says which, and ends with 1', async () => {
    await desk.run('2023-07-01', '2.2.1.10');
    const { code, out } = await observe('--kept');
    assert.equal(code, 1);
    assert.match(
      out,
      /CVE-2023-1966 is OPEN AGAIN, since a later run shows an older version: control software 2\.2\.1\.10, run 230701_/,
    );
    const { remediation, reopened } = await item();
    assert.notEqual(remediation, 'done');
    assert.equal(reopened[0].patch, patch);
  });

  it('other bytes of an advisory that offer something else are entered, and told as that', async () => {
    writeFileSync(desk.at('ucs.json'), advisory({ details: 'install the second patch' }));
    const argv = ['ICSMA-23-117-01', desk.at('ucs.json'), '--what', 'advisory'];
    assert.equal((await desk.as('ada', 'case', 'receive', ...argv)).code, 0);
    const { out, code } = await observe('--kept');
    assert.match(out, /affected \(as before, but it offers other remedies\)/);
    assert.equal(code, 0);
  });

  it('an advisory that says nothing more of it closes nothing, and ends with 3', async () => {
    const other = advisory().replaceAll('MiniSeq Control Software', 'HiSeq Control Software');
    writeFileSync(desk.at('silent.json'), other);
    const silent = await added(async () => {
      const { code, out } = await observe('--advisories', desk.at('silent.json'));
      assert.equal(code, 3);
      assert.match(
        out,
        /ICSMA-23-117-01 says nothing more of CVE-2023-1966; what was recorded stands: affected/,
      );
    });
    assert.equal(silent, 0);
  });

  it('what cannot be read enters nothing: a folder that is not there, a file that is no advisory', async () => {
    const none = await added(async () => {
      const { code, err } = await desk.seqwarden('case', 'observe', desk.at('unmounted'));
      assert.equal(code, 2);
      assert.match(err, /\[RUN_NOT_FOUND\]/);
      assert.equal(err.split('seqwarden: ').length, 2, `told once: ${err}`);
      const other = await observe('--advisories', desk.at('report.pdf'), '--json');
      assert.deepEqual([other.code, other.err.split('seqwarden: ').length], [2, 2]);
      assert.equal(JSON.parse(other.out).error.code, 'CASE_INPUT_UNUSABLE');
      assert.match((await desk.seqwarden('case', 'observe', '')).err, /\[USAGE\]/);
    });
    assert.equal(none, 0);
  });

  it('nothing of where the runs lie, and no name of a person, is in what is entered', async () => {
    const entered = await desk.good('log', 'show', '--json');
    assert.ok(!entered.includes(desk.folder));
  });
});

describe('an upgrade that leaves a finding open to the advisory:', () => {
  const desk = new CaseDesk({ after });
  const INSTALLED = 'MN12345/main';
  const observe = (...argv: string[]) =>
    desk.seqwarden('case', 'observe', desk.at('runs'), '--kept', ...argv);
  const records = async (): Promise<string[]> => {
    const { items } = JSON.parse(await desk.good('finding', 'list', '--json'));
    return items[0].patches.map((one: { record: { identity: string } }) => one.record.identity);
  };
  const patched = async (name: string, ...more: string[]) => {
    writeFileSync(desk.at(name), `${name}: the report of the service`);
    const what = ['--case', 'ICSMA-23-117-01', '--evidence', desk.at(name)];
    const said = await desk.as('ada', 'record', 'patch', INSTALLED, ...what, ...more);
    assert.equal(said.code, 0, said.err);
  };
  const confirmed = ['--confirm', '--reason', 'looked at the report and at the screen'];
  before(async () => {
    await desk.open();
    await desk.run('2023-03-01');
    const two = JSON.parse(advisory({ range: 'vers:intdot/<=2.2.1.9' }));
    two.vulnerabilities.push({ ...two.vulnerabilities[0], cve: 'CVE-2023-1968' });
    writeFileSync(desk.at('ucs.json'), JSON.stringify(two));
    const argv = [desk.at('ucs.json'), '--what', 'advisory', '--title', 'UCS'];
    assert.equal((await desk.as('ada', 'case', 'receive', 'new', ...argv)).code, 0);
    assert.equal((await observe()).code, 1);
  });

  it('the vulnerabilities of an installation are one line where the same is said of them', async () => {
    const listed = await desk.good('finding', 'list');
    assert.match(listed, /^MN12345\/main {2}CVE-2023-1966, CVE-2023-1968 {2}not remediated {2}affected/);
    assert.match(listed, /\n2 findings, 2 not done\n$/);
    assert.match(
      await desk.good('today'),
      /patch, and record it {2}MN12345\/main, CVE-2023-1966, CVE-2023-1968, /,
    );
  });

  it('without a patch a person has to decide, also in a dry run', async () => {
    const newer = await desk.run('2023-06-01', '2.2.2.0');
    const { code, out } = await observe('--dry-run');
    assert.equal(code, 3);
    assert.match(out, /: a person must decide \(was: affected\); .* \[WAS_EXPOSED\]\n/);
    rmSync(newer, { recursive: true });
  });

  it('a check names the installation where one record of it waits, and only then', async () => {
    const check = (person: string, ...argv: string[]) =>
      desk.as(person, 'record', 'check', ...argv, ...confirmed);
    assert.match(
      (await check('bob', INSTALLED)).err,
      /of MN12345\/main no record waits to be checked \[NOTHING_WAITS\]/,
    );
    await patched('one', '--on', '2023-05-01', '--software', 'control=2.2.1.9..2.2.2.0');
    assert.match((await check('ada', INSTALLED)).err, /you recorded it yourself.*\[ACT_REFUSED\]/);
    const [first = ''] = await records();
    assert.match((await check('bob', 'MN12345/dx')).err, /\[CASE_UNKNOWN\]/);
    const said = await check('bob', INSTALLED, 'CVE-2023-1968', '--json');
    assert.equal(said.code, 0, said.err);
    const { items } = JSON.parse(await desk.good('finding', 'list', '--json'));
    for (const { patches } of items) assert.equal(patches[0].checks[0].says.of, first);
    assert.equal(JSON.parse(said.out).records[0].of, first);
    assert.match((await check('bob', INSTALLED)).err, /no record waits/);
  });

  it('several that wait are named with their ids, and none of them is taken', async () => {
    const what = (cve: string) => ['--vulnerability', cve, '--on', '2023-05-02', '--text', 'x'];
    const measures: string[] = [];
    for (const cve of ['CVE-2023-1966', 'CVE-2023-1968']) {
      const argv = ['record', 'mitigation', INSTALLED, '--measure', 'firewall', ...what(cve), '--json'];
      const said = await desk.as('ada', ...argv);
      assert.equal(said.code, 0, said.err);
      measures.push(JSON.parse(said.out).records[0].record.slice(0, 12));
    }
    const before = await desk.records();
    const { code, err } = await desk.as('bob', 'record', 'check', INSTALLED, ...confirmed);
    assert.equal(code, 2);
    for (const one of measures)
      assert.match(err, new RegExp(`${one} \\(measure of 2023-05-02, CVE-2023-196`));
    assert.equal(await desk.records(), before);
    const one = await desk.as('bob', 'record', 'check', INSTALLED, 'CVE-2023-1966', ...confirmed);
    assert.match(one.out, new RegExp(`^checked ${measures[0]} \\(measure of 2023-05-02, CVE-2023-1966\\)\n`));
  });

  it('beside a patch whose effect is seen nobody has to decide, and the night is a good one', async () => {
    await desk.run('2023-06-01', '2.2.2.0');
    const { code, out, err } = await observe();
    assert.equal(code, 0, err);
    assert.match(
      out,
      /CVE-2023-1966 by ICSMA-23-117-01: the advisory leaves it open \(was: affected\); .* \[WAS_EXPOSED\]; it is done, so nobody has to decide\n/,
    );
    assert.doesNotMatch(out, /must decide/);
    assert.equal((await observe()).code, 0);
  });

  it('nor where the advisory says nothing more of it', async () => {
    const other = readFileSync(desk.at('ucs.json'), 'utf8').replaceAll('MiniSeq', 'HiSeq');
    writeFileSync(desk.at('silent.json'), other);
    const argv = ['case', 'observe', desk.at('runs'), '--advisories', desk.at('silent.json')];
    const { code, out } = await desk.seqwarden(...argv);
    assert.match(out, /what was recorded stands: .*; it is done, so nobody has to decide\n/);
    assert.equal(code, 0);
  });
});

describe('observe where no advisory is kept', () => {
  it('says so, and enters versions', async t => {
    const desk = new CaseDesk(t);
    await desk.open();
    await desk.run('2023-03-01');
    const { code, out, err } = await desk.seqwarden('case', 'observe', desk.at('runs'), '--kept');
    assert.equal(code, 0, err);
    assert.match(err, /no advisory is kept, so none of these is asked/);
    assert.match(out, /^MN12345\/main: MiniSeq Control Software 2\.2\.1\.9/m);
  });
});

describe('observe and a register that is not there', () => {
  it('says so before anything is read', async t => {
    const { code, err } = await new CaseDesk(t).seqwarden('case', 'observe');
    assert.equal(code, 2);
    assert.match(err, /\[(?:LOG_)?KEY_MISSING\]/);
  });
});

describe('observe on instruments of five kinds', () => {
  it('sees each installation, and the sides of a dual-boot instrument apart', async t => {
    const desk = new CaseDesk(t);
    await desk.open();
    for (const model of ['miseqdx', 'nextseq-550dx', 'novaseq-6000', 'miniseq', 'iscan'])
      await simulateRun({
        model,
        out: desk.at('runs'),
        clusters: 5,
        tiles: 1,
        ...(model !== 'iscan' && { cycles: 2 }),
      });
    const out = await desk.good('case', 'observe', desk.at('runs'), '--simulated', '--json');
    const { counts, news } = JSON.parse(out);
    assert.equal(counts.installations, 5);
    const seen = news.map(
      ({ installed }: { installed: { serial: string; id: string } }) => `${installed.serial}/${installed.id}`,
    );
    assert.ok(new Set(seen).has('NDXSIM0001/ruo'));
    const left = await desk.seqwarden('case', 'observe', desk.at('runs'));
    assert.match(left.err, /^1 thing could not be read/);
    assert.equal(left.code, 3);
  });
});

describe('the windows of a case', () => {
  const desk = new CaseDesk({ after });
  let asked: (runs: RunsToAsk) => Promise<CaseWindows>;
  before(async () => {
    await desk.open();
    for (const on of ['2023-03-01', '2023-04-01']) await desk.good('seal', await desk.run(on));
    await desk.good('seal', await desk.run('2023-06-01', '2.2.2.0'));
    writeFileSync(desk.at('ucs.json'), advisory());
    const argv = [desk.at('ucs.json'), '--what', 'advisory', '--title', 'UCS'];
    assert.equal((await desk.as('ada', 'case', 'receive', 'new', ...argv)).code, 0);
    assert.equal((await desk.seqwarden('case', 'observe', '--kept')).code, 1);
    asked = async runs => {
      const context: Context = {
        out: () => undefined,
        err: () => undefined,
        terminal: false,
        env: desk.env,
        now: () => new Date(),
        version: '0.0.0-test',
        input: (async function* () {})(),
        signal: new AbortController().signal,
      };
      const args = new Arguments([], { trust: 'strings' }, { least: 0, most: 0 });
      const view = await viewCases(args, context);
      const [one = assert.fail()] = view.state.cases;
      return await windowsOfCase(one, view, runs, context);
    };
  });

  it('have the runs of the register, of which it tells what is known', async () => {
    const { windows, unread } = await asked({});
    assert.deepEqual(unread, []);
    const [{ item, window, proofs, runs }] = [windows[0] ?? assert.fail()];
    assert.equal(item.vulnerability, 'CVE-2023-1966');
    assert.equal(window?.runs.length, 3);
    assert.equal(window?.last, null);
    assert.equal(runs?.count, 3);
    assert.deepEqual(
      [...proofs.values()].map(({ signature }) => signature),
      ['good', 'good', 'good'],
    );
  });

  it('tell with the folders at hand which run was changed', async () => {
    const [run = ''] =
      (await asked({ roots: [desk.at('runs')] })).windows[0]?.window?.runs.map(
        ({ source }) => source.folder ?? '',
      ) ?? [];
    writeFileSync(join(desk.at('runs'), run, 'RunCompletionStatus.xml'), 'changed');
    const { windows } = await asked({ roots: [desk.at('runs')], verifyRuns: true });
    const verified = [...(windows[0]?.proofs.values() ?? [])].map(one => one.verified?.answer);
    assert.deepEqual(verified.sort(), ['changed', 'unchanged', 'unchanged']);
  });

  it('end with a patch that a second person confirmed, and not before', async () => {
    writeFileSync(desk.at('report.pdf'), 'the report of the service');
    const what = ['--case', 'ICSMA-23-117-01', '--on', '2023-05-02', '--evidence', desk.at('report.pdf')];
    const software = ['--software', 'control=2.2.1.9..2.2.2.0'];
    const recorded = await desk.as('ada', 'record', 'patch', 'MN12345/main', ...what, ...software);
    assert.equal(recorded.code, 0, recorded.err);
    const [before] = (await asked({})).windows;
    assert.equal(before?.window?.last, null);
    const { identity } = before?.item.patches[0]?.record ?? assert.fail();
    const words = [
      '--confirm',
      '--no-run-because',
      'it leaves the version as it was',
      '--reason',
      'looked at it',
    ];
    const checked = await desk.as('bob', 'record', 'check', identity, ...words);
    assert.equal(checked.code, 0, checked.err);
    const [{ window }] = [(await asked({})).windows[0] ?? assert.fail()];
    assert.equal(window?.last?.slice(0, 7), '2023-05');
    assert.equal(window?.runs.length, 2);
  });

  it('say that an advisory is missing whose bytes are not there any more', async () => {
    renameSync(desk.at('state', 'seqwarden', 'cases', 'evidence'), desk.at('away'));
    const { windows, unread } = await asked({});
    renameSync(desk.at('away'), desk.at('state', 'seqwarden', 'cases', 'evidence'));
    assert.deepEqual(
      unread.map(({ code }) => code),
      ['EVIDENCE_MISSING'],
    );
    assert.deepEqual([windows[0]?.window, windows[0]?.runs?.count], [null, 3]);
  });
});
