import { parseArgs } from 'node:util';
import { SeqwardenError } from '@seqwarden/proof';
import { encodeVerifierKey } from '@seqwarden/proof/log';
import { parseListenAddress } from './listen-address.ts';
import { plainText } from './plain-text.ts';
import { serve } from './serve.ts';
import { show } from './show.ts';
import { addKnownLog } from './state/known-logs.ts';
import { requirePrivateFolder } from './state/private-folder.ts';
import { makeWitnessKey } from './state/witness-key.ts';

const DEFAULT_ADDRESS = '127.0.0.1:8480';

const HELP = `usage: seqwarden witness init --name NAME --state DIR
       seqwarden witness add-log VKEY --state DIR
       seqwarden witness serve --state DIR [--listen ADDRESS:PORT] [--as-root]
       seqwarden witness show --state DIR

Countersign the checkpoints of other people's logs, each log in one history only. A program of its own: the only one of Seqwarden that listens.

  --state DIR             folder of this witness alone: its key, the logs that it knows, what it has on record
  --name NAME             what the witness is called in its signatures, as witness.lab.example/w1
  --listen ADDRESS:PORT   default: ${DEFAULT_ADDRESS}, which only this machine reaches
  --as-root               serve although this account is root, as in a container

init prints the verifier key of the witness, for those who run logs. add-log takes the verifier key of a log; a witness that is at work reads it
on SIGHUP. show prints, as JSON, what is on record, and what was kept as evidence.
`;

/** How many arguments each takes besides its options. */
const TAKES: Readonly<Record<string, number>> = { init: 0, 'add-log': 1, serve: 0, show: 0 };

type Values = Readonly<Record<'state' | 'name' | 'listen', string | undefined>> & {
  readonly 'as-root': boolean;
};

/** `seqwarden witness`, a program of its own: its arguments in, its exit code out. */
export async function main(argv: readonly string[]): Promise<number> {
  const err = (text: string) => void process.stderr.write(plainText(text));
  const out = (text: string) => void process.stdout.write(plainText(text));
  try {
    return await run(argv, out, err);
  } catch (error) {
    const ours = error instanceof SeqwardenError ? error : new SeqwardenError('INTERNAL', stackOf(error));
    err(`seqwarden: ${ours.message} [${ours.code}]\n  ${ours.advice}\n`);
    return ours.exit;
  }
}

async function run(
  argv: readonly string[],
  out: (text: string) => void,
  err: (text: string) => void,
): Promise<number> {
  const { values, positionals, wantsHelp } = parsed(argv);
  const [verb, ...rest] = positionals;
  if (wantsHelp || verb === 'help') {
    out(HELP);
    return 0;
  }
  if (verb === undefined || !Object.hasOwn(TAKES, verb))
    throw new SeqwardenError('USAGE', `name what the witness is to do: ${Object.keys(TAKES).join(', ')}`);
  if (rest.length !== TAKES[verb])
    throw new SeqwardenError('USAGE', 'an argument is missing, or one is too many');
  const folder = required(values, 'state');
  switch (verb) {
    case 'init': {
      const { verifier } = makeWitnessKey(folder, required(values, 'name'));
      out(`${encodeVerifierKey(verifier)}\n`);
      return 0;
    }
    case 'add-log': {
      requirePrivateFolder(folder);
      const { key, isNew } = addKnownLog(folder, rest[0] ?? '');
      err(`${isNew ? 'Known from now on' : 'Known already'}: ${key.name}\n`);
      return 0;
    }
    case 'serve':
      requireNoRoot(values['as-root']);
      await serve({
        folder,
        address: parseListenAddress(values.listen ?? DEFAULT_ADDRESS),
        write: err,
        now: () => new Date(),
      });
      return 0;
    case 'show':
      out(`${JSON.stringify(show(folder), null, 2)}\n`);
      return 0;
    default:
      throw new Error(`nothing is done for ${verb}`);
  }
}

function parsed(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    state: text,
    name: text,
    listen: text,
    'as-root': flag,
    help: { ...flag, short: 'h' },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const { state, name, listen, 'as-root': asRoot, help } = values;
    return { values: { state, name, listen, 'as-root': asRoot }, positionals, wantsHelp: help };
  } catch (error) {
    throw new SeqwardenError('USAGE', error instanceof Error ? error.message : String(error));
  }
}

function required(values: Values, name: 'state' | 'name'): string {
  const value = values[name];
  if (value === undefined || value === '') throw new SeqwardenError('USAGE', `--${name} is missing`);
  return value;
}

/** What anybody can reach and has all rights is what Seqwarden was written against. */
function requireNoRoot(isMeant: boolean): void {
  if (process.getuid?.() === 0 && !isMeant)
    throw new SeqwardenError(
      'USAGE',
      'this account is root: run the witness as an account of its own, or say --as-root',
    );
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
