import { SeqwardenError } from '@seqwarden/proof';
import type { Context } from '../context.ts';
import { oneLine } from './one-line.ts';

/** Says what went wrong and what to do: to people on standard error, with `--json` also as one document. Returns the exit code. */
export function reportError(error: unknown, context: Context, json: boolean): number {
  const ours =
    error instanceof SeqwardenError
      ? error
      : new SeqwardenError('INTERNAL', stackOf(error), { cause: error });
  context.err(
    `seqwarden: ${ours.code === 'INTERNAL' ? ours.message : oneLine(ours.message)} [${ours.code}]\n  ${ours.advice}\n`,
  );
  if (json)
    context.out(
      `${JSON.stringify({ error: { code: ours.code, message: ours.message, advice: ours.advice } }, null, 2)}\n`,
    );
  return ours.exit;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
