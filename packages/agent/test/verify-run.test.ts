import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  decodeEnvelope,
  decodeSeal,
  type ErrorCode,
  encodeSeal,
  parsePolicy,
  type SealPredicate,
  signEnvelope,
  signSsh,
  sigstoreBundle,
} from '@seqwarden/proof';
import type { Signer } from '../src/config/signer.ts';
import { verifyRun } from '../src/verify/verify-run.ts';
import { account, folderFor, ordinaryUser, seqwarden } from './support/command.ts';
import { SMALL_RUN, writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { newSigner, SIGNER, seal, TRUST, verify } from './support/sealing.ts';
import { fingerprints } from './support/tree.ts';

interface Sealed {
  readonly folder: string;
  readonly run: string;
  readonly custody: (name: string) => string;
}

async function sealedRun(t: TestContext): Promise<Sealed> {
  const folder = scratch(t);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  await seal(run);
  return { folder, run, custody: name => join(run, 'Custody', name) };
}

/** A copy of the sealed run for one case. */
function fresh({ folder, run }: Sealed, name: string): Sealed {
  const copy = join(folder, 'cases', name, 'RUN');
  cpSync(run, copy, { recursive: true, preserveTimestamps: true });
  return { folder, run: copy, custody: file => join(copy, 'Custody', file) };
}

const bytesOf = (path: string) => new Uint8Array(readFileSync(path));
const digest = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());

async function predicateOf({ custody }: Sealed): Promise<SealPredicate> {
  return decodeSeal((await decodeEnvelope(bytesOf(custody('seal.intoto.json')))).payload).predicate;
}

/** Writes all four files anew, for the list that lies there, as whoever holds `signer` could. */
async function forge(place: Sealed, signer: Signer, statement?: Uint8Array<ArrayBuffer>): Promise<void> {
  const list = digest(bytesOf(place.custody('SHA256SUMS')));
  const hex = Buffer.from(list).toString('hex');
  const payload = statement ?? encodeSeal(hex, await predicateOf(place));
  const envelope = await signEnvelope(payload, signer.keyid, signer.sign);
  writeFileSync(place.custody('seal.intoto.json'), envelope);
  writeFileSync(place.custody('seal.sigstore.json'), sigstoreBundle(envelope, signer.keyid));
  writeFileSync(place.custody('SHA256SUMS.sig'), await signSsh(list, signer.spki, signer.sign));
}

/** Replaces text in a file, which must be there. */
function edit(path: string, from: string | RegExp, to: string): void {
  const before = readFileSync(path, 'latin1');
  const after = before.replace(from, to);
  assert.notEqual(after, before, `${path} holds ${from}`);
  writeFileSync(path, after, 'latin1');
}

const envelopeText = (place: Sealed, change: (json: Record<string, unknown>) => object) => {
  const path = place.custody('seal.intoto.json');
  writeFileSync(path, `${JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8'))))}\n`);
};

type Case = readonly [
  what: string,
  codes: readonly ErrorCode[],
  damage: (place: Sealed) => void | Promise<void>,
];

const STRANGER = newSigner();
const OTHER_BYTES = 'second cyclE';
const BCL = 'Data/Intensities/BaseCalls/L001/C2.1/s_1_1101.bcl';

const CUSTODY_CASES: readonly Case[] = [
  ['an unsigned run', ['UNSIGNED'], ({ run }) => rmSync(join(run, 'Custody'), { recursive: true })],
  [
    'an empty Custody',
    ['UNSIGNED'],
    ({ run }) => {
      rmSync(join(run, 'Custody'), { recursive: true });
      mkdirSync(join(run, 'Custody'));
    },
  ],
  ['a seal with a wrong key', ['UNKNOWN_KEY'], place => forge(place, STRANGER)],
  [
    'a list rewritten consistently with the data, but not signed',
    ['MANIFEST_MISMATCH', 'SSHSIG_INVALID'],
    place => {
      writeFileSync(join(place.run, BCL), OTHER_BYTES);
      const [was, is] = ['second cycle', OTHER_BYTES].map(text =>
        createHash('sha256').update(text).digest('hex'),
      );
      edit(place.custody('SHA256SUMS'), was ?? '', is ?? '');
    },
  ],
  [
    'a list rewritten consistently and signed by a stranger',
    ['UNKNOWN_KEY'],
    async place => {
      writeFileSync(join(place.run, BCL), OTHER_BYTES);
      const [was, is] = ['second cycle', OTHER_BYTES].map(text =>
        createHash('sha256').update(text).digest('hex'),
      );
      edit(place.custody('SHA256SUMS'), was ?? '', is ?? '');
      await forge(place, STRANGER);
    },
  ],
  [
    'a truncated envelope',
    ['ENVELOPE_MALFORMED'],
    ({ custody }) =>
      writeFileSync(custody('seal.intoto.json'), bytesOf(custody('seal.intoto.json')).subarray(0, 500)),
  ],
  [
    'an empty envelope',
    ['ENVELOPE_MALFORMED'],
    ({ custody }) => writeFileSync(custody('seal.intoto.json'), ''),
  ],
  [
    'an absurd envelope',
    ['ENVELOPE_MALFORMED'],
    ({ custody }) => writeFileSync(custody('seal.intoto.json'), '['.repeat(60_000)),
  ],
  [
    'an envelope larger than any',
    ['CUSTODY_NOT_PLAIN', 'CUSTODY_FILE_MISSING'],
    ({ custody }) => writeFileSync(custody('seal.intoto.json'), Buffer.alloc(2 << 20, ' ')),
  ],
  [
    'an envelope with two payloads',
    ['ENVELOPE_SIGNATURE_COUNT'],
    ({ custody }) => edit(custody('seal.intoto.json'), '{"payload":', '{"payload":"e30=","payload":'),
  ],
  [
    'an envelope with two signatures',
    ['ENVELOPE_SIGNATURE_COUNT'],
    place =>
      envelopeText(place, json => ({ ...json, signatures: [json.signatures, json.signatures].flat() })),
  ],
  [
    'an envelope with blanks',
    ['ENVELOPE_NOT_CANONICAL'],
    ({ custody }) => edit(custody('seal.intoto.json'), '{"payload":', '{ "payload":'),
  ],
  [
    'a letter that is spelt as an escape',
    ['ENVELOPE_NOT_CANONICAL'],
    ({ custody }) => edit(custody('seal.intoto.json'), '"payload":"e', '"payload":"\\u0065'),
  ],
  [
    'a changed statement',
    ['SIGNATURE_INVALID', 'BUNDLE_MISMATCH'],
    place =>
      envelopeText(place, json => {
        const text = Buffer.from(String(json.payload), 'base64')
          .toString()
          .replace('"generation":1', '"generation":2');
        return { ...json, payload: Buffer.from(text).toString('base64') };
      }),
  ],
  [
    'a signed statement that is spelt otherwise',
    ['STATEMENT_NOT_CANONICAL'],
    async place => {
      const { payload } = await decodeEnvelope(bytesOf(place.custody('seal.intoto.json')));
      await forge(place, SIGNER, new Uint8Array(Buffer.concat([payload, Buffer.from('\n')])));
    },
  ],
  [
    'a signed statement of another kind',
    ['STATEMENT_MALFORMED'],
    place => forge(place, SIGNER, new Uint8Array(Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}'))),
  ],
  [
    'a key id that is not the signer’s',
    ['KEYID_MISMATCH', 'BUNDLE_MISMATCH'],
    place =>
      envelopeText(place, json => {
        const [first] = [json.signatures].flat();
        return { ...json, signatures: [{ ...Object(first), keyid: 'ab'.repeat(32) }] };
      }),
  ],
  [
    'a bundle that says something else',
    ['BUNDLE_MISMATCH'],
    ({ custody }) => edit(custody('seal.sigstore.json'), '"tlogEntries":[]', '"tlogEntries":[{}]'),
  ],
  [
    'an SSH signature of another list',
    ['SSHSIG_INVALID'],
    async ({ custody }) =>
      writeFileSync(
        custody('SHA256SUMS.sig'),
        await signSsh(digest(Buffer.from('x')), SIGNER.spki, SIGNER.sign),
      ),
  ],
  [
    'a damaged SSH signature',
    ['SSHSIG_MALFORMED'],
    ({ custody }) => edit(custody('SHA256SUMS.sig'), 'BEGIN', 'BEGIM'),
  ],
  [
    'a file of Custody missing',
    ['CUSTODY_FILE_MISSING'],
    ({ custody }) => unlinkSync(custody('seal.sigstore.json')),
  ],
  [
    'a stranger’s file in Custody',
    ['CUSTODY_STRANGER'],
    ({ custody }) => writeFileSync(custody('README'), 'x'),
  ],
  ['a folder of addenda without one', ['CUSTODY_STRANGER'], ({ custody }) => mkdirSync(custody('addenda'))],
  [
    'a link in Custody',
    ['CUSTODY_NOT_PLAIN', 'CUSTODY_FILE_MISSING'],
    ({ custody, run }) => {
      renameSync(custody('SHA256SUMS.sig'), join(run, '..', 'sig'));
      symlinkSync('../../sig', custody('SHA256SUMS.sig'));
    },
  ],
  [
    'Custody as a link',
    ['CUSTODY_NOT_PLAIN'],
    ({ run }) => {
      renameSync(join(run, 'Custody'), join(run, '..', 'Custody'));
      symlinkSync('../Custody', join(run, 'Custody'));
    },
  ],
  ['a second custody in other letters', ['CUSTODY_STRANGER'], ({ run }) => mkdirSync(join(run, 'CUSTODY'))],
  [
    'Custody in other letters',
    ['CUSTODY_STRANGER', 'UNSIGNED'],
    ({ run }) => renameSync(join(run, 'Custody'), join(run, 'custody')),
  ],
  [
    'a signed list that is not in order',
    ['MANIFEST_NOT_CANONICAL'],
    async place => {
      const list = readFileSync(place.custody('SHA256SUMS'), 'latin1').split('\n').slice(0, -1);
      writeFileSync(place.custody('SHA256SUMS'), `${list.toReversed().join('\n')}\n`);
      await forge(place, SIGNER);
    },
  ],
  [
    'a signed list that leads out of the run',
    ['MANIFEST_MALFORMED'],
    async place => {
      edit(place.custody('SHA256SUMS'), 'SampleSheet.csv', '../SampleSheet.csv');
      await forge(place, SIGNER);
    },
  ],
];

test('each way to damage a seal has its own code', async t => {
  const sealed = await sealedRun(t);
  for (const [what, codes, damage] of CUSTODY_CASES) {
    await t.test(what, async () => {
      const place = fresh(sealed, what);
      await damage(place);
      const { verdict } = await verify(place.run);
      for (const code of codes)
        assert.ok(verdict.codes.includes(code), `${code} is in ${verdict.codes.join(', ')}`);
      assert.notEqual(verdict.answer, 'unchanged');
      const isUnsigned = codes.every(code => code === 'UNSIGNED' || code === 'UNKNOWN_KEY');
      assert.equal(verdict.exit, isUnsigned ? 3 : 1, verdict.codes.join(', '));
    });
  }
});

test('the seal of another run, put in place, is told as such', async t => {
  const { folder, run } = await sealedRun(t);
  const files = Object.fromEntries(Object.keys(SMALL_RUN).map(path => [path, `other ${path}`]));
  const other = writeRun(join(folder, 'runs'), 'OTHER', { ...files, 'RunInfo.xml': '<RunInfo/>' });
  await seal(other, { incomplete: true }).catch(() => seal(other, { derivedFrom: '0'.repeat(64) }));
  rmSync(join(run, 'Custody'), { recursive: true });
  cpSync(join(other, 'Custody'), join(run, 'Custody'), { recursive: true });
  const { verdict } = await verify(run);
  assert.equal(verdict.exit, 1);
  assert.equal(verdict.codes[0], 'SEAL_OF_ANOTHER_RUN');
});

test('a key that was not valid when the seal was made, and a log that is demanded, cannot be told', async t => {
  const { run } = await sealedRun(t);
  const keys = TRUST.sealKeys.map(key => ({ ...key, validUntil: '2023-06-01T00:00:00.000Z' }));
  const late = await verify(run, { ...TRUST, sealKeys: keys });
  assert.deepEqual([late.verdict.answer, late.verdict.codes], ['cannot_tell', ['KEY_NOT_VALID_THEN']]);
  const logged = await verify(run, { ...TRUST, logRequired: true });
  assert.deepEqual([logged.verdict.answer, logged.verdict.codes], ['cannot_tell', ['LOG_PROOF_MISSING']]);
});

const FILE_CASES: readonly (readonly [
  string,
  readonly (readonly [string, string])[],
  (run: string) => void,
])[] = [
  ['changed', [['changed', BCL]], run => writeFileSync(join(run, BCL), OTHER_BYTES)],
  [
    'one byte longer',
    [['changed', 'Logs/empty.log']],
    run => writeFileSync(join(run, 'Logs/empty.log'), 'x'),
  ],
  ['missing', [['missing', BCL]], run => unlinkSync(join(run, BCL))],
  ['added', [['added', 'Data/new']], run => writeFileSync(join(run, 'Data/new'), 'x')],
  ['renamed', [['renamed', 'Data/moved']], run => renameSync(join(run, BCL), join(run, 'Data/moved'))],
  [
    'a link in place of a file',
    [['not a file', BCL]],
    run => {
      renameSync(join(run, BCL), join(run, '..', 'moved'));
      symlinkSync(join(run, '..', 'moved'), join(run, BCL));
    },
  ],
  [
    'an empty folder in place of a file',
    [['not a file', BCL]],
    run => {
      unlinkSync(join(run, BCL));
      mkdirSync(join(run, BCL));
    },
  ],
  [
    'a folder with a file in place of a file',
    [
      ['not a file', BCL],
      ['added', `${BCL}/x`],
    ],
    run => {
      unlinkSync(join(run, BCL));
      mkdirSync(join(run, BCL));
      writeFileSync(join(run, BCL, 'x'), 'x');
    },
  ],
  [
    'a link in place of a folder',
    [
      ['not a file', 'InterOp'],
      ['missing', 'InterOp/TileMetricsOut.bin'],
    ],
    run => {
      renameSync(join(run, 'InterOp'), join(run, '..', 'InterOp'));
      symlinkSync('../InterOp', join(run, 'InterOp'));
    },
  ],
  ['a new link', [['added', 'link']], run => symlinkSync('Data', join(run, 'link'))],
  ['a new empty folder', [['added', 'Data/empty']], run => mkdirSync(join(run, 'Data/empty'))],
  [
    'no file at all but Custody',
    Object.keys(SMALL_RUN)
      .sort()
      .map(path => ['missing', path] as const),
    run => {
      for (const name of [
        'Data',
        'InterOp',
        'Logs',
        'SampleSheet.csv',
        'RTAComplete.txt',
        'CopyComplete.txt',
      ])
        rmSync(join(run, name), { recursive: true });
    },
  ],
];

test('each way to change a run is told apart, by path', async t => {
  const sealed = await sealedRun(t);
  for (const [what, expected, change] of FILE_CASES) {
    await t.test(what, async () => {
      const { run } = fresh(sealed, what);
      change(run);
      const { verdict } = await verify(run);
      assert.deepEqual(
        verdict.differences.map(({ kind, path }) => [kind, path]),
        expected,
      );
      assert.deepEqual([verdict.answer, verdict.exit], ['changed', 1]);
    });
  }
});

test('times, modes and the name of the folder are no alteration', async t => {
  const { folder, run } = await sealedRun(t);
  chmodSync(join(run, BCL), 0o755);
  cpSync(run, join(folder, 'renamed'), { recursive: true });
  const { verdict, unchanged } = await verify(join(folder, 'renamed'));
  assert.deepEqual([verdict.answer, unchanged], ['unchanged', 8]);
});

test('a site policy tolerates what it names, and never base calls', async t => {
  const { run } = await sealedRun(t);
  const tolerate = { added: ['**'], missing: ['*.csv', '**'] };
  const policy = parsePolicy(new Uint8Array(Buffer.from(JSON.stringify({ seqwardenPolicy: 1, tolerate }))));
  unlinkSync(join(run, 'SampleSheet.csv'));
  writeFileSync(join(run, 'notes.txt'), 'x');
  const tolerated = await verifyRun(run, undefined, { trust: TRUST, policy });
  assert.deepEqual([tolerated.verdict.answer, tolerated.verdict.tolerated.length], ['unchanged', 2]);
  unlinkSync(join(run, BCL));
  writeFileSync(join(run, 'InterOp', 'more.bin'), 'x');
  writeFileSync(join(run, 'RTAComplete.txt'), 'changed');
  const { verdict } = await verifyRun(run, undefined, { trust: TRUST, policy });
  assert.deepEqual(verdict.codes.toSorted(), ['FILE_ADDED', 'FILE_CHANGED', 'FILE_MISSING']);
});

test('completeness is a matter of its own', async t => {
  const run = writeRun(join(scratch(t), 'runs'), 'RUN', { 'SampleSheet.csv': 'no marker, no RunInfo.xml' });
  await seal(run);
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
  const { verdict } = await verifyRun(run, undefined, { trust: TRUST, requireComplete: true });
  assert.deepEqual([verdict.answer, verdict.codes], ['cannot_tell', ['INCOMPLETE']]);
});

test('verify writes nothing, whatever it finds', async t => {
  const { folder, run } = await sealedRun(t);
  const quiet = fingerprints(folder);
  await verify(run);
  assert.deepEqual(fingerprints(folder), quiet);
  writeFileSync(join(run, BCL), OTHER_BYTES);
  const disturbed = fingerprints(folder);
  await verify(run);
  assert.deepEqual(fingerprints(folder), disturbed);
});

test('what this account may not read is neither good nor bad: cannot tell, exit 3', t => {
  const who = ordinaryUser(t);
  if (who === undefined) return;
  const folder = scratch(t);
  const env = account(folderFor(join(folder, 'home'), chownSync, who));
  const run = writeRun(folderFor(join(folder, 'runs'), chownSync, who), 'RUN');
  for (const path of ['', 'Data', 'InterOp', 'Logs'])
    if (who.uid !== undefined) chownSync(join(run, path), who.uid, who.uid);
  assert.equal(seqwarden(['init'], env, who).status, 0);
  assert.equal(seqwarden(['seal', run], env, who).status, 0);
  const answer = () => {
    const { status, stdout } = seqwarden(['verify', run, '--json'], env, who);
    return [status, JSON.parse(stdout).codes];
  };
  assert.deepEqual(answer(), [0, []]);
  for (const path of ['InterOp/TileMetricsOut.bin', 'Logs', 'Custody/SHA256SUMS.sig', 'Custody']) {
    const at = join(run, path);
    chmodSync(at, 0);
    const [status, codes] = answer();
    assert.equal(status, 3, `${path}: ${codes}`);
    assert.ok(codes.includes('ENTRY_UNREADABLE'), `${path}: ${codes}`);
    chmodSync(at, 0o755);
  }
  assert.deepEqual(answer(), [0, []]);
});
