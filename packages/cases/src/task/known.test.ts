import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aCase, found, notice, RECIPIENT, sending } from '../../test/make-act.ts';
import { Site, service, stateOf } from '../../test/site.ts';
import { tasksOf } from './tasks-of.ts';

describe('the register whose site has a task', () => {
  const registers = (...sites: readonly Site[]) => tasksOf(stateOf(...sites)).map(({ register }) => register);

  it('is none where a second one says the same of the installation, whichever said it last', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(found('affected'));
    assert.deepEqual(registers(one), [one.log]);
    for (const statedAt of ['2023-04-01T00:00:00.000Z', '2023-06-01T00:00:00.000Z']) {
      other.says(found('affected'), { ...service, statedAt });
      assert.deepEqual(registers(one, other), [null]);
    }
  });

  it('is none where a second one says something worse of it, as one of two that have a say', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(found('review'));
    other.says(found('affected'), service);
    assert.deepEqual(registers(one, other), [null]);
  });

  it('is that of all that was said of it, also where a newer word took the place of it', () => {
    const [site, other] = [new Site(), new Site('2')];
    site.says(found('affected'));
    site.says(found('not_listed'));
    assert.deepEqual(registers(site), [site.log]);
    other.says(found('not_listed'), service);
    assert.deepEqual(registers(site, other), [null]);
  });
});

describe('a notice of a case', () => {
  it('is still to be sent where its own register takes no part in the case, and the other that does closed it', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    other.says(aCase());
    other.says(aCase('closed'));
    one.says(notice());
    const tasks = tasksOf(stateOf(one, other));
    assert.deepEqual(
      tasks.map(({ kind, register }) => [kind, register]),
      [['send_notice', one.log]],
    );
  });

  it('is still to be read where another register closes the case, and not where its own does', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(aCase());
    one.says(notice());
    one.says(sending('intended'), service);
    one.says(sending('sent'), service);
    other.says(aCase('closed'));
    const tasks = () => tasksOf(stateOf(one, other));
    assert.deepEqual(
      tasks().map(({ kind, who }) => [kind, who]),
      [['acknowledge', { recipient: RECIPIENT }]],
    );
    one.says(aCase('closed'));
    assert.deepEqual(tasks(), []);
  });
});
