import { type DisposalResult, recordDisposal } from '@seqwarden/agent/retention';
import { DISPOSAL_REASONS, type DisposalReason, SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { STATEMENT_SIGNER_OPTIONS } from '../person-signer.ts';
import { publishTo } from '../register.ts';
import { putJson, putText } from '../text/put-answer.ts';
import { PLACE_OPTIONS, placeNamed, placesOf } from './places.ts';
import { statementKeys, worstExit } from './shared.ts';

const SOURCE = 'source';
const ID = /^[0-9a-f]{32}$/;

export const dispose: Command = {
  usage: 'RUN --copy source|DEST... --reason CODE --config FILE | --at DEST... [OPTION...]',
  summary:
    'Sign that you disposed of a run, or of a copy of it, on purpose: else it counts as lost. Deletes nothing; refused while a hold stands.',
  options: {
    copy: {
      type: 'strings',
      help: 'what: `source`, a destination by name or address, or the 32 digits of one that is gone itself; may be given again',
    },
    reason: { type: 'string', help: `why: ${DISPOSAL_REASONS.join(', ')}` },
    seal: { type: 'string', help: 'which seal, where no destination has the run any more' },
    ...STATEMENT_SIGNER_OPTIONS,
    ...PLACE_OPTIONS,
    trust: { type: 'strings', help: 'a trust file; may be given again; default: your own' },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const places = placesOf(args);
    const named = args.texts('copy');
    if (named.length === 0) throw new SeqwardenError('USAGE', '--copy is missing');
    const seal = args.text('seal');
    if (seal !== undefined && !/^[0-9a-f]{64}$/.test(seal))
      throw new SeqwardenError('USAGE', '--seal takes the 64 hex digits of a seal');
    const addresses = named.filter(text => text !== SOURCE && !ID.test(text));
    const reason = reasonOf(args);
    await using keys = await statementKeys(args, context, places.specs);
    const { signer, trust, log } = keys;
    const result = await recordDisposal({
      run: args.first(),
      destinations: places.specs,
      source: named.includes(SOURCE),
      copies: addresses.map(text => placeNamed(places, text, args.text('endpoint'))),
      copyIds: named.filter(text => ID.test(text)),
      seal,
      reason,
      signer,
      trust,
      version: context.version,
      now: context.now,
      signal: context.signal,
    });
    if (args.flag('json')) context.out(`${JSON.stringify(resultJson(result), null, 2)}\n`);
    else context.err(resultText(result));
    await publishTo(log, places.specs, context);
    return worstExit(result.places.flatMap(({ code }) => code ?? []));
  },
};

function reasonOf(args: Arguments): DisposalReason {
  const given = args.required('reason');
  const reason = DISPOSAL_REASONS.find(one => one === given);
  if (reason !== undefined) return reason;
  throw new SeqwardenError('USAGE', `--reason takes one of ${DISPOSAL_REASONS.join(', ')}`);
}

function resultText({ seal, places }: DisposalResult): string {
  return `recorded as disposed of, the run with the seal ${seal}\n${putText(places)}`;
}

function resultJson({ seal, copies, places }: DisposalResult): object {
  return { seal, copies, destinations: putJson(places) };
}
