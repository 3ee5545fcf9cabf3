import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageFiles } from './page-files.ts';

const unreadable = () => new DOMException('', 'NotReadableError');

/** A file that this thread may not read, as WebKit hands it to a worker. */
function withheld(bytes: string): Blob {
  return Object.assign(new Blob([bytes]), { arrayBuffer: () => Promise.reject(unreadable()) });
}

/** Files of a page that reads them all, or none. */
function scene(canRead: boolean) {
  const asked: Blob[] = [];
  const files: PageFiles = new PageFiles((number, file) => {
    asked.push(file);
    if (!canRead) files.take({ kind: 'unread', number, error: 'NotReadableError' });
    else
      void Blob.prototype.arrayBuffer
        .call(file)
        .then((bytes: ArrayBuffer) => files.take({ kind: 'bytes', number, bytes }));
  });
  return { files, asked };
}

const textOf = async (file: { arrayBuffer(): Promise<ArrayBuffer> }) =>
  Buffer.from(await file.arrayBuffer()).toString();

test('a file that the worker can read is not asked of the page', async () => {
  const { files, asked } = scene(true);
  assert.equal(await textOf(files.readable(new Blob(['bytes'])).slice(1, 3)), 'yt');
  assert.equal(asked.length, 0);
});

test('where the worker may not read, the page does, and from then on at once', async () => {
  const { files, asked } = scene(true);
  assert.equal(await textOf(files.readable(withheld('bytes'))), 'bytes');
  const next = new Blob(['more']);
  assert.equal(await textOf(files.readable(next)), 'more');
  assert.equal(asked[1], next);
});

test('a file that the page cannot read either is the browser’s error, and the worker goes on reading', async () => {
  const { files, asked } = scene(false);
  await assert.rejects(files.readable(withheld('gone')).arrayBuffer(), { name: 'NotReadableError' });
  assert.equal(await textOf(files.readable(new Blob(['next']))), 'next');
  assert.equal(asked.length, 1);
});

test('any other error is not asked again', async () => {
  const { files, asked } = scene(true);
  const file = Object.assign(new Blob([]), {
    arrayBuffer: () => Promise.reject(new DOMException('', 'NotFoundError')),
  });
  await assert.rejects(files.readable(file).arrayBuffer(), { name: 'NotFoundError' });
  assert.equal(asked.length, 0);
});
