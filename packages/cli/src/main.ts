import type { Missed } from '@seqwarden/agent/casebook';
import { SeqwardenError } from '@seqwarden/proof';
import { Arguments } from './arguments.ts';
import { askHidden } from './ask-hidden.ts';
import { type Command, optionTypes } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import type { Context, HandedOn } from './context.ts';
import { commandHelp, commandNamed, groupOf, help, usageOf } from './help.ts';
import { plainOutput } from './text/plain-output.ts';
import { reportError } from './text/report-error.ts';
import { VERSION } from './version.ts';

const INSIST_AFTER_MS = 1000;

/** The command: its arguments in, its exit code out. Everything that can go wrong ends here, with its code. */
export async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  let first: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      // One Ctrl-C arrives several times: from the terminal, from npm, from the launcher. One that comes later is meant.
      const now = performance.now();
      first ??= now;
      stop.abort(new SeqwardenError('INTERRUPTED', `stopped by ${name}`));
      if (now - first > INSIST_AFTER_MS) process.exit(2);
    });
  }
  // Whoever reads our output may have seen enough, as `| head` does: that is no error of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', error => {
      if (!('code' in error && error.code === 'EPIPE')) throw error;
    });
  }
  const context: Context = {
    out: text => void process.stdout.write(text),
    err: text => void process.stderr.write(text),
    // https://no-color.org
    colours: process.stdout.isTTY === true && !process.env.NO_COLOR,
    terminal: process.stderr.isTTY === true,
    env: process.env,
    now: () => new Date(),
    version: VERSION,
    input: process.stdin,
    askHidden: process.stdin.isTTY
      ? question => askHidden(process.stdin, text => process.stderr.write(text), question)
      : undefined,
    signal: stop.signal,
  };
  return runCommand(argv, context);
}

/** As {@link main}, in a world that is handed in. */
export async function runCommand(argv: readonly string[], world: Context): Promise<number> {
  const context: Context = {
    ...world,
    out: text => world.out(plainOutput(text)),
    err: text => world.err(plainOutput(text)),
  };
  const { name, rest } = split(argv);
  const wantsJson = rest.includes('--json');
  const wantsHelp = rest.includes('--help') || rest.includes('-h');
  let command: Command | undefined;
  try {
    if (name === '--version' || name === 'version') {
      context.out(`seqwarden ${context.version}\n`);
      return 0;
    }
    if (name === 'help' || name === '--help' || name === '-h') {
      context.out(await help(rest.length > 0 ? split(rest).name : undefined));
      return 0;
    }
    if (wantsHelp && groupOf(name).length > 0) {
      context.out(await help(name));
      return 0;
    }
    command = await commandNamed(name);
    if (wantsHelp) {
      context.out(commandHelp(name, command));
      return 0;
    }
    command.first?.(context);
    return await run(command, rest, context);
  } catch (error) {
    const code = reportError(error, context, wantsJson);
    if (command !== undefined && error instanceof SeqwardenError && error.code === 'USAGE')
      context.err(`  ${usageOf(name, command)}\n`);
    return code;
  }
}

/** What is left out is put before what was given, where a `--` ends the options. */
async function run(command: Command, given: readonly string[], context: Context): Promise<number> {
  const argumentsOf = (argv: readonly string[], missed: readonly Missed[]) =>
    new Arguments(argv, optionTypes(command), command.positionals, missed);
  const args = argumentsOf(given, []);
  const more: string[] = [];
  const missed: Missed[] = [];
  let handed: HandedOn | undefined;
  for (const [name, { orElse }] of Object.entries(command.options)) {
    if (orElse === undefined || args.texts(name).length > 0) continue;
    const left = await orElse(args, context);
    more.push(...left.values.map(value => `--${name}=${value}`));
    missed.push(...left.missed);
    handed = left.handed ?? handed;
  }
  const whole = more.length + missed.length === 0 ? args : argumentsOf([...more, ...given], missed);
  const code = await command.run(whole, handed === undefined ? context : { ...context, handed });
  // What a person signed is entered all the same.
  const isAnswer = command.isAnswer ?? !('signer' in command.options);
  return code === 0 && missed.length > 0 && isAnswer ? 3 : code;
}

/** Some commands have two words: `log adopt`. */
function split([first = 'tour', second, ...more]: readonly string[]): {
  readonly name: string;
  readonly rest: readonly string[];
} {
  const both = `${first} ${second}`;
  if (second !== undefined && Object.hasOwn(COMMANDS, both)) return { name: both, rest: more };
  return { name: first, rest: second === undefined ? [] : [second, ...more] };
}
