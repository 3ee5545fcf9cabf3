import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { damaged, isOurs, type LogTestKey, logTestKey, sha256 } from '../../test/log-example.ts';
import { utf8 } from '../bytes.ts';
import { cosign } from './cosignature.ts';
import type { Note, NoteSignature } from './note.ts';
import { checkPolicy, parseTlogPolicy } from './tlog-policy.ts';
import { encodeVerifierKey, verifierKey } from './verifier-key.ts';

const log = logTestKey('a.example/log');
const witnesses = new Map(
  ['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3'].map(name => [
    name,
    logTestKey(`${name}.example`, 'cosignature-ed25519'),
  ]),
);
const of = (name: string): LogTestKey => witnesses.get(name) ?? assert.fail(name);
const vkey = ({ verifier }: LogTestKey) => encodeVerifierKey(verifier);
const line = (name: string) => `witness ${name} ${vkey(of(name))}\n`;

/** The example of C2SP tlog-policy, with keys. */
const EXAMPLE = `log ${vkey(log)}

${line('X1')}${line('X2')}${line('X3')}group X-witnesses 2 X1 X2 X3

${line('Y1')}${line('Y2')}${line('Y3')}group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

const parse = (text: string) => parseTlogPolicy(sha256, utf8(text));
const TEXT = 'a.example/log\n1\nroot\n';

/** A note that these witnesses signed, the first at second 100, the next at 101. */
async function signedBy(...names: string[]): Promise<Note> {
  const signatures: NoteSignature[] = [];
  for (const [at, name] of names.entries()) {
    const { verifier, sign } = of(name);
    signatures.push(await cosign({ text: TEXT, signatures: [] }, verifier, 100 + at, sign));
  }
  return { text: TEXT, signatures };
}

async function quorum(text: string, ...names: string[]): Promise<number | boolean> {
  const { isQuorum, seconds } = await checkPolicy(parse(text), await signedBy(...names));
  return seconds ?? isQuorum;
}

test('the example of C2SP tlog-policy is read, and demands two of the one group and one of the other', async () => {
  const policy = parse(EXAMPLE);
  assert.deepEqual(policy.logs, [{ key: log.verifier, url: undefined }]);
  assert.deepEqual(
    policy.witnesses.map(({ name }) => name),
    [...witnesses.keys()],
  );
  assert.deepEqual(
    policy.groups.map(({ threshold }) => threshold),
    [2, 1, 2],
  );
  assert.equal(await quorum(EXAMPLE, 'X1', 'X3', 'Y2'), 102);
  assert.equal(await quorum(EXAMPLE, 'Y2', 'X3', 'X1', 'X2'), 102);
  assert.equal(await quorum(EXAMPLE, 'X1', 'X2', 'X3'), false);
  assert.equal(await quorum(EXAMPLE, 'X1', 'Y1', 'Y2', 'Y3'), false);
  assert.equal(await quorum(EXAMPLE), false);
});

test('a quorum is one witness, a group, or none', async () => {
  assert.equal(await quorum(`${line('X1')}quorum X1\n`, 'X1'), 100);
  assert.equal(await quorum(`${line('X1')}quorum X1\n`, 'X2'), false);
  assert.equal(await quorum('quorum none\n'), true);
  assert.equal(await quorum(`${line('X1')}quorum none\n`, 'X1'), true);
});

test('one witness counts once, however often its signature stands, and from its earliest time', async () => {
  const two = `${line('X1')}${line('X2')}group g 2 X1 X2\nquorum g\n`;
  assert.equal(await quorum(two, 'X1', 'X1', 'X1'), false);
  assert.equal(await quorum(two, 'X1', 'X2', 'X1', 'X2'), 101);
  assert.equal(await quorum(two.replace('g 2', 'g any'), 'X2', 'X1'), 100);
  const { cosigners } = await checkPolicy(parse(two), await signedBy('X2', 'X1', 'X2'));
  assert.deepEqual(
    cosigners.map(({ witness, seconds }) => [witness.name, seconds]),
    [
      ['X1', 101],
      ['X2', 100],
    ],
  );
});

test('a wrong line of a witness refuses the note, of anybody else it means nothing', async () => {
  const policy = parse(`${line('X1')}${line('X2')}group g any X1 X2\nquorum g\n`);
  const note = await signedBy('X1');
  const wrong = { ...of('X2').verifier, signature: new Uint8Array(72) };
  const withLine = (line: NoteSignature) => ({ ...note, signatures: [...note.signatures, line] });
  await assert.rejects(checkPolicy(policy, withLine(wrong)), { code: 'COSIGNATURE_INVALID' });
  for (const line of [
    { ...wrong, keyId: wrong.keyId ^ 1 },
    { ...wrong, name: '.*' },
    { ...of('Y1').verifier, signature: new Uint8Array(72) },
  ]) {
    assert.ok((await checkPolicy(policy, withLine(line))).isQuorum);
  }
});

test("a log's signature is no witness's, though both have one name", async () => {
  const same = logTestKey('X1.example', 'ed25519', 'cosignature-ed25519 X1.example');
  assert.deepEqual(same.verifier.publicKey, of('X1').verifier.publicKey);
  const { name, keyId } = same.verifier;
  const signature = Uint8Array.from(await same.sign(utf8(TEXT)));
  const note = { text: TEXT, signatures: [{ name, keyId, signature }] };
  const { cosigners, isQuorum } = await checkPolicy(parse(`${line('X1')}quorum X1\n`), note);
  assert.deepEqual([cosigners, isQuorum], [[], false]);
});

test('blanks, tabs, comments and addresses are as C2SP tlog-policy has them', () => {
  const url = 'https://w.example/ü';
  const policy = parse(
    `# comment\n\t # another\n\n \t\n  log\t${vkey(log)}  https://log.example/ \n witness X1 ${vkey(of('X1'))} ${url}\n\tquorum \t X1\t\n`,
  );
  assert.deepEqual([policy.logs[0]?.url, policy.witnesses[0]?.url], ['https://log.example/', url]);
  assert.equal(policy.quorum, 'X1');
});

test('names are bytes: what only looks the same is another, and none is a pattern or a property', async () => {
  const kelvin = `witness \u212a ${vkey(of('X1'))}\nwitness K ${vkey(of('X2'))}\n`;
  assert.equal(await quorum(`${kelvin}quorum K\n`, 'X1'), false);
  assert.equal(await quorum(`${kelvin}quorum \u212a\n`, 'X1'), 100);
  for (const name of ['.*', '__proto__', 'constructor', '$1', '<b>', 'all', 'any', '1', 'log']) {
    const own = `witness ${name} ${vkey(of('X1'))}\ngroup g ${name === 'all' ? 1 : 'all'} ${name}\nquorum g\n`;
    assert.equal(await quorum(own, 'X1'), 100, name);
    assert.equal(await quorum(own, 'X2'), false, name);
  }
  const bytes = Uint8Array.from([
    ...utf8('witness '),
    0xff,
    ...utf8(` ${vkey(of('X1'))}\nquorum `),
    0xff,
    0x0a,
  ]);
  assert.equal(parseTlogPolicy(sha256, bytes).quorum, '\xff');
});

test('a policy that says too little, too much or two things is refused', () => {
  const [x1, x2] = [line('X1'), line('X2')];
  for (const text of [
    '',
    'quorum',
    'quorum none',
    'quorum none\n#',
    'quorum none none\n',
    'quorum\n',
    'quorum none\nquorum none\n',
    'quorum X1\n',
    `quorum X1\n${x1}`,
    `${x1}quorum x1\n`,
    `${x1}${x1}quorum X1\n`,
    `${x1}witness X1 ${vkey(of('X2'))}\nquorum X1\n`,
    `witness none ${vkey(of('X1'))}\nquorum none\n`,
    `${x1}group none 1 X1\nquorum none\n`,
    `${x1}group X1 1 X1\nquorum X1\n`,
    `${x1}group g 1 none\nquorum g\n`,
    `${x1}group g 1 g\nquorum g\n`,
    `${x1}group g 1 h\ngroup h 1 X1\nquorum g\n`,
    `${x1}group g any\nquorum none\n`,
    `${x1}group g\nquorum none\n`,
    ...['0', '3', '01', '-1', '1.0', '+1', 'ALL', '1e0', '99999999999999999999', 'none'].map(
      k => `${x1}${x2}group g ${k} X1 X2\nquorum g\n`,
    ),
    `${x1}${x2}group g 2 X1 X1\nquorum g\n`,
    `${x1}${x2}group g any X1 X2\ngroup h all g X1\nquorum h\n`,
    `witness X1\nquorum none\n`,
    `witness X1 ${vkey(of('X1'))} url more\nquorum none\n`,
    `log\nquorum none\n`,
    `log ${vkey(log)} url more\nquorum none\n`,
    `log x\nquorum none\n`,
    `log ${vkey(of('X1'))}\nquorum none\n`,
    `witness X1 ${vkey(log)}\nquorum none\n`,
    `unknown\nquorum none\n`,
    `Log ${vkey(log)}\nquorum none\n`,
    `quorum none\r\n`,
    '# \x01\nquorum none\n',
    '# \x7f\nquorum none\n',
    '# \r\nquorum none\n',
    `quorum\vnone\n`,
    `quorum none\x7f\n`,
    `quorum none\0\n`,
  ]) {
    assert.throws(() => parse(text), { code: 'TLOG_POLICY_MALFORMED' }, text);
  }
});

test('one public key under two names is refused, and a log that would be its own witness', () => {
  const again = (name: string, type: 'ed25519' | 'cosignature-ed25519', seed: string) =>
    vkey(logTestKey(name, type, seed));
  const seed = 'one secret';
  const first = `witness a ${again('a.example', 'cosignature-ed25519', seed)}\n`;
  for (const text of [
    `${first}witness b ${again('b.example', 'cosignature-ed25519', seed)}\nquorum a\n`,
    `${first}log ${again('b.example', 'ed25519', seed)}\nquorum a\n`,
    `log ${again('a.example', 'ed25519', seed)}\nlog ${again('b.example', 'ed25519', seed)}\nquorum none\n`,
  ]) {
    assert.throws(() => parse(text), { code: 'TLOG_POLICY_MALFORMED' });
  }
});

test('two keys whose names and key ids are the same are refused: nobody could tell whose a line is', () => {
  // Found by trying: the key ids of these two are equal.
  const keys = ['10830', '130206'].map(text =>
    verifierKey(sha256, 'a', 'cosignature-ed25519', sha256(Buffer.from(text))),
  );
  assert.equal(new Set(keys.map(({ keyId }) => keyId)).size, 1);
  const lines = keys.map((key, at) => `witness w${at} ${encodeVerifierKey(key)}\n`);
  assert.throws(() => parse(`${lines.join('')}quorum none\n`), { code: 'TLOG_POLICY_MALFORMED' });
});

test('32 logs, witnesses and groups are read, and more than 64 of a kind, long files and long lists are not', () => {
  const logs = (count: number) =>
    Array.from({ length: count }, (_, at) => `log ${vkey(logTestKey(`log${at}`))}\n`).join('');
  const some = (count: number) =>
    Array.from({ length: count }, (_, at) => {
      const key = logTestKey(`w${at}`, 'cosignature-ed25519');
      return `witness w${at} ${vkey(key)}\ngroup g${at} all w${at}${at === 0 ? '' : ` g${at - 1}`}\n`;
    }).join('');
  const policy = parse(`${logs(32)}${some(32)}quorum g31\n`);
  assert.deepEqual([policy.logs.length, policy.witnesses.length, policy.groups.length], [32, 32, 32]);
  for (const text of [
    `${logs(65)}quorum none\n`,
    `${some(65)}quorum none\n`,
    `#${' '.repeat(300_000)}\nquorum none\n`,
    `${'\n'.repeat(5000)}quorum none\n`,
  ]) {
    assert.throws(() => parse(text), { code: 'TLOG_POLICY_MALFORMED' });
  }
});

test('groups in groups 32 deep stand only if all below them do', async () => {
  const names = [...witnesses.keys()];
  const lines = names.map(
    (name, at) => `${line(name)}group g${at} all ${name}${at === 0 ? '' : ` g${at - 1}`}\n`,
  );
  const text = `${lines.join('')}quorum g${names.length - 1}\n`;
  assert.equal(await quorum(text, ...names), 105);
  assert.equal(await quorum(text, ...names.slice(1)), false);
});

test('nothing but an error of ours is thrown, whatever the bytes are', () => {
  const some = fc.oneof(damaged(utf8(EXAMPLE)), fc.uint8Array({ maxLength: 200 }));
  fc.assert(
    fc.property(some, bytes => {
      try {
        parseTlogPolicy(sha256, Uint8Array.from(bytes));
      } catch (error) {
        if (!isOurs(error)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});
