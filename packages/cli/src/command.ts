import type { Missed } from '@seqwarden/agent/casebook';
import type { Arguments, Options, OptionType } from './arguments.ts';
import type { Context, HandedOn } from './context.ts';

export interface Option {
  readonly type: OptionType;
  readonly help: string;
  /** What counts where the option is left out; without it, what the command itself takes then. */
  readonly orElse?: (args: Arguments, context: Context) => Promise<LeftOut>;
}

export interface LeftOut {
  /** As if they had been given; empty: the option stays left out. */
  readonly values: readonly string[];
  /** What of it could not be read, and was told: who only looks cannot tell then (exit 3). */
  readonly missed: readonly Missed[];
  /** What was read for it. */
  readonly handed?: HandedOn;
}

/** One subcommand. A file each, in commands/. */
export interface Command {
  /** What follows the command's name in `help`. */
  readonly usage: string;
  readonly summary: string;
  /** Name and meaning of each option, for `help`; the type tells whether it takes a value. */
  readonly options: Readonly<Record<string, Option>>;
  readonly positionals: { readonly least: number; readonly most: number };
  /** Its exit code says what is known, though it takes a key: one of what was entered at a person's word would not. */
  readonly isAnswer?: boolean;
  /** Said before anything else, also where the arguments are wrong. */
  readonly first?: (context: Context) => void;
  /** Returns the exit code; throws SeqwardenError, which `main` reports. */
  readonly run: (args: Arguments, context: Context) => Promise<number>;
}

export function optionTypes(command: Command): Options {
  return Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, type]));
}
