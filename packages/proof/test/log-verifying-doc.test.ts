import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT } from '../../../scripts/testing/needs.ts';
import { utf8 } from '../src/bytes.ts';
import { encodeTlogProof, leafHash, nodeHash, signCheckpoint } from '../src/log/index.ts';
import { buildGo, hasGo } from './go-judge.ts';
import { sha256 } from './log-example.ts';
import { LOG_VECTORS, vectorLogKey } from './log-vector-files.ts';
import { VECTORS } from './vector-files.ts';

const DOC = readFileSync(join(ROOT, 'docs', 'VERIFYING.md'), 'utf8');
const KEY = join(LOG_VECTORS, 'log-key.vkey');

describe('I12: the Go programs of docs/VERIFYING.md, copied as they stand, tell', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'seqwarden-log-doc-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Builds the program that begins with its own name; the result runs it. */
  function program(name: string): (...args: string[]) => { status: number | null; said: string } {
    const [, code] = new RegExp(`\`\`\`go\n(// ${name}\\.go\n[^]*?)\`\`\``).exec(DOC) ?? [];
    assert.ok(code, `${name}.go stands in the document`);
    writeFileSync(join(folder, `${name}.go`), code);
    buildGo(join(folder, `${name}.go`), join(folder, name));
    return (...args) => {
      const { status, stdout, stderr } = spawnSync(join(folder, name), args);
      return { status, said: `${stdout}${stderr}` };
    };
  }

  /** A copy of a file in which the first match is replaced. */
  function changed(path: string, from: RegExp, to: string): string {
    const text = readFileSync(path, 'latin1');
    assert.notEqual(text.replace(from, to), text);
    const copy = join(folder, 'changed');
    writeFileSync(copy, text.replace(from, to), 'latin1');
    return copy;
  }

  test('a proof of this seal from one of another, or by another log, or of an altered log', t => {
    if (!hasGo(t)) return;
    const check = program('check-proof');
    const seal = join(VECTORS, 'run', 'Custody', 'seal.intoto.json');
    const proof = join(LOG_VECTORS, 'seal.tlog-proof');
    const good = check(KEY, proof, seal);
    assert.equal(good.status, 0, good.said);
    assert.match(good.said, /^entry 41 of the 300 of log\.seqwarden\.invalid\/10da/);
    for (const [key, proofFile, entry] of [
      [KEY, proof, join(VECTORS, 'hold.intoto.json')],
      [KEY, join(LOG_VECTORS, 'hold.tlog-proof'), seal],
      [KEY, changed(proof, /index 41/, 'index 40'), seal],
    ] as const) {
      assert.match(check(key, proofFile, entry).said, /invalid transparency proof/);
    }
    assert.match(check(KEY, changed(proof, /\n300\n/, '\n301\n'), seal).said, /invalid signature/);
    const other = join(folder, 'other.vkey');
    writeFileSync(other, 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n');
    assert.match(check(other, proof, seal).said, /no verifiable signatures/);
  });

  test('a log that is as it was signed from one with an altered entry, and a proof of it from one of a fork', async t => {
    if (!hasGo(t)) return;
    const check = program('check-register');
    assert.deepEqual(check(KEY, LOG_VECTORS).status, 0);
    assert.match(check(KEY, LOG_VECTORS).said, /^all 300 entries of log\.seqwarden\.invalid\/10da/);
    const proofs = ['seal', 'hold'].map(name => join(LOG_VECTORS, `${name}.tlog-proof`));
    const withProofs = check(KEY, LOG_VECTORS, ...proofs);
    assert.equal(withProofs.status, 0, withProofs.said);
    assert.equal(withProofs.said.match(/ is of this register$/gm)?.length, 2);
    const { verifier, sign } = vectorLogKey();
    const [leaf, other] = [leafHash(sha256, utf8('entry 0\n')), leafHash(sha256, utf8('forked\n'))];
    const root = nodeHash(sha256, leaf, other);
    const checkpoint = await signCheckpoint({ origin: verifier.name, size: 2, root }, verifier, sign);
    const fork = join(folder, 'fork.tlog-proof');
    writeFileSync(fork, encodeTlogProof({ index: 0, hashes: [other], checkpoint }));
    assert.match(check(KEY, LOG_VECTORS, fork).said, /not those that were signed/);
    const altered = join(folder, 'altered');
    cpSync(LOG_VECTORS, altered, { recursive: true });
    cpSync(
      changed(join(altered, 'tile/entries/000'), /entry 7\n/, 'entry 8\n'),
      join(altered, 'tile/entries/000'),
    );
    assert.match(check(KEY, altered).said, /not those that were signed/);
  });
});
