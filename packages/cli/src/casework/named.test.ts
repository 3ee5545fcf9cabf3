import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CaseState, RecordRef } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { caseNamed } from './named.ts';

const RECORD: RecordRef = {
  log: '0'.repeat(32),
  index: 1,
  identity: '1'.repeat(64),
  signer: '2'.repeat(64),
  statedAt: '2023-04-05T09:00:00.000Z',
};

function aCase(id: string, reference: string): CaseState {
  const tool = { name: 'seqwarden', version: '0.1.0' } as const;
  const said = { statedAt: RECORD.statedAt, log: RECORD.log, tool };
  return {
    ...{ id, openings: [{ record: RECORD, title: reference }], standing: 'open', openIn: [RECORD.log] },
    ...{ history: [], expected: [], replies: [], vulnerabilities: [] },
    documents: [
      {
        record: RECORD,
        subject: '3'.repeat(64),
        says: {
          ...{ case: id, what: 'letter', publisher: 'Illumina', reference, dated: null, channel: 'post' },
          ...{ receivedOn: '2023-04-05', bytes: 1, notice: null, recallClass: null, advisory: null },
          ...{ vulnerabilities: null, replaces: null, products: [], replyBy: null, ...said },
        },
      },
    ],
  };
}

function stateOf(...cases: readonly CaseState[]): Parameters<typeof caseNamed>[0] {
  const nothing = { items: [], installations: [], notices: [], incidents: [], persons: [], uncounted: [] };
  return { state: { cases, ...nothing } };
}

describe('the case that a text names', () => {
  const [ours, theirs] = [`12345678${'a'.repeat(24)}`, `99999999${'b'.repeat(24)}`];
  const named = (text: string, ...labels: readonly [string, string]) =>
    caseNamed(stateOf(aCase(ours, labels[0]), aCase(theirs, labels[1])), text).id;

  it('is that whose id begins so, though a document of another one is called by these digits', () => {
    for (const text of [ours, ours.slice(0, 12), ours.slice(0, 8)])
      assert.equal(named(text, 'FSN-1', text), ours);
  });

  it('is that with a document that is called so, where no id begins so', () => {
    assert.equal(named('fsn-1', 'FSN-1', '20230405'), ours);
    assert.equal(named('20230405', 'FSN-1', '20230405'), theirs);
  });

  it('is none where two have such a document, and each is told by as much of its id as names it', () => {
    const twins = [ours, `${ours.slice(0, 31)}b`].map(id => aCase(id, 'FSN-1'));
    assert.throws(
      () => caseNamed(stateOf(...twins), 'FSN-1'),
      (error: unknown) =>
        error instanceof SeqwardenError &&
        error.code === 'CASE_UNKNOWN' &&
        twins.every(({ id }) => error.message.includes(id)),
    );
  });
});
