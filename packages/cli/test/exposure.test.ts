import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { ERRORS } from '@seqwarden/proof';
import { corpusOrSkip } from '../../../scripts/testing/needs.ts';
import { type Answer, ask, askJson, renumber, simulate } from './ask-exposure.ts';
import { keepWorkers } from './kept-workers.ts';
import { type Said, World } from './world.ts';

// Once for all of the file: they end with it.
keepWorkers({ after, mock });

describe('exposure, the first time, on an archive without keys,', () => {
  const world = new World({ after });
  let said: Said;
  before(async () => {
    for (const model of ['miniseq', 'novaseq-x', 'miseq']) await simulate(world, model);
    renumber(
      join(world.at('runs'), readdirSync(world.at('runs')).find(name => name.includes('MNSIM')) ?? ''),
      'MNSIM0001',
      'MN12345',
    );
    said = await ask(world, world.at('runs'));
  });

  it('answers with its own two documents, and says that they are', () => {
    assert.equal(said.code, 1, said.err);
    assert.match(said.out, /^asked: 2 advisories\n {2}This program's own documents/);
    assert.match(said.out, /\(own document\)/);
  });

  it('tells by instrument what is affected, why, since when and what to do', () => {
    assert.match(said.out, /\nIllumina MiniSeq, serial MN12345\n {2}main: 1 run, /);
    assert.match(said.out, / {4}AFFECTED {2}CVE-2023-1966 \(CVSS 7\.4\)\n/);
    assert.match(
      said.out,
      / {6}why: MiniSeq Control Software 2\.2\.1\.9 is in ">= 2\.0" \[VERSION_LISTED\]\n/,
    );
    assert.match(said.out, /\n {6}read with: illumina\/[a-z0-9-]+/);
    assert.match(
      said.out,
      / {6}time: from \d{4}-\d\d-\d\d \d\d:\d\d UTC, or earlier; it goes on; 1 run made in this time\n/,
    );
    assert.match(said.out, / {4}do: /);
  });

  it('has no colours but for a terminal', async () => {
    assert.ok(!said.out.includes('\x1b'));
    const shown = await world.with({ colours: true }, 'exposure', world.at('runs'));
    assert.match(shown.out, /\x1b\[31mAFFECTED\x1b\[0m/);
  });

  it('leaves simulated runs out, and says so', async () => {
    assert.match(said.out, /2 simulated runs left out; --simulated takes them in\n/);
    const { answer } = await askJson(world, world.at('runs'), '--simulated');
    assert.equal(answer.counts.instruments, 3);
    assert.deepEqual(
      answer.unmatched.map(({ instrument }) => instrument.serial),
      ['LHSIM0001'],
    );
  });

  it('runs of the simulator alone are no clean answer', async t => {
    const [only] = readdirSync(world.at('runs')).filter(name => name.includes('LHSIM'));
    const alone = new World(t);
    cpSync(world.at('runs', only ?? ''), alone.at('runs', only ?? ''), { recursive: true });
    const { code, out } = await ask(alone, alone.at('runs'));
    assert.equal(code, 3);
    assert.match(out, /run all: are of the simulator and were left out[^[]*\[INSTRUMENT_UNKNOWN\]/);
    assert.match(out, /1 simulated run left out/);
  });

  it('--zone sets the time of the site beside UTC, and changes no moment', async () => {
    const { out } = await ask(world, world.at('runs'), '--zone', 'Asia/Tokyo');
    assert.match(out, /UTC \(\d{4}-\d\d-\d\d \d\d:\d\d Asia\/Tokyo\)/);
    assert.equal(
      out.replaceAll(/ \([^()]* Asia\/Tokyo\)/g, '').replaceAll(/\s+/g, ''),
      said.out.replaceAll(/\s+/g, ''),
    );
  });

  it('--fail-on none tells the same and ends with 0', async () => {
    assert.deepEqual(await ask(world, world.at('runs'), '--fail-on', 'none'), { ...said, code: 0 });
  });

  it('says what it did not look into', async () => {
    const [run = ''] = readdirSync(world.at('runs'));
    symlinkSync(world.at('runs', run), world.at('runs', 'linked'));
    const { out, err } = await ask(world, world.at('runs'), '--json');
    const table = await ask(world, world.at('runs'));
    rmSync(world.at('runs', 'linked'));
    assert.equal(err, 'not looked into: 1 link\n');
    assert.match(table.out, /\nnot looked into: 1 link\n\n\d+ instruments?, /);
    assert.deepEqual(JSON.parse(out).passedOver, { links: 1, hidden: 0, deeper: 0 });
  });

  it('needs neither a configuration nor a network, and leaves nothing behind', () => {
    assert.deepEqual(readdirSync(world.folder).sort(), ['archive', 'runs']);
  });
});

describe('exposure says the same, byte for byte,', () => {
  const world = new World({ after });
  it('in whatever order roots and advisories are named', async () => {
    const roots = ['a', 'b', 'c'].map(name => world.at('runs', name));
    for (const [at, model] of ['miniseq', 'nextseq-2000', 'novaseq-6000'].entries()) {
      const run = await simulate(world, model);
      mkdirSync(roots[at] ?? '');
      renameSync(run, join(roots[at] ?? '', 'run'));
    }
    const answers = new Set<string>();
    for (const order of [roots, roots.toReversed(), [...roots.slice(1), ...roots.slice(0, 1)]])
      answers.add((await ask(world, ...order, '--simulated', '--json')).out);
    assert.equal(answers.size, 1);
    assert.ok(![...answers][0]?.includes(world.folder), 'no path of the host');
  });
});

describe('exposure and what persons state:', () => {
  const world = new World({ after });
  let inventory: string;
  before(async () => {
    const run = await simulate(world, 'nextseq-2000');
    renumber(run, 'VHSIM0001', 'VH00120');
    inventory = world.at('facts.toml');
  });
  const file = (fix: string) => `version = 1
by = "lab-manager"
on = 2026-11-20

[instrument.next]
vendor = "Illumina"
serial = "VH00120"
zone = "Europe/Zurich"
${fix}`;
  const FIX = `
[[instrument.next.fix]]
vulnerabilities = ["CVE-2023-1966"]
on = 2026-03-01
`;
  const verdicts = (answer: Answer) =>
    Object.fromEntries(answer.findings.map(({ vulnerability, verdict }) => [vulnerability, verdict]));

  it('a fix with proof ends the window, and nothing else does', async () => {
    writeFileSync(inventory, file(`${FIX}evidence = "${'0e'.repeat(32)}"\n`));
    const { answer } = await askJson(world, world.at('runs'), '--inventory', inventory);
    assert.deepEqual(verdicts(answer), { 'CVE-2023-1966': 'fixed', 'CVE-2023-1968': 'affected' });
    const [fixed, open] = answer.findings;
    assert.equal(fixed?.window?.last, '2026-03-01T22:59:59.999Z');
    assert.equal(open?.window?.last, null);
  });

  it('a fix without proof ends nothing', async () => {
    writeFileSync(inventory, file(FIX));
    const { answer } = await askJson(world, world.at('runs'), '--inventory', inventory);
    const [finding] = answer.findings;
    assert.equal(finding?.window?.last, null);
    assert.ok(finding?.reasons.some(({ code }) => code === 'FIX_WITHOUT_PROOF'));
  });

  it('the zone of the site stands beside UTC', async () => {
    writeFileSync(inventory, file(''));
    const { out } = await ask(world, world.at('runs'), '--inventory', inventory);
    assert.match(out, /UTC \(\d{4}-\d\d-\d\d \d\d:\d\d Europe\/Zurich\)/);
  });

  it('its date is read by the zone of the device, under each name that it has', async () => {
    const run = await simulate(world, 'nextseq-550dx');
    renumber(run, 'NDXSIM0001_RUO', 'NDX550421_RUO');
    const began = async (serial: string, aliases: string) => {
      writeFileSync(
        inventory,
        `version = 1
by = "lab-manager"
on = 2026-11-20

[instrument.dx]
vendor = "Illumina"
serial = "${serial}"
aliases = ["${aliases}"]
zone = "Europe/Zurich"
`,
      );
      const { out } = await ask(world, world.at('runs'), '--inventory', inventory, '--json');
      const { instruments } = JSON.parse(out);
      const dx = instruments.find((one: { zone: string | null }) => one.zone !== null);
      const { from, until } = dx.installations.find((one: { runs: number }) => one.runs > 0).first;
      return Date.parse(until) - Date.parse(from) + 1;
    };
    const DAY = 24 * 60 * 60 * 1000;
    for (const [serial, alias] of [
      ['NDX550421', 'other'],
      ['NDX550421_RUO', 'other'],
      ['OLD', 'NDX550421'],
    ] as const)
      assert.ok((await began(serial, alias)) <= DAY, serial);
  });

  it('an instrument that made no run here is asked about too', async () => {
    writeFileSync(
      inventory,
      `version = 1
by = "lab-manager"
on = 2026-11-20

[instrument.scanner]
vendor = "Illumina"
model = "iScan"
serial = "N1065"

[[instrument.scanner.software]]
component = "control"
name = "iScan Control Software"
version = "4.0.5"
on = 2023-05-01
`,
    );
    const { code, answer } = await askJson(world, '--inventory', inventory);
    assert.equal(code, 1);
    assert.deepEqual(verdicts(answer), { 'CVE-2023-1966': 'affected', 'CVE-2023-1968': 'affected' });
    assert.deepEqual(answer.findings[0]?.window?.runs, []);
  });

  it('of a manufacturer of whom no advisory speaks nobody says anything', async () => {
    writeFileSync(
      inventory,
      'version = 1\nby = "lab"\non = 2026-11-20\n[instrument.one]\nvendor = "Example"\nserial = "E1"\n',
    );
    const { code, out } = await ask(world, '--inventory', inventory);
    assert.equal(code, 0);
    assert.match(out, /\n {4}no advisory that was asked speaks of this manufacturer\n/);
  });

  it('a file that is none is refused, with a line for each fault', async () => {
    writeFileSync(inventory, 'version = 2\nby = "Anna"');
    const { code, err } = await ask(world, world.at('runs'), '--inventory', inventory);
    assert.equal(code, ERRORS.INVENTORY_UNUSABLE.exit);
    assert.match(err, /\[INVENTORY_UNUSABLE\]/);
    const places = err.split('\n').flatMap(line => /facts\.toml:(\d+:\d+: \w+):/.exec(line)?.[1] ?? []);
    assert.deepEqual(places, ['1:1: version', '2:1: by']);
  });

  it('a file that is not UTF-8 is refused: what it names could be another instrument', async () => {
    const facts =
      'version = 1\nby = "lab"\non = 2026-11-20\n[instrument.one]\nvendor = "Exämple"\nserial = "E1"\n';
    for (const [encoding, code] of [
      ['latin1', ERRORS.INVENTORY_UNUSABLE.exit],
      ['utf8', 0],
    ] as const) {
      writeFileSync(inventory, facts, encoding);
      assert.equal((await ask(world, '--inventory', inventory)).code, code);
    }
  });
});

describe('exposure refuses', () => {
  const world = new World({ after });
  for (const [argv, code] of [
    [[], 'USAGE'],
    [[''], 'USAGE'],
    [['runs', '--format', 'pdf'], 'USAGE'],
    [['runs', '--fail-on', 'rain'], 'USAGE'],
    [['runs', '--zone', 'Mars/Olympus'], 'USAGE'],
    [['runs', '--format', 'csaf-vex', '--namespace', 'no uri'], 'USAGE'],
    [['runs', '--namespace', 'https://lab.example'], 'USAGE'],
    [['runs', '--format', 'openvex', '--namespace', 'https://lab.example'], 'USAGE'],
    [['runs', '--publisher', 'A lab'], 'USAGE'],
    [['runs', '--format', 'json', '--publisher', 'A lab'], 'USAGE'],
    [['runs', '--register', '69'], 'USAGE'],
    [['runs', '--endpoint', 'https://store.example'], 'USAGE'],
    [['runs', '--advisories', 'https://example.com/x.json'], 'USAGE'],
    [['runs', '--advisories', 'nowhere'], 'ADVISORY_SOURCE_UNUSABLE'],
    [['nowhere'], 'RUN_NOT_FOUND'],
  ] as const)
    it(`${argv.join(' ') || 'nothing'} (${code})`, async () => {
      const said = await ask(world, ...argv);
      assert.equal(said.code, ERRORS[code].exit, said.err);
      assert.match(said.err, new RegExp(`\\[${code}\\]`));
      assert.equal(said.out, '');
    });

  it('a folder of advisories in which none is one, and names each that is none among others', async () => {
    const folder = world.at('advisories');
    mkdirSync(folder);
    writeFileSync(join(folder, 'none.json'), '{}');
    await simulate(world, 'miniseq');
    const said = await ask(world, world.at('runs'), '--advisories', folder);
    assert.equal(said.code, 2);
    assert.match(said.err, /\[ADVISORY_SOURCE_UNUSABLE\]/);
  });
});

describe('exposure asked of the advisories that are kept, where none is', () => {
  it('says so, tells what is installed, and cannot tell more', async t => {
    const world = new World(t);
    await simulate(world, 'miniseq');
    const said = await ask(world, world.at('runs'), '--kept', '--simulated');
    assert.equal(said.code, 3, said.err);
    assert.match(
      said.err,
      /no advisory is kept, so none of these is asked: `advisories update` takes them in/,
    );
    assert.match(said.out, /^asked: 0 advisories\n/);
    assert.match(said.out, /MiniSeq Control Software 2\.2/);
    const calm = await ask(world, world.at('runs'), '--kept', '--simulated', '--fail-on', 'affected');
    assert.equal(calm.code, 0, calm.err);
  });
});

describe('exposure on real runs and real advisories', () => {
  const world = new World({ after });

  it('says of a manufacturer whom nothing names that it is not known', async t => {
    const runs = corpusOrSkip(t, 'runfolders', 'BeadArrayReader_IDAT');
    if (runs === undefined) return;
    const { out } = await ask(world, runs);
    assert.match(out, /\n {4}its manufacturer is not known, and no advisory/);
    assert.doesNotMatch(out, /of this manufacturer/);
  });

  it('puts every run into an instrument or names it, and answers by the original documents', async t => {
    const runs = corpusOrSkip(t, 'runfolders');
    const csaf = corpusOrSkip(t, 'csaf', 'illumina');
    if (runs === undefined || csaf === undefined) return;
    const named = ['icsma-23-117-01.json', 'icsa-22-153-02.json'].flatMap(name => [
      '--advisories',
      join(csaf, name),
    ]);
    const { out, err, code } = await ask(world, runs, ...named, '--json');
    assert.equal(code, 1, err);
    const answer: Answer = JSON.parse(out);
    assert.deepEqual(
      answer.advisories.map(({ builtIn }) => builtIn),
      [false, false],
    );
    const of = (serial: string, vulnerability: string) =>
      answer.findings.find(one => one.instrument.serial === serial && one.vulnerability === vulnerability)
        ?.verdict;
    assert.equal(of('NDX550421', 'CVE-2023-1968'), 'review');
    assert.equal(of('A00103', 'CVE-2023-1966'), 'affected');
    assert.equal(of('A00103', 'CVE-2023-1968'), 'not_affected');
    assert.ok(answer.findings.every(({ evidence }) => evidence.length > 0));
    assert.ok(!out.includes(runs), 'no path of the host');
  });
});
