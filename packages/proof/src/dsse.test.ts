import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import { newKey, type TestKey } from '../test/sealed-example.ts';
import { type Bytes, utf8 } from './bytes.ts';
import { decodeEnvelope, PAYLOAD_TYPE, pae, signEnvelope } from './dsse.ts';
import { verifyRaw } from './ecdsa.ts';
import { SeqwardenError } from './errors.ts';
import { MAX_STATEMENT } from './statement.ts';

const asText = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('the pre-authentication encoding is that of the DSSE specification', () => {
  assert.equal(
    asText(pae('http://example.com/HelloWorld', utf8('hello world'))),
    'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
  );
  assert.equal(asText(pae('é', utf8('ü'))), 'DSSEv1 2 é 2 ü');
});

describe('an envelope', () => {
  let key: TestKey;
  let file: Bytes;
  before(async () => {
    key = newKey();
    file = await signEnvelope(utf8('{"payload":true}'), key.keyid, key.sign);
  });

  test('gives back its payload, its key id and a signature that verifies', async () => {
    const envelope = decodeEnvelope(file);
    assert.equal(asText(envelope.payload), '{"payload":true}');
    assert.equal(envelope.keyid, key.keyid);
    assert.equal(await verifyRaw(key.spki, pae(PAYLOAD_TYPE, envelope.payload), envelope.raw), true);
  });

  test('with any bytes changed is refused, or no longer the same signed content', async () => {
    const original = decodeEnvelope(file);
    const change = fc.tuple(fc.nat(file.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async changes => {
        const changed = changes.reduce<Bytes>((bytes, [at, value]) => bytes.with(at, value), file);
        fc.pre(!Buffer.from(changed).equals(file));
        try {
          assert.notDeepEqual(decodeEnvelope(changed), original);
        } catch (error) {
          assert.ok(error instanceof SeqwardenError && error.code.startsWith('ENVELOPE_'), String(error));
        }
      }),
      { numRuns: 500 },
    );
  });

  const REFUSED: Record<string, [(text: string) => string, string]> = {
    'with blanks between its parts': [text => text.replace('","', '", "'), 'ENVELOPE_NOT_CANONICAL'],
    'without its line feed': [text => text.trimEnd(), 'ENVELOPE_NOT_CANONICAL'],
    'with its keys in another order': [
      text => text.replace(/^\{("payload":"[^"]*"),("payloadType":"[^"]*")/, '{$2,$1'),
      'ENVELOPE_NOT_CANONICAL',
    ],
    'with a letter written as an escape': [
      text => text.replace('payloadType', 'p\\u0061yloadType'),
      'ENVELOPE_NOT_CANONICAL',
    ],
    'with two payloads': [text => text.replace('{', '{"payload":"e30=",'), 'ENVELOPE_SIGNATURE_COUNT'],
    'with two lists of signatures': [
      text => text.replace('{', '{"signatures":[],'),
      'ENVELOPE_SIGNATURE_COUNT',
    ],
    'with two signatures': [text => text.replace(/\[(.*)\]/, '[$1,$1]'), 'ENVELOPE_SIGNATURE_COUNT'],
    'without a signature': [text => text.replace(/\[.*\]/, '[]'), 'ENVELOPE_SIGNATURE_COUNT'],
    'with two key ids': [text => text.replace('"sig"', '"keyid":"","sig"'), 'ENVELOPE_MALFORMED'],
    'with a key that DSSE does not have': [text => text.replace('{', '{"x":1,'), 'ENVELOPE_MALFORMED'],
    'of another payload type': [text => text.replace('in-toto', 'in-toti'), 'ENVELOPE_MALFORMED'],
    'whose base64 has no padding': [text => text.replace('="', '"'), 'ENVELOPE_MALFORMED'],
    'that is cut off': [text => text.slice(0, 40), 'ENVELOPE_MALFORMED'],
    'that is nested absurdly': [() => '['.repeat(60_000), 'ENVELOPE_MALFORMED'],
    'of 64 KiB': [text => text.padEnd(65_536), 'ENVELOPE_MALFORMED'],
  };
  for (const [what, [change, code]] of Object.entries(REFUSED)) {
    test(`${what} is refused with ${code}`, () => {
      const changed = change(asText(file));
      assert.notEqual(changed, asText(file));
      assert.throws(() => decodeEnvelope(utf8(changed)), { code });
    });
  }

  test('has room for the longest statement, and refuses more than 64 KiB', async () => {
    const longest = await signEnvelope(new Uint8Array(MAX_STATEMENT), key.keyid, key.sign);
    assert.ok(longest.length < 65_536);
    await assert.rejects(signEnvelope(new Uint8Array(50_000), key.keyid, key.sign), {
      code: 'STATEMENT_TOO_LARGE',
    });
  });
});
