import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { wireToStore } from '../../../test/support/s3/wire-to-store.ts';
import { readBack } from './read-back.ts';

const PART = 3 << 20;
const BYTES = randomBytes(3 * PART + 5);
const WHOLE = { sha256: createHash('sha256').update(BYTES).digest('hex'), size: BYTES.length };

interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Of the request. */
  readonly ifMatch: string | undefined;
}

/** A store of one object. `answer` may do otherwise with a range; true: it has answered. */
async function scene(
  t: TestContext,
  answer: (range: Range, response: ServerResponse) => boolean = () => false,
) {
  const asked: Range[] = [];
  const wire = await wireToStore(t, (request, response) => {
    const range = rangeOf(request);
    asked.push(range);
    if (answer(range, response)) return;
    response.writeHead(206, headOf(range)).end(BYTES.subarray(range.from, range.to));
  });
  return { asked, back: (part = PART) => readBack(wire, 'a', 'a', BYTES.length, part) };
}

function rangeOf({ headers }: IncomingMessage): Range {
  const [, from, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  assert.ok(last, `a range with both ends, not ${headers.range}`);
  return { from: Number(from), to: Math.min(Number(last) + 1, BYTES.length), ifMatch: headers['if-match'] };
}

function headOf({ from, to }: Range) {
  return {
    etag: '"state"',
    'content-length': to - from,
    'content-range': `bytes ${from}-${to - 1}/${BYTES.length}`,
  };
}

test('an upload is read back once, in ranges without a whole part, all of one state', async t => {
  const s = await scene(t);
  assert.deepEqual(await s.back(), WHOLE);
  let end = 0;
  for (const { from, to, ifMatch } of s.asked) {
    assert.equal(from, end);
    const nextPart = Math.ceil(from / PART) * PART;
    assert.ok(to < Math.min(nextPart + PART, BYTES.length) || nextPart + 5 === BYTES.length, `${from}-${to}`);
    assert.equal(ifMatch, from === 0 ? undefined : '"state"');
    end = to;
  }
  assert.equal(end, BYTES.length);
});

test('an object of one part is read back in two ranges, and a small one in one answer', async t => {
  const s = await scene(t);
  assert.deepEqual(await s.back(16 << 20), WHOLE);
  assert.deepEqual(
    s.asked.map(({ from, to }) => [from, to]),
    [
      [0, 1 << 20],
      [1 << 20, BYTES.length],
    ],
  );
  const small = Buffer.from('base calls');
  const wire = await wireToStore(t, ({ headers }, response) => {
    assert.equal(headers.range, undefined);
    response.end(small);
  });
  assert.equal((await readBack(wire, 'a', 'a', small.length, PART))?.size, small.length);
});

test('a range that breaks off is read on from there to its end', async t => {
  let isDue = true;
  const s = await scene(t, (range, response) => {
    if (!isDue || range.from === 0) return false;
    isDue = false;
    response.writeHead(206, headOf(range));
    response.write(BYTES.subarray(range.from, range.from + 1000), () => response.destroy());
    return true;
  });
  assert.deepEqual(await s.back(), WHOLE);
  const [, broken, rest, next] = s.asked;
  assert.equal(rest?.to, broken?.to);
  assert.ok(rest && broken && rest.from > broken.from);
  assert.equal(next?.from, broken?.to);
});

test('a store that knows no ranges is read in one answer', async t => {
  const s = await scene(t, (_, response) => {
    response.writeHead(200, { etag: '"state"', 'content-length': BYTES.length }).end(BYTES);
    return true;
  });
  assert.deepEqual(await s.back(), WHOLE);
  assert.equal(s.asked.length, 1);
});

test('an object that came to be empty is read as empty', async t => {
  const s = await scene(t, (_, response) => {
    response.writeHead(416).end('<Error><Code>InvalidRange</Code></Error>');
    return true;
  });
  assert.equal((await s.back())?.size, 0);
});

test('an object that is another one in the middle is an error', async t => {
  const s = await scene(t, ({ from }, response) => {
    if (from === 0) return false;
    response.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>');
    return true;
  });
  await assert.rejects(s.back(), { code: 'DESTINATION_WRITE_FAILED' });
});

test('an object that is shorter than it was has other bytes', async t => {
  const short = PART + 9;
  const s = await scene(t, (range, response) => {
    const to = Math.min(range.to, short);
    response
      .writeHead(206, {
        ...headOf({ ...range, to }),
        'content-range': `bytes ${range.from}-${to - 1}/${short}`,
      })
      .end(BYTES.subarray(range.from, to));
    return true;
  });
  assert.deepEqual((await s.back())?.size, short);
});
