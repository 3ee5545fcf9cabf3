import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addSignature, parseNote, parseSignatureLine, verifyCosignature } from '@seqwarden/proof/log';
import { consistency, history, TestLog } from './support/test-log.ts';
import { newState, requestOf, say, send, serving } from './support/witness-process.ts';

/** What C2SP tlog-witness asks of `add-checkpoint`, one rule after the other, of the program that is shipped. */
test('add-checkpoint does what the specification says', async t => {
  const log = new TestLog();
  const { state, key } = newState(t, [log.vkey]);
  const { url, lines, stop } = await serving(t, state);
  const at = (size: number, name = 'a', common = 0) => log.checkpoint(history(size, name, common));
  const rule = (what: string, check: () => Promise<void>) => t.test(what, check);
  const verified = async (text: string, checkpoint: Uint8Array) => {
    assert.match(text, /^\u2014 [^\n]*\n$/);
    return verifyCosignature(parseNote(checkpoint), parseSignatureLine(text.slice(0, -1)), key);
  };

  await rule('the first checkpoint of a log is taken from old 0, without a proof', async () => {
    const checkpoint = await at(3);
    const { status, type, text } = await send(url, requestOf(0, [], checkpoint));
    assert.equal(status, 200);
    assert.match(type, /^text\/plain/);
    const seconds = await verified(text, checkpoint);
    assert.ok(Math.abs(seconds - Date.now() / 1000) < 60);
  });

  await rule('a larger one is taken with its consistency proof', async () => {
    const checkpoint = await at(7);
    const { status, text } = await send(url, requestOf(3, consistency(history(7), 3), checkpoint));
    assert.equal(status, 200);
    await verified(text, checkpoint);
  });

  await rule('the same one is signed again, from its own size, without a proof', async () => {
    const checkpoint = await at(7);
    const { status, text } = await send(url, requestOf(7, [], checkpoint));
    assert.equal(status, 200);
    await verified(text, checkpoint);
  });

  await rule('signatures of unknown keys are ignored, and other signatures are no hindrance', async () => {
    const { keyId } = new TestLog('log.test/other').key;
    const stranger = { name: log.key.name, keyId, signature: new Uint8Array(64) };
    const checkpoint = addSignature(await at(7), stranger);
    assert.equal((await send(url, requestOf(7, [], checkpoint))).status, 200);
  });

  await rule('404: the origin is unknown', async () => {
    const other = await new TestLog('log.test/unknown').checkpoint(history(1));
    assert.equal((await send(url, requestOf(0, [], other))).status, 404);
  });

  await rule('403: no trusted key has signed', async () => {
    const impostor = await new TestLog().checkpoint(history(8));
    assert.equal((await send(url, requestOf(7, consistency(history(8), 7), impostor))).status, 403);
  });

  await rule('403: a line claims a trusted key and is wrong, also beside one that is right', async () => {
    const good = await at(8);
    const { name, keyId } = log.key;
    const wrong = addSignature(good, { name, keyId, signature: new Uint8Array(64) });
    assert.equal((await send(url, requestOf(7, consistency(history(8), 7), wrong))).status, 403);
  });

  await rule('400: old is larger than the checkpoint', async () => {
    assert.equal((await send(url, requestOf(8, [], await at(7)))).status, 400);
  });

  await rule('409: old is not the size on record, which is told', async () => {
    for (const old of [0, 3, 6]) {
      const answer = await send(url, requestOf(old, consistency(history(9), old), await at(9)));
      assert.deepEqual(answer, { status: 409, type: 'text/x.tlog.size', text: '7\n' });
    }
  });

  await rule('409: an earlier checkpoint, however genuine, takes nothing back', async () => {
    const answer = await send(url, requestOf(3, [], await at(3)));
    assert.deepEqual(answer, { status: 409, type: 'text/x.tlog.size', text: '7\n' });
  });

  await rule(
    '409: another root for the size on record, which is told only to who does not know it',
    async () => {
      const other = await at(7, 'b', 3);
      const { status, type } = await send(url, requestOf(7, [], other));
      assert.deepEqual({ status, type }, { status: 409, type: 'text/plain; charset=utf-8' });
      const answer = await send(url, requestOf(3, consistency(history(7, 'b', 3), 3), other));
      assert.deepEqual(answer, { status: 409, type: 'text/x.tlog.size', text: '7\n' });
    },
  );

  await rule(
    '422: the proof is of another tree, too long, too short, or there where none belongs',
    async () => {
      const proof = consistency(history(12), 7);
      const wrong = [
        requestOf(7, consistency(history(12, 'b', 3), 7), await at(12, 'b', 3)),
        requestOf(7, proof, await at(12, 'b', 7)),
        requestOf(7, proof.slice(1), await at(12)),
        requestOf(7, [...proof, new Uint8Array(32)], await at(12)),
        requestOf(7, [], await at(12)),
        requestOf(7, [new Uint8Array(32)], await at(7)),
      ];
      for (const request of wrong) assert.equal((await send(url, request)).status, 422);
    },
  );

  await rule('400: what is malformed, in each part', async () => {
    const checkpoint = await at(12);
    const proof = consistency(history(12), 7);
    const [first = '', second = ''] = proof.map(hash => Buffer.from(hash).toString('base64'));
    const text = Buffer.from(checkpoint).toString('utf8');
    const bodies = [
      '',
      'old 7',
      'old 7\n',
      `old 07\n${first}\n\n${text}`,
      `old -7\n${first}\n\n${text}`,
      `old 9007199254740993\n\n${text}`,
      `old 7 \n${first}\n\n${text}`,
      `Old 7\n${first}\n\n${text}`,
      `old 7\r\n${first}\n\n${text}`,
      `old 7\n${first.slice(0, -1)}\n\n${text}`,
      `old 7\n ${first}\n\n${text}`,
      `old 7\n${first}${second}\n\n${text}`,
      `old 7\n${`${first}\n`.repeat(64)}\n${text}`,
      `old 7\n${first}\n${text}`,
      `old 7\n${first}\n\n${text.trimEnd()}`,
      `old 7\n${first}\n\n\n${text}`,
      `old 7\n${first}\n\n${text.replace('12', '012')}`,
      `old 7\n${first}\n\n${text.replace('12', '9007199254740993')}`,
      `old 7\n${first}\n\n\u0000${text}`,
    ];
    for (const body of bodies)
      assert.equal((await send(url, body)).status, 400, JSON.stringify(body.slice(0, 60)));
    assert.equal((await send(url, log.signed('log.test/one\n0\nAAAA\n'))).status, 400);
  });

  await rule('none of that changed the record', async () => {
    const answer = await send(url, requestOf(7, consistency(history(12), 7), await at(12)));
    assert.equal(answer.status, 200);
  });

  await rule('the record outlives the process, and its end is good', async () => {
    assert.equal(await stop(), 0);
    assert.equal(lines.at(-1)?.event, 'refused');
    const again = await serving(t, state);
    const answer = await send(again.url, requestOf(7, [], await at(13)));
    assert.deepEqual(answer, { status: 409, type: 'text/x.tlog.size', text: '12\n' });
    await again.stop();
  });

  await rule('two signed histories are kept as evidence, the suspects that came true are not', async () => {
    const { logs, evidence } = JSON.parse(say('show', '--state', state));
    assert.equal(logs[0].latest.size, 12);
    const kinds = evidence.map(({ kind, size }: { kind: string; size: number }) => `${kind} ${size}`);
    assert.deepEqual(kinds.sort(), ['fork 7', 'suspect 12', 'suspect 12']);
    const fork = evidence.find(({ kind }: { kind: string }) => kind === 'fork');
    const shown = fork.request.slice(fork.request.indexOf('\n\n') + 2);
    for (const note of [fork.recorded, shown]) assert.match(note, /^log\.test\/one\n7\n/);
    assert.notEqual(fork.recorded, shown);
    assert.equal(lines.filter(({ event }) => event === 'fork').length, 1);
  });
});
