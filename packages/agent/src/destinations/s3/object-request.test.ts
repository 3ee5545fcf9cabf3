import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { wireToStore } from '../../../test/support/s3/wire-to-store.ts';
import { sha256 } from '../../host/sha256.ts';
import { headObject } from './head-object.ts';
import { askForObject, textOf } from './object-request.ts';
import { PAYLOAD_HASH, payloadHash } from './payload-hash.ts';
import { factsOf } from './s3-failure.ts';
import { openWire, type S3Spec } from './wire.ts';

/** What stands in keys of run folders, and what addresses and signatures treat in ways of their own. */
const KEY = "run/Data/s_1 (2)/a+b&c=d?e#f%2F!*'~ü𝄞.bcl";
const BYTES = Buffer.from('base calls');
const DIGEST = Buffer.from(sha256(BYTES)).toString('hex');

interface Heard {
  readonly path: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

/** A store that answers everything, and what it heard. */
async function listening(t: TestContext) {
  const heard: Heard[] = [];
  const wire = await wireToStore(t, (request, answer) => {
    heard.push({ path: request.url ?? '', headers: request.headers });
    request.resume().once('end', () => answer.end());
  });
  return { wire, heard };
}

/** What two requests of one meaning have in common. */
const meaningOf = ({ path, headers }: Heard) => {
  const { host, range, 'x-amz-content-sha256': digest } = headers;
  return { path: path.replace(/\?x-id=\w+$/, ''), host, range, digest };
};

test('an object is asked for where the SDK asks for it', async t => {
  const { wire, heard } = await listening(t);
  await headObject(wire, KEY, 'a file');
  await wire.client.send(new HeadObjectCommand({ Bucket: wire.bucket, Key: KEY }));
  const [ours, theirs] = heard.map(meaningOf);
  assert.deepEqual(ours, theirs);
});

test('what is sent is signed with its digest, as it is with the SDK', async t => {
  const { wire, heard } = await listening(t);
  const headers = { 'content-type': 'application/octet-stream', 'x-amz-meta-mtime': '1' };
  const request = { method: 'PUT', key: KEY, headers, body: { bytes: BYTES, sha256: DIGEST } } as const;
  await textOf((await askForObject(wire, request)).body);
  const command = new PutObjectCommand({ Bucket: wire.bucket, Key: KEY, Body: BYTES });
  command.middlewareStack.add(payloadHash(DIGEST), PAYLOAD_HASH);
  await wire.client.send(command);
  const [ours, theirs] = heard.map(meaningOf);
  assert.deepEqual(ours, theirs);
  assert.equal(ours?.digest, DIGEST);
  assert.match(
    String(heard[0]?.headers.authorization),
    /SignedHeaders=(?=[^,]*\bhost\b)(?=[^,]*\bx-amz-content-sha256\b)(?=[^,]*\bx-amz-date\b)[^,]*\bx-amz-meta-mtime\b/,
  );
});

test('credentials of a session say so', async t => {
  t.after(() => {
    delete process.env.AWS_SESSION_TOKEN;
  });
  process.env.AWS_SESSION_TOKEN = 'for a while';
  const { wire, heard } = await listening(t);
  await headObject(wire, 'a', 'a');
  assert.equal(heard[0]?.headers['x-amz-security-token'], 'for a while');
});

for (const [bucket, endpoint, at] of [
  ['lab-runs', undefined, 'https://lab-runs.s3.eu-central-1.amazonaws.com'],
  ['lab.runs', undefined, 'https://s3.eu-central-1.amazonaws.com/lab.runs'],
  ['lab-runs', 'http://store.lab:9000', 'http://store.lab:9000/lab-runs'],
] as const)
  test(`the bucket ${bucket} ${endpoint === undefined ? 'of Amazon' : 'of a store of the lab'} is at ${at}`, async () => {
    const { protocol, host, path } = await openTo({
      kind: 's3',
      bucket,
      prefix: '',
      ...(endpoint && { endpoint }),
    });
    assert.equal(`${protocol}//${host}${path}`, at);
  });

test('a bucket that is signed for in another way is refused', async () => {
  await assert.rejects(openTo({ kind: 's3', bucket: 'lab--euc1-az1--x-s3', prefix: '' }), {
    code: 'DESTINATION_UNUSABLE',
  });
});

function openTo(spec: S3Spec) {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'y',
    AWS_REGION: 'eu-central-1',
  });
  return openWire(spec).way();
}

test('where the clocks are apart a store is asked by its own, as it refuses what was signed at another time', async t => {
  const AHEAD_MS = 3_600_000;
  const signedAt: number[] = [];
  const wire = await wireToStore(t, ({ headers }, answer) => {
    const [, day, hour, minute, second] = /^(.{8})T(..)(..)(..)Z$/.exec(String(headers['x-amz-date'])) ?? [];
    const signed = Date.parse(`${day?.replace(/(....)(..)(..)/, '$1-$2-$3')}T${hour}:${minute}:${second}Z`);
    signedAt.push(signed);
    const clock = Date.now() + AHEAD_MS;
    const isApart = Math.abs(signed - clock) > 900_000;
    answer.writeHead(isApart ? 403 : 200, { date: new Date(clock).toUTCString() }).end();
  });
  await headObject(wire, 'a', 'a');
  await headObject(wire, 'b', 'b');
  assert.equal(signedAt.length, 3);
});

test('who may not read is refused once', async t => {
  let asked = 0;
  const wire = await wireToStore(t, (_, answer) => {
    asked++;
    answer.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
  });
  await assert.rejects(askForObject(wire, { method: 'GET', key: 'a' }), { name: 'AccessDenied' });
  assert.equal(asked, 1);
});

for (const [what, said, reason] of [
  ['its code', '<Error><Code>SlowDown</Code><Message>no</Message></Error>', 'SlowDown'],
  ['no word of what it says', '<html>some proxy</html>', 'refused'],
] as const)
  test(`of a refusal ${what} is known, and its status`, async t => {
    const wire = await wireToStore(t, (_, answer) => void answer.writeHead(503).end(said));
    const error = await askForObject(wire, { method: 'GET', key: 'a' }).catch((error: unknown) => error);
    assert.deepEqual(factsOf(error), { reason, status: 503 });
  });

test('what a store says to a file of ours is not read without end', async t => {
  const wire = await wireToStore(t, (_, answer) => {
    answer.writeHead(200).end(Buffer.alloc(4 << 20));
  });
  const { body } = await askForObject(wire, {
    ...{ method: 'PUT', key: 'a' },
    body: { bytes: BYTES, sha256: DIGEST },
  });
  await assert.rejects(textOf(body), { name: 'AnswerTooLarge' });
});
