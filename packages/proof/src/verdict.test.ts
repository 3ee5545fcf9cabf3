import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXAMPLE_PREDICATE, newKey, trustedKey } from '../test/sealed-example.ts';
import { utf8 } from './bytes.ts';
import type { SealCheck } from './custody.ts';
import type { Difference } from './difference.ts';
import { parsePolicy } from './policy.ts';
import type { SealPredicate } from './seal.ts';
import { judge } from './verdict.ts';

const KEY = trustedKey(newKey());
const good = (seal: SealPredicate = EXAMPLE_PREDICATE): SealCheck => ({
  ok: true,
  findings: [],
  identity: 'ab'.repeat(32),
  seal,
  key: KEY,
  listIsSealed: true,
  log: { kind: 'absent' },
});
const unsigned: SealCheck = {
  ok: false,
  findings: [{ code: 'UNSIGNED', message: 'there is no Custody' }],
  identity: undefined,
  seal: undefined,
  key: undefined,
  claimedKeyid: undefined,
  listIsSealed: false,
  log: { kind: 'absent' },
};
const ofFiles = (files: number, changes: Partial<SealPredicate> = {}) =>
  good({ ...EXAMPLE_PREDICATE, manifest: { files, bytes: 0 }, ...changes });

const A = 'aa'.repeat(32);
const B = 'bb'.repeat(32);
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

test('a good seal and no difference is "unchanged"', () => {
  assert.deepEqual(judge({ check: good(), differences: [] }), {
    answer: 'unchanged',
    exit: 0,
    codes: [],
    differences: [],
    tolerated: [],
  });
});

test('no seal is "cannot tell", and so is a check that failed without a word', () => {
  assert.equal(judge({ check: unsigned, differences: [] }).answer, 'cannot_tell');
  assert.equal(judge({ check: { ...unsigned, findings: [] }, differences: [] }).exit, 3);
});

test('each kind of difference has its code, and bad news outweighs what cannot be told', () => {
  const differences: Difference[] = [
    { kind: 'unreadable', path: 'a' },
    { kind: 'changed', path: 'b' },
    { kind: 'not a file', path: 'c', found: 'symlink' },
  ];
  const verdict = judge({ check: ofFiles(100), differences });
  assert.equal(verdict.answer, 'changed');
  assert.deepEqual(verdict.codes, ['FILE_CHANGED', 'NOT_A_FILE', 'ENTRY_UNREADABLE']);
  assert.equal(judge({ check: ofFiles(100), differences: differences.slice(0, 1) }).exit, 3);
});

test('a missing and an added file of the same content are one that was renamed', () => {
  const differences: Difference[] = [
    { kind: 'missing', path: 'a', sha256: A },
    { kind: 'missing', path: 'b', sha256: A },
    { kind: 'missing', path: 'e', sha256: EMPTY },
    { kind: 'added', path: 'n', sha256: A },
    { kind: 'added', path: 'o', sha256: B },
    { kind: 'added', path: 'p' },
    { kind: 'added', path: 'q', sha256: EMPTY },
  ];
  const verdict = judge({ check: ofFiles(100), differences });
  assert.deepEqual(
    verdict.differences.map(({ kind, from, path }) => [kind, from, path]),
    [
      ['missing', undefined, 'b'],
      ['missing', undefined, 'e'],
      ['renamed', 'a', 'n'],
      ['added', undefined, 'o'],
      ['added', undefined, 'p'],
      ['added', undefined, 'q'],
    ],
  );
});

test('what the policy tolerates is reported and does not count', () => {
  const document = { seqwardenPolicy: 1, tolerate: { added: ['*.csv'], missing: ['Thumbnail_Images/**'] } };
  const policy = parsePolicy(utf8(JSON.stringify(document)));
  const tolerable: Difference[] = [
    { kind: 'added', path: 'x.csv' },
    { kind: 'missing', path: 'Thumbnail_Images/L001/x.jpg', sha256: A },
  ];
  const verdict = judge({ check: ofFiles(100), differences: tolerable, policy });
  assert.equal(verdict.answer, 'unchanged');
  assert.equal(verdict.tolerated.length, 2);

  for (const difference of [
    { kind: 'changed', path: 'x.csv' },
    { kind: 'missing', path: 'x.csv', sha256: A },
    { kind: 'not a file', path: 'x.csv', found: 'symlink' },
  ] as const) {
    assert.equal(judge({ check: ofFiles(100), differences: [difference], policy }).answer, 'changed');
  }
});

test('a rename is tolerated only if the old name may be missing and the new one added', () => {
  const renames = (from: string, path: string): Difference[] => [
    { kind: 'missing', path: from, sha256: A },
    { kind: 'added', path, sha256: A },
  ];
  const document = { seqwardenPolicy: 1, tolerate: { added: ['new/*'], missing: ['old/*'] } };
  const policy = parsePolicy(utf8(JSON.stringify(document)));
  const answer = (from: string, path: string) =>
    judge({ check: ofFiles(100), differences: renames(from, path), policy }).answer;
  assert.equal(answer('old/a', 'new/a'), 'unchanged');
  assert.equal(answer('old/a', 'b'), 'changed');
  assert.equal(answer('Data/a', 'new/a'), 'changed');
});

const changed = (...paths: string[]): Difference[] => paths.map(path => ({ kind: 'changed', path }));
const missing = (...paths: string[]): Difference[] => paths.map(path => ({ kind: 'missing', path }));
const added = (...paths: string[]): Difference[] => paths.map(path => ({ kind: 'added', path }));

test('a seal that was put on another run is recognised', () => {
  const isOther = (differences: Difference[], changes: Partial<SealPredicate> = {}) =>
    judge({ check: ofFiles(4, changes), differences }).codes.includes('SEAL_OF_ANOTHER_RUN');
  const idat = { baseCalls: { ...EXAMPLE_PREDICATE.baseCalls, layout: 'idat' } } as const;

  assert.equal(isOther(changed('RunInfo.xml', 'Data/1', 'Data/2')), true);
  assert.equal(
    isOther([...changed('RunInfo.xml'), ...missing('Data/1', 'Data/2'), ...added('Data/3', 'Data/4')]),
    true,
  );
  assert.equal(
    isOther([...missing('1_Red.idat', '1_Grn.idat', 'x'), ...added('2_Red.idat', '2_Grn.idat', 'y')], idat),
    true,
  );

  assert.equal(isOther(changed('RunInfo.xml')), false, 'one file was forged');
  assert.equal(
    isOther(changed('Data/1', 'Data/2', 'Data/3')),
    false,
    'the run is still the one of its RunInfo.xml',
  );
  assert.equal(isOther(missing('RunInfo.xml', 'Data/1', 'Data/2', 'Data/3')), false, 'the run was deleted');
  assert.equal(isOther(added('a', 'b', 'c', 'd', 'e')), false, 'a lot was added');
});

test('a run that was sealed incomplete is good, but not where completeness is required', () => {
  const early = good({ ...EXAMPLE_PREDICATE, completion: { state: 'ended_early', rule: null, markers: [] } });
  assert.equal(judge({ check: early, differences: [] }).exit, 0);
  const verdict = judge({ check: early, differences: [], requireComplete: true });
  assert.deepEqual([verdict.exit, verdict.codes], [3, ['INCOMPLETE']]);
  assert.equal(judge({ check: good(), differences: [], requireComplete: true }).exit, 0);
});
