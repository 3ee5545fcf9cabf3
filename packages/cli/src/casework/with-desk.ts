import type { Casebook } from '@seqwarden/agent/casebook';
import { configFolder } from '@seqwarden/agent/config';
import { requireInitDone } from '@seqwarden/agent/keys';
import { type AccountLog, KeyedRegister, loadOwnLogKey } from '@seqwarden/agent/register';
import { knownTo } from '@seqwarden/log/reading';
import { SeqwardenError, type Trust } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import { destinationsNamed } from '../commands/places.ts';
import type { Context } from '../context.ts';
import { accountLog, publishTo, requireOpen, tellShortfall } from '../register.ts';
import { trustAtHand } from './at-hand.ts';
import type { Desk } from './desk.ts';
import { deskSigner } from './desk-signer.ts';
import { KnownCases, readKnown } from './known-cases.ts';
import { SigningDesk } from './signing-desk.ts';

export interface DeskUse {
  /** The account's seal key signs where `--signer` names nobody: for what a service may say (observation, sending). */
  readonly service?: boolean;
}

/**
 * Opens the account's register for a person who says something of cases. What was entered is brought to where the register was brought before, or where the options say, also
 * where `work` then fails. Throws LOG_KEY_MISSING, INIT_UNFINISHED, KEY_*, USAGE, LOG_*, and what `work` throws.
 */
export async function withDesk<T>(
  args: Arguments,
  context: Context,
  work: (desk: Desk) => Promise<T>,
  { service = false }: DeskUse = {},
): Promise<T> {
  const folder = configFolder(context.env);
  requireInitDone(folder);
  const destinations = destinationsNamed(args);
  // Whoever has no register shall know before a passphrase is asked.
  loadOwnLogKey(folder, context.env);
  const trust = await trustAtHand(args, context);
  const signer = await deskSigner(args, context, trust, service);
  const log = await accountLog(context, destinations ?? []);
  if (log === undefined) throw new SeqwardenError('LOG_KEY_MISSING', 'this account has no register');
  try {
    await requireOpen(log, context, destinations ?? []);
    const register = new KeyedRegister(log, signer.keyid, folder);
    const book = await readOwn(log, trust, context);
    const known = new KnownCases(book, trust, args.missed);
    const desk = new SigningDesk({ book, known, signer: { ...signer, register }, context });
    try {
      return await work(desk);
    } finally {
      book.close();
      if (desk.hasEntered) await publishTo(log, destinations ?? log.publishedAt, context);
    }
  } finally {
    tellShortfall(log, context);
    await log.close();
  }
}

function readOwn(log: AccountLog, trust: Trust, context: Context): Promise<Casebook> {
  const key = loadOwnLogKey(configFolder(context.env), context.env).verifier;
  const own = trust.logs.find(({ id }) => id === log.id);
  const known = own === undefined ? [] : knownTo(own);
  return readKnown({ key, read: log.read, known }, trust, context, false);
}
