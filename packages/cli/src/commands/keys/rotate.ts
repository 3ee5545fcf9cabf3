import { configFolder, loadSigner, type Signer } from '@seqwarden/agent/config';
import { readPublicKey, rotateSealKey } from '@seqwarden/agent/keys';
import { type KeyState, ROTATION_REASONS, type Rotation, SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { SIGNER_OPTIONS } from '../../person-signer.ts';
import { listOfLog } from '../../text/keys-text.ts';
import { destinationsNamed } from '../places.ts';
import { label } from '../shared.ts';
import {
  administrator,
  changing,
  keyNamed,
  oneOf,
  ownLogKeys,
  PUBLISH_OPTIONS,
  requireLabelOfSeal,
  sayOfKeys,
  showKeys,
  standing,
} from './account-keys.ts';

type Reason = Rotation['reason'];

export const rotate: Command = {
  usage: '[KEY [--to FILE]] [--reason REASON] [--label TEXT] [OPTION...]',
  summary:
    'Make a new seal key for this account in place of its own, or of a lost one; with --to say that another key takes the place of KEY.',
  options: {
    to: {
      type: 'string',
      help: 'the public key that takes the place of KEY; default: a new seal key is made here',
    },
    reason: { type: 'string', help: `why: ${ROTATION_REASONS.join(', ')}; default: routine` },
    label: { type: 'string', help: 'what the new seal key is called, for ever; name no person' },
    ...SIGNER_OPTIONS,
    ...PUBLISH_OPTIONS,
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 0, most: 1 },
  run: async (args, context) => {
    const reason = oneOf(args.text('reason') ?? 'routine', ROTATION_REASONS, 'reason');
    const to = args.text('to');
    if (to === undefined) await makeSealKey(args, context, reason);
    else await replaceBy(to, args, context, reason);
    return 0;
  },
};

async function replaceBy(to: string, args: Arguments, context: Context, reason: Reason): Promise<void> {
  const [about] = args.positionals;
  if (about === undefined) throw new SeqwardenError('USAGE', 'name the key in whose place --to is to come');
  const key = readPublicKey(to);
  const name = label(args, 'label') ?? '';
  await sayOfKeys(args, context, ({ states, rights: book }, signer) => {
    const { keyid: replaces, role } = keyNamed(about, states);
    requireLabelOfSeal(name, role);
    const rotation = { action: 'rotated', key, label: name, replaces, reason } as const;
    const rights = book.rightsAt(replaces, Number.POSITIVE_INFINITY);
    if (rights.length === 0) return [rotation];
    if (states.keys.get(signer.keyid)?.role === 'administrator')
      return [rotation, { action: 'allowed', keyid: key.keyid, rights }];
    context.err('The new key has no rights in cases: an administrator gives them with `keys rights`.\n');
    return [rotation];
  });
}

/** By the word of the old one where it is at hand and nothing happened to it, else of an administrator. */
async function makeSealKey(args: Arguments, context: Context, reason: Reason): Promise<void> {
  const [about] = args.positionals;
  const own = about === undefined ? ownSealKey(reason, context) : undefined;
  const signer = own !== undefined && reason === 'routine' ? own : await administrator(args, context);
  const replaces = own?.keyid ?? (await lostSealKey(about, context)).keyid;
  const rotation = { replaces, reason, label: label(args, 'label') ?? '' };
  await changing(context, destinationsNamed(args), async account => {
    const now = await rotateSealKey(account, signer, rotation);
    showKeys(listOfLog(now), args, context);
  });
  context.err(
    'An agent takes the new key in use by itself, but for one that systemd hands its key: start that again. Hand out the trust file and the fingerprint.\n',
  );
}

/** undefined where it is lost, so that it cannot be asked. */
function ownSealKey(reason: Reason, { env }: Context): Signer | undefined {
  try {
    return loadSigner(configFolder(env), env);
  } catch (error) {
    const isLost = reason === 'lost' && error instanceof SeqwardenError && error.code === 'KEY_MISSING';
    if (isLost) return undefined;
    throw error;
  }
}

/** The seal key that is named, or the only one that counts. */
async function lostSealKey(about: string | undefined, context: Context): Promise<KeyState> {
  const { states } = await ownLogKeys(context);
  const named = about === undefined ? undefined : keyNamed(about, states);
  if (named !== undefined && named.role !== 'seal')
    throw new SeqwardenError('USAGE', 'it is no seal key: its owner makes a new one, and --to names that');
  if (named !== undefined) return named;
  const [only, another] = standing(states).filter(({ role }) => role === 'seal');
  if (only === undefined || another !== undefined)
    throw new SeqwardenError('USAGE', 'the register has not exactly one seal key: name the one that is lost');
  return only;
}
