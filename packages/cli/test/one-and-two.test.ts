import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it, mock } from 'node:test';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

const POLICY = { seqwardenPolicy: 1, tolerate: { added: ['note*'], missing: [] } };

/** What is said of a run of so many files and links, to whose copy, which holds no links, as many notes are added. */
async function saidOf(world: World, howMany: number): Promise<string> {
  const run = world.at('runs', `RUN${howMany}`);
  mkdirSync(run);
  writeFileSync(join(run, 'RunInfo.xml'), '<RunInfo/>');
  for (let i = 2; i <= howMany; i++) writeFileSync(join(run, `file${i}`), '');
  for (let i = 1; i <= howMany; i++) symlinkSync('RunInfo.xml', join(run, `link${i}`));
  writeFileSync(world.at('policy.json'), JSON.stringify(POLICY));
  const inArchive = world.at('archive', `RUN${howMany}`);

  const copied = await world.with(
    { terminal: true },
    'copy',
    run,
    '--to',
    world.at('archive'),
    '--incomplete',
  );
  const verified = await world.seqwarden('verify', inArchive);
  for (let i = 1; i <= howMany; i++) writeFileSync(join(inArchive, `note${i}`), '');
  const tolerated = await world.seqwarden('verify', inArchive, '--policy', world.at('policy.json'));
  const changed = await world.seqwarden('verify', inArchive);
  return [copied.err, verified.out, tolerated.out, changed.out].join('');
}

describe('what is counted is called', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });

  it('by its singular where it is one, and by its plural where it is two', async () => {
    await world.seqwarden('init');
    const lines = (one: boolean) =>
      [
        one ? /\] 1 of 1 file, / : /\] 2 of 2 files, /,
        one ? /\n1 file, \S+ B, 1 written\n/ : /\n2 files, \S+ B, 2 written\n/,
        one ? /: 1 symlink\n/ : /: 2 symlinks\n/,
        one ? /unchanged since \S+: 1 file\n/ : /unchanged since \S+: 2 files\n/,
        one ? /policy: 1 difference\n/ : /policy: 2 differences\n/,
        one ? /along: 1 link or empty folder\n/ : /along: 2 links or empty folders\n/,
        one ? /; 1 file as sealed\n/ : /; 2 files as sealed\n/,
        one ? /\(1 file\)\n/ : /\(2 files\)\n/,
      ] as const;
    for (const howMany of [1, 2]) {
      const said = await saidOf(world, howMany);
      for (const line of lines(howMany === 1)) assert.match(said, line);
    }
  });
});
