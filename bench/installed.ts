import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from '../scripts/pack.ts';
import { ROOT } from '../scripts/testing/needs.ts';

/** The node that is found first on the PATH outside this project: what a user starts the command with. */
const OUTSIDE = (process.env.PATH ?? '')
  .split(':')
  .filter(folder => !folder.includes('node_modules'))
  .join(':');
export const NODE = execFileSync('/bin/sh', ['-c', 'command -v node'], {
  env: { ...process.env, PATH: OUTSIDE },
})
  .toString()
  .trim();

export interface Installed {
  /** The launcher, as a user calls it. */
  readonly launcher: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The built package in `folder`, with a key and a trust file of an account that has all its own there. */
export async function install(folder: string): Promise<Installed> {
  await pack(join(folder, 'built'));
  // where the launcher finds the packaged Node
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'built', 'package', 'node_modules'));
  const launcher = join(folder, 'built', 'package', 'bin', 'seqwarden.js');
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
  };
  execFileSync(NODE, [launcher, 'init'], { env, stdio: 'ignore' });
  return { launcher, env };
}
