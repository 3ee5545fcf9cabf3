import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isPublicAddress } from './public-address.ts';

describe('an address of the open internet', () => {
  test('is one that anybody can reach', () => {
    for (const address of [
      '1.1.1.1',
      '23.1.2.3',
      '172.32.0.1',
      '192.169.0.1',
      '2606:4700::1111',
      '2a00:1450::1',
    ])
      assert.ok(isPublicAddress(address), address);
  });

  test('is none of this machine, of the network around it, or of special use, however it is spelt', () => {
    for (const address of [
      '127.0.0.1',
      '127.255.0.1',
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '192.0.0.8',
      '198.19.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::7f00:1',
      '64:ff9b::a00:1',
      'fe80::1',
      'fe80::1%eth0',
      'fc00::1',
      'fd12::1',
      'ff02::1',
      '2001::1',
      '2001:db8::1',
      '2002:7f00:1::',
      'example.com',
      '',
      '127.1',
    ])
      assert.ok(!isPublicAddress(address), address);
  });
});
