import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { validateAdvisory } from '@seqwarden/advisory/validate';
import { ERRORS } from '@seqwarden/proof';
import { corpusOrSkip, ROOT } from '../../../scripts/testing/needs.ts';
import { keepWorkers } from './kept-workers.ts';
import { type Said, World } from './world.ts';

// Once for all of the file: they end with it.
keepWorkers({ after, mock });

const SMALL = ['--cycles', '2', '--tiles', '1', '--clusters', '5'];

interface Answer {
  readonly exit: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly instruments: readonly { readonly serial: string; readonly model: string }[];
  readonly findings: readonly {
    readonly instrument: { readonly serial: string };
    readonly vulnerability: string;
    readonly verdict: string;
    readonly reasons: readonly { readonly code: string }[];
    readonly evidence: readonly { readonly fact: { readonly source: { readonly folder: string } } | null }[];
    readonly advisory: { readonly id: string; readonly builtIn: boolean };
    readonly window: {
      readonly last: string | null;
      readonly mitigated: readonly object[];
      readonly runs: readonly {
        readonly folder: string | null;
        readonly certain: boolean;
        readonly proof: Proof | null;
      }[];
    } | null;
  }[];
  readonly advisories: readonly { readonly builtIn: boolean }[];
  readonly unmatched: readonly { readonly instrument: { readonly serial: string } }[];
  readonly unread: readonly { readonly what: string; readonly name: string; readonly code: string }[];
}

interface Proof {
  readonly signature: string;
  readonly lastVerified: object | null;
  readonly verified: { readonly answer: string } | null;
}

/** Without the line by which it says that it is not confined here. */
async function ask(world: World, ...argv: string[]): Promise<Said> {
  const said = await world.seqwarden('exposure', ...argv);
  return { ...said, err: said.err.replace(/^seqwarden: exposure runs without the permission model.*\n/, '') };
}

async function askJson(
  world: World,
  ...argv: string[]
): Promise<{ readonly code: number; readonly answer: Answer }> {
  const { code, out, err } = await ask(world, ...argv, '--json');
  assert.equal(err, '');
  const answer: Answer = JSON.parse(out);
  assert.equal(out, `${JSON.stringify(answer, null, 2)}\n`);
  assert.equal(answer.exit, code);
  return { code, answer };
}

async function simulate(world: World, model: string, ...options: string[]): Promise<string> {
  const said = await world.seqwarden('simulate', model, '--out', world.at('runs'), ...SMALL, ...options);
  assert.equal(said.code, 0, said.err);
  return said.out.trimEnd();
}

/** A run of a simulator in a world is a real one's here: the serial has not the form of a simulator's. */
function renumber(run: string, from: string, to: string): void {
  for (const name of ['RunInfo.xml', 'RunParameters.xml']) {
    const path = join(run, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to));
  }
}

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
    rmSync(world.at('runs', 'linked'));
    assert.equal(err, 'not looked into: 1 link\n');
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

describe('exposure and hostile names:', () => {
  const world = new World({ after });
  const HOSTILE = 'run \x1b[31mRED\u202e\n AFFECTED {"a":1} \u{2028}*';
  before(async () => {
    const run = await simulate(world, 'miniseq');
    cpSync(run, world.at('runs', HOSTILE), { recursive: true });
    renumber(world.at('runs', HOSTILE), 'MNSIM0001', 'MN\u202e1 {red}');
    mkdirSync(world.at('runs', `${HOSTILE}2`));
    writeFileSync(world.at('runs', `${HOSTILE}2`, 'RunInfo.xml'), '<RunInfo');
  });

  it('the table has no line, colour or order of theirs', async () => {
    const { out } = await ask(world, world.at('runs'));
    assert.match(out, /serial unknown/);
    assert.doesNotMatch(out, /[\x1b\u202e\u2028]/);
    assert.ok(out.split('\n').every(line => !/^ AFFECTED|RED$/.test(line)));
  });

  it('the document stays one, and the run that cannot be read is in it', async () => {
    const { code, answer } = await askJson(world, world.at('runs'));
    assert.equal(code, 1);
    assert.deepEqual(
      answer.unread.map(one => [one.what, one.code]),
      [['run', 'RUN_INFO_DAMAGED']],
    );
    const { out } = await ask(world, world.at('runs'), '--json');
    assert.doesNotMatch(out, /[\x1b\u202e\u2028]/);
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
});

describe('exposure and the runs of the time in question:', () => {
  const world = new World({ after });
  let run: string;
  let archived: string;
  before(async () => {
    await world.seqwarden('init', ...world.passphrase());
    run = await simulate(world, 'miniseq');
    assert.equal((await world.seqwarden('copy', run, '--to', world.at('archive'), '--confirm')).code, 0);
    archived = world.at('archive', run.slice(world.at('runs').length + 1));
  });
  const proofs = (answer: Answer) =>
    answer.findings.flatMap(({ window }) => (window?.runs ?? []).flatMap(({ proof }) => proof ?? []));
  const asked = (...argv: string[]) => askJson(world, world.at('archive'), '--simulated', ...argv);

  it('nothing is said of their seals unless it is asked', async () => {
    assert.deepEqual(proofs((await asked()).answer), []);
  });

  it('the trust file tells the signature, and when they were last read again', async () => {
    const [proof] = proofs((await asked('--trust', world.trustFile)).answer);
    assert.equal(proof?.signature, 'good');
    assert.ok(proof?.lastVerified);
    assert.equal(proof?.verified, null);
  });

  it('a run that is not sealed is told as that', async () => {
    const { answer } = await askJson(world, world.at('runs'), '--simulated', '--trust', world.trustFile);
    assert.equal(proofs(answer)[0]?.signature, 'unsigned');
  });

  it('of several copies of a run the one that is least good is told', async () => {
    for (const roots of [
      [world.at('runs'), world.at('archive')],
      [world.at('archive'), world.at('runs')],
    ]) {
      const { answer } = await askJson(world, ...roots, '--simulated', '--trust', world.trustFile);
      assert.deepEqual([...new Set(proofs(answer).map(({ signature }) => signature))], ['unsigned']);
    }
  });

  it('--verify-runs hashes them again, and an altered one is bad news', async () => {
    const count = ['--fail-on', 'altered', '--fail-on', 'unproven'];
    const good = await asked('--verify-runs', ...count);
    assert.equal(good.code, 0);
    assert.deepEqual(proofs(good.answer)[0]?.verified, { answer: 'unchanged', codes: [] });
    appendFileSync(join(archived, 'RunInfo.xml'), '\n');
    const altered = await asked('--verify-runs', ...count);
    assert.equal(altered.code, 1);
    assert.equal(proofs(altered.answer)[0]?.verified?.answer, 'changed');
    const { code, answer } = await askJson(world, world.at('runs'), '--simulated', '--verify-runs', ...count);
    assert.equal(code, 3);
    assert.equal(proofs(answer)[0]?.verified?.answer, 'cannot_tell');
  });
});

describe('exposure by a register alone, when the runs are gone:', () => {
  const world = new World({ after });
  before(async () => {
    await world.seqwarden('init', ...world.passphrase());
    const run = await simulate(world, 'miniseq');
    assert.equal((await world.seqwarden('copy', run, '--to', world.at('archive'), '--confirm')).code, 0);
    rmSync(run, { recursive: true });
    rmSync(world.at('archive', basename(run)), { recursive: true });
  });

  it('the seals say which instrument it was, and the register when the run was last read again', async () => {
    const { code, answer } = await askJson(world, '--log', world.at('archive'), '--simulated');
    assert.equal(code, 1);
    assert.deepEqual(
      answer.instruments.map(({ serial }) => serial),
      ['MNSIM0001'],
    );
    const [run] = answer.findings[0]?.window?.runs ?? [];
    assert.equal(run?.folder, null);
    assert.equal(run?.proof?.signature, 'good');
    assert.ok(run?.proof?.lastVerified);
  });
});

describe('exposure as the launcher starts it, confined,', () => {
  const world = new World({ after });
  const launcher = join(ROOT, 'packages', 'cli', 'bin', 'seqwarden.js');
  const start = (...argv: string[]) => {
    const env = { ...process.env, ...world.env };
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [launcher, 'exposure', ...argv, '--json'],
      { env },
    );
    assert.equal(stderr.toString(), '');
    const answer: Answer = JSON.parse(stdout.toString());
    return { status, proofs: answer.findings.flatMap(one => one.window?.runs ?? []).map(one => one.proof) };
  };
  before(async () => {
    await world.seqwarden('init', ...world.passphrase());
    for (const model of ['miniseq', 'nextseq-2000']) {
      const run = await simulate(world, model);
      assert.equal((await world.seqwarden('copy', run, '--to', world.at('archive'), '--confirm')).code, 0);
    }
  });

  it('may read what is named, and hash several runs again', () => {
    const { status, proofs } = start(world.at('archive'), '--simulated', '--verify-runs');
    assert.equal(status, 1);
    assert.ok(proofs.length > 1);
    assert.ok(proofs.every(proof => proof?.verified?.answer === 'unchanged' && proof.lastVerified !== null));
  });

  it('may read a register, without the keys of the account', () => {
    const { status, proofs } = start('--log', world.at('archive'), '--simulated');
    assert.equal(status, 1);
    assert.ok(proofs.every(proof => proof?.signature === 'good'));
  });
});

describe('exposure and VEX:', () => {
  const world = new World({ after });
  before(async () => {
    await simulate(world, 'miniseq');
    await simulate(world, 'novaseq-6000');
  });

  it('the CSAF document passes the tests of its profile', async () => {
    const { code, out, err } = await ask(
      world,
      world.at('runs'),
      '--simulated',
      '--format',
      'csaf-vex',
      '--publisher',
      'A lab',
      '--namespace',
      'https://lab.example',
    );
    assert.equal(code, 1);
    assert.match(err, /this program's own documents/);
    assert.deepEqual(await validateAdvisory(new TextEncoder().encode(out), 'mandatory'), []);
    assert.deepEqual(JSON.parse(out).document.publisher, {
      category: 'user',
      name: 'A lab',
      namespace: 'https://lab.example',
    });
  });

  it('the OpenVEX document is the same at the same moment', async () => {
    const say = () =>
      world.with(
        { now: () => new Date('2026-11-23T08:00:00Z') },
        'exposure',
        world.at('runs'),
        '--simulated',
        '--format',
        'openvex',
      );
    const [one, other] = [await say(), await say()];
    assert.equal(one.out, other.out);
    assert.equal(JSON.parse(one.out).timestamp, '2026-11-23T08:00:00Z');
  });

  it('where there is nothing to say, no document is written', async () => {
    const { code, out, err } = await ask(world, world.at('runs'), '--format', 'openvex');
    assert.deepEqual([code, out], [0, '']);
    assert.match(err, /there is no document/);
  });
});

describe('exposure and hostile advisories:', () => {
  const world = new World({ after });
  const HOSTILE = 'x\n    AFFECTED \u001b[31m\u202e';
  before(async () => {
    renumber(await simulate(world, 'miniseq'), 'MNSIM0001', 'MN12345');
    const product = { name: `MiniSeq ${HOSTILE}`, product_id: HOSTILE };
    const range = { category: 'product_version_range', name: '>= 2.0', product };
    const unread = {
      category: 'product_version_range',
      name: HOSTILE,
      product: { name: `MiniSeq, also ${HOSTILE}`, product_id: `also ${HOSTILE}` },
    };
    const named = { category: 'product_name', name: 'MiniSeq Control Software', branches: [range, unread] };
    const document = {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      publisher: { category: 'other', name: HOSTILE, namespace: 'https://example.com' },
      title: HOSTILE,
      tracking: {
        id: HOSTILE,
        version: '1',
        status: 'final',
        initial_release_date: '2026-01-01T00:00:00Z',
        current_release_date: '2026-01-01T00:00:00Z',
      },
    };
    const vulnerabilities = [
      {
        cve: 'CVE-2026-12345',
        notes: [{ category: 'summary', text: HOSTILE }],
        product_status: { known_affected: [HOSTILE] },
        remediations: [{ category: 'mitigation', details: HOSTILE, product_ids: [HOSTILE] }],
      },
      {
        cve: 'CVE-2026-12346',
        product_status: { known_affected: [`also ${HOSTILE}`] },
        scores: [
          {
            cvss_v3: {
              version: '3.1',
              vectorString: 'CVSS:3.1/AV:P/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H',
              baseScore: 9.8,
              baseSeverity: 'CRITICAL',
            },
            products: [`also ${HOSTILE}`],
          },
        ],
      },
    ];
    mkdirSync(world.at('csaf'));
    const tree = { branches: [{ category: 'vendor', name: 'Illumina', branches: [named] }] };
    writeFileSync(
      world.at('csaf', 'a.json'),
      JSON.stringify({ document, product_tree: tree, vulnerabilities }),
    );
    writeFileSync(world.at('csaf', 'a.json.sha256'), `${'0'.repeat(64)}  a.json\n`);
    writeFileSync(world.at('csaf', 'b.json'), '{');
    writeFileSync(world.at('epss.csv'), 'cve,epss,percentile\nCVE-2026-12345,0.125,0.5\nnonsense\n');
    writeFileSync(
      world.at('kev.json'),
      JSON.stringify({ vulnerabilities: [{ cveID: 'CVE-2026-12345', dateAdded: '2026-02-01' }] }),
    );
  });
  const asked = (...argv: string[]) =>
    ask(
      world,
      world.at('runs'),
      '--advisories',
      world.at('csaf'),
      '--epss',
      world.at('epss.csv'),
      '--kev',
      world.at('kev.json'),
      ...argv,
    );

  it('their text makes no line, colour or order, and what is no advisory is named', async () => {
    const { code, out } = await asked();
    assert.equal(code, 1);
    assert.doesNotMatch(out, /[\x1b\u202e]/);
    const verdicts = out.split('\n').filter(line => /^ {4}AFFECTED/.test(line));
    assert.deepEqual(verdicts, ['    AFFECTED  CVE-2026-12345 (EPSS 12.5 %, known to be exploited)']);
    assert.match(out, /\[RANGE_NOT_READ\]/);
    assert.match(out, /\n {2}advisory b\.json: .* \[ADVISORY_NOT_JSON\]\n/);
  });

  it('a score that its vector does not give is told, and how much of a file of scores could not be read', async () => {
    const { out, err } = await asked();
    assert.match(out, /TO DECIDE {2}CVE-2026-12346 \(CVSS 7\.4, written as 9\.8\)\n/);
    assert.equal(err, '1 entry of the EPSS file could not be read\n');
  });

  it('one whose hash file is of other bytes is told, and asked all the same', async () => {
    assert.match((await asked()).out, /\n {2}NOT AS PUBLISHED: /);
  });

  it('VEX documents stay what they are', async () => {
    const { out, err } = await asked('--format', 'csaf-vex');
    assert.deepEqual(await validateAdvisory(new TextEncoder().encode(out), 'mandatory'), []);
    assert.match(err, /^1 thing not taken in/m);
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
    [['runs', '--namespace', 'no uri'], 'USAGE'],
    [['runs', '--register', '69'], 'USAGE'],
    [['runs', '--endpoint', 'https://store.example'], 'USAGE'],
    [['runs', '--advisories', 'https://example.com/x.json'], 'USAGE'],
    [['runs', '--advisories', 'nowhere'], 'ADVISORY_SOURCE_UNUSABLE'],
    [['runs', '--kept'], 'ADVISORY_SOURCE_UNUSABLE'],
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
