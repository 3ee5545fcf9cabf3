import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { type Bytes, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import {
  cosign,
  encodeSignatureLine,
  type NoteSignature,
  parseNote,
  type SignEd25519,
  signCheckpoint,
  type VerifierKey,
  verifierKey,
} from '@seqwarden/proof/log';
import { countersign } from './countersign.ts';
import { sha256 } from './hash.ts';
import { addCheckpointUrl } from './witness-answer.ts';
import { askWitness, type Witness, type WitnessQuestion } from './witness-client.ts';

const SIZE = 5;

function keyPair(name: string, type: VerifierKey['type']): { key: VerifierKey; sign: SignEd25519 } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return {
    key: verifierKey(sha256, name, type, raw),
    sign: async message => sign(null, message, privateKey),
  };
}

const log = keyPair('log.test/one', 'ed25519');
const w1 = keyPair('witness.test/w1', 'cosignature-ed25519');
const w2 = keyPair('witness.test/w1', 'cosignature-ed25519');
const checkpoint: Bytes = await signCheckpoint(
  { origin: log.key.name, size: SIZE, root: new Uint8Array(32).fill(7) },
  log.key,
  log.sign,
);
const lineOf = async (by: typeof w1) =>
  Buffer.from(encodeSignatureLine(await cosign(parseNote(checkpoint), by.key, 1_800_000_000, by.sign)));

interface Said {
  readonly status: number;
  readonly body?: string | Buffer;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A witness that answers one request after the other as it is told; it keeps their bodies. */
async function witnessThatSays(
  t: TestContext,
  ...answers: readonly (Said | ((response: ServerResponse) => void))[]
) {
  const bodies: string[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const answer = answers[bodies.length];
    bodies.push(Buffer.concat(parts).toString('utf8'));
    assert.equal(`${request.method} ${request.url}`, 'POST /prefix/add-checkpoint');
    if (typeof answer === 'function') return answer(response);
    response.writeHead(answer?.status ?? 500, {
      'Content-Type': answer?.type ?? 'text/plain',
      ...answer?.headers,
    });
    response.end(answer?.body ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const bound = server.address();
  assert.ok(bound !== null && typeof bound !== 'string');
  const witness: Witness = { name: 'w1', key: w1.key, url: `http://127.0.0.1:${bound.port}/prefix` };
  return { witness, bodies };
}

const proofFrom = async (old: number) => [new Uint8Array(32).fill(old)];
const question: WitnessQuestion = { checkpoint, proofFrom };
const size = (known: string): Said => ({ status: 409, type: 'text/x.tlog.size', body: `${known}\n` });
const isCode = (code: ErrorCode) => (error: unknown) => {
  assert.ok(error instanceof SeqwardenError, String(error));
  assert.equal(error.code, code);
  return true;
};

test('it begins from nothing, goes on once from the size that is told, and returns the line of the known key', async t => {
  const both = Buffer.concat([await lineOf(w2), await lineOf(w1)]);
  const { witness, bodies } = await witnessThatSays(t, size('3'), { status: 200, body: both });
  const { keyId, name } = await askWitness(witness, question);
  assert.deepEqual({ keyId, name }, { keyId: w1.key.keyId, name: 'witness.test/w1' });
  const hash = Buffer.alloc(32, 3).toString('base64');
  const note = Buffer.from(checkpoint).toString('utf8');
  assert.deepEqual(bodies, [`old 0\n\n${note}`, `old 3\n${hash}\n\n${note}`]);
});

test('a size that is known spares the first request, its own size needs no proof', async t => {
  const { witness, bodies } = await witnessThatSays(t, { status: 200, body: await lineOf(w1) });
  await askWitness(witness, { ...question, oldSize: SIZE });
  assert.match(bodies[0] ?? '', /^old 5\n\nlog/);
});

const cases: readonly (readonly [what: string, code: ErrorCode, answers: Said[]])[] = [
  ['it has signed more than our log has', 'LOG_BEHIND', [size('6')]],
  ['it has signed another tree of this size', 'LOG_FORKED', [size('5'), size('5')]],
  ['it says so without a size', 'LOG_FORKED', [size('5'), { status: 409, body: 'another root' }]],
  ['it denies a true proof', 'LOG_FORKED', [size('3'), { status: 422 }]],
  ['it denies what needs no proof', 'WITNESS_REFUSED', [{ status: 422 }]],
  ['it contradicts itself', 'WITNESS_REFUSED', [size('3'), size('3')]],
  ['it moves on meanwhile', 'WITNESS_REFUSED', [size('2'), size('3')]],
  ['a size is none', 'WITNESS_REFUSED', [size('03')]],
  ['a size is beyond 2^53', 'WITNESS_REFUSED', [size('9007199254740993')]],
  ['a size has another type', 'WITNESS_REFUSED', [{ status: 409, body: '3\n' }]],
  ['it does not know the log', 'WITNESS_REFUSED', [{ status: 404 }]],
  ['it does not know the key', 'WITNESS_REFUSED', [{ status: 403 }]],
  ['it fails', 'WITNESS_DOWN', [{ status: 503 }]],
  ['it sends elsewhere', 'WITNESS_REFUSED', [{ status: 307, headers: { Location: 'http://127.0.0.1:1/' } }]],
  ['it says nothing', 'WITNESS_REFUSED', [{ status: 200, body: '' }]],
  ['it says something', 'WITNESS_REFUSED', [{ status: 200, body: '<html>\n' }]],
  ['only another key signed', 'WITNESS_REFUSED', [{ status: 200, body: await lineOf(w2) }]],
  ['its line does not end', 'WITNESS_REFUSED', [{ status: 200, body: (await lineOf(w1)).subarray(0, -1) }]],
  ['its answer does not end', 'WITNESS_DOWN', [{ status: 200, body: 'a'.repeat(100_000) }]],
];
for (const [what, code, answers] of cases) {
  test(`${code}: ${what}`, async t => {
    const { witness, bodies } = await witnessThatSays(t, ...answers);
    await assert.rejects(askWitness(witness, question), isCode(code));
    assert.equal(bodies.length, answers.length);
  });
}

test('WITNESS_REFUSED: the signature is of the right key and wrong', async t => {
  const { name, keyId } = w1.key;
  const forged: NoteSignature = { name, keyId, signature: new Uint8Array(72) };
  const { witness } = await witnessThatSays(t, {
    status: 200,
    body: Buffer.from(encodeSignatureLine(forged)),
  });
  await assert.rejects(askWitness(witness, question), isCode('WITNESS_REFUSED'));
});

test('WITNESS_DOWN: nobody is there, or the connection breaks off', async t => {
  const { witness } = await witnessThatSays(t, response => response.destroy());
  await assert.rejects(askWitness(witness, question), isCode('WITNESS_DOWN'));
  await assert.rejects(
    askWitness({ ...witness, url: 'http://127.0.0.1:1/' }, question),
    isCode('WITNESS_DOWN'),
  );
});

test('whoever asked can stop waiting', async t => {
  const { witness } = await witnessThatSays(t, () => {});
  const reason = new Error('enough');
  const stop = new AbortController();
  setTimeout(() => stop.abort(reason), 50);
  await assert.rejects(askWitness(witness, { ...question, signal: stop.signal }), reason);
});

test('of several, those that sign in time are returned, and why the others did not', async t => {
  const signed = { status: 200, body: await lineOf(w1) };
  const { witness: good, bodies } = await witnessThatSays(t, size('3'), signed, signed);
  const { witness: silent } = await witnessThatSays(t, () => {});
  const { witness: forked } = await witnessThatSays(t, size('5'), size('5'));
  const witnesses = [silent, { ...good, name: 'good' }, { ...forked, name: 'forked' }];
  const sizes = new Map<string, number>();
  const begun = performance.now();
  const { signatures, failures } = await countersign(witnesses, question, 400, sizes);
  assert.ok(performance.now() - begun < 5_000);
  assert.deepEqual(
    signatures.map(({ keyId }) => keyId),
    [w1.key.keyId],
  );
  const why = failures.map(({ witness, error }) => `${witness.name} ${error.code}`);
  assert.deepEqual(why.sort(), ['forked LOG_FORKED', 'w1 WITNESS_DOWN']);
  assert.deepEqual([...sizes], [['good', SIZE]]);

  await countersign([{ ...good, name: 'good' }], question, 5_000, sizes);
  assert.equal(bodies.length, 3, 'the next time it knows the size');
});

test('an address is https, or http on this machine, and holds no secret', () => {
  assert.equal(addCheckpointUrl('https://w.test').href, 'https://w.test/add-checkpoint');
  for (const here of ['localhost', '127.0.0.1', '[::1]'])
    assert.equal(addCheckpointUrl(`http://${here}:8480/a/`).href, `http://${here}:8480/a/add-checkpoint`);
  for (const bad of [
    '',
    'w.test',
    'ftp://w.test',
    'http://w.test',
    'http://10.0.0.1:8480/',
    'http://localhost.w.test/',
    'https://u:p@w.test',
    'https://w.test?x',
    'https://w.test#x',
  ])
    assert.throws(() => addCheckpointUrl(bad), isCode('CONFIG_UNUSABLE'), bad);
});
