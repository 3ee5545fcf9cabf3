import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOwnName } from './own-name.ts';

test('a provider publishes in its own name at the host of that name, or at one below it', () => {
  for (const host of ['www.maker.example', 'maker.example', 'psirt.maker.example', 'a.psirt.maker.example'])
    for (const name of ['https://www.maker.example', 'https://Maker.example/psirt', 'https://maker.example.'])
      assert.ok(isOwnName(host, name), `${host} ${name}`);
  assert.ok(isOwnName('127.0.0.1', 'https://127.0.0.1:8443/'));
});

test('no other host does, and no name that is no address', () => {
  const others = [
    ['evil.example', 'https://www.maker.example'],
    ['notmaker.example', 'https://maker.example'],
    ['maker.example.evil.example', 'https://maker.example'],
    ['maker.example', 'https://psirt.maker.example'],
    ['maker.example', 'https://example@evil.example'],
    ['maker.example', 'https://example'],
    ['maker.example', 'maker.example'],
    ['maker.example', 'urn:example:maker'],
    ['maker.example', ''],
    ['', ''],
  ] as const;
  for (const [host, name] of others) assert.equal(isOwnName(host, name), false, `${host} ${name}`);
});
