import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Said, World } from './world.ts';

interface Listed {
  readonly keyid: string;
  readonly fingerprint: string;
  readonly role: string;
  readonly ended: string | null;
  readonly rights: readonly string[] | null;
}

/** An account with its register, whose keys stand under one passphrase. */
class RightsWorld extends World {
  async keys(...argv: string[]): Promise<Said> {
    return this.seqwarden('keys', ...argv, ...this.passphrase());
  }

  /** Makes a key of a person; returns where its public half lies. */
  async person(name: string): Promise<string> {
    good(await this.keys('make', this.at(name)));
    return this.at(`${name}.pub.pem`);
  }

  async listed(...argv: string[]): Promise<readonly Listed[]> {
    const { out } = await this.seqwarden('keys', 'list', '--json', ...argv);
    const { keys, refusals } = JSON.parse(out);
    assert.deepEqual(refusals, []);
    return keys;
  }

  async last(): Promise<Listed> {
    const last = (await this.listed()).at(-1);
    assert.ok(last);
    return last;
  }

  async size(): Promise<number> {
    return JSON.parse((await this.seqwarden('log', 'audit', '--json')).out).checkpoint.size;
  }
}

const good = ({ code, err }: Said) => assert.equal(code, 0, err);
const fails = ({ code, err }: Said, expected: string) => {
  assert.ok(code > 0);
  assert.match(err, new RegExp(`\\[${expected}\\]`));
};

describe('what persons may do in cases', () => {
  const world = new RightsWorld({ after });
  let anna: Listed;
  before(async () => {
    good(await world.seqwarden('init', ...world.passphrase()));
    good(await world.keys('enrol', await world.person('anna'), '--role', 'person'));
    anna = await world.last();
  });

  it('is nothing until an administrator says so, for the person and for what the register says before', async () => {
    assert.deepEqual(anna.rights, []);
    const said = await world.keys('rights', anna.fingerprint, '--may', 'decide,check');
    good(said);
    assert.match(said.out, /person +counts +from place 2 +may check, decide$/m);
    assert.doesNotMatch(said.err, /trust file/, 'which says nothing of rights');
    assert.deepEqual((await world.last()).rights, ['check', 'decide']);
    good(await world.seqwarden('log', 'audit'));
  });

  it('is what was said last, and nothing else', async () => {
    good(await world.keys('rights', anna.keyid, '--may', 'notify'));
    assert.deepEqual((await world.last()).rights, ['notify']);
    good(await world.keys('rights', anna.keyid, '--may', 'none'));
    assert.deepEqual((await world.last()).rights, []);
  });

  it('can be said together with the enrolment', async () => {
    const size = await world.size();
    const file = await world.person('berta');
    good(await world.keys('enrol', file, '--role', 'person', '--may', 'close, notify'));
    assert.deepEqual((await world.last()).rights, ['close', 'notify']);
    assert.equal(await world.size(), size + 2);
  });

  it('is told of persons alone, and by the register alone', async () => {
    const [administrator, seal] = await world.listed();
    assert.deepEqual([administrator?.rights, seal?.rights], [null, null]);
    const byTrust = await world.listed('--trust', world.trustFile);
    assert.ok(byTrust.every(({ rights }) => rights === null));
  });

  it('goes over to the key that takes the place of another, where an administrator says that', async () => {
    const berta = await world.last();
    const file = await world.person('berta-2');
    good(await world.keys('rotate', berta.fingerprint, '--to', file));
    assert.deepEqual((await world.last()).rights, ['close', 'notify']);
    const again = await world.person('berta-3');
    const own = ['--signer', world.at('berta-2')];
    const said = await world.keys('rotate', (await world.last()).fingerprint, '--to', again, ...own);
    good(said);
    assert.match(said.err, /no rights in cases/);
    assert.deepEqual((await world.last()).rights, [], 'a thief cannot take them along');
  });

  it('is shown with the records of the register, and goes along in every bundle', async () => {
    const shown = await world.seqwarden('log', 'show', '--kind', 'rights', '--key', anna.keyid.slice(0, 8));
    good(shown);
    assert.deepEqual(
      shown.out.match(/rights: .*(?= {2}\()/g)?.map(line => line.replace(anna.fingerprint, 'ANNA')),
      ['check, decide', 'notify', 'nothing more in cases'].map(what => `rights: the person ANNA may ${what}`),
    );
    const file = world.at('keys.bundle');
    good(await world.seqwarden('bundle', 'export', '--kind', 'seal', '--out', file));
    const { out } = await world.seqwarden('log', 'show', file, '--kind', 'rights', '--json');
    assert.equal(JSON.parse(out).entries.length, 5);
  });

  it('is refused, and nothing is entered, where it would say nothing, or of nobody who can have it', async () => {
    const { keyid } = await world.last();
    const [administrator, seal] = await world.listed();
    const size = await world.size();
    fails(await world.keys('rights', keyid, '--may', 'none'), 'USAGE');
    fails(await world.keys('rights', keyid, '--may', 'everything'), 'USAGE');
    fails(await world.keys('rights', keyid), 'USAGE');
    for (const other of [administrator, seal])
      fails(await world.keys('rights', other?.keyid ?? '', '--may', 'check'), 'USAGE');
    fails(await world.keys('rights', 'ab'.repeat(32), '--may', 'check'), 'KEY_NOT_ENROLLED');
    const ended = (await world.listed()).find(one => one.ended !== null);
    fails(await world.keys('rights', ended?.keyid ?? '', '--may', 'check'), 'KEY_REVOKED');
    const own = ['--signer', world.at('anna')];
    fails(await world.keys('rights', anna.keyid, '--may', 'check', ...own), 'KEY_WITHOUT_RIGHT');
    const seals = ['--role', 'seal', '--may', 'check'];
    fails(await world.keys('enrol', await world.person('clara'), ...seals), 'USAGE');
    assert.equal(await world.size(), size);
  });
});
