import { test } from 'node:test';
import { throwsWith } from '../../test/support/assert-code.ts';
import { requireRunName } from './run-name.ts';

test('a run has a name of one part that is not our own', () => {
  for (const name of ['', '.', '..', 'a/b', '/', 'a\0', '.seqwarden', '.SeqWarden'])
    throwsWith('DESTINATION_UNUSABLE', () => requireRunName(name));
  for (const name of ['230427_A01234_0042_BHGYJKDRX2', '...', '.seqwarden2']) requireRunName(name);
});
