import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatVers } from './format-vers.ts';
import { versFromNpm } from './npm-range.ts';

const made = (native: string) => {
  const vers = versFromNpm(native);
  return vers && formatVers(vers);
};

describe("npm's notation of ranges", () => {
  it('is made into VERS also where the public cases have no example', () => {
    assert.equal(made('~1'), 'vers:npm/>=1.0.0|<2.0.0');
    assert.equal(made('~1.2'), 'vers:npm/>=1.2.0|<1.3.0');
    assert.equal(made('^0.0.3'), 'vers:npm/>=0.0.3|<0.0.4');
    assert.equal(made('^0.0.0'), 'vers:npm/>=0.0.0|<0.0.1');
    assert.equal(
      made(`^${'9'.repeat(100)}.0.0`),
      `vers:npm/>=${'9'.repeat(100)}.0.0|<1${'0'.repeat(100)}.0.0`,
    );
  });

  it('is refused where it is none', () => {
    for (const none of [
      '',
      '||',
      '1.0.0 ||',
      'latest',
      '>',
      '~',
      '1.2.3.4',
      '01.2.3',
      '>=<1.0',
      '1 - ',
      '- 2',
    ]) {
      assert.equal(made(none), null, none);
    }
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      '>',
      '<',
      '=',
      '^',
      '~',
      '|',
      '||',
      ' - ',
      ' ',
      '1',
      '2.x',
      '1.0.0-a',
      'v',
      '*',
      '+b',
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 8 }), pieces => void made(pieces.join(''))));
  });
});
