import assert from 'node:assert/strict';
import { test } from 'node:test';
import { destinationOf } from '../../test/service/places.ts';
import { refuseUnused, type ServeOptions } from './serve.ts';

const CONFIG: ServeOptions['config'] = {
  roots: [],
  destinations: [destinationOf('archive', '/archive')],
  notify: { ca: undefined, mail: [], webhook: [], command: [], textfile: undefined, heartbeat: undefined },
};

const REFUSED: readonly (readonly [string, Partial<ServeOptions['config']>])[] = [
  ['notify.textfile', { notify: { ...CONFIG.notify, textfile: '/var/lib/x.prom' } }],
];

for (const [key, config] of REFUSED) {
  test(`the agent refuses to start with ${key}, on which nothing acts`, () => {
    assert.throws(() => refuseUnused({ ...CONFIG, ...config }), {
      code: 'CONFIG_UNUSABLE',
      message: new RegExp(`^${key}:`),
    });
  });
}

test('a configuration without such keys is not refused', () => {
  refuseUnused(CONFIG);
});
