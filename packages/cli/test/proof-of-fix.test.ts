import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { builtinAdvisories } from '@seqwarden/advisory/builtin';
import { Publisher } from './publisher.ts';
import { type Said, World } from './world.ts';

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const sha512 = (bytes: string | Uint8Array) => createHash('sha512').update(bytes).digest('hex');

const LRM = 'SEQWARDEN-ILLUMINA-LRM';
const MAIN = 'MNSIM0001/main';
const INSTALLER = 'the patch as it was published\n';
const TODAY = new Date().toISOString().slice(0, 10);

interface Item {
  readonly vulnerability: string;
  readonly verdict: string;
  readonly remediation: string;
  readonly tasks: readonly string[];
}

interface Answer {
  readonly records: readonly { readonly record: string; readonly [more: string]: unknown }[];
  readonly items: readonly Item[];
}

/** A lab with one instrument, two advisories on it, and persons: anna patches, berta checks, cleo has a key and no right. */
class Lab extends World {
  async by(person: string, ...argv: string[]): Promise<Said> {
    return this.seqwarden(...argv, '--signer', this.at(person), ...this.passphrase());
  }

  async json(person: string, ...argv: string[]): Promise<Answer> {
    const { out, err } = await this.by(person, ...argv, '--json');
    assert.notEqual(out, '', err);
    return JSON.parse(out);
  }

  file(name: string, content: string): string {
    writeFileSync(this.at(name), content);
    return this.at(name);
  }

  /** What the last record of the register says. */
  async lastRecord(): Promise<{ readonly [key: string]: unknown }> {
    const { out } = await this.seqwarden('log', 'show', '--json');
    const { payload } = JSON.parse(out).entries.at(-1);
    return JSON.parse(Buffer.from(payload, 'base64').toString()).predicate;
  }

  async size(): Promise<number> {
    return JSON.parse((await this.seqwarden('log', 'audit', '--json')).out).checkpoint.size;
  }

  kept(): string[] {
    return readdirSync(this.at('state', 'seqwarden', 'cases', 'evidence'), { recursive: true })
      .map(String)
      .filter(name => name.length > 60)
      .map(name => name.slice(3))
      .sort();
  }
}

const good = ({ code, err }: Said) => assert.equal(code, 0, err);
const fails = ({ code, err }: Said, expected: string) => {
  assert.ok(code > 0);
  assert.match(err, new RegExp(`\\[${expected}\\]`));
};

/** Our own document on the Local Run Manager, for which another installer is published. */
function advisoryWith(installer: string): string {
  const [, document = new Uint8Array()] = builtinAdvisories();
  return Buffer.from(document)
    .toString()
    .replaceAll('595b724f1c5b4bac446001400b38b748b4ef05520b5489ea4711a2a4289e721a', sha256(installer))
    .replaceAll(/52b5cfdc[0-9a-f]{120}/g, sha512(installer));
}

describe('the proof of a fix', () => {
  const lab = new Lab({ after });
  let ofLrm: string;
  const item = (answer: Answer, vulnerability: string) =>
    answer.items.find(one => one.vulnerability === vulnerability);

  before(async () => {
    good(await lab.seqwarden('init', ...lab.passphrase()));
    for (const [name, may] of [
      ['anna', 'decide'],
      ['berta', 'check,decide,close'],
      ['cleo', 'none'],
    ] as const) {
      good(await lab.seqwarden('keys', 'make', lab.at(name), ...lab.passphrase()));
      const pub = lab.at(`${name}.pub.pem`);
      good(await lab.seqwarden('keys', 'enrol', pub, '--role', 'person', '--may', may, ...lab.passphrase()));
    }
    const size = ['--cycles', '2', '--tiles', '1', '--clusters', '10'];
    good(await lab.seqwarden('simulate', 'miniseq', '--out', lab.at('runs'), '--seed', '1', ...size));
    const [ucs = new Uint8Array()] = builtinAdvisories();
    writeFileSync(lab.at('ucs.json'), ucs);
    const publisher = await Publisher.make();
    const lrm = await publisher.publish(lab.at('lrm.json'), advisoryWith(INSTALLER));
    const key = publisher.writeKey(lab.at('publisher.asc'));
    good(await lab.seqwarden('advisories', 'update', lrm, '--publisher-key', key));
    ofLrm = sha256(readFileSync(lrm));
    const documents = ['--advisories', lab.at('ucs.json'), '--advisories', lrm];
    const observed = await lab.seqwarden('case', 'observe', lab.at('runs'), '--simulated', ...documents);
    assert.equal(observed.code, 1, observed.err);
    for (const [name, path] of [
      ['Local Run Manager', lrm],
      ['Copy service', lab.at('ucs.json')],
    ] as const)
      good(await lab.by('anna', 'case', 'receive', 'new', path, '--title', name, '--what', 'advisory'));
  });

  it('is the installer, where the advisory publishes its digest in a sentence', async () => {
    const said = await lab.by(
      ...['anna', 'record', 'patch', MAIN, '--vulnerability', 'cve-2022-1517', '--on', TODAY],
      ...['--installer', lab.file('patch.msi', INSTALLER), '--software', 'lrm=..3.2'],
    );
    good(said);
    assert.match(
      said.out,
      /CVE-2022-1517: it is the file that the document [0-9a-f]{16} gives by its SHA-256/,
    );
    assert.match(said.out, /it names no signer/);
    const { installer, software, at, doneBy } = Object(await lab.lastRecord());
    assert.deepEqual(installer, {
      ...{ sha256: sha256(INSTALLER), sha512: sha512(INSTALLER), bytes: INSTALLER.length },
      ...{ check: 'equal', publishedIn: ofLrm, namedSigner: null },
    });
    assert.deepEqual(software, [
      { component: 'local-run-manager', name: null, before: '2.4.1.2636', after: '3.2' },
    ]);
    assert.equal(doneBy, 'signer');
    assert.ok(at.until <= new Date().toISOString(), 'nothing was done after now');
  });

  it('is told as missing until a second person has looked, who is not the one who patched', async () => {
    const patch = await lab.json(
      ...(['anna', 'record', 'patch', MAIN, '--vulnerability', 'CVE-2022-1518', '--on', TODAY] as const),
      ...['--installer', lab.at('patch.msi')],
    );
    assert.deepEqual(item(patch, 'CVE-2022-1518')?.remediation, 'in_progress');
    assert.ok(item(patch, 'CVE-2022-1518')?.tasks.includes('check_patch'));
    const record = patch.records[0]?.record ?? '';
    const size = await lab.size();
    const own = ['record', 'check', record.slice(0, 10), '--confirm', '--reason', 'looked at it'];
    const shot = lab.file('own.png', 'of the one who patched');
    fails(await lab.by('anna', ...own, '--evidence', shot), 'ACT_REFUSED');
    fails(await lab.by('cleo', ...own), 'ACT_REFUSED');
    assert.equal(await lab.size(), size, 'what does not count is not entered');
    assert.ok(!lab.kept().includes(sha256('of the one who patched')), 'nor is its evidence taken in');

    const checked = await lab.json('berta', ...own);
    assert.deepEqual(item(checked, 'CVE-2022-1518')?.tasks, ['see_effect']);
    const byWord = await lab.json(
      'berta',
      ...own,
      '--no-run-because',
      'the patch leaves the version as it was',
    );
    assert.equal(item(byWord, 'CVE-2022-1518')?.remediation, 'done');
  });

  it('is none where another file was run: that is recorded, told loudly, and exit 1', async () => {
    const said = await lab.by(
      ...['anna', 'record', 'patch', MAIN, '--vulnerability', 'CVE-2022-1519', '--on', TODAY],
      ...['--installer', lab.file('other.msi', 'another file')],
    );
    assert.equal(said.code, 1);
    assert.match(said.out, /ANOTHER FILE than the document .* gives .*the record proves nothing/);
    assert.match(said.out, /CVE-2022-1519 +not remediated/);
  });

  it('is a document where no digest is published, and the installer itself is no such document', async () => {
    const patch = ['record', 'patch', MAIN, '--vulnerability', 'CVE-2023-1966', '--on', TODAY];
    const installer = ['--installer', lab.at('other.msi')];
    const said = await lab.by('anna', ...patch, ...installer, '--keep-installer');
    good(said);
    assert.match(said.out, /no SHA-256 or SHA-512 is published for it: a document has to show the fix/);
    assert.match(said.out, /CVE-2023-1966 +in progress; .*prove the patch/);
    assert.ok(lab.kept().includes(sha256('another file')), 'it was kept, as it was asked for');
    fails(await lab.by('anna', ...patch, ...installer, '--evidence', lab.at('other.msi')), 'USAGE');
    const report = lab.file('report.pdf', 'a service report');
    const proven = await lab.json('anna', ...patch, '--evidence', report, '--evidence', report);
    assert.ok(!item(proven, 'CVE-2023-1966')?.tasks.includes('prove_patch'));
    assert.deepEqual(Object(await lab.lastRecord()).evidence, [sha256('a service report')]);
  });

  it('is said apart for what the file proves and what it does not', async () => {
    const { records } = await lab.json(
      ...(['anna', 'record', 'patch', MAIN, '--on', TODAY, '--installer', lab.at('patch.msi')] as const),
      ...['--vulnerability', 'CVE-2022-1521', '--vulnerability', 'CVE-2023-1968'],
    );
    assert.deepEqual(
      records.map(({ vulnerabilities, installer }) => [vulnerabilities, Object(installer).check]),
      [
        [['CVE-2022-1521'], 'equal'],
        [['CVE-2023-1968'], 'not_published'],
      ],
    );
  });

  it('is none for another program than the one that is affected: exit 3', async () => {
    const patch = ['record', 'patch', MAIN, '--vulnerability', 'CVE-2022-1517', '--on', TODAY];
    const report = lab.file('report.txt', 'a report on the control software');
    const control = [...patch, '--software', 'control=..9.9.9', '--evidence', report];
    const said = await lab.by('anna', ...control);
    assert.equal(said.code, 3, said.err);
    assert.match(said.out, /ANOTHER PROGRAM than the one that is affected, for CVE-2022-1517/);
    const shown = await lab.seqwarden('finding', 'show', MAIN, 'CVE-2022-1517');
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /what was patched is another program than the one that is affected/);
    const { records } = await lab.json('anna', ...control);
    for (const { record } of records)
      good(await lab.by('anna', 'record', 'correction', record, '--reason', 'It was another program'));
  });

  it('is none by a document without a good signature, whatever it calls itself: exit 3, and where the signed one gives another file, 1', async () => {
    const forged = advisoryWith('another file').replaceAll(LRM, 'ADVISORY-IN-A-MAIL');
    const path = lab.file('forged.json', forged);
    const about = ['--title', 'From a mail', '--what', 'advisory', '--json'];
    const taken = await lab.by('anna', 'case', 'receive', 'new', path, ...about);
    const record = JSON.parse(taken.out).records.at(-1).identity;
    const patch = ['record', 'patch', MAIN, '--vulnerability', 'CVE-2022-1521', '--on', TODAY];
    const other = ['--installer', lab.at('other.msi')];
    const disagree = await lab.by('anna', ...patch, ...other);
    assert.equal(disagree.code, 1);
    assert.match(disagree.out, /ANOTHER FILE than the document .* DOCUMENTS DISAGREE: .* no good signature/);
    assert.equal(Object(Object(await lab.lastRecord()).installer).check, 'other');

    const read = ['--digest', sha512('another file'), '--digest-in', 'ADVISORY-IN-A-MAIL'];
    const copyService = [...patch.slice(0, 4), 'CVE-2023-1966', '--on', TODAY];
    const unsigned = await lab.by('anna', ...copyService, ...other, ...read);
    assert.equal(unsigned.code, 3);
    assert.match(
      unsigned.out,
      /which has no good signature that counts, gives by its SHA-512 .* THAT PROVES NOTHING/,
    );
    assert.match(unsigned.out, /CVE-2023-1966 +in progress; .*prove the patch/);
    const { check, publishedIn } = Object(Object(await lab.lastRecord()).installer);
    assert.deepEqual([check, publishedIn], ['equal_unsigned', sha256(forged)]);
    good(await lab.by('anna', 'record', 'correction', record, '--reason', 'It came in a mail by nobody'));
  });

  it('takes all of a case that is open, and a digest that a person read in a document of it', async () => {
    const digest = ['--digest', sha512('another file'), '--digest-in', LRM];
    const about = ['record', 'patch', MAIN, '--case', LRM, '--on', `${TODAY}/${TODAY}`];
    const { records } = await lab.json('anna', ...about, '--installer', lab.at('other.msi'), ...digest);
    const all = records.flatMap(({ vulnerabilities }) => vulnerabilities);
    assert.deepEqual(all, ['CVE-2022-1517', 'CVE-2022-1519', 'CVE-2022-1521', 'CVE-2022-1524']);
    assert.deepEqual(
      records.map(({ installer }) => Object(installer).check),
      ['equal'],
    );
    const weak = [
      ...about,
      '--installer',
      lab.at('other.msi'),
      '--digest',
      'ab'.repeat(16),
      '--digest-in',
      LRM,
    ];
    const refused = await lab.by('anna', ...weak);
    fails(refused, 'USAGE');
    assert.match(refused.err, /MD5 and SHA-1 never suffice/);
  });

  it('refuses what is mistyped before anything is taken in', async () => {
    const size = await lab.size();
    const patch = (...argv: string[]) => lab.by('anna', 'record', 'patch', ...argv);
    const known = ['--vulnerability', 'CVE-2022-1517'];
    fails(await patch('MNSIM0002/main', ...known, '--on', TODAY), 'CASE_UNKNOWN');
    const device = await patch('MNSIM0001', ...known, '--on', TODAY);
    fails(device, 'CASE_UNKNOWN');
    assert.match(device.err, /name one of MNSIM0001\/main/);
    fails(await patch('MNSIM0001/ruo', ...known, '--on', TODAY), 'CASE_UNKNOWN');
    fails(await patch(MAIN, '--vulnerability', 'CVE-2022-15170', '--on', TODAY), 'CASE_UNKNOWN');
    fails(await patch(MAIN, '--on', TODAY), 'USAGE');
    for (const on of ['2099-01-01', '2023-02-30', 'yesterday', '2023-05-02/2023-05-01', '2023-05-02T10:00'])
      fails(await patch(MAIN, ...known, '--on', on), 'USAGE');
    for (const software of ['lrm', 'lrm=..', '=1..2', 'constructor'])
      fails(await patch(MAIN, ...known, '--on', TODAY, '--software', software), 'USAGE');
    fails(
      await patch(MAIN, ...known, '--on', TODAY, '--installer', lab.at('nowhere')),
      'CASE_INPUT_UNUSABLE',
    );
    fails(await patch(MAIN, ...known, '--on', TODAY, '--installer', lab.folder), 'CASE_INPUT_UNUSABLE');
    fails(await patch(MAIN, ...known, '--on', TODAY, '--evidence', '/dev/zero'), 'CASE_INPUT_UNUSABLE');
    fails(await patch(MAIN, ...known, '--on', TODAY, '--zone', 'Mars/Olympus'), 'USAGE');
    assert.equal(await lab.size(), size);
  });

  it('takes a day for that of any zone, unless one is named', async () => {
    const on = ['--on', '2023-05-02', '--evidence', lab.at('report.pdf')];
    const patch = ['record', 'patch', MAIN, '--vulnerability', 'CVE-2022-1517', ...on];
    good(await lab.by('anna', ...patch));
    const anywhere = { from: '2023-05-01T10:00:00.000Z', until: '2023-05-03T11:59:59.999Z' };
    assert.deepEqual(Object(await lab.lastRecord()).at, anywhere);
    good(await lab.by('anna', ...patch, '--zone', 'Europe/Zurich'));
    const there = { from: '2023-05-01T22:00:00.000Z', until: '2023-05-02T21:59:59.999Z' };
    assert.deepEqual(Object(await lab.lastRecord()).at, there);
  });

  describe('beside it stand', () => {
    it('measures, that begin and end, and never fix', async () => {
      const about = ['--vulnerability', 'CVE-2023-1968', '--measure', 'service_account'];
      const begun = await lab.json(
        'cleo',
        'record',
        'mitigation',
        MAIN,
        ...about,
        '--text',
        'UCS as a plain user',
      );
      assert.equal(item(begun, 'CVE-2023-1968')?.remediation, 'in_progress');
      const end = [
        'record',
        'mitigation',
        '--end',
        begun.records[0]?.record ?? '',
        '--text',
        'the patch is on',
      ];
      fails(await lab.by('cleo', ...end, ...about), 'USAGE');
      good(await lab.by('cleo', ...end));
      const { action, ends, measure, installed } = Object(await lab.lastRecord());
      assert.deepEqual([action, ends, measure], ['ended', begun.records[0]?.record, 'service_account']);
      assert.equal(installed.id, 'main');
      fails(await lab.by('cleo', ...end), 'ACT_REFUSED');
    });

    it('facts that no run tells, of a device or of one installation', async () => {
      const reason = ['--reason', 'label on the instrument'];
      good(await lab.by('anna', 'record', 'fact', 'MNSIM0001', 'regulatoryStatus', 'ruo', ...reason));
      assert.equal(Object(await lab.lastRecord()).installed.id, null);
      good(await lab.by('anna', 'record', 'fact', MAIN, 'use', 'clinical', ...reason));
      fails(await lab.by('anna', 'record', 'fact', MAIN, 'regulatoryStatus', 'ivd', ...reason), 'USAGE');
      fails(await lab.by('anna', 'record', 'fact', MAIN, 'use', 'ivd', ...reason), 'USAGE');
      fails(await lab.by('anna', 'record', 'fact', MAIN, 'constructor', 'x', ...reason), 'USAGE');
      fails(await lab.by('anna', 'record', 'fact', MAIN, 'use', 'mixed', '--reason', 'a@b.example'), 'USAGE');
      fails(await lab.by('cleo', 'record', 'fact', MAIN, 'use', 'mixed', ...reason), 'ACT_REFUSED');
    });

    it('decisions, on the very bytes of the advisory that asks', async () => {
      const decide = [
        'finding',
        'decide',
        MAIN,
        'CVE-2022-1524',
        '--reason',
        'TLS is on, seen in its settings',
      ];
      const answer = await lab.json('berta', ...decide, '--verdict', 'not_affected');
      assert.equal(Object(await lab.lastRecord()).advisory, ofLrm);
      assert.equal(item(answer, 'CVE-2022-1524')?.verdict, 'not_affected');
      fails(await lab.by('cleo', ...decide, '--verdict', 'affected'), 'ACT_REFUSED');
      fails(await lab.by('berta', ...decide, '--verdict', 'fixed'), 'USAGE');
      const several = ['finding', 'decide', MAIN, 'CVE-2022-1519', 'CVE-2023-1968', '--reason', 'seen'];
      const { records } = await lab.json('berta', ...several, '--verdict', 'affected');
      const asked = records.map(({ advisory, vulnerabilities }) => [advisory, vulnerabilities]);
      const expected = [
        [ofLrm, ['CVE-2022-1519']],
        [sha256(readFileSync(lab.at('ucs.json'))), ['CVE-2023-1968']],
      ];
      assert.deepEqual(asked, expected);
    });

    it('corrections: what was wrong stays, and counts no more', async () => {
      const patch = ['record', 'patch', MAIN, '--vulnerability', 'CVE-2023-1966', '--on', TODAY];
      const wrong = await lab.json('anna', ...patch, '--evidence', lab.at('report.pdf'));
      const named = wrong.records[0]?.record ?? '';
      const correct = ['record', 'correction', named.slice(0, 12), '--reason', 'it was the other instrument'];
      fails(await lab.by('cleo', ...correct), 'ACT_REFUSED');
      fails(await lab.by('anna', ...correct, '--replacement', named), 'USAGE');
      good(await lab.by('anna', ...correct));
      assert.equal(Object(await lab.lastRecord()).of, named);
      fails(await lab.by('anna', 'record', 'check', named, '--confirm', '--reason', 'x'), 'CASE_UNKNOWN');
    });
  });

  it('is shown with how long no run arrived around it', async () => {
    const shown = await lab.seqwarden('case', 'show', LRM);
    good(shown);
    assert.match(
      shown.out,
      /whether copies go on\n {2}MNSIM0001\/main, patch [0-9a-f]{12}: no copied run of it is/,
    );
    const { out } = await lab.seqwarden('finding', 'show', MAIN, 'CVE-2023-1968', '--json');
    const { custody } = JSON.parse(out);
    assert.deepEqual(
      new Set(custody.map(Object).map(({ kind }: { kind: string }) => kind)),
      new Set(['patch', 'mitigation']),
    );
    assert.equal(custody[0].gap.lastBefore, null);
  });

  describe('is kept', () => {
    it('and read whole by `evidence check`, which tells what is missing and what was changed', async () => {
      good(await lab.seqwarden('evidence', 'check'));
      const digest = sha256('a service report');
      const place = lab.at('state', 'seqwarden', 'cases', 'evidence', digest.slice(0, 2), digest);
      writeFileSync(place, 'another report');
      const damaged = await lab.seqwarden('evidence', 'check');
      assert.equal(damaged.code, 1);
      assert.match(
        damaged.out,
        new RegExp(`${digest}: DAMAGED, named by record [0-9a-f]{16} \\[EVIDENCE_DAMAGED\\]`),
      );
      fails(await lab.seqwarden('evidence', 'add', lab.at('report.pdf')), 'EVIDENCE_DAMAGED');
      rmSync(place);
      const missing = await lab.seqwarden('evidence', 'check', '--json');
      assert.equal(missing.code, 3);
      assert.deepEqual(JSON.parse(missing.out).problems.map(Object), [
        { sha256: digest, code: 'EVIDENCE_MISSING', record: JSON.parse(missing.out).problems[0].record },
      ]);
      const added = await lab.seqwarden('evidence', 'add', lab.at('report.pdf'), '--json');
      assert.deepEqual(JSON.parse(added.out).files, [
        { sha256: digest, sha512: sha512('a service report'), bytes: 16 },
      ]);
      good(await lab.seqwarden('evidence', 'check'));
    });

    it('and the advisory whose bytes are gone stops a judgement instead of making it milder', async () => {
      const place = lab.at('state', 'seqwarden', 'cases', 'evidence', ofLrm.slice(0, 2), ofLrm);
      const bytes = readFileSync(place);
      rmSync(place);
      rmSync(lab.at('state', 'seqwarden', 'advisories'), { recursive: true });
      const patch = ['record', 'patch', MAIN, '--vulnerability', 'CVE-2022-1517', '--on', TODAY];
      fails(await lab.by('anna', ...patch, '--installer', lab.at('other.msi')), 'EVIDENCE_MISSING');
      writeFileSync(place, bytes);
    });
  });
});
