import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { Arrival } from '@seqwarden/agent/advisories';
import { createMessage, generateKey, readPrivateKey, sign } from 'openpgp';
import { corpusOrSkip } from '../../../scripts/testing/needs.ts';
import { World } from './world.ts';

/** The smallest document that is read. */
function advisory(id: string, version: string, range: string, title = 'A flaw'): string {
  return JSON.stringify({
    document: {
      category: 'csaf_base',
      csaf_version: '2.0',
      publisher: { category: 'vendor', name: 'Example', namespace: 'https://psirt.example' },
      title,
      tracking: {
        id,
        version,
        status: 'final',
        current_release_date: '2024-01-01T00:00:00Z',
        initial_release_date: '2024-01-01T00:00:00Z',
        revision_history: [{ number: version, date: '2024-01-01T00:00:00Z', summary: 'first' }],
      },
    },
    product_tree: {
      branches: [
        {
          category: 'vendor',
          name: 'Example',
          branches: [
            {
              category: 'product_name',
              name: 'Sequencer Software',
              branches: [
                {
                  category: 'product_version_range',
                  name: range,
                  product: { product_id: 'P1', name: `Sequencer Software ${range}` },
                },
              ],
            },
          ],
        },
      ],
    },
    vulnerabilities: [{ cve: 'CVE-2024-0001', product_status: { known_affected: ['P1'] } }],
  });
}

function factsOf(world: World): string {
  const file = world.at('facts.toml');
  writeFileSync(
    file,
    'version = 1\nby = "lab"\non = 2026-11-20\n[instrument.one]\nvendor = "Example"\nserial = "E1"\n',
  );
  return file;
}

describe('advisories that are kept', () => {
  const events = async (world: World) => {
    const { out } = await world.seqwarden('advisories', 'list', '--events', '--json');
    return JSON.parse(out).advisories;
  };
  const update = (world: World, ...args: string[]) => world.seqwarden('advisories', 'update', ...args);

  test('are told when they come, and once', async t => {
    const world = new World(t);
    writeFileSync(world.at('a.json'), advisory('EX-1', '1', '< 2.0'));
    const first = await update(world, world.at('a.json'));
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /EX-1, version 1.*: new\n/);
    const second = await update(world, world.at('a.json'));
    assert.equal(second.out, '0 advisories came, 1 as before, 0 not taken in\n');
    assert.equal((await events(world)).length, 1);
  });

  test('that are rewritten under the same version are an event, with what is different; both bytes stay', async t => {
    const world = new World(t);
    const [before, after] = [advisory('EX-1', '1', '< 2.0'), advisory('EX-1', '1', '< 3.0')];
    writeFileSync(world.at('a.json'), before);
    await update(world, world.at('a.json'));
    writeFileSync(world.at('a.json'), after);
    const { out } = await update(world, world.at('a.json'));
    assert.match(out, /REWRITTEN under the same version/);
    const [first, second] = await events(world);
    assert.equal(second.event, 'rewritten');
    assert.equal(second.replaces, first.sha256);
    assert.ok(second.differences.some((one: { kind: string }) => one.kind === 'range-changed'));
    const documents = world.at('state', 'seqwarden', 'advisories', 'documents');
    assert.equal(readFileSync(join(documents, `${first.sha256}.json`), 'utf8'), before);
    assert.equal(readFileSync(join(documents, `${second.sha256}.json`), 'utf8'), after);
    const { out: current } = await world.seqwarden('advisories', 'list', '--json');
    assert.deepEqual(
      JSON.parse(current).advisories.map((one: { sha256: string }) => one.sha256),
      [second.sha256],
    );
  });

  test('go by what came last: a higher number that came before does not stand, and old bytes that come again are told', async t => {
    const world = new World(t);
    for (const version of ['2', '1', '2']) {
      writeFileSync(world.at('a.json'), advisory('EX-1', version, '< 2.0'));
      await update(world, world.at('a.json'));
    }
    const kinds = (await events(world)).map((one: { event: string }) => one.event);
    assert.deepEqual(kinds, ['new', 'new_version', 'back']);
  });

  test('of which a folder has several publications come once: the last by name stands, as long as the folder stays as it is', async t => {
    const world = new World(t);
    mkdirSync(world.at('csaf'));
    const put = (name: string, version: string) =>
      writeFileSync(world.at('csaf', name), advisory('EX-1', version, '< 2.0'));
    const came = async () => {
      const { code, out, err } = await update(world, world.at('csaf'), '--json');
      assert.equal(code, 0);
      const { arrivals, kept, several } = JSON.parse(out);
      const told = err.match(/EX-1, of .*: \d publications in what was named/g) ?? [];
      assert.equal(told.length, several.length);
      const last = several[0]?.publications.at(-1);
      const standing = JSON.parse((await world.seqwarden('advisories', 'list', '--json')).out).advisories;
      if (last !== undefined)
        assert.deepEqual(
          standing.map((one: Arrival) => one.sha256),
          [last],
        );
      return [arrivals.map((one: Arrival) => `${one.event} ${one.version}`), kept];
    };
    put('a.json', '1');
    assert.deepEqual(await came(), [['new 1'], 0]);
    put('b.json', '2');
    assert.deepEqual(await came(), [['new_version 2'], 1]);
    for (const _ of [1, 2]) assert.deepEqual(await came(), [[], 2]);
    put('0.json', '0');
    assert.deepEqual(await came(), [['new_version 0', 'back 2'], 1]);
    assert.deepEqual(await came(), [[], 3]);
    put('c.json', '1');
    assert.deepEqual(await came(), [['back 1'], 3]);
    assert.deepEqual(await came(), [[], 4]);
  });

  test('of which two sources have different publications bring no event while both stay as they are: the last source stands', async t => {
    const world = new World(t);
    const [one, other] = ['1', '2'].map(version => {
      const path = world.at(`${version}.json`);
      writeFileSync(path, advisory('EX-1', version, '< 2.0'));
      return path;
    });
    assert.ok(one !== undefined && other !== undefined);
    const came = async (...sources: string[]) => {
      const { arrivals } = JSON.parse((await update(world, ...sources, '--json')).out);
      return arrivals.map((each: Arrival) => `${each.event} ${each.version}`);
    };
    assert.deepEqual(await came(one, other), ['new 1', 'new_version 2']);
    for (const _ of [1, 2]) assert.deepEqual(await came(one, other), []);
    assert.deepEqual(await came(other, one), ['back 1']);
    for (const _ of [1, 2]) assert.deepEqual(await came(other, one), []);
  });

  describe('of which two sources that are updated by turns have different publications', () => {
    /** A site with a source of one document each, and what comes of an update of one of them. */
    function turns(t: TestContext) {
      const world = new World(t);
      const put = (source: string, version: string, range = '< 2.0') =>
        writeFileSync(world.at(source), advisory('EX-1', version, range));
      const came = async (source: string, ...options: string[]) => {
        const said = await update(world, world.at(source), ...options, '--json');
        const { arrivals, elsewhere } = JSON.parse(said.out);
        const told = arrivals.map((one: Arrival) => `${one.event} ${one.version}`);
        return { code: said.code, came: told, why: elsewhere.map((one: { why: string }) => one.why) };
      };
      const standing = async () => {
        const { out } = await world.seqwarden('advisories', 'list', '--json');
        return JSON.parse(out).advisories.map((one: Arrival) => one.version);
      };
      return { world, put, came, standing };
    }
    const nothing = { code: 0, came: [], why: [] };
    const news = (...came: string[]) => ({ code: 0, came, why: [] });

    test('bring no event while both stay as they are, and the newer one by its own word stands', async t => {
      const { world, put, came, standing } = turns(t);
      put('old', '1');
      put('new', '2');
      assert.deepEqual(await came('old'), news('new 1'));
      assert.deepEqual(await came('new'), news('new_version 2'));
      for (const _ of [1, 2]) {
        assert.deepEqual(await came('old'), { ...nothing, why: ['older'] });
        assert.deepEqual(await came('new'), nothing);
        assert.deepEqual(await standing(), ['2']);
      }
      const { err } = await update(world, world.at('old'));
      assert.match(
        err,
        /EX-1, of .*: [0-9a-f]{64} as before; what stands came from .*new: .*which is newer by/,
      );
    });

    test('have the newer one back once where the older one was taken in over it', async t => {
      const { put, came, standing } = turns(t);
      put('new', '2');
      put('old', '1');
      assert.deepEqual(await came('new'), news('new 2'));
      assert.deepEqual(await came('old'), news('new_version 1'));
      assert.deepEqual(await came('new'), news('back 2'));
      for (const _ of [1, 2]) {
        assert.deepEqual(await came('old'), { ...nothing, why: ['older'] });
        assert.deepEqual(await came('new'), nothing);
      }
      assert.deepEqual(await standing(), ['2']);
    });

    test('stay as they are also where one has several publications: the last one there is what it says', async t => {
      const { world, put, came, standing } = turns(t);
      mkdirSync(world.at('several'));
      put('several/a.json', '1');
      put('several/b.json', '2');
      put('new', '3');
      assert.deepEqual(await came('several'), news('new 1', 'new_version 2'));
      assert.deepEqual(await came('new'), news('new_version 3'));
      for (const _ of [1, 2]) assert.deepEqual(await came('several'), { ...nothing, why: ['older'] });
      assert.deepEqual(await standing(), ['3']);
    });

    test('are news where one of them itself goes back, whatever the other had since', async t => {
      const { put, came, standing } = turns(t);
      put('publisher', '1');
      assert.deepEqual(await came('publisher'), news('new 1'));
      put('publisher', '2');
      assert.deepEqual(await came('publisher'), news('new_version 2'));
      put('mirror', '2');
      assert.deepEqual(await came('mirror'), nothing);
      put('publisher', '1');
      assert.deepEqual(await came('publisher'), news('back 1'));
      assert.deepEqual(await standing(), ['1']);
    });

    test('leave what came last, and exit code 3, where neither calls itself newer', async t => {
      const { world, put, came, standing } = turns(t);
      put('one', '1');
      put('other', '1', '< 3.0');
      assert.deepEqual(await came('one'), news('new 1'));
      assert.deepEqual(await came('other'), news('rewritten 1'));
      for (const _ of [1, 2]) {
        assert.deepEqual(await came('one'), { code: 3, came: [], why: ['unclear'] });
        assert.deepEqual(await came('other'), nothing);
      }
      assert.deepEqual(await standing(), ['1']);
      assert.match((await update(world, world.at('one'))).err, /nothing says which is newer: look at both/);
    });

    test('have the one back that is signed more strongly, and not the one that calls itself newer', async t => {
      const { world, put, came, standing } = turns(t);
      const made = await generateKey({ userIDs: [{ name: 'Example PSIRT' }], format: 'armored' });
      writeFileSync(world.at('key.asc'), made.publicKey);
      mkdirSync(world.at('signed'));
      put('signed/a.json', '1');
      const signature = await sign({
        message: await createMessage({ binary: readFileSync(world.at('signed', 'a.json')) }),
        signingKeys: await readPrivateKey({ armoredKey: made.privateKey }),
        detached: true,
      });
      writeFileSync(world.at('signed', 'a.json.asc'), signature);
      put('forged', '9');
      const key = ['--publisher-key', world.at('key.asc')];
      assert.deepEqual(await came('signed', ...key), news('new 1'));
      assert.deepEqual(await came('forged'), { ...news('new_version 9'), code: 3 });
      assert.deepEqual(await came('signed', ...key), news('back 1'));
      for (const _ of [1, 2]) {
        assert.deepEqual(await came('forged'), { code: 3, came: [], why: ['weaker'] });
        assert.deepEqual(await came('signed', ...key), nothing);
      }
      assert.deepEqual(await standing(), ['1']);
    });

    test('are news again where what they had is not known any more', async t => {
      const { world, put, came } = turns(t);
      put('old', '1');
      put('new', '2');
      assert.deepEqual(await came('old'), news('new 1'));
      assert.deepEqual(await came('new'), news('new_version 2'));
      const sources = world.at('state', 'seqwarden', 'advisories', 'sources');
      for (const [at, name] of readdirSync(sources).entries())
        writeFileSync(join(sources, name), ['{', '{"said":[1]}'][at] ?? '');
      assert.deepEqual(await came('old'), news('back 1'));
      assert.deepEqual(await came('new'), news('back 2'));
    });
  });

  test('travel to a lab without a network in one file', async t => {
    const [here, there] = [new World(t), new World(t)];
    mkdirSync(here.at('csaf'));
    for (const id of ['EX-1', 'EX-2'])
      writeFileSync(here.at('csaf', `${id}.json`), advisory(id, '1', '< 2.0'));
    await update(here, here.at('csaf'));
    const bundle = there.at('bundle.tar');
    const exported = await here.seqwarden('advisories', 'export', bundle);
    assert.equal(exported.code, 0, exported.err);
    const { code, out } = await update(there, bundle);
    assert.equal(code, 0);
    assert.match(out, /^2 advisories came/m);
    const again = await here.seqwarden('advisories', 'export', bundle);
    assert.equal(again.code, 2);
  });

  test('travel with what was replaced, and what stands here stands there', async t => {
    const [here, there] = [new World(t), new World(t)];
    for (const range of ['< 2.0', '< 3.0', '< 2.0']) {
      writeFileSync(here.at('a.json'), advisory('EX-1', '1', range));
      await update(here, here.at('a.json'));
    }
    const bundle = there.at('bundle.tar');
    await here.seqwarden('advisories', 'export', bundle, '--events');
    await update(there, bundle);
    assert.equal((await events(there)).length, 2);
    const standing = async (world: World) => {
      const { out } = await world.seqwarden('advisories', 'list', '--json');
      return JSON.parse(out).advisories.map((one: { sha256: string }) => one.sha256);
    };
    assert.deepEqual(await standing(there), await standing(here));
  });

  test('what is no advisory is named, with its code, and the rest is taken in', async t => {
    const world = new World(t);
    mkdirSync(world.at('csaf'));
    writeFileSync(world.at('csaf', 'a.json'), '{"an":"index"}');
    writeFileSync(world.at('csaf', 'b.json'), '{');
    writeFileSync(world.at('csaf', 'c.json'), advisory('EX-1', '1', '< 2.0'));
    const { code, out, err } = await update(world, world.at('csaf'));
    assert.equal(code, 3);
    assert.match(err, /a\.json.*\[ADVISORY_NOT_CSAF\]/);
    assert.match(err, /b\.json.*\[ADVISORY_NOT_JSON\]/);
    assert.match(out, /^1 advisory came/m);
  });

  test('a hash file that does not fit is told, and the advisory kept', async t => {
    const world = new World(t);
    writeFileSync(world.at('a.json'), advisory('EX-1', '1', '< 2.0'));
    writeFileSync(world.at('a.json.sha512'), `${'0'.repeat(128)}  a.json`);
    const { code, out } = await update(world, world.at('a.json'));
    assert.equal(code, 3);
    assert.match(out, /hash file: bad/);
    assert.equal((await events(world))[0].hashFiles.sha512, 'bad');
  });

  test('a signature that is bad is told, and the advisory kept', async t => {
    const world = new World(t);
    writeFileSync(world.at('a.json'), advisory('EX-1', '1', '< 2.0'));
    writeFileSync(world.at('a.json.asc'), 'no signature');
    const { code, out } = await update(world, world.at('a.json'));
    assert.equal(code, 3);
    assert.match(out, /signature: BAD \(unreadable\)/);
    assert.equal((await events(world))[0].signature.signature, 'bad');
  });

  test('a document that breaks the standard is kept, and told with the tests that it fails', async t => {
    const world = new World(t);
    writeFileSync(
      world.at('a.json'),
      advisory('EX-1', '1', '< 2.0').replace('csaf_base', 'csaf_security_advisory'),
    );
    const { code, out } = await update(world, world.at('a.json'));
    assert.equal(code, 0);
    assert.match(out, /fault.* against the standard, in the tests 6\.1\.27/);
    const [arrival] = await events(world);
    assert.ok(arrival.validation.errors > 0);
    writeFileSync(world.at('b.json'), advisory('EX-2', '1', '< 2.0'));
    await update(world, world.at('b.json'));
    assert.deepEqual((await events(world))[1].validation, { errors: 0, tests: [] });
  });

  test('whose bytes were changed where they lie are not believed', async t => {
    const world = new World(t);
    writeFileSync(world.at('a.json'), advisory('EX-1', '1', '< 2.0'));
    await update(world, world.at('a.json'));
    const documents = world.at('state', 'seqwarden', 'advisories', 'documents');
    const [name = ''] = readdirSync(documents);
    writeFileSync(join(documents, name), advisory('EX-1', '1', '< 1.0'));
    const { code, err } = await world.seqwarden('advisories', 'export', world.at('b.tar'));
    assert.equal(code, 2);
    assert.match(err, /ADVISORY_STORE_DAMAGED/);
  });

  test('signed by a key that a person names are told so, and exposure --kept asks them with what was found', async t => {
    const world = new World(t);
    const document = advisory('EX-1', '1', '< 2.0');
    const made = await generateKey({ userIDs: [{ name: 'Example PSIRT' }], format: 'armored' });
    const signature = await sign({
      message: await createMessage({ binary: Buffer.from(document) }),
      signingKeys: await readPrivateKey({ armoredKey: made.privateKey }),
      detached: true,
    });
    writeFileSync(world.at('a.json'), document);
    writeFileSync(world.at('a.json.asc'), signature);
    writeFileSync(world.at('key.asc'), made.publicKey);
    const { code, out } = await update(world, world.at('a.json'), '--publisher-key', world.at('key.asc'));
    assert.equal(code, 0);
    assert.match(out, /signature: good, its key valid then, trusted now by [0-9A-F]{40}\n/);
    const asked = await world.seqwarden('exposure', '--kept', '--inventory', factsOf(world), '--json');
    const { advisories } = JSON.parse(asked.out);
    assert.deepEqual(
      advisories.map((one: { id: string; builtIn: boolean; received: { signature: object } }) => [
        one.id,
        one.builtIn,
        one.received.signature,
      ]),
      [
        [
          'EX-1',
          false,
          {
            state: 'good',
            keyValidThen: true,
            keyTrustedNow: true,
            key: /by ([0-9A-F]{40})/.exec(out)?.[1] ?? '',
          },
        ],
      ],
    );
  });

  test('that are signed are not put away by what is not: both stand and are asked, until as good a signature comes', async t => {
    const world = new World(t);
    const made = await generateKey({ userIDs: [{ name: 'Example PSIRT' }], format: 'armored' });
    writeFileSync(world.at('key.asc'), made.publicKey);
    const [real, forged] = [advisory('EX-1', '1', '< 2.0'), advisory('EX-1', '2', '< 0.1')];
    const signature = await sign({
      message: await createMessage({ binary: Buffer.from(real) }),
      signingKeys: await readPrivateKey({ armoredKey: made.privateKey }),
      detached: true,
    });
    for (const folder of ['signed', 'bare']) mkdirSync(world.at(folder));
    writeFileSync(world.at('signed', 'a.json'), real);
    writeFileSync(world.at('signed', 'a.json.asc'), signature);
    writeFileSync(world.at('bare', 'a.json'), real);
    writeFileSync(world.at('forged.json'), forged);
    writeFileSync(world.at('forged2.json'), advisory('EX-1', '3', '< 0.1'));
    const standing = async () => {
      const { out } = await world.seqwarden('advisories', 'list', '--json');
      const { advisories } = JSON.parse(out);
      return advisories.map(({ version, stands, signature: found }: Record<string, { signature?: string }>) =>
        [version, stands, found?.signature ?? 'none'].join(' '),
      );
    };
    const signed = [world.at('signed'), '--publisher-key', world.at('key.asc')];

    await update(world, ...signed);
    const { code, out } = await update(world, world.at('forged.json'));
    assert.equal(code, 3);
    assert.match(out, /SIGNED MORE WEAKLY than [0-9a-f]{64}, which stands beside it: both are asked\n/);
    assert.deepEqual(await standing(), ['1 beside good', '2 last none']);
    const { out: listed } = await world.seqwarden('advisories', 'list');
    assert.match(listed, /stands beside what came later.*\n.*version 2/);
    const asked = await world.seqwarden('exposure', '--kept', '--json', '--inventory', factsOf(world));
    assert.equal(JSON.parse(asked.out).advisories.length, 2);

    // Nor by its own bytes without their signature, and what comes over those.
    assert.equal((await update(world, world.at('bare'))).code, 0);
    assert.deepEqual(await standing(), ['1 last good']);
    assert.equal((await update(world, world.at('forged2.json'))).code, 3);
    assert.deepEqual(await standing(), ['1 beside good', '3 last none']);

    assert.equal((await update(world, ...signed)).code, 0);
    assert.deepEqual(await standing(), ['1 last good']);
  });

  test('refuse a key, a fingerprint and certificates that are none, and ask a server that is allowed', async t => {
    const world = new World(t);
    writeFileSync(world.at('none'), 'nothing');
    for (const [code, ...options] of [
      ['PUBLISHER_KEY_UNUSABLE', 'https://psirt.example', '--publisher-key', world.at('none')],
      ['USAGE', 'https://psirt.example', '--pin', 'ABCD'],
      ['ADVISORY_SOURCE_UNUSABLE', 'https://psirt.example', '--ca', world.at('nowhere')],
      // Nobody listens there: it was asked.
      ['ADVISORY_SOURCE_UNUSABLE', 'https://127.0.0.1:1/', '--allow-address', '127.0.0.1:1'],
    ] as const) {
      const { err } = await update(world, ...options);
      assert.match(err, new RegExp(`\\[${code}\\]`));
    }
  });

  test('an address inside the network is not asked', async t => {
    const world = new World(t);
    const { code, err } = await update(world, 'https://127.0.0.1/');
    assert.equal(code, 2);
    assert.match(err, /ADVISORY_ADDRESS_REFUSED/);
  });

  test('hostile text of an advisory stays on its line', async t => {
    const world = new World(t);
    writeFileSync(world.at('a.json'), advisory('EX-1\u001b[2J\n', '1', '< 2.0'));
    const { out } = await update(world, world.at('a.json'));
    assert.ok(!out.includes('\u001b'));
    assert.equal(out.trimEnd().split('\n').length, 5);
  });

  test('nor does what is different between two publications leave its line', async t => {
    const world = new World(t);
    const hostile = (range: string) =>
      advisory('EX-1', '1', range).replaceAll('"P1"', JSON.stringify('P1\n  signature: good\u001b[2J'));
    writeFileSync(world.at('a.json'), hostile('< 2.0'));
    await update(world, world.at('a.json'));
    writeFileSync(world.at('a.json'), hostile('< 3.0'));
    const { out } = await update(world, world.at('a.json'));
    assert.match(out, /^ {2}range-changed: range of P1\\u\{a\} {2}signature: good/m);
    assert.doesNotMatch(out, /\x1b|^ {2}signature/m);
  });

  test('CISA’s five publications of one version of its advisory are one new and four rewritten', async t => {
    const folder = corpusOrSkip(t, 'csaf', 'illumina', 'history');
    if (folder === undefined) return;
    const world = new World(t);
    const names = readdirSync(folder).filter(name => name.startsWith('icsma-23-117-01'));
    const inOrder = ['114e6e12', '45262078', '872cca0e', '95bdec97', 'ba8250d5'].map(commit =>
      names.find(name => name.includes(commit)),
    );
    for (const name of inOrder) await update(world, join(folder, name ?? ''));
    const kinds = (await events(world)).map((one: { event: string }) => one.event);
    assert.deepEqual(kinds, ['new', 'rewritten', 'rewritten', 'rewritten', 'rewritten']);
  });
});
