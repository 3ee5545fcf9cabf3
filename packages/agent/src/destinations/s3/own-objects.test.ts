import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { wireToStore } from '../../../test/support/s3/wire-to-store.ts';
import { OwnObjects } from './own-objects.ts';
import { NOTHING_TRIED } from './store-abilities.ts';

const NO_SUCH_KEY =
  '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>';
/** A store that has one document, and says `times` that it has none. */
async function scene(t: TestContext, times: number) {
  let asked = 0;
  const wire = await wireToStore(t, (_, answer) => {
    asked++;
    if (asked > times) answer.writeHead(200, { 'content-length': 4 }).end('head');
    else answer.writeHead(404, { 'content-type': 'application/xml' }).end(NO_SUCH_KEY);
  });
  return new OwnObjects(wire, NOTHING_TRIED, '.seqwarden/');
}

test('a document that is replaced while it is asked for is not taken for missing', async t => {
  const own = await scene(t, 1);
  assert.deepEqual(await own.read('log/0123/checkpoint', 100), Buffer.from('head'));
});

test('a document that is missing is so after two answers', async t => {
  const own = await scene(t, 2);
  assert.equal(await own.read('log/0123/checkpoint', 100), undefined);
});
