import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import { configFolder, loadSigner, logFolder } from '@seqwarden/agent/config';
import { openZip, verifyDossier, writeZip } from '@seqwarden/agent/dossier';
import { AccountLog, findOwnLogKey } from '@seqwarden/agent/register';
import { decodeBundle, encodeBundle } from '@seqwarden/log/reading';
import {
  type Bytes,
  decodeDossier,
  decodeEnvelope,
  encodeDossier,
  parseTrust,
  SeqwardenError,
  signEnvelope,
  signSsh,
  type Trust,
} from '@seqwarden/proof';
import { toolOrSkip } from '../../../scripts/testing/needs.ts';
import { launcher } from '../src/launcher.ts';
import { advisory, CaseDesk, siteOfInstrument } from './case-desk.ts';

const LETTER = 'Urgent Medical Device Recall, 5 April 2023';

describe('an exported case', () => {
  const site = new CaseDesk({ after });
  const file = () => site.at('case.zip');
  let id = '';
  let exported: Buffer;
  let trust: Trust;

  before(async () => {
    await site.open();
    const run = await site.run('2023-04-10');
    await site.good('copy', run, '--to', site.at('archive'));
    const opened = await site.as('ada', 'case', 'open', '--title', 'UCS <letters> & more');
    id = opened.out.trim();
    writeFileSync(site.at('letter.txt'), LETTER);
    writeFileSync(site.at('advisory.json'), advisory());
    const received = ['--channel', 'post', '--received', '2023-04-27'];
    const letter = ['--what', 'letter', '--publisher', 'Illumina', '--reference', 'QN-1'];
    await entered('case', 'receive', id, site.at('letter.txt'), ...letter, ...received);
    await entered('case', 'receive', id, site.at('advisory.json'), '--what', 'advisory', ...received);
    const observed = await site.seqwarden('case', 'observe', site.at('runs'), '--kept');
    assert.equal(observed.code, 1, observed.err);
    await site.good('case', 'export', id, '--out', file());
    exported = readFileSync(file());
    trust = await parseTrust(new Uint8Array(readFileSync(site.trustFile)));
  });

  async function entered(...argv: string[]): Promise<void> {
    const { code, err } = await site.as('ada', ...argv);
    assert.ok(code === 0 || code === 1, `${argv.join(' ')}\n${err}`);
  }

  const verified = (bytes: Buffer) => verifyDossier(sourceOf(bytes), trust, '0.0.0-test');

  it('verifies from the command line, confined, with the trust file alone', async () => {
    const args = ['verify', file(), '--trust', site.trustFile, '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [launcher(), ...args], {
      encoding: 'utf8',
      env: { ...process.env, XDG_CONFIG_HOME: site.at('nowhere'), XDG_STATE_HOME: site.at('nowhere') },
    });
    // Another version than that of the tests: what can be compared is good.
    assert.equal(status, 3, stdout + stderr);
    const answer = JSON.parse(stdout);
    assert.deepEqual(
      answer.findings.map((one: { readonly code: string }) => one.code),
      ['DOSSIER_OTHER_VERSION'],
    );
    const same = await site.seqwarden('verify', file(), '--trust', site.trustFile);
    assert.equal(same.code, 0, same.out + same.err);
    assert.match(same.out, /^the export of the case [0-9a-f]{32}, made on /);
    assert.match(same.out, /state and summary follow from them/);
  });

  it('holds records, evidence, advisory and state, and no name of a person', async () => {
    const names = (await openZip(sourceOf(exported))).map(({ name }) => name);
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    assert.ok(names.includes(`evidence/${sha256(LETTER)}`));
    assert.ok(names.includes(`advisories/${sha256(advisory())}.json`));
    const text = exported.toString();
    for (const words of [
      'UCS &lt;letters&gt; &amp; more',
      'MN12345, system main: CVE-2023-1966',
      'NOT REMEDIATED',
      'Exposed from',
    ])
      assert.ok(text.includes(words), words);
    assert.ok(!text.includes(site.folder));
  });

  it('a change of any byte is found', async () => {
    const steps = Math.max(1, Math.floor(exported.length / 250));
    const places = [...Array(exported.length).keys()].filter(
      at => at < 600 || at > exported.length - 300 || at % steps === 0,
    );
    for (const at of places) {
      const changed = Buffer.from(exported);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      assert.ok(await isRefused(changed), `byte ${at}`);
    }
  });

  it('what is before, behind, cut off or empty is refused', async () => {
    for (const bad of [
      Buffer.concat([exported, Buffer.of(0)]),
      Buffer.concat([Buffer.of(0), exported]),
      exported.subarray(0, -1),
      exported.subarray(0, 1000),
      Buffer.alloc(0),
      Buffer.alloc(64),
    ])
      await assert.rejects(verified(bad), { code: 'DOSSIER_MALFORMED' });
  });

  it('what nobody has signed yet is read up to a bound', async () => {
    for (const [name, size] of [
      ['SHA256SUMS', 32 * 2 ** 20],
      ['export.tlog-proof', 2 ** 20],
    ] as const) {
      const large = await repacked(files => files.set(name, Buffer.alloc(size + 1)));
      await assert.rejects(verified(large), { message: `the ZIP: ${name} is missing, or too large` });
    }
  });

  it('whoever takes a record or evidence out, or puts others in, is found without the key', async () => {
    const codes = async (change: (files: Map<string, Buffer>) => void) =>
      (await verified(await repacked(change))).findings.map(({ code }) => code);
    const first = (files: Map<string, Buffer>, folder: string) =>
      [...files.keys()].find(name => name.startsWith(folder)) ?? '';
    assert.deepEqual(await codes(() => {}), []);
    assert.deepEqual(await codes(files => files.delete(first(files, 'evidence/'))), ['DOSSIER_ALTERED']);
    assert.deepEqual(await codes(files => files.delete(first(files, 'statements/'))), ['DOSSIER_ALTERED']);
    assert.deepEqual(await codes(files => files.set('evidence/more', Buffer.from('x'))), ['DOSSIER_ALTERED']);
    assert.deepEqual(await codes(files => files.set(first(files, 'evidence/'), Buffer.from('x'))), [
      'DOSSIER_ALTERED',
    ]);
  });

  it('whoever has the key still cannot tell other than the records do', async () => {
    const codes = async (change: (files: Map<string, Buffer>) => void) =>
      (await verified(await repacked(change, true))).findings.map(({ code }) => code);
    const swap = (name: string, from: string, to: string) => (files: Map<string, Buffer>) => {
      const text = files.get(name)?.toString() ?? '';
      assert.ok(text.includes(from), name);
      files.set(name, Buffer.from(text.replace(from, to)));
    };
    const first = (files: Map<string, Buffer>, folder: string) =>
      [...files.keys()].find(name => name.startsWith(folder)) ?? '';
    assert.deepEqual(await codes(() => {}), []);
    assert.deepEqual(await codes(swap('state.json', 'not_remediated', 'done')), ['DOSSIER_INCONSISTENT']);
    assert.deepEqual(await codes(swap('summary.html', 'NOT REMEDIATED', 'done')), ['DOSSIER_INCONSISTENT']);
    assert.deepEqual(await codes(swap('observed.json', '"unread": []', '"unread": [1]')), [
      'DOSSIER_MALFORMED',
    ]);
    assert.deepEqual(await codes(files => files.delete(first(files, 'evidence/'))), ['EVIDENCE_MISSING']);
    assert.deepEqual(await codes(files => files.set(first(files, 'evidence/'), Buffer.from('x'))), [
      'DOSSIER_INCONSISTENT',
    ]);
    assert.deepEqual(await codes(files => files.set(`evidence/${'0'.repeat(64)}`, Buffer.from('x'))), [
      'DOSSIER_INCONSISTENT',
    ]);
    assert.deepEqual(await codes(files => files.delete(first(files, 'statements/'))), [
      'DOSSIER_INCONSISTENT',
    ]);
    for (const name of ['summary.pdf', 'key.pem', 'allowed_signers'])
      assert.deepEqual(
        await codes(files => files.set(name, Buffer.from('another'))),
        ['DOSSIER_INCONSISTENT'],
        name,
      );
    for (const name of ['final-report.pdf', 'records/more.txt', 'summary/other.html'])
      assert.deepEqual(
        await codes(files => files.set(name, Buffer.from('all done'))),
        ['DOSSIER_INCONSISTENT'],
        name,
      );
    // A record less: what was told of it has no record, and its evidence no reason to be there.
    const withoutLast = (files: Map<string, Buffer>) => {
      const name = first(files, 'records/');
      const bundle = decodeBundle(files.get(name) ?? Buffer.alloc(0));
      files.set(name, Buffer.from(encodeBundle({ ...bundle, records: bundle.records.slice(0, -1) })));
    };
    assert.ok((await codes(withoutLast)).every(code => code === 'DOSSIER_INCONSISTENT'));
    assert.ok((await codes(withoutLast)).length > 1);
  });

  it('an export of nothing is not good, whoever signed it', async () => {
    const nothing = await repacked(files => {
      for (const name of files.keys())
        if (/^(records|statements|evidence|advisories)\//.test(name)) files.delete(name);
    }, true);
    const messages = (await verified(nothing)).findings.map(({ message }) => message);
    assert.ok(messages.includes('no record in it begins this case'));
    assert.ok(messages.includes('it has no records of the register that it was entered in'));
  });

  it('a bundle of one register does not stand for another, or for a head that it has not', async () => {
    const copied = await repacked(files => {
      const name = [...files.keys()].find(one => one.startsWith('records/')) ?? '';
      files.set(name.replace(/\d+\.bundle$/, '1.bundle'), files.get(name) ?? Buffer.alloc(0));
    }, true);
    const wrong = (await verified(copied)).findings.filter(({ file }) => file?.endsWith('-1.bundle'));
    assert.deepEqual(
      wrong.map(({ message }) => message),
      ['it is not of the register and the head that its name says'],
    );
  });

  it('an older head of the register is told, and that records may be left out', async () => {
    const file = site.at('again.zip');
    writeFileSync(file, await repacked(() => {}, true));
    const { code, out } = await site.seqwarden('verify', file, '--trust', site.trustFile);
    assert.equal(code, 0, out);
    assert.match(out, /, as of its first \d+ records; \d+ records? more stood there when it was exported\n/);
    assert.match(out, /that nothing else was recorded of it, only the register shows/);
    const first = await site.seqwarden('verify', site.at('case.zip'), '--trust', site.trustFile);
    assert.doesNotMatch(first.out, /more stood there/);
  });

  it('is of nobody for whom the trust file knows neither key nor register', async () => {
    const other = new CaseDesk({ after });
    await other.good('init');
    const { code, out } = await site.seqwarden('verify', file(), '--trust', other.trustFile);
    assert.notEqual(code, 0);
    assert.match(out, /an export that no trusted key signed/);
  });

  it('says what of the runs could not be read, so that nobody can tell', async () => {
    const folder = site.at('other-runs', '230405_M70002_0001_000000000-XXXXX');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'RunInfo.xml'), 'no XML');
    const runs = ['--runs', site.at('other-runs')];
    const { code, err } = await site.seqwarden('case', 'export', id, '--out', site.at('unread.zip'), ...runs);
    assert.equal(code, 3);
    assert.match(err, /could not be read: run 230405_M70002_0001_000000000-XXXXX \[/);
  });

  it('evidence that is missing or damaged is named and makes another exit code, and nothing is replaced', async t => {
    const store = site.at('state', 'seqwarden', 'cases', 'evidence');
    const kept = site.at('kept-evidence');
    cpSync(store, kept, { recursive: true });
    t.after(() => {
      rmSync(store, { recursive: true });
      cpSync(kept, store, { recursive: true });
    });
    const sha256 = createHash('sha256').update(LETTER).digest('hex');
    const place = join(store, sha256.slice(0, 2), sha256);
    for (const [code, exit, harm] of [
      ['EVIDENCE_DAMAGED', 1, () => writeFileSync(place, 'other')],
      ['EVIDENCE_MISSING', 3, () => rmSync(place)],
    ] as const) {
      harm();
      const out = site.at(`${code}.zip`);
      const said = await site.seqwarden('case', 'export', id, '--out', out);
      assert.equal(said.code, exit, said.err);
      assert.match(said.err, new RegExp(`${sha256} \\[${code}\\]`));
      const answer = await site.seqwarden('verify', out, '--trust', site.trustFile);
      assert.equal(answer.code, exit, answer.out);
      assert.match(answer.out, new RegExp(`\\[${code}\\]`));
    }
    const size = await site.records();
    const again = await site.seqwarden('case', 'export', id, '--out', file());
    assert.equal(again.code, 2);
    assert.deepEqual(readFileSync(file()), exported);
    assert.equal(await site.records(), size);
  });

  it('the same records at the same time give the same bytes, but for signatures and proof', async () => {
    const now = () => new Date('2026-12-01T00:00:00.000Z');
    const contents: Map<string, Buffer>[] = [];
    for (const name of ['one.zip', 'two.zip']) {
      const { code, err } = await site.with({ now }, 'case', 'export', id, '--out', site.at(name));
      assert.equal(code, 0, err);
      contents.push(await filesOf(readFileSync(site.at(name))));
    }
    const [one, two] = contents;
    const same = (name: string) => one?.get(name)?.equals(two?.get(name) ?? Buffer.alloc(0)) === true;
    // The head of the register moved by the first export.
    const differ = [...(one?.keys() ?? [])].filter(name => !same(name));
    const moved = /^(records\/|summary\.|SHA256SUMS|export\.)/;
    assert.deepEqual(
      differ.filter(name => !moved.test(name)),
      [],
    );
  });

  it('sha256sum, ssh-keygen, openssl and unzip check it as its README says', t => {
    for (const tool of ['unzip', 'sha256sum', 'ssh-keygen', 'openssl', 'python3'])
      if (toolOrSkip(t, tool) === undefined) return;
    const folder = site.at('unpacked');
    mkdirSync(folder);
    execFileSync('unzip', ['-q', file()], { cwd: folder });
    const readme = readFileSync(join(folder, 'README.txt'), 'utf8');
    const commands = /empty folder\n {2}unzip FILE\.zip\n([\s\S]*?)The last line/.exec(readme)?.[1] ?? '';
    const said = execFileSync('/bin/sh', ['-ec', commands], { cwd: folder, encoding: 'utf8' });
    assert.match(said, /Good "dossier@seqwarden" signature for seal@seqwarden/);
    const [key = ''] = said.trimEnd().split('\n').at(-1)?.split(' ') ?? [];
    const shown = /key {9}((?:[0-9a-f]{4} ?){6})/.exec(readme)?.[1] ?? '-';
    assert.ok(key.startsWith(shown.trim().replaceAll(' ', '')));
    execFileSync('unzip', ['-tq', file()]);
    execFileSync('python3', [
      '-c',
      'import sys, zipfile; sys.exit(zipfile.ZipFile(sys.argv[1]).testzip())',
      file(),
    ]);
    writeFileSync(join(folder, 'state.json'), '{}');
    assert.throws(() => execFileSync('/bin/sh', ['-ec', commands], { cwd: folder, stdio: 'pipe' }));
    assert.ok(readdirSync(join(folder, 'statements')).length > 0);
  });

  /** The same files in a new ZIP, after a change; with a new list, signed and entered, where the key is at hand. */
  async function repacked(change: (files: Map<string, Buffer>) => void, isSigned = false): Promise<Buffer> {
    const files = await filesOf(exported);
    change(files);
    if (isSigned) {
      const listed = [...files].filter(([name]) => !/^SHA256SUMS|^export\./.test(name)).sort();
      const list = listed
        .map(([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`)
        .sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1))
        .join('');
      const digest = createHash('sha256').update(list).digest();
      const before = decodeDossier(
        decodeEnvelope(new Uint8Array(files.get('export.intoto.json') ?? [])).payload,
      );
      const signer = loadSigner(configFolder(site.env), site.env);
      const statement = encodeDossier(digest.toString('hex'), before.predicate);
      const envelope = await signEnvelope(statement, signer.keyid, signer.sign);
      files.set('SHA256SUMS', Buffer.from(list));
      files.set('SHA256SUMS.sig', Buffer.from(await signSsh(digest, signer.spki, signer.sign, 'dossier')));
      files.set('export.intoto.json', Buffer.from(envelope));
      files.set('export.tlog-proof', Buffer.from(await enter(envelope)));
    }
    const out: Uint8Array[] = [];
    const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
    await writeZip(
      sorted.map(([name, bytes]) => ({
        ...{ name, size: bytes.length, crc: crc32(bytes) },
        read: async function* () {
          yield bytes;
        },
      })),
      async bytes => {
        out.push(bytes);
      },
    );
    return Buffer.concat(out);
  }

  async function enter(envelope: Bytes): Promise<Uint8Array> {
    const key = findOwnLogKey(configFolder(site.env), site.env);
    assert.ok(key);
    const where = { folder: logFolder(site.env), configuration: configFolder(site.env) };
    const more = {
      others: [],
      now: () => new Date(),
      policy: undefined,
      signal: new AbortController().signal,
    };
    const log = new AccountLog({ ...where, key, ...more });
    try {
      await log.open();
      return (await log.append(envelope)).proof;
    } finally {
      await log.close();
    }
  }

  async function isRefused(bytes: Buffer): Promise<boolean> {
    try {
      return (await verified(bytes)).findings.length > 0;
    } catch (error) {
      assert.ok(error instanceof SeqwardenError, String(error));
      return true;
    }
  }
});

function sourceOf(bytes: Buffer) {
  return { size: bytes.length, read: async (at: number, length: number) => bytes.subarray(at, at + length) };
}

async function filesOf(zip: Buffer): Promise<Map<string, Buffer>> {
  const entries = await openZip(sourceOf(zip));
  return new Map(entries.map(({ name, start, size }) => [name, zip.subarray(start, start + size)]));
}

describe('an export of what was done, at two sites', () => {
  const lab = new CaseDesk({ after });
  const head = new CaseDesk({ after });
  let id = '';

  before(async () => {
    await lab.open();
    await head.open();
    await lab.run('2023-04-10');
    writeFileSync(lab.at('advisory.json'), advisory());
    const taken = ['--what', 'advisory', '--title', 'UCS'];
    assert.equal((await lab.as('ada', 'case', 'receive', 'new', lab.at('advisory.json'), ...taken)).code, 0);
    assert.equal((await lab.seqwarden('case', 'observe', lab.at('runs'), '--kept')).code, 1);
    id = JSON.parse(await lab.good('case', 'list', '--json')).cases[0].id;
    writeFileSync(lab.at('shot.png'), 'a picture of the patch');
    const patch = ['--vulnerability', 'CVE-2023-1966', '--on', '2023-05-02', '--software', 'ucs=..2.7.3'];
    const recorded = await lab.as(
      ...(['ada', 'record', 'patch', 'MN12345/main', ...patch] as const),
      ...['--evidence', lab.at('shot.png'), '--json'],
    );
    assert.equal(recorded.code, 0, recorded.err);
    const { record } = JSON.parse(recorded.out).records[0];
    const check = ['--confirm', '--reason', 'looked at it', '--no-run-because', 'its version stays'];
    const checked = await lab.as('bob', 'record', 'check', record.slice(0, 12), ...check);
    assert.equal(checked.code, 0, checked.err);
    await lab.good('bundle', 'export', '--all', '--out', lab.at('lab.bundle'));
    cpSync(lab.at('state', 'seqwarden', 'cases'), head.at('state', 'seqwarden', 'cases'), {
      recursive: true,
      filter: path => !path.endsWith('.sqlite'),
    });
  });

  it('tells who patched, who checked and the proof, and verifies', async () => {
    const { code, err } = await lab.seqwarden('case', 'export', id, '--out', lab.at('a.zip'));
    assert.equal(code, 0, err);
    const files = await filesOf(readFileSync(lab.at('a.zip')));
    const html = files.get('summary.html')?.toString() ?? '';
    for (const words of ['proven by a document', 'confirmed by a second person', 'its version stays', 'done'])
      assert.ok(html.includes(words), words);
    const whole = JSON.parse(await lab.good('case', 'show', id, '--json'));
    const told = JSON.parse(files.get('state.json')?.toString() ?? '');
    assert.deepEqual(told.items, whole.items);
    assert.deepEqual(told.cases, [whole.case]);
    const verified = await lab.seqwarden('verify', lab.at('a.zip'), '--trust', lab.trustFile);
    assert.equal(verified.code, 0, verified.out);
  });

  it('the other site exports what it imported, and who verifies needs both registers', async () => {
    const trust = ['--trust', head.trustFile, '--trust', lab.trustFile];
    const imported = await head.seqwarden('bundle', 'import', lab.at('lab.bundle'), ...trust);
    assert.equal(imported.code, 0, imported.err);
    const out = head.at('b.zip');
    const said = await head.seqwarden('case', 'export', id, '--out', out, ...trust);
    assert.equal(said.code, 0, said.err);
    const verified = await head.seqwarden('verify', out, ...trust, '--json');
    assert.equal(verified.code, 0, verified.out);
    assert.equal(JSON.parse(verified.out).heads.length, 2);
    const alone = await head.seqwarden('verify', out, '--trust', head.trustFile);
    assert.notEqual(alone.code, 0);
    assert.match(alone.out, /\[LOG_UNKNOWN\]/);
    // Bundles stand by the ids of their registers, which are drawn: their order must not matter.
    const [mine, theirs] = await Promise.all(
      [lab.at('a.zip'), out].map(async path => (await filesOf(readFileSync(path))).get('state.json')),
    );
    const items = (file: Buffer | undefined) => JSON.parse(file?.toString() ?? '').items;
    assert.deepEqual(items(mine), items(theirs));
  });

  it('names those who acted only where it is asked for', async () => {
    const keys = JSON.parse(await lab.good('keys', 'list', '--json')).keys;
    const [ada] = keys.filter((key: { readonly role: string }) => key.role === 'person');
    const site = siteOfInstrument('MN12345', ada.keyid);
    writeFileSync(lab.at('config', 'seqwarden', 'site.toml'), site, { mode: 0o600 });
    const has = async (name: string, ...more: string[]) => {
      const said = await lab.seqwarden('case', 'export', id, '--out', lab.at(name), ...more);
      assert.equal(said.code, 0, said.err);
      return readFileSync(lab.at(name)).includes('Ada Example');
    };
    assert.equal(await has('keys.zip'), false);
    assert.equal(await has('names.zip', '--names'), true);
    const verified = await lab.seqwarden('verify', lab.at('names.zip'), '--trust', lab.trustFile);
    assert.equal(verified.code, 0, verified.out);
  });

  it("shows times by the clocks of the site's file, which stand in it, and records as they are", async () => {
    const files = await filesOf(readFileSync(lab.at('names.zip')));
    const html = files.get('summary.html')?.toString() ?? '';
    assert.ok(html.includes('by the clocks of Europe/Zurich'));
    assert.ok(html.includes('on 2023-05-02, of which no zone was said (between 2023-05-01 12:00 +02:00 and'));
    const { zone } = JSON.parse(files.get('observed.json')?.toString() ?? '');
    assert.ok(zone.offsets.length > 1);
    const first = await filesOf(readFileSync(lab.at('a.zip')));
    assert.ok(first.get('summary.html')?.includes('between 2023-05-01T10:00:00.000Z and 2023-05-03T11:59'));
    const elsewhere = lab.at('elsewhere.toml');
    const text = readFileSync(lab.at('config', 'seqwarden', 'site.toml'), 'utf8');
    writeFileSync(elsewhere, text.replace('Europe/Zurich', 'Asia/Tokyo'), { mode: 0o600 });
    const said = await lab.seqwarden('case', 'export', id, '--out', lab.at('c.zip'), '--site', elsewhere);
    assert.equal(said.code, 0, said.err);
    const there = await filesOf(readFileSync(lab.at('c.zip')));
    assert.ok(there.get('summary.html')?.includes('between 2023-05-01 19:00 +09:00 and'));
    assert.equal((await lab.seqwarden('verify', lab.at('c.zip'), '--trust', lab.trustFile)).code, 0);
    const nowhere = ['--out', lab.at('d.zip'), '--site', lab.at('no.toml')];
    const missing = await lab.seqwarden('case', 'export', id, ...nowhere);
    assert.match(missing.err, /\[DIRECTORY_UNUSABLE\]/);
  });

  it('an incident is exported with its decisions and what it was decided on', async () => {
    const about = ['--aware', '2023-05-19', '--installation', 'MN12345/main', '--jurisdiction', 'us'];
    const where = ['--window', '2023-04-01/2023-05-01', '--at', lab.at('archive')];
    const opened = await lab.as('ada', 'incident', 'open', '--title', 'A suspicion', ...about, ...where);
    assert.equal(opened.code, 0, opened.err);
    const incident = opened.out.trim().split('\n').at(0) ?? '';
    const out = lab.at('incident.zip');
    const said = await lab.seqwarden('case', 'export', incident.slice(0, 12), '--out', out);
    assert.equal(said.code, 0, said.err);
    const files = await filesOf(readFileSync(out));
    const state = JSON.parse(files.get('state.json')?.toString() ?? '');
    assert.deepEqual(state.cases, []);
    assert.equal(state.incidents[0].id, incident);
    assert.match(files.get('summary.html')?.toString() ?? '', /<h1>A suspicion<\/h1>[\s\S]*NOT DECIDED/);
    const verified = await lab.seqwarden('verify', out, '--trust', lab.trustFile);
    assert.equal(verified.code, 0, verified.out);
    assert.match(verified.out, /^the export of the incident /);
  });
});

describe('an export of a practice', () => {
  const site = new CaseDesk({ after });

  it('is whole with the runs of the simulator, and says loudly that they are', async () => {
    await site.open();
    const small = ['--cycles', '2', '--tiles', '1', '--clusters', '5', '--start', '2023-04-10'];
    await site.good('simulate', 'miniseq', '--out', site.at('runs'), ...small);
    writeFileSync(site.at('advisory.json'), advisory());
    const taken = ['--what', 'advisory', '--title', 'UCS'];
    assert.equal(
      (await site.as('ada', 'case', 'receive', 'new', site.at('advisory.json'), ...taken)).code,
      0,
    );
    const observed = await site.seqwarden('case', 'observe', site.at('runs'), '--kept', '--simulated');
    assert.equal(observed.code, 1, observed.err);
    const id = JSON.parse(await site.good('case', 'list', '--json')).cases[0].id;
    const runs = ['--runs', site.at('runs')];
    const without = await site.seqwarden('case', 'export', id, '--out', site.at('without.zip'), ...runs);
    assert.equal(without.code, 3, without.err);
    assert.match(without.err, /SIMULATED.*MNSIM0001; --simulated takes their runs in/);
    const file = site.at('practice.zip');
    const said = await site.seqwarden('case', 'export', id, '--out', file, '--simulated', ...runs);
    assert.equal(said.code, 0, said.err);
    assert.match(said.err, /^SIMULATED, as its summary says: MNSIM0001$/m);
    const html = (await filesOf(readFileSync(file))).get('summary.html')?.toString() ?? '';
    assert.match(html, /<p class="running">SIMULATED: case/);
    assert.match(html, /<p class="strong">SIMULATED: the simulator made the runs of MNSIM0001/);
    assert.match(html, /Exposed from/);
    const verified = await site.seqwarden('verify', file, '--trust', site.trustFile);
    assert.equal(verified.code, 0, verified.out);
  });
});
