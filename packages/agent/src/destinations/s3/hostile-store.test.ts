import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { wireToStore } from '../../../test/support/s3/wire-to-store.ts';
import { abortUploads } from './abort-uploads.ts';
import { listObjects } from './list-objects.ts';
import { readBack } from './read-back.ts';
import { hashObject } from './read-object.ts';

const MIB = Buffer.alloc(1 << 20, ' ');

/** Ends at `most` MiB, so that a test without the limit ends too. */
function pour(answer: ServerResponse, most: number): void {
  let sent = 0;
  const more = () => {
    while (sent < most && !answer.destroyed) {
      sent++;
      if (!answer.write(MIB)) {
        answer.once('drain', more);
        return;
      }
    }
    answer.end();
  };
  more();
}

for (const status of [200, 404])
  test(`a listing of status ${status} that does not end is cut off`, async t => {
    const wire = await wireToStore(t, (_, answer) => {
      answer.writeHead(status, { 'content-type': 'application/xml' });
      pour(answer, 40);
    });
    await assert.rejects(listObjects(wire, 'run/', 'list'), {
      code: 'DESTINATION_UNUSABLE',
      message: /AnswerTooLarge/,
    });
  });

test('unfinished uploads of other runs, page after page, come to an end', async t => {
  let pages = 0;
  const wire = await wireToStore(t, (_, answer) => {
    pages++;
    answer.end(
      pages > 3000
        ? '<ListMultipartUploadsResult/>'
        : `<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>${pages}</NextKeyMarker><Upload><Key>other</Key><UploadId>u</UploadId></Upload></ListMultipartUploadsResult>`,
    );
  });
  await assert.rejects(abortUploads(wire, 'run/'), { code: 'DESTINATION_UNUSABLE' });
  assert.ok(pages <= 1001, `${pages} pages`);
});

test('an object that goes on beyond its size is cut off and is another one', async t => {
  const wire = await wireToStore(t, (asked, answer) => {
    if (asked.method === 'HEAD') {
      answer.writeHead(200, { 'content-length': 10 });
      answer.end();
    } else pour(answer, 40);
  });
  const found = await hashObject(wire, 'run/1.bcl', '1.bcl');
  assert.ok(found !== undefined && found.size > 10 && found.size < 40 * MIB.length, `${found?.size}`);
});

test('an object of many MiB is no answer that is too large', async t => {
  const wire = await wireToStore(t, (_, answer) => {
    answer.writeHead(200, { 'content-length': 20 * MIB.length });
    pour(answer, 20);
  });
  assert.equal((await hashObject(wire, 'run/1.bcl', '1.bcl'))?.size, 20 * MIB.length);
});

test('an upload that comes back longer is cut off, whatever the store states, and is another one', async t => {
  const wire = await wireToStore(t, (_, answer) => {
    answer.writeHead(200, { 'content-length': 40 * MIB.length });
    pour(answer, 40);
  });
  const back = await readBack(wire, 'run/1.bcl', '1.bcl', 10, MIB.length);
  assert.ok(back !== undefined && back.size > 10 && back.size < 20 * MIB.length, `${back?.size}`);
});

test('an upload that comes back longer, range after range, is cut off and is another one', async t => {
  const stated = 40 * MIB.length;
  const asked: number[] = [];
  const wire = await wireToStore(t, ({ headers }, answer) => {
    const [, from = '', last = ''] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    asked.push(Number(from));
    const end = Math.min(Number(last) + 1, stated);
    const part = Buffer.alloc(end - Number(from), ' ');
    answer.writeHead(206, {
      'content-length': part.length,
      'content-range': `bytes ${from}-${end - 1}/${stated}`,
    });
    answer.end(part);
  });
  const size = 9 * MIB.length;
  const back = await readBack(wire, 'run/1.bcl', '1.bcl', size, 4 * MIB.length);
  assert.ok(back !== undefined && back.size > size && back.size < 14 * MIB.length, `${back?.size}`);
  assert.deepEqual(
    asked,
    [0, 1, 5, 9].map(at => at * MIB.length),
  );
});

test('an upload whose first bytes are those that were sent is another one, where a byte follows', async t => {
  const bytes = Buffer.from('base calls and one');
  const wire = await wireToStore(t, (_, answer) => void answer.end(bytes));
  assert.equal((await readBack(wire, 'a', 'a', bytes.length - 1, MIB.length))?.size, bytes.length);
});
