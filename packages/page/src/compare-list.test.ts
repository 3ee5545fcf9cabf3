import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ListCursor } from '@seqwarden/proof';
import { compareList } from './compare-list.ts';
import type { PlacedFile } from './placed-file.ts';

const LIST = [
  ['Data/C1.1/s_1_1101.bcl', 'aa'],
  ['Data/C2.1/s_1_1101.bcl', 'bb'],
  ['RunInfo.xml', 'cc'],
] as const;

function cursor(): ListCursor {
  let at = -1;
  return {
    next: () => ++at < LIST.length,
    get path() {
      return LIST[at]?.[0] ?? '';
    },
    get sha256() {
      return LIST[at]?.[1] ?? '';
    },
  };
}

/** Files of which only the name is known, with their digests. */
function loose(...files: readonly (readonly [path: string, sha256: string])[]) {
  const adrift: PlacedFile[] = files.map(([path], id) => ({
    id,
    path,
    file: new Blob([]),
    isGarbled: false,
  }));
  return compareList(cursor, LIST.length, {
    exact: [],
    adrift,
    digest: ({ id }) => files[id]?.[1],
  });
}

describe('a file that was given without its folder', () => {
  it('is told to be the one whose bytes it has, where several have its name: nobody shall take it for another', () => {
    const { same, differences, toldByBytes } = loose(['s_1_1101.bcl', 'aa']);
    assert.deepEqual([same, differences], [1, []]);
    assert.deepEqual(toldByBytes, [
      { given: 's_1_1101.bcl', listed: 'Data/C1.1/s_1_1101.bcl', candidates: 2 },
    ]);
  });

  it('needs no telling where its name or its folder leave one alone', () => {
    assert.deepEqual(loose(['RunInfo.xml', 'cc'], ['C2.1/s_1_1101.bcl', 'bb']).toldByBytes, []);
  });

  it('has changed where it has the bytes of none', () => {
    const { differences, toldByBytes } = loose(['s_1_1101.bcl', 'dd']);
    assert.deepEqual(differences, [{ kind: 'changed', path: 's_1_1101.bcl' }]);
    assert.deepEqual(toldByBytes, []);
  });
});
