import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AskedAdvisory, NOTHING_RECEIVED } from '@seqwarden/advisory/answer';
import { builtinAdvisories } from '@seqwarden/advisory/builtin';
import { readAdvisory } from '@seqwarden/advisory/document';
import { advisoriesText } from './exposure-asked-text.ts';

const asked = (bytes: Uint8Array): AskedAdvisory => ({
  advisory: readAdvisory(bytes),
  builtIn: false,
  received: NOTHING_RECEIVED,
});

test('an advisory of which several publications are asked is named once; one that is asked once is not', () => {
  const [one, another] = builtinAdvisories();
  assert.ok(one !== undefined && another !== undefined);
  const rewritten = Buffer.concat([one, Buffer.from('\n')]);
  assert.equal(advisoriesText([one, another].map(asked)), 'asked: 2 advisories\n');
  assert.equal(
    advisoriesText([one, another, rewritten].map(asked)).replaceAll(/\s+/g, ' '),
    `asked: 3 advisories in several publications, of which each is asked by itself: ${asked(one).advisory.label.id} `,
  );
});
