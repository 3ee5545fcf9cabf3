import { knownTo } from '@seqwarden/log/reading';
import type { Arguments } from '../arguments.ts';
import { openNamedLog } from '../commands/log/named-log.ts';
import type { Context } from '../context.ts';
import { KnownCases, readKnown } from './known-cases.ts';

/** What is known of cases, for who only looks. Throws LOG_*, TRUST_*. */
export async function viewCases(args: Arguments, context: Context): Promise<KnownCases> {
  const { trust, log, at } = await openNamedLog(args, context, undefined);
  try {
    const own = { key: log.key, read: at.read, known: knownTo(log) };
    return new KnownCases(await readKnown(own, trust, context, true), trust, args.missed);
  } finally {
    await at.close();
  }
}
