import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { type CopiedRun, custodyGap } from '@seqwarden/cases/gap';
import { Arguments } from '../src/arguments.ts';
import type { KnownCases } from '../src/casework/known-cases.ts';
import { viewCases } from '../src/casework/view-cases.ts';
import { World } from './world.ts';

const SERIAL = 'MSIM0001';

class Site extends World {
  async good(...argv: string[]): Promise<string> {
    const { code, out, err } = await this.seqwarden(...argv);
    assert.equal(code, 0, err);
    return out;
  }

  async copied(seed: string): Promise<string> {
    const run = await this.simulated(seed);
    await this.good('copy', run, '--to', this.at('archive'));
    return basename(run);
  }

  view(): Promise<KnownCases> {
    const context = {
      ...{ out: () => {}, err: () => {}, terminal: false, env: this.env, now: () => new Date() },
      ...{ version: '0.0.0-test', input: process.stdin, signal: new AbortController().signal },
    };
    return viewCases(new Arguments([], { trust: 'strings' }, { least: 0, most: 0 }), context);
  }

  async kept(): Promise<readonly CopiedRun[]> {
    return (await this.view()).copiedRunsOf(SERIAL);
  }

  /** What the records of the register say, without anything that was kept. */
  async told(): Promise<readonly object[]> {
    const { entries } = JSON.parse(await this.good('log', 'show', '--json'));
    return entries.flatMap(({ index, payload }: { readonly index: number; readonly payload: string }) => {
      const { predicate } = JSON.parse(Buffer.from(payload, 'base64').toString());
      if (predicate.made !== 'at-copy') return [];
      const { run, instrument, sealedAt } = predicate;
      const { vendor, serial, mode } = instrument;
      const says = { run: run.id.value, vendor: vendor.value, serial: serial.value, mode: mode.value };
      return [{ log: this.log, index, ...says, sealedAt }];
    });
  }

  get log(): string {
    const [log] = readdirSync(this.at('state', 'seqwarden', 'log')).filter(one => /^[0-9a-f]{32}$/.test(one));
    assert.ok(log);
    return log;
  }

  get cache(): string {
    return this.at('state', 'seqwarden', 'cases', `${this.log}.sqlite`);
  }
}

describe('of runs that were copied and sealed the casebook keeps what the register says, and', () => {
  const site = new Site({ after });
  const names: string[] = [];
  before(async () => {
    await site.good('init', ...site.passphrase());
    names.push(await site.copied('1'));
    await site.good('seal', await site.simulated('2'));
  });

  it('tells nothing of copies where a seal was made later', async () => {
    const runs = await site.kept();
    assert.deepEqual(
      runs.map(({ run }) => run),
      names,
    );
    assert.deepEqual(runs, await site.told());
    const installed = { vendor: runs[0]?.vendor ?? null, model: null, serial: SERIAL, id: 'main' };
    const done = { from: '2099-01-01T00:00:00.000Z', until: '2099-01-01T01:00:00.000Z' };
    const gap = custodyGap(installed, done, runs, '2099-02-01T00:00:00.000Z');
    assert.deepEqual([gap.lastBefore?.run, gap.firstAfter], [names[0], null]);
  });

  it('knows those of one device from those of another', async () => {
    assert.deepEqual((await site.view()).copiedRunsOf('MSIM0002'), []);
  });

  it('goes on with those that came since', async () => {
    await site.kept();
    names.push(await site.copied('3'));
    const runs = await site.kept();
    assert.equal(runs.length, 2);
    assert.deepEqual(runs, await site.told());
  });

  it('comes to the same where it is deleted', async () => {
    rmSync(site.cache);
    assert.deepEqual(await site.kept(), await site.told());
  });

  it('is put away where a day is another than the one that was kept, and then made anew', async () => {
    const db = new DatabaseSync(site.cache);
    const { changes } = db
      .prepare(`UPDATE copied SET kept = replace(kept, '"sealedAt":"2', '"sealedAt":"1')`)
      .run();
    db.close();
    assert.equal(changes, 2);
    await assert.rejects(site.kept(), { code: 'CASE_STORE_UNUSABLE', message: /give the command again/ });
    assert.deepEqual(await site.kept(), await site.told());
  });
});
