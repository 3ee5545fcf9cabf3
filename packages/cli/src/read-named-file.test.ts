import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { readNamedFile } from './read-named-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'seqwarden-named-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'file');
const options = { unusable: 'POLICY_UNUSABLE', missing: 'TRUST_MISSING', mebibytes: 1 } as const;

describe('a file that a person named', () => {
  it('is read whole, also by a link', () => {
    writeFileSync(path, 'word');
    symlinkSync(path, join(folder, 'link'));
    for (const one of [path, join(folder, 'link')])
      assert.deepEqual(readNamedFile(one, options), new TextEncoder().encode('word'));
  });

  it('that is not there is missing, or unusable where that is one thing', () => {
    const none = join(folder, 'none');
    assert.throws(() => readNamedFile(none, options), { code: 'TRUST_MISSING' });
    assert.throws(() => readNamedFile(none, { unusable: 'POLICY_UNUSABLE', mebibytes: 1 }), {
      code: 'POLICY_UNUSABLE',
    });
  });

  it('is unusable when it is no plain file, or too large', () => {
    writeFileSync(join(folder, 'large'), new Uint8Array(2 ** 20 + 1));
    for (const name of ['', 'large', 'file/below', 'with\0nul'])
      assert.throws(() => readNamedFile(join(folder, name), options), { code: 'POLICY_UNUSABLE' });
  });

  it('is refused by whoever looks at its attributes', () => {
    const check = () => {
      throw new SeqwardenError('TRUST_WRITABLE', 'is writable by everybody');
    };
    assert.throws(() => readNamedFile(path, { ...options, check }), { code: 'TRUST_WRITABLE' });
  });
});
