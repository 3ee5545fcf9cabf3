import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { keepWorkers } from './kept-workers.ts';
import { type Said, World } from './world.ts';

/** One byte of a base call is another. */
function alter(folder: string): void {
  const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(name => name.endsWith('.bcl'));
  assert.ok(file);
  const bytes = readFileSync(join(folder, file));
  writeFileSync(join(folder, file), bytes.with(bytes.length - 1, 255 - (bytes.at(-1) ?? 0)));
}

/** A thief has a seal key and sets his clock back to before it ended; its lab has a register that knows the end. */
describe('a stolen seal key that ended since', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  const thief = { XDG_CONFIG_HOME: world.at('thief'), XDG_STATE_HOME: world.at('thief-state') };
  const config = (name: string) => world.at('config', 'seqwarden', name);
  const archive = world.at('archive');
  let run = '';
  let past = new Date(0);
  const steals = (...argv: string[]): Promise<Said> => world.with({ env: thief, now: () => past }, ...argv);
  const mayDelete = () =>
    world.seqwarden('may-delete', run, '--at', archive, '--read-back-within', '10', '--keep', '0', '--json');

  before(async () => {
    assert.equal((await world.seqwarden('init', ...world.passphrase())).code, 0);
    run = await world.simulated();
    const { code, err } = await world.seqwarden('copy', run, '--to', archive, '--confirm');
    assert.equal(code, 0, err);
    mkdirSync(world.at('thief', 'seqwarden'), { recursive: true, mode: 0o700 });
    for (const name of ['seal-key.pem', 'seal-key.pub.pem', 'trust.json', 'allowed_signers'])
      cpSync(config(name), world.at('thief', 'seqwarden', name));
    past = new Date();
  });

  it('lifts no hold, not even while it lives: the register does not have that lift', async () => {
    assert.equal((await mayDelete()).code, 0);
    const held = await world.seqwarden('hold', run, '--reason', 'litigation', '--at', archive);
    assert.equal(held.code, 0, held.err);
    const lifted = await steals('hold', run, '--lift', '--reason', 'over', '--at', archive);
    assert.equal(lifted.code, 0, lifted.err);
    const { code, out } = await mayDelete();
    assert.equal(code, 1, out);
    assert.match(out, /litigation/);
  });

  it('lifts none after its rotation, and what was said and entered before still counts', async () => {
    const rotated = await world.seqwarden('keys', 'rotate');
    assert.equal(rotated.code, 0, rotated.err);
    const folder = world.at('archive', '.seqwarden', 'holds');
    const [holds = ''] = readdirSync(folder);
    rmSync(join(folder, holds, '0002.intoto.json'));
    const trusted = readFileSync(config('trust.json'), 'utf8');
    writeFileSync(config('trust.json'), trusted.replace(/("logRequired": )true/, '$1false'));
    assert.equal((await steals('hold', run, '--lift', '--reason', 'over', '--at', archive)).code, 0);
    const { code, out } = await mayDelete();
    assert.equal(code, 1, out);
    assert.match(out, /litigation/);
    const lifted = await world.seqwarden('hold', run, '--lift', '--reason', 'over', '--at', archive);
    assert.equal(lifted.code, 0, lifted.err);
    rmSync(join(folder, holds, '0002.intoto.json'));
    const free = await mayDelete();
    assert.equal(free.code, 0, free.out);
  });

  it('seals nothing that verifies, although no proof is demanded', async () => {
    const altered = world.at('altered', basename(run));
    cpSync(run, altered, { recursive: true });
    alter(altered);
    const sealed = await steals('seal', altered, '--incomplete');
    assert.equal(sealed.code, 0, sealed.err);
    const { code, out, err } = await world.seqwarden('verify', altered, '--json');
    assert.equal(code, 3, err);
    assert.deepEqual(JSON.parse(out).codes, ['LOG_PROOF_MISSING']);
  });

  it('has no seal carried on in silence: without its proof a copy is told to be none that verifies', async () => {
    const stripped = world.at('stripped', basename(run));
    cpSync(join(archive, basename(run)), stripped, { recursive: true });
    rmSync(join(stripped, 'Custody', 'seal.tlog-proof'));
    const trust = world.at('demanding.json');
    const text = readFileSync(world.at('thief', 'seqwarden', 'trust.json'), 'utf8');
    writeFileSync(trust, text.replace(/("logRequired": )false/, '$1true'), { mode: 0o600 });
    const to = (name: string) => {
      mkdirSync(world.at(name));
      return ['copy', stripped, '--to', world.at(name), '--trust', trust] as const;
    };
    const { code, err } = await steals(...to('his'));
    assert.equal(code, 3, err);
    assert.match(err, /\[LOG_PROOF_MISSING\] the seal was carried on, and does not verify/);
    const ours = await world.seqwarden(...to('ours'));
    assert.equal(ours.code, 0, ours.err);
    const found = await world.seqwarden('verify', world.at('ours', basename(run)), '--trust', trust);
    assert.equal(found.code, 0, found.out);
  });
});
