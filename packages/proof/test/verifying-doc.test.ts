import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT, toolOrSkip } from '../../../scripts/testing/needs.ts';
import { VECTORS } from './vector-files.ts';

const DOC = readFileSync(join(ROOT, 'docs', 'VERIFYING.md'), 'utf8');

/** The recipes in `language` under the heading with this number. */
function recipe(step: number, language: string): string {
  const [, section = ''] = DOC.split(`\n## ${step}. `);
  const [body = ''] = section.split('\n## ');
  return [...body.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))]
    .map(([, code]) => code)
    .join('');
}

describe('the recipes of docs/VERIFYING.md, copied as they stand, tell an altered run from a sealed one:', () => {
  let folder: string;
  let run: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'seqwarden-verifying-'));
    run = join(folder, 'run');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function shell(step: number): { status: number | null; output: string } {
    const { status, stdout } = spawnSync('/bin/sh', ['-e', '-c', recipe(step, 'sh')], {
      cwd: run,
      env: { ...process.env, KEYS: VECTORS, TMPDIR: folder },
    });
    return { status, output: stdout.toString() };
  }

  /** Runs a step on a fresh copy of the sealed run, changed or not. */
  function afterChange(step: number, change: () => void): { status: number | null; output: string } {
    rmSync(run, { recursive: true, force: true });
    cpSync(join(VECTORS, 'run'), run, { recursive: true });
    change();
    return shell(step);
  }

  const nothing = () => {};
  const inCustody = (name: string, from: string | RegExp, to: string) => () => {
    const path = join(run, 'Custody', name);
    const text = readFileSync(path, 'latin1');
    assert.ok(text.replace(from, to) !== text, `${name} is changed`);
    writeFileSync(path, text.replace(from, to), 'latin1');
  };

  test('sha256sum', t => {
    if (toolOrSkip(t, 'sha256sum') === undefined || toolOrSkip(t, 'find') === undefined) return;
    assert.deepEqual(afterChange(1, nothing), { status: 0, output: 'as many files as listed: 3\n' });
    assert.notEqual(afterChange(1, () => writeFileSync(join(run, 'RunInfo.xml'), 'x')).status, 0);
    assert.notEqual(afterChange(1, () => writeFileSync(join(run, 'added'), 'x')).status, 0);
  });

  test('ssh-keygen', t => {
    if (toolOrSkip(t, 'ssh-keygen') === undefined) return;
    assert.match(afterChange(2, nothing).output, /^Good "run-seal@seqwarden" signature for seal@seqwarden/);
    assert.notEqual(afterChange(2, inCustody('SHA256SUMS', 'RunInfo', 'RunInfx')).status, 0);
  });

  test('openssl', t => {
    if (toolOrSkip(t, 'openssl') === undefined) return;
    assert.deepEqual(afterChange(3, nothing), {
      status: 0,
      output: 'Verified OK\nthe seal names this list\n',
    });
    assert.notEqual(afterChange(3, inCustody('seal.intoto.json', /(?<=.{300})[A-Z]/, 'z')).status, 0);
    assert.notEqual(afterChange(3, inCustody('SHA256SUMS', 'RunInfo', 'RunInfx')).status, 0);
  });

  test('sha256sum and ssh-keygen, on what came after the seal', t => {
    if (toolOrSkip(t, 'sha256sum') === undefined || toolOrSkip(t, 'ssh-keygen') === undefined) return;
    const place = () => {
      cpSync(join(VECTORS, 'addendum', '0001'), join(run, 'Custody', 'addenda', '0001'), { recursive: true });
      cpSync(join(VECTORS, 'addendum', 'run'), run, { recursive: true });
    };
    const { status, output } = afterChange(6, place);
    assert.equal(status, 0);
    assert.match(output, /^Good "run-addendum@seqwarden" signature for seal@seqwarden/);
    assert.match(output, /as signed: Custody\/addenda\/0001\n$/);
    for (const path of [
      'addenda/0001/SHA256SUMS',
      'addenda/0001/files/RunInfo.xml',
      '../Analysis/1/summary.csv',
    ]) {
      const changed = afterChange(6, () => {
        place();
        writeFileSync(join(run, 'Custody', path), `${'0'.repeat(64)}  RunInfo.xml\n`);
      });
      assert.notEqual(changed.status, 0, path);
    }
  });

  test('an addendum that is shown as a seal is none', t => {
    if (toolOrSkip(t, 'openssl') === undefined || toolOrSkip(t, 'ssh-keygen') === undefined) return;
    const swap = () => {
      const addendum = join(VECTORS, 'addendum', '0001');
      for (const name of ['SHA256SUMS', 'SHA256SUMS.sig'])
        cpSync(join(addendum, name), join(run, 'Custody', name));
      cpSync(join(addendum, 'addendum.intoto.json'), join(run, 'Custody', 'seal.intoto.json'));
    };
    assert.notEqual(afterChange(2, swap).status, 0);
    assert.deepEqual(afterChange(3, swap), { status: 1, output: 'Verified OK\n' });
  });

  test('@sigstore/verify', () => {
    const script = join(folder, 'verify-bundle.mjs');
    // Its bare imports are found from where it lies; an absolute address finds them here.
    const resolved = recipe(4, 'js').replace(/(?<=from ')@sigstore\/\w+/g, name => import.meta.resolve(name));
    writeFileSync(script, resolved);
    const verify = () =>
      spawnSync(process.execPath, [
        script,
        join(run, 'Custody', 'seal.sigstore.json'),
        join(VECTORS, 'seal-key.pub.pem'),
      ]);
    afterChange(4, nothing);
    assert.equal(
      verify().stdout.toString(),
      'the bundle is signed with this key\n',
      verify().stderr.toString(),
    );
    inCustody('seal.sigstore.json', /(?<="payload":"[^"]{300,})[A-Z]/, 'z')();
    assert.match(verify().stderr.toString(), /VerificationError/);
  });
});
