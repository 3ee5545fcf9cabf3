import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import fc from 'fast-check';
import { buildInventory } from './build-inventory.ts';
import { readStatedFacts } from './read-stated-facts.ts';

const HEAD = 'version = 1\nby = "lab-manager"\non = 2026-11-20\n';
const ONE = `${HEAD}[instrument.one]\nvendor = "Illumina"\nserial = "A00291"\n`;

function problems(toml: string): string[] {
  try {
    readStatedFacts(toml, 'facts.toml');
  } catch (error) {
    assert.ok(error instanceof SeqwardenError && error.code === 'INVENTORY_UNUSABLE');
    return error.message.split('\n');
  }
  return [];
}

function only(toml: string) {
  const [instrument, second] = readStatedFacts(toml, 'facts.toml').instruments;
  assert.ok(instrument !== undefined && second === undefined);
  return instrument;
}

/** The first block of TOML in FORMATS.md 25.3, which is indented by four. */
function example(): string {
  const text = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'FORMATS.md'), 'utf8');
  const section = text.slice(text.indexOf('### 25.3'));
  const lines = section.slice(section.indexOf('\n    version = 1')).split('\n').slice(1);
  const end = lines.findIndex(line => line !== '' && !line.startsWith('    '));
  return lines
    .slice(0, end)
    .map(line => line.slice(4))
    .join('\n');
}

test('the example of FORMATS 25.3 is read', () => {
  const instrument = only(example());
  assert.deepEqual(
    [instrument.name, instrument.model, instrument.serial, instrument.zone],
    ['nextseq-dx', 'NextSeq 550Dx', 'NDX550421', 'Europe/Zurich'],
  );
  const by = { kind: 'stated', by: 'lab-manager' } as const;
  assert.deepEqual(instrument.regulatoryStatus, { value: 'ivd', source: { ...by, on: '2026-11-20' } });
  const [dx, server] = instrument.installations;
  assert.deepEqual(
    instrument.installations.map(({ id }) => id),
    ['dx', 'lrm-server'],
  );
  assert.deepEqual(dx?.software, [
    {
      component: 'control',
      name: 'NextSeq 550Dx Operating Software',
      version: '1.3.1',
      at: { from: '2022-05-31T22:00:00.000Z', until: '2022-06-01T21:59:59.999Z' },
      source: { ...by, on: '2022-06-01' },
    },
  ]);
  assert.deepEqual(dx.fixes, [
    {
      vulnerabilities: ['CVE-2023-1966', 'CVE-2023-1968'],
      at: { from: '2023-05-01T22:00:00.000Z', until: '2023-05-02T21:59:59.999Z' },
      installer: null,
      evidence: '0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8',
      source: { ...by, on: '2023-05-02' },
    },
  ]);
  assert.equal(server?.software[0]?.name, null);
});

test('what is stated makes an inventory without any run', () => {
  const { instruments } = buildInventory([], readStatedFacts(example(), 'facts.toml'));
  assert.deepEqual(
    instruments.map(({ serial, model, installations }) => [
      serial,
      model,
      installations.map(({ id, mode }) => [id, mode]),
    ]),
    [
      [
        'NDX550421',
        'NextSeq 550Dx',
        [
          ['dx', 'dx'],
          ['lrm-server', null],
        ],
      ],
    ],
  );
});

test('a day without a zone is that of any zone, a moment is that moment', () => {
  const software = (on: string) =>
    only(`${ONE}software = [{ component = "control", version = "1.8.1", on = ${on} }]`).installations[0]
      ?.software[0];
  assert.deepEqual(software('2022-06-01')?.at, {
    from: '2022-05-31T10:00:00.000Z',
    until: '2022-06-02T11:59:59.999Z',
  });
  const moment = '2022-06-01T12:00:00.000Z';
  assert.deepEqual(software('2022-06-01T14:00:00+02:00')?.at, { from: moment, until: moment });
  assert.equal(software('2022-06-01T23:30:00-05:00')?.source.on, '2022-06-01');
});

test('a mitigation has a beginning, and may go on', () => {
  const read = (more: string) =>
    only(
      `${ONE}[[instrument.one.mitigation]]\nvulnerabilities = ["CVE-2023-1968"]\nfrom = 2023-04-28\ntext = "ports closed"\n${more}`,
    ).installations[0]?.mitigations[0];
  assert.equal(read('')?.until, null);
  assert.equal(read('until = 2023-05-02')?.until?.until, '2023-05-03T11:59:59.999Z');
  assert.deepEqual(read('by = "it-security"\non = 2023-06-01')?.source, {
    kind: 'stated',
    by: 'it-security',
    on: '2023-06-01',
  });
});

test('a patch file is known by SHA-256 or SHA-512; others only beside them', () => {
  const fix = (installer: string) =>
    `${ONE}[[instrument.one.fix]]\nvulnerabilities = ["CVE-2022-1517"]\non = 2022-06-10\ninstaller = { ${installer} }\n`;
  const sha256 = 'ab'.repeat(32);
  const md5 = `md5 = "${'cd'.repeat(16)}"`;
  assert.deepEqual(
    only(fix(`sha256 = "${sha256.toUpperCase()}", ${md5}`)).installations[0]?.fixes[0]?.installer,
    {
      sha256,
      sha512: null,
    },
  );
  assert.deepEqual(problems(fix(md5)), [
    'facts.toml:10:1: instrument.one.fix[1].installer: needs `sha256` or `sha512`: MD5 and SHA-1 alone show nothing',
  ]);
});

test('faults are told by line and key, all of them, without any value', () => {
  const toml = `version = 1
[instrument.one]
vendor = "Illumina"
serial = "SECRET "
modle = "SECRET"
by = "Jane Secret"
on = "2023-05-02"
zone = "SECRET/City"
regulatory-status = "SECRET"
`;
  const found = problems(toml);
  assert.deepEqual(found, [
    'facts.toml:4:1: instrument.one.serial: has blanks around it',
    'facts.toml:5:1: instrument.one.modle: is no key that is known here; did you mean `model`?',
    'facts.toml:6:1: instrument.one.by: must be a role, of a-z, 0-9 and -, or the id of a key; no name of a person',
    'facts.toml:7:1: instrument.one.on: must be a date without quotes, as 2023-05-02',
    'facts.toml:8:1: instrument.one.zone: is no time zone that is known here; names are as Europe/Zurich',
    'facts.toml:9:1: instrument.one.regulatory-status: must be one of: ivd, ruo',
  ]);
  assert.ok(!found.some(line => line.includes('SECRET')));
});

test('each of these files is refused', () => {
  const entry = (table: string, lines: string) => `${ONE}[[instrument.one.${table}]]\n${lines}\n`;
  const refused: Readonly<Record<string, string>> = {
    'no TOML': 'a = = b',
    'another version':
      'version = 2\n[instrument.one]\nvendor = "a"\nserial = "b"\nby = "c"\non = 2020-01-01\n',
    'nobody who states it': 'version = 1\n[instrument.one]\nvendor = "a"\nserial = "b"\non = 2020-01-01\n',
    'no day': 'version = 1\nby = "lab"\n[instrument.one]\nvendor = "a"\nserial = "b"\n',
    'no instrument': HEAD,
    'no serial': `${HEAD}[instrument.one]\nvendor = "Illumina"\n`,
    'a serial twice': `${ONE}[instrument.two]\nvendor = "Illumina"\nserial = "A00291"\n`,
    'an alias that is a serial': `${ONE}[instrument.two]\nvendor = "Illumina"\nserial = "A1"\naliases = ["A00291"]\n`,
    'a serial with the suffix of a mode, twice': `${HEAD}[instrument.one]\nvendor = "Illumina"\nserial = "NDX550421"\naliases = ["NDX550421_RUO"]\n`,
    'a day that is none': entry('software', 'component = "control"\nversion = "1"\non = 2023-02-31'),
    'a time without a zone': entry(
      'software',
      'component = "control"\nversion = "1"\non = 2023-02-01T10:00:00',
    ),
    'a component that is none': entry('software', 'component = "firmware"\nversion = "1"\non = 2023-02-01'),
    'neither name nor version': entry('software', 'component = "control"\non = 2023-02-01'),
    'software without a day': entry('software', 'component = "control"\nversion = "1"'),
    'a fix of nothing': entry('fix', 'vulnerabilities = []\non = 2023-02-01'),
    'a digest that is too short': entry(
      'fix',
      'vulnerabilities = ["CVE-1"]\non = 2023-02-01\nevidence = "abcd"',
    ),
    'a mitigation that ends before it begins': entry(
      'mitigation',
      'vulnerabilities = ["CVE-1"]\nfrom = 2023-02-01\nuntil = 2023-01-01\ntext = "x"',
    ),
    'a text too long': entry(
      'mitigation',
      `vulnerabilities = ["CVE-1"]\nfrom = 2023-02-01\ntext = "${'x'.repeat(501)}"`,
    ),
    'control characters': `${HEAD}[instrument.one]\nvendor = "Illu\\u0007mina"\nserial = "A"\n`,
    'an offset for a zone': `${ONE}zone = "+02:00"\n`,
    'an e-mail address for a role': `${ONE}by = "jane@lab.example"\n`,
    'a file that is too large': `${ONE}# ${'x'.repeat(300_000)}`,
  };
  for (const [what, toml] of Object.entries(refused)) assert.ok(problems(toml).length > 0, what);
});

test('no text makes it fail otherwise', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (head, tail) => {
      problems(`${head}\n${ONE}${tail}`);
    }),
  );
});

test('a fix that lies in the future is refused: a wrong year would close what is open', () => {
  const fixed = (on: string) => `${ONE}[[instrument.one.fix]]\nvulnerabilities = ["CVE-1"]\non = ${on}\n`;
  const now = new Date('2026-11-23T12:00:00Z');
  assert.equal(readStatedFacts(fixed('2026-11-23'), 'facts.toml', now).instruments.length, 1);
  for (const on of ['2033-05-02', '2026-11-23T12:00:01Z'])
    assert.throws(() => readStatedFacts(fixed(on), 'facts.toml', now), {
      code: 'INVENTORY_UNUSABLE',
      message: /on: lies in the future/,
    });
});
