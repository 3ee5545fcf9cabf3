import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { toolOrSkip } from '../../../scripts/testing/needs.ts';
import { servedFolder } from './served-folder.ts';
import { type Said, World } from './world.ts';

const PASSPHRASE = 'a passphrase of a test';

/** An account with its register, and the passphrase of its administrator in a file. */
class KeyWorld extends World {
  readonly passphraseFile = this.at('passphrase');

  async begin(...argv: string[]): Promise<Said> {
    writeFileSync(this.passphraseFile, `${PASSPHRASE}\n`, { mode: 0o600 });
    return this.seqwarden('init', '--passphrase-file', this.passphraseFile, ...argv);
  }

  config(name: string): string {
    return this.at('config', 'seqwarden', name);
  }

  trust(): { sealKeys: object[]; personKeys: object[]; administratorKeys: object[]; logRequired: boolean } {
    return JSON.parse(readFileSync(this.config('trust.json'), 'utf8'));
  }

  /** `keys …`, by the administrator. */
  async keys(...argv: string[]): Promise<Said> {
    return this.seqwarden('keys', ...argv, '--passphrase-file', this.passphraseFile);
  }

  async listed(...argv: string[]) {
    const { out } = await this.seqwarden('keys', 'list', '--json', ...argv);
    const { keys, asOf, refusals } = JSON.parse(out);
    assert.deepEqual(refusals, []);
    return { asOf, keys: keys.map((key: Listed) => [key.role, key.from, key.until, key.ended]), all: keys };
  }

  /** A person's public key. What `keys make` does takes its time, so only who signs has one of it. */
  person(name: string): string {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    writeFileSync(this.at(name), publicKey.export({ type: 'spki', format: 'pem' }));
    return this.at(name);
  }

  /** The same, made with `keys make`: NAME and NAME.pub.pem. */
  async signer(name: string): Promise<{ readonly file: string; readonly fingerprint: string }> {
    const { out } = await this.seqwarden(
      'keys',
      'make',
      this.at(name),
      '--passphrase-file',
      this.passphraseFile,
      '--json',
    );
    const { publicKey, fingerprint } = JSON.parse(out);
    return { file: publicKey, fingerprint };
  }
}

interface Listed {
  readonly role: string;
  readonly from: number;
  readonly until: number | null;
  readonly ended: string | null;
}

const good = ({ code, err }: Said) => assert.equal(code, 0, err);
const fails = ({ code, err }: Said, with_: string) => {
  assert.ok(code > 0);
  assert.match(err, new RegExp(`\\[${with_}\\]`));
};

describe('init', () => {
  it('prints the safe sheet once: fingerprints, the register, a passphrase that opens the key and lies in no file', async t => {
    const world = new KeyWorld(t);
    const { out, code } = await world.seqwarden('init', '--label', 'lab A');
    assert.equal(code, 0);
    const passphrase = /^passphrase +(\S+)$/m.exec(out)?.[1] ?? '';
    assert.match(passphrase, /^(?:[0-9a-z]{5}-){4}[0-9a-z]{5}$/);
    assert.match(out, /^ {2}register {2}(?:[0-9a-f]{4} ){5}[0-9a-f]{4}$/m);
    for (const file of readdirSync(world.folder, { recursive: true, withFileTypes: true }).filter(one =>
      one.isFile(),
    ))
      assert.ok(!readFileSync(join(file.parentPath, file.name)).includes(passphrase), file.name);
    writeFileSync(world.passphraseFile, passphrase, { mode: 0o600 });
    const file = world.person('somebody');
    good(await world.keys('enrol', file, '--role', 'person'));
  });

  it('makes every private key for its owner alone, and the administrator’s under a passphrase', async t => {
    const world = new KeyWorld(t);
    good(await world.begin());
    assert.equal(world.trust().logRequired, true);
    for (const name of ['seal-key.pem', 'log-key.pem', 'administrator-key.pem'])
      assert.equal(statSync(world.config(name)).mode & 0o777, 0o600, name);
    assert.match(
      readFileSync(world.config('administrator-key.pem'), 'utf8'),
      /^-----BEGIN ENCRYPTED PRIVATE KEY-----$/m,
    );
    assert.deepEqual((await world.listed()).keys, [
      ['administrator', 0, null, null],
      ['seal', 1, null, null],
    ]);
  });

  it('prints no passphrase where scripts read and log what it prints', async t => {
    const world = new KeyWorld(t);
    for (const argv of [['init'], ['keys', 'make', world.at('somebody')]]) {
      const { code, err } = await world.seqwarden(...argv, '--json');
      assert.deepEqual([code, /--passphrase-file/.test(err)], [2, true]);
    }
    assert.deepEqual(readdirSync(world.folder).sort(), ['archive', 'runs'], 'and makes nothing');
    const { out } = await world.begin('--json');
    assert.deepEqual(Object.keys(JSON.parse(out).administrator), ['keyid', 'fingerprint']);
  });

  it('makes nothing where the passphrase is weak, open to others, or missing', async t => {
    const world = new KeyWorld(t);
    writeFileSync(world.passphraseFile, 'short', { mode: 0o600 });
    fails(await world.seqwarden('init', '--passphrase-file', world.passphraseFile), 'PASSPHRASE_WEAK');
    writeFileSync(world.passphraseFile, PASSPHRASE);
    chmodSync(world.passphraseFile, 0o644);
    fails(await world.seqwarden('init', '--passphrase-file', world.passphraseFile), 'KEY_PERMISSIONS');
    fails(await world.seqwarden('init', '--passphrase-file', world.at('nowhere')), 'CONFIG_UNUSABLE');
    fails(await world.seqwarden('init', '--administrator', 'somebody'), 'USAGE');
    fails(await world.seqwarden('init', '--administrator', 'ssh-agent'), 'SSH_AGENT_UNUSABLE');
    assert.ok(!existsSync(world.at('config')) && !existsSync(world.at('state')));
  });

  it('--log gives an account of before its register, and leaves the seal key as it is', async t => {
    const world = new KeyWorld(t);
    fails(await world.begin('--log'), 'KEY_MISSING');
    good(await world.begin());
    const key = readFileSync(world.config('seal-key.pem'));
    // As an earlier version left it.
    rmSync(world.at('state'), { recursive: true });
    for (const name of ['log-key.pem', 'log-key.vkey', 'administrator-key.pem', 'administrator-key.pub.pem'])
      rmSync(world.config(name));
    const { sealKeys } = world.trust();
    const old = sealKeys.map(({ inLog, ...rest }: { inLog?: object }) => rest);
    const { personKeys, administratorKeys, ...rest } = world.trust();
    assert.ok(personKeys && administratorKeys);
    writeFileSync(
      world.config('trust.json'),
      JSON.stringify({ ...rest, seqwardenTrust: 1, sealKeys: old, logKeys: [], checkpoint: null }),
    );
    fails(await world.keys('enrol', world.config('seal-key.pub.pem'), '--role', 'person'), 'LOG_KEY_MISSING');
    const said = await world.begin('--log');
    good(said);
    assert.doesNotMatch(said.out, /seal-key\.pem/);
    assert.deepEqual(readFileSync(world.config('seal-key.pem')), key);
    assert.deepEqual((await world.listed()).keys.length, 2);
    fails(await world.begin('--log'), 'LOG_EXISTS');
  });

  it('--log leaves an account as it is where nothing can come of it', async t => {
    const world = new KeyWorld(t);
    good(await world.begin());
    const run = await world.simulated();
    const isWhole = async () => {
      assert.ok(!existsSync(world.config('init-unfinished')));
      fails(await world.seqwarden('log', 'adopt', run), 'UNSIGNED');
    };
    fails(await world.begin('--log'), 'LOG_EXISTS');
    await isWhole();
    fails(await world.seqwarden('init', '--log'), 'KEY_EXISTS');
    await isWhole();
    writeFileSync(world.passphraseFile, 'another passphrase', { mode: 0o600 });
    const wrong = ['init', '--log', '--passphrase-file', world.passphraseFile];
    fails(await world.seqwarden(...wrong), 'PASSPHRASE_WRONG');
    await isWhole();
    rmSync(world.at('state'), { recursive: true });
    fails(await world.begin('--log'), 'LOG_MISSING');
    assert.ok(!existsSync(world.config('init-unfinished')));
  });

  it('makes no key where one half of another lies', async t => {
    const world = new KeyWorld(t);
    good(await world.begin());
    rmSync(world.config('administrator-key.pem'));
    rmSync(world.at('state'), { recursive: true });
    rmSync(world.config('log-key.pem'));
    const { logs: _, ...rest } = JSON.parse(readFileSync(world.config('trust.json'), 'utf8'));
    const sealKeys = rest.sealKeys.map((key: object) => ({ ...key, inLog: null }));
    const none = { logKeys: [], checkpoint: null, administratorKeys: [] };
    writeFileSync(world.config('trust.json'), JSON.stringify({ ...rest, ...none, sealKeys }));
    fails(await world.begin('--log'), 'KEY_EXISTS');
    for (const name of ['administrator-key.pem', 'log-key.pem', 'init-unfinished'])
      assert.ok(!existsSync(world.config(name)), name);
    rmSync(world.config('administrator-key.pub.pem'));
    good(await world.begin('--log'));
  });

  it('comes into no log that another account left', async t => {
    const world = new KeyWorld(t);
    good(await world.begin());
    const other = { XDG_CONFIG_HOME: world.at('other'), XDG_STATE_HOME: world.at('state') };
    fails(await world.with({ env: other }, 'init'), 'LOG_EXISTS');
    assert.ok(!existsSync(world.at('other')));
  });
});

describe('keys', () => {
  const world = new KeyWorld({ after });
  before(() => world.begin('--label', 'lab A'));

  it('enrols and revokes a person, whom register and trust file name by the key alone', async () => {
    const file = world.person('anna');
    good(await world.keys('enrol', file, '--role', 'person'));
    fails(await world.keys('enrol', file, '--role', 'person'), 'KEY_SAID_BEFORE');
    fails(await world.keys('enrol', file, '--role', 'person', '--label', 'Anna'), 'USAGE');
    assert.equal(world.trust().personKeys.length, 1);
    const { fingerprint } = (await world.listed()).all.at(-1);
    good(await world.keys('revoke', fingerprint, '--reason', 'left'));
    assert.deepEqual((await world.listed()).keys.at(-1), ['person', 2, 3, 'left']);
    assert.deepEqual((await world.listed('--trust', world.config('trust.json'))).keys.at(-1), [
      'person',
      2,
      3,
      'left',
    ]);
    fails(await world.keys('revoke', fingerprint, '--reason', 'left'), 'KEY_SAID_BEFORE');
  });

  it('takes the key that ssh-keygen made, without the name in its comment', async t => {
    if (toolOrSkip(t, 'ssh-keygen') === undefined) return;
    const path = world.at('ssh-key');
    const made = spawnSync('ssh-keygen', [
      '-q',
      '-t',
      'ecdsa',
      '-N',
      '',
      '-C',
      'erika@example.org',
      '-f',
      path,
    ]);
    assert.equal(made.status, 0);
    good(await world.keys('enrol', `${path}.pub`, '--role', 'person'));
    assert.doesNotMatch(readFileSync(world.config('trust.json'), 'utf8'), /erika/);
    fails(await world.keys('enrol', path, '--role', 'person'), 'PUBLIC_KEY_UNUSABLE');
  });

  it('of whom no public key is there is told where it lies, and nothing of private keys', async () => {
    const { code, err } = await world.keys('enrol', world.at('nobody.pub.pem'), '--role', 'person');
    assert.equal(code, 2);
    assert.match(
      err,
      /nobody\.pub\.pem is not there \[PUBLIC_KEY_UNUSABLE\]\n {2}Name the file of the public key/,
    );
    assert.doesNotMatch(err, /PKCS/);
  });

  it('is refused without the right passphrase, a terminal, or the right', async () => {
    const file = world.person('berta');
    await world.signer('stranger');
    fails(await world.seqwarden('keys', 'enrol', file, '--role', 'person'), 'USAGE');
    const wrong = world.at('wrong');
    writeFileSync(wrong, 'another passphrase', { mode: 0o600 });
    fails(
      await world.seqwarden('keys', 'enrol', file, '--role', 'person', '--passphrase-file', wrong),
      'PASSPHRASE_WRONG',
    );
    fails(
      await world.keys('enrol', file, '--role', 'person', '--signer', world.config('seal-key.pem')),
      'KEY_UNUSABLE',
    );
    fails(
      await world.keys('enrol', file, '--role', 'person', '--signer', world.at('stranger')),
      'KEY_NOT_ENROLLED',
    );
    const asked = { askHidden: async () => PASSPHRASE };
    good(await world.with(asked, 'keys', 'enrol', file, '--role', 'person'));
  });

  it('does not let the last administrator be revoked, but one of two', async () => {
    const [first] = (await world.listed()).all;
    fails(await world.keys('revoke', first.keyid, '--reason', 'lost'), 'USAGE');
    const second = await world.signer('clara');
    good(await world.keys('enrol', second.file, '--role', 'administrator'));
    const rest = ['--signer', world.at('clara')];
    good(await world.keys('revoke', first.keyid, '--reason', 'compromised', ...rest));
    fails(await world.keys('revoke', second.fingerprint, '--reason', 'lost'), 'USAGE');
    const file = world.person('doris');
    fails(await world.keys('enrol', file, '--role', 'person'), 'KEY_REVOKED');
    good(await world.keys('enrol', file, '--role', 'person', ...rest));
  });
});

describe('keys rotate', () => {
  it('makes a new seal key in place of the account’s, by its own word, and what both seal verifies', async t => {
    const world = new KeyWorld(t);
    good(await world.begin('--label', 'lab A'));
    const sealed = async (seed: string) => {
      const run = await world.simulated(seed);
      good(await world.seqwarden('seal', run));
      return run;
    };
    const early = await sealed('1');
    good(await world.seqwarden('keys', 'rotate', '--label', 'lab A, second'));
    const late = await sealed('2');
    const { keys } = await world.listed();
    assert.deepEqual(
      keys.slice(1).map(([role, , , ended]: unknown[]) => [role, ended]),
      [
        ['seal', 'rotated'],
        ['seal', null],
      ],
    );
    for (const run of [early, late]) assert.equal((await world.seqwarden('verify', run)).code, 0);
    assert.ok(readdirSync(world.config('')).some(name => /^seal-key\.ended-[0-9a-f]{8}\.pem$/.test(name)));
    if (toolOrSkip(t, 'ssh-keygen') === undefined) return;
    for (const run of [early, late]) {
      const args = [
        '-Y',
        'verify',
        '-f',
        world.config('allowed_signers'),
        '-I',
        'seal@seqwarden',
        '-n',
        'run-seal@seqwarden',
      ];
      const list = readFileSync(join(run, 'Custody', 'SHA256SUMS'));
      const checked = spawnSync('ssh-keygen', [...args, '-s', join(run, 'Custody', 'SHA256SUMS.sig')], {
        input: list,
        encoding: 'utf8',
      });
      assert.equal(checked.status, 0, checked.stderr);
    }
  });

  it('leaves a thief of the old key nothing: what he seals comes after its end, and a seal without its proof is no seal', async t => {
    const world = new KeyWorld(t);
    good(await world.begin());
    const [early, forged] = [await world.simulated('1'), await world.simulated('2')];
    good(await world.seqwarden('seal', early));
    const stolen = readFileSync(world.config('seal-key.pem'));
    cpSync(world.config('trust.json'), world.at('old-trust.json'));
    good(await world.keys('rotate', '--reason', 'compromised'));
    writeFileSync(world.config('seal-key.pem'), stolen, { mode: 0o600 });
    fails(await world.seqwarden('seal', forged), 'KEY_REVOKED');
    fails(await world.seqwarden('seal', forged, '--trust', world.at('old-trust.json')), 'SEAL_KEY_ENDED');
    // He has the account, and so its trust file too.
    cpSync(world.config('trust.json'), world.at('trust.json'));
    cpSync(world.at('old-trust.json'), world.config('trust.json'));
    good(await world.seqwarden('seal', forged));
    cpSync(world.at('trust.json'), world.config('trust.json'));
    const late = await world.seqwarden('verify', forged);
    assert.equal(late.code, 1, late.out);
    assert.match(late.out, /\[KEY_REVOKED\]/);
    assert.equal((await world.seqwarden('verify', early)).code, 0);
    rmSync(join(forged, 'Custody', 'seal.tlog-proof'));
    const stripped = await world.seqwarden('verify', forged);
    assert.equal(stripped.code, 3, stripped.out);
    assert.match(stripped.out, /\[LOG_PROOF_MISSING\]/);
  });

  it('replaces a seal key that is lost, by the word of an administrator', async t => {
    const world = new KeyWorld(t);
    good(await world.begin());
    rmSync(world.config('seal-key.pem'));
    fails(await world.seqwarden('keys', 'rotate'), 'KEY_MISSING');
    good(await world.keys('rotate', '--reason', 'lost'));
    assert.deepEqual((await world.listed()).keys.slice(1), [
      ['seal', 1, 2, 'lost'],
      ['seal', 2, null, null],
    ]);
    assert.ok(existsSync(world.config('seal-key.pem')));
  });

  it('goes on where it was interrupted, and says nothing twice', async t => {
    const world = new KeyWorld(t);
    good(await world.begin());
    const old = readFileSync(world.config('seal-key.pem'));
    good(await world.seqwarden('keys', 'rotate'));
    const next = readFileSync(world.config('seal-key.pem'));
    // As it lies there if the last step did not come.
    writeFileSync(world.config('seal-key.next.pem'), next, { mode: 0o600 });
    writeFileSync(world.config('seal-key.pem'), old, { mode: 0o600 });
    good(await world.seqwarden('keys', 'rotate'));
    assert.deepEqual(readFileSync(world.config('seal-key.pem')), next);
    assert.equal((await world.listed()).asOf, 3);
  });
});

describe('trust refresh', () => {
  /** A verifier's copy of the trust file from before, and the register as it was published then and now. */
  async function site(t: TestContext) {
    const world = new KeyWorld(t);
    await world.begin();
    const theirs = world.at('their-trust.json');
    cpSync(world.config('trust.json'), theirs);
    const [id = ''] = readdirSync(world.at('state', 'seqwarden', 'log')).filter(name =>
      /^[0-9a-f]{32}$/.test(name),
    );
    const from = world.at('state', 'seqwarden', 'log', id);
    const then = world.at('then', '.seqwarden', 'log', id);
    cpSync(from, then, { recursive: true });
    const file = world.person('anna');
    good(await world.keys('enrol', file, '--role', 'person'));
    const now = world.at('now', '.seqwarden', 'log', id);
    cpSync(from, now, { recursive: true });
    const refresh = (place: string) =>
      world.seqwarden('trust', 'refresh', '--trust', theirs, '--log', world.at(place));
    return { world, theirs, refresh, id, now };
  }

  it('brings what the register says since, from wherever it was published, or from one’s own', async t => {
    const { world, theirs, refresh } = await site(t);
    const said = await refresh('now');
    good(said);
    assert.match(said.out, /keys as of register head 3/);
    assert.match(said.out, /before, it was told as of register head 2/);
    assert.deepEqual(JSON.parse(readFileSync(theirs, 'utf8')).personKeys, world.trust().personKeys);
    good(await world.seqwarden('trust', 'refresh'));
    assert.equal((await world.listed('--trust', theirs)).asOf, 3);
  });

  it('reads the register from a web server', async t => {
    const { world, theirs, now } = await site(t);
    const address = await servedFolder({ after: end => t.after(end) }, now);
    good(await world.seqwarden('trust', 'refresh', '--trust', theirs, '--log', address));
    assert.equal((await world.listed('--trust', theirs)).asOf, 3);
    const nothing = await world.seqwarden('trust', 'refresh', '--trust', theirs, '--log', `${address}/x`);
    fails(nothing, 'LOG_UNREADABLE');
  });

  it('never goes backwards, and leaves the file as it is', async t => {
    const { theirs, refresh } = await site(t);
    good(await refresh('now'));
    const before = readFileSync(theirs);
    fails(await refresh('then'), 'LOG_BEHIND');
    assert.deepEqual(readFileSync(theirs), before);
  });

  it('takes no other register, none that was altered, and nothing where none lies', async t => {
    const [one, other] = [await site(t), await site(t)];
    fails(await one.refresh('nowhere'), 'LOG_UNREADABLE');
    cpSync(other.now, one.world.at('forged', '.seqwarden', 'log', one.id), { recursive: true });
    fails(await one.refresh('forged'), 'CHECKPOINT_UNSIGNED');
    const bundle = join(one.now, 'tile', 'entries', '000.p', '3');
    writeFileSync(bundle, readFileSync(bundle).fill(0x41, 20, 21));
    fails(await one.refresh('now'), 'LOG_DAMAGED');
  });
});
