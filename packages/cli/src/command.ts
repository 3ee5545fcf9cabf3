import type { Arguments, Options, OptionType } from './arguments.ts';
import type { Context } from './context.ts';

/** One subcommand. A file each, in commands/. */
export interface Command {
  /** What follows the command's name in `help`. */
  readonly usage: string;
  readonly summary: string;
  /** Name and meaning of each option, for `help`; the type tells whether it takes a value. */
  readonly options: Readonly<Record<string, { readonly type: OptionType; readonly help: string }>>;
  readonly positionals: { readonly least: number; readonly most: number };
  /** Said before anything else, also where the arguments are wrong. */
  readonly first?: (context: Context) => void;
  /** Returns the exit code; throws SeqwardenError, which `main` reports. */
  readonly run: (args: Arguments, context: Context) => Promise<number>;
}

export function optionTypes(command: Command): Options {
  return Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, type]));
}
