import { type HoldResult, liftHold, recordHold } from '@seqwarden/agent/retention';
import { isPlainText, MAX_REASON, SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { STATEMENT_SIGNER_OPTIONS } from '../person-signer.ts';
import { publishTo } from '../register.ts';
import { putJson, putText } from '../text/put-answer.ts';
import { PLACE_OPTIONS, placesOf } from './places.ts';
import { statementKeys, worstExit } from './shared.ts';

export const hold: Command = {
  usage: 'RUN --reason TEXT [--lift [--hold ID]] --config FILE | --at DEST...',
  summary:
    'Sign that a run must not be deleted, sealed or not, or that such a hold ends; it is recorded at its destinations.',
  options: {
    reason: {
      type: 'string',
      help: `why; signed and kept for ever, so no names of persons or samples; at most ${MAX_REASON} characters`,
    },
    lift: { type: 'boolean', help: 'end the hold that stands' },
    hold: {
      type: 'string',
      help: 'with --lift: which one, by the first 8 or more digits that may-delete shows',
    },
    ...STATEMENT_SIGNER_OPTIONS,
    ...PLACE_OPTIONS,
    trust: { type: 'strings', help: 'a trust file; may be given again; default: your own' },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const lift = args.flag('lift');
    const which = args.text('hold');
    if (which !== undefined && !lift) throw new SeqwardenError('USAGE', '--hold goes with --lift');
    if (which !== undefined && !/^[0-9a-f]{8,64}$/.test(which))
      throw new SeqwardenError('USAGE', '--hold takes 8 to 64 hex digits');
    const { specs: destinations } = placesOf(args);
    const reason = reasonOf(args);
    await using keys = await statementKeys(args, context, destinations);
    const { signer, trust, log } = keys;
    const options = {
      run: args.first(),
      destinations,
      reason,
      signer,
      trust,
      version: context.version,
      now: context.now,
      signal: context.signal,
    };
    const result = lift ? await liftHold({ ...options, hold: which }) : await recordHold(options);
    if (args.flag('json')) context.out(`${JSON.stringify(resultJson(result), null, 2)}\n`);
    else context.err(resultText(result, lift));
    await publishTo(log, destinations, context);
    return worstExit(result.places.flatMap(({ code }) => code ?? []));
  },
};

function reasonOf(args: Arguments): string {
  const reason = args.required('reason');
  if (!isPlainText(reason, MAX_REASON))
    throw new SeqwardenError(
      'USAGE',
      `--reason takes at most ${MAX_REASON} characters, and no control characters`,
    );
  if (/\S@\S/.test(reason))
    throw new SeqwardenError('USAGE', '--reason is kept for ever: it must not hold the address of a person');
  return reason;
}

function resultText({ hold, places }: HoldResult, lift: boolean): string {
  return `${lift ? 'lifted the' : 'made the'} hold ${hold}\n${putText(places)}`;
}

function resultJson({ hold, places }: HoldResult): object {
  return { hold, destinations: putJson(places) };
}
