import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { toolOrSkip } from '../../../../scripts/testing/needs.ts';
import { readWholeFile } from './read-whole-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'seqwarden-whole-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'file');
writeFileSync(path, 'four');

describe('a whole file', () => {
  it('is read when it is a plain one of no more bytes than it may have', () => {
    assert.equal(readWholeFile(path, { limit: 4 })?.toString(), 'four');
    assert.equal(readWholeFile(path, { limit: 3 }), undefined);
  });

  it('is no folder and no FIFO, and none of them holds anybody up', t => {
    assert.equal(readWholeFile(folder, { limit: 2 ** 20 }), undefined);
    if (toolOrSkip(t, 'mkfifo') === undefined) return;
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    assert.equal(readWholeFile(join(folder, 'fifo'), { limit: 4 }), undefined);
  });

  it('lies behind a link only for whoever takes one', { skip: process.platform === 'win32' }, () => {
    const link = join(folder, 'link');
    symlinkSync(path, link);
    assert.throws(() => readWholeFile(link, { limit: 4 }), { code: 'ELOOP' });
    assert.equal(readWholeFile(link, { limit: 4, mayBeLink: true })?.length, 4);
  });

  it('has no more bytes than it may have, whatever its attributes say', t => {
    const kernels = '/proc/version';
    if (!existsSync(kernels)) return t.skip('no /proc here');
    assert.ok((readWholeFile(kernels, { limit: 4096 })?.length ?? 0) > 4);
    assert.equal(readWholeFile(kernels, { limit: 4 }), undefined);
  });

  it('is not read when whoever sees its attributes refuses', () => {
    const check = ({ size }: { readonly size: number }) => {
      throw new Error(`has ${size}`);
    };
    assert.throws(() => readWholeFile(path, { limit: 4, check }), { message: 'has 4' });
  });
});
