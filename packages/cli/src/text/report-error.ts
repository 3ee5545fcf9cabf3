import { SeqwardenError } from '@seqwarden/proof';
import type { Context } from '../context.ts';
import { ToldError } from '../told-error.ts';
import { withErrnoWords } from './errno-words.ts';
import { oneLine } from './one-line.ts';

/** Says what went wrong and what to do: to people on standard error, with `--json` also as one document. Returns the exit code. */
export function reportError(error: unknown, context: Context, json: boolean): number {
  const ours =
    error instanceof SeqwardenError
      ? error
      : new SeqwardenError('INTERNAL', stackOf(error), { cause: error });
  const message = ours === error ? messageOf(ours) : ours.message;
  if (!(ours instanceof ToldError)) context.err(`seqwarden: ${message} [${ours.code}]\n  ${ours.advice}\n`);
  if (json)
    context.out(
      `${JSON.stringify({ error: { code: ours.code, message: ours.message, advice: ours.advice } }, null, 2)}\n`,
    );
  return ours.exit;
}

/** What an error says, for a note that goes on: a line each, indented. */
export function messageLines(error: SeqwardenError): string {
  return `${messageOf(error).replace(/^/gm, '  ')}\n`;
}

/** On one line, since it may quote a name; what is wrong with a file that a person of the lab wrote is a line each, and that person is trusted. */
function messageOf({ code, message: said }: SeqwardenError): string {
  const message = withErrnoWords(said);
  const isList = ['CONFIG_UNUSABLE', 'DIRECTORY_UNUSABLE', 'INVENTORY_UNUSABLE'].includes(code);
  return isList ? message.split('\n').map(oneLine).join('\n') : oneLine(message);
}

/** The message on one line, since it may quote a name; then the calls, a line each. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  const head = `${error.name}: ${error.message}`;
  const stack = error.stack ?? '';
  const calls = stack.split('\n').filter(line => line.startsWith('    at ') && !head.includes(line));
  return [head, ...calls].map(oneLine).join('\n');
}
