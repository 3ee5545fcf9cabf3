import { agentConfig } from '../../agent-config-file.ts';
import type { Arguments } from '../../arguments.ts';

/** The roots of the configuration that is named: a bare name of a run may lie there. Throws CONFIG_UNUSABLE. */
export function rootsOf(args: Arguments): readonly string[] {
  const config = args.text('config');
  return config === undefined ? [] : agentConfig(config).roots.map(({ path }) => path);
}
