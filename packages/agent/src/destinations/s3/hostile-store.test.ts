import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { wireToStore } from '../../../test/support/s3/wire-to-store.ts';
import { abortUploads } from './abort-uploads.ts';
import { listObjects } from './list-objects.ts';
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
