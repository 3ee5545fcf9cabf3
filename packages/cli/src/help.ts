import { SeqwardenError } from '@seqwarden/proof';
import type { Command } from './command.ts';
import { COMMANDS } from './commands/index.ts';

/** The launcher starts it without us: what listens must not be reachable from here. */
const WITNESS =
  "  witness            Countersign other people's registers: a program of its own, the only one that listens. `seqwarden witness help` tells how.\n";

/** Throws USAGE; for the first word of several commands it names them. */
export async function commandNamed(name: string): Promise<Command> {
  const load = Object.entries(COMMANDS).find(([known]) => known === name)?.[1];
  if (load !== undefined) return load();
  const group = groupOf(name);
  throw new SeqwardenError(
    'USAGE',
    group.length > 0
      ? `${name} needs a second word: ${group.map(known => known.slice(name.length + 1)).join(', ')}`
      : `there is no command ${JSON.stringify(name)}`,
  );
}

/** Of all commands, of those that begin with this word, or of one. Throws USAGE. */
export async function help(name: string | undefined): Promise<string> {
  const end =
    'seqwarden help COMMAND tells the options. Exit codes: 0 good, 1 bad news, 2 wrong usage or unusable input, 3 cannot tell.\n';
  if (name === undefined)
    return `usage: seqwarden COMMAND [ARGUMENT...]\n\n${await listOf(Object.keys(COMMANDS))}${WITNESS}\n${end}`;
  const group = groupOf(name);
  if (group.length > 0) return `${await listOf(group)}\n${end}`;
  return commandHelp(name, await commandNamed(name));
}

export function commandHelp(name: string, command: Command): string {
  const options = Object.entries(command.options).map(
    ([option, { type, help: text }]) =>
      `${`  --${option}${type === 'boolean' ? '' : ' …'}`.padEnd(23)} ${text}\n`,
  );
  return `${usageOf(name, command)}\n\n${command.summary}\n${options.length > 0 ? `\n${options.join('')}` : ''}`;
}

export function usageOf(name: string, { usage }: Command): string {
  return `usage: seqwarden ${name} ${usage}`.trimEnd();
}

/** The commands of two words that begin with this one: `case open`, `case list` and so on of `case`. */
export function groupOf(name: string): readonly string[] {
  return Object.keys(COMMANDS).filter(known => known.startsWith(`${name} `));
}

async function listOf(names: readonly string[]): Promise<string> {
  const lines = await Promise.all(
    names.map(async name => `  ${name.padEnd(19)}${(await commandNamed(name)).summary}\n`),
  );
  return lines.join('');
}
