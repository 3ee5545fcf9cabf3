import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { rejectsWith } from '../../../test/support/assert-code.ts';
import { uploadsInMemory } from '../../../test/support/s3/uploads-in-memory.ts';
import { wireToStore } from '../../../test/support/s3/wire-to-store.ts';
import { buffersFor, SMALLEST_PART } from './part-size.ts';
import { RememberedUpload } from './remembered-upload.ts';
import { StagedObject } from './staged-object.ts';

const CHECKED = {
  ...{ conditionalPut: true, conditionalComplete: true, checksums: true, partChecksums: true },
  unsignedBodies: false,
};
/** Five parts, the last one small; each of bytes of its own. */
const BYTES = Buffer.concat(
  [1, 2, 3, 4].map(fill => Buffer.alloc(SMALLEST_PART, fill)).concat(Buffer.from('5')),
);
const WHOLE = { sha256: sha256(BYTES), size: BYTES.length };

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A store that keeps parts waiting until the test lets them go; all else it answers at once. */
async function scene(t: TestContext) {
  /** By number, of those that wait for an answer. */
  const waiting = new Map<number, (status?: number) => void>();
  const asked: string[] = [];
  let completed = '';
  const wire = await wireToStore(t, (request, answer: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://store');
    const number = Number(url.searchParams.get('partNumber'));
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      asked.push(`${request.method} ${number || ''}`.trim());
      if (number > 0) {
        waiting.set(number, (status = 200) => {
          waiting.delete(number);
          answer.writeHead(status, { etag: `"${number}"` }).end();
        });
        return;
      }
      if (url.searchParams.has('uploads'))
        return void answer.end(
          '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>',
        );
      if (request.method === 'POST') completed = Buffer.concat(chunks).toString();
      answer.end('<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>');
    });
  });
  const uploads = uploadsInMemory();
  const staged = new StagedObject(wire, CHECKED, {
    ...{ key: 'a', what: 'a', path: 'a', size: BYTES.length, metadata: {} },
    memory: new RememberedUpload(uploads, 'a', 'as it is'),
  });
  const remembered = () => [...(uploads.begun().get('a')?.parts.keys() ?? [])];
  const arrived = (...numbers: number[]) => until(() => numbers.every(number => waiting.has(number)));
  return { staged, waiting, asked, completed: () => completed, remembered, arrived, uploads };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    assert.ok(tries < 1000, 'it never came to that');
    await setTimeout(5);
  }
}

test('parts of one object are on their way at once, and whichever comes first, numbers and digests stay in order', async t => {
  const s = await scene(t);
  const writing = s.staged.write(BYTES);
  for (const number of [2, 3]) {
    await s.arrived(1, number);
    s.waiting.get(number)?.();
  }
  await s.arrived(1, 4);
  s.waiting.get(1)?.();
  await writing;
  const finishing = s.staged.finish(WHOLE, false);
  await s.arrived(4, 5);
  s.waiting.get(5)?.();
  await until(() => s.remembered().includes(5));
  s.waiting.get(4)?.();
  await finishing;
  assert.equal(await s.staged.publish(), true);
  const said = [
    ...s.completed().matchAll(/<ETag>"?(?:&quot;)?(\d)[^<]*<\/ETag>.*?<ChecksumSHA256>([^<]+)</g),
  ];
  const parts = [0, 1, 2, 3, 4].map(at => BYTES.subarray(at * SMALLEST_PART, (at + 1) * SMALLEST_PART));
  assert.deepEqual(
    said.map(([, etag, digest]) => [etag, digest]),
    parts.map((part, at) => [`${at + 1}`, Buffer.from(sha256(part), 'hex').toString('base64')]),
  );
});

test('no more parts are on their way than there are buffers for', async t => {
  const s = await scene(t);
  const writing = s.staged.write(BYTES);
  const most = buffersFor(BYTES.length);
  await s.arrived(most);
  await setTimeout(100);
  assert.equal(s.waiting.size, most);
  for (let number = 1; number <= 4; number++) {
    await s.arrived(number);
    s.waiting.get(number)?.();
  }
  await writing;
  await s.staged.discard();
});

test('a part that is refused ends the object, and nothing is aborted while another part is on its way', async t => {
  const s = await scene(t);
  const writing = s.staged.write(BYTES);
  await s.arrived(1, 2);
  s.waiting.get(2)?.(403);
  await rejectsWith('DESTINATION_REFUSED', Promise.resolve(writing));
  const discarding = s.staged.discard();
  await setTimeout(100);
  assert.equal(s.asked.includes('DELETE'), false);
  s.waiting.get(1)?.();
  await discarding;
  assert.equal(s.asked.at(-1), 'DELETE');
  assert.equal(s.uploads.begun().size, 0);
});
