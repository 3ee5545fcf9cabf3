import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { wireToStore } from '../../../test/support/s3/wire-to-store.ts';
import { listObjects } from './list-objects.ts';
import type { Wire } from './wire.ts';

/** A store that answers with these pages of keys, then again with the last one. `isEndless`: it says that more comes after each. */
async function storeOf(
  t: TestContext,
  pages: readonly (readonly string[])[],
  isEndless = false,
  sizeOf: (at: number) => string = String,
): Promise<Wire> {
  let answered = 0;
  return wireToStore(t, (_, answer) => {
    const keys = pages[Math.min(answered, pages.length - 1)] ?? [];
    answered++;
    const hasMore = isEndless || answered < pages.length;
    const rows = keys.map(
      (key, at) => `<Contents><Key>${encodeURIComponent(key)}</Key><Size>${sizeOf(at)}</Size></Contents>`,
    );
    answer.end(
      `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${hasMore}</IsTruncated><NextContinuationToken>${answered}</NextContinuationToken>${rows.join('')}</ListBucketResult>`,
    );
  });
}

async function pathsOf(wire: Wire, prefix = 'RUN/', most?: number): Promise<string[]> {
  return Array.from(await listObjects(wire, prefix, 'list', most), ({ path }) => path);
}

test('objects of several pages are told below the prefix, in the order of their bytes', async t => {
  const pages = [
    ['RUN/a', 'RUN/é'],
    ['RUN/b', 'RUN/a b+'],
  ];
  assert.deepEqual(await pathsOf(await storeOf(t, pages)), ['a', 'a b+', 'b', 'Ã©']);
});

test('a key that does not begin with the prefix is refused and never cut', async t => {
  for (const key of ['OTHER/Data/1.bcl', 'RUN', 'run/1.bcl', '']) {
    const wire = await storeOf(t, [['RUN/a', key]]);
    await assert.rejects(pathsOf(wire), {
      code: 'DESTINATION_UNUSABLE',
      message: 'list: the store lists a key that does not begin with the prefix that was asked for',
    });
  }
});

test('a size that no object has is refused', async t => {
  for (const size of ['-1', '1.5', '9007199254740993', 'NaN']) {
    const wire = await storeOf(t, [['RUN/a']], false, () => size);
    await assert.rejects(pathsOf(wire), { code: 'DESTINATION_UNUSABLE' }, size);
  }
});

test('a list that says the same again and again, in whatever order, comes to an end', async t => {
  const pages = [
    ['RUN/a', 'RUN/b', 'RUN/c'],
    ['RUN/c', 'RUN/b', 'RUN/a'],
  ];
  await assert.rejects(pathsOf(await storeOf(t, pages, true)), {
    code: 'DESTINATION_UNUSABLE',
    message: 'list: the list of objects does not end',
  });
});

test('whoever wants a few gets as many different ones where the store has them', async t => {
  const pages = [['RUN/c', 'RUN/b', 'RUN/a'], ['RUN/a', 'RUN/d'], ['RUN/e'], ['RUN/f']];
  assert.deepEqual(await pathsOf(await storeOf(t, pages), 'RUN/', 5), ['a', 'b', 'c', 'd', 'e']);
});
