import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { askHidden } from './ask-hidden.ts';

/** A terminal at which these chunks are typed; what it shows, and whether it showed what was typed. */
function terminal(...typed: readonly string[]) {
  const input = new PassThrough();
  const modes: boolean[] = [];
  for (const chunk of typed) input.write(chunk);
  input.end();
  let shown = '';
  const asked = askHidden(
    Object.assign(input, { setRawMode: (isRaw: boolean) => modes.push(isRaw) }),
    text => {
      shown += text;
    },
    'passphrase',
  );
  return { asked, modes, shown: () => shown };
}

describe('a passphrase that is asked', () => {
  it('is what was typed up to the end of the line, and is never shown', async () => {
    const { asked, modes, shown } = terminal('cor', 'rect höl', 'se\rmore');
    assert.equal(await asked, 'correct hölse');
    assert.deepEqual(modes, [true, false]);
    assert.equal(shown(), 'passphrase: \n');
  });

  it('can be corrected while it is typed', async () => {
    assert.equal(await terminal('a😀\x7f\x7fb\b\bxy\n').asked, 'xy');
  });

  it('is given up with Ctrl-C, and where the terminal is closed; then typing is shown again', async () => {
    for (const typed of ['abc\x03', 'abc']) {
      const { asked, modes } = terminal(typed);
      await assert.rejects(asked, { code: 'INTERRUPTED' });
      assert.deepEqual(modes, [true, false]);
    }
  });
});
