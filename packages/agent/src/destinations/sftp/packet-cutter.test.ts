import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PacketCutter } from './packet-cutter.ts';
import { bytes } from './wire.ts';

test('packets come out whole and in order, however they arrive', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 5, maxLength: 40 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      (packets, sizes) => {
        const stream = Buffer.concat(packets.map(packet => bytes(packet)));
        const cutter = new PacketCutter();
        const found: Buffer[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          cutter.add(stream.subarray(at, at + size));
          at += size;
          for (let packet = cutter.next(); packet !== undefined; packet = cutter.next()) found.push(packet);
        }
        assert.deepEqual(
          found.map(packet => packet.toString('hex')),
          packets.map(packet => Buffer.from(packet).toString('hex')),
        );
      },
    ),
  );
});

test('a length that no packet has is refused before its bytes are waited for', () => {
  for (const length of [0, 4, 2 ** 20, 2 ** 32 - 1]) {
    const cutter = new PacketCutter();
    const head = Buffer.alloc(4);
    head.writeUInt32BE(length);
    cutter.add(head);
    assert.throws(() => cutter.next(), RangeError);
  }
});
