import { configFolder, loadSigner, type SealSigner, type Signer } from '@seqwarden/agent/config';
import type { DestinationSpec } from '@seqwarden/agent/destinations';
import type { Failure } from '@seqwarden/agent/engine';
import { requireInitDone } from '@seqwarden/agent/keys';
import { type AccountLog, KeyedRegister } from '@seqwarden/agent/register';
import {
  displayPath,
  ERRORS,
  type ErrorCode,
  isPlainText,
  jsonPath,
  keysOf,
  SeqwardenError,
  type SpecialEntry,
  type Trust,
} from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Arguments } from '../arguments.ts';
import type { Context } from '../context.ts';
import { loadTrust } from '../keys.ts';
import { namedSigner } from '../person-signer.ts';
import { accountLog, requireOpen, tellShortfall } from '../register.ts';
import { withRegister } from '../register-at-hand.ts';
import { oneLine } from '../text/one-line.ts';

/** The options that `copy` and `seal` have in common. */
export const SEALING_OPTIONS = {
  'source-label': { type: 'string', help: 'where the run came from, in your words; stands in the seal' },
  incomplete: { type: 'boolean', help: 'seal a run that is not over; the seal says so' },
  limit: { type: 'string', help: 'read at most so many MB (10^6 bytes) a second' },
  trust: {
    type: 'strings',
    help: 'trust file for a seal that is there already; may be given again; default: your own',
  },
  json: { type: 'boolean', help: 'one JSON document on standard output' },
} as const;

/** What somebody needs who signs. The log is closed with it. */
export interface SealingKeys extends AsyncDisposable {
  /** Enters what it signs in `log`. */
  readonly signer: SealSigner;
  readonly trust: Trust;
  /** undefined: this account has none. */
  readonly log: AccountLog | undefined;
  /**
   * The seal key that took the place of the one in use, for a service that goes on with it; undefined: there is none, it cannot be read, or the trust file does not name
   * it yet. A key that was handed over at the start, as by systemd, stays the one.
   */
  readonly nextKey: () => Promise<Pick<SealingKeys, 'signer' | 'trust'> | undefined>;
}

/**
 * The key first: whoever has none shall know before hours of copying. So it is with a log that takes nothing, but for a service, which copies on without it.
 *
 * @param destinations where the log was, or will be, published
 */
export async function sealingKeys(
  args: Arguments,
  context: Context,
  destinations: readonly DestinationSpec[],
  isService = false,
): Promise<SealingKeys> {
  const own = loadSigner(configFolder(context.env), context.env);
  return enteringKeys(own, args, context, destinations, isService);
}

/** The same for a statement of a person, whose own key signs it where `--signer` names one. */
export async function statementKeys(
  args: Arguments,
  context: Context,
  destinations: readonly DestinationSpec[],
): Promise<SealingKeys> {
  const person = await namedSigner(args, context);
  if (person === undefined && args.text('passphrase-file') !== undefined)
    throw new SeqwardenError('USAGE', '--passphrase-file goes with --signer');
  const signer = person ?? loadSigner(configFolder(context.env), context.env);
  return enteringKeys(signer, args, context, destinations, false);
}

async function enteringKeys(
  own: Signer,
  args: Arguments,
  context: Context,
  destinations: readonly DestinationSpec[],
  isService: boolean,
): Promise<SealingKeys> {
  requireInitDone(configFolder(context.env));
  const trust = await loadTrust(args, context.env);
  requireNotEnded(own, trust);
  const log = await accountLog(context, destinations);
  const close = async () => {
    if (log !== undefined && !isService) tellShortfall(log, context);
    await log?.close();
  };
  try {
    if (log !== undefined && !isService) await requireOpen(log, context, destinations);
  } catch (error) {
    await close();
    throw error;
  }
  const inUse = (key: Signer, trust: Trust) => ({
    signer: { ...key, register: log && new KeyedRegister(log, key.keyid, configFolder(context.env)) },
    trust: withRegister(trust, log),
  });
  let { keyid } = own;
  const nextKey = async () => {
    try {
      const next = loadSigner(configFolder(context.env), context.env);
      if (next.keyid === keyid) return undefined;
      const renewed = await loadTrust(args, context.env);
      if (!renewed.sealKeys.some(one => one.keyid === next.keyid)) return undefined;
      requireNotEnded(next, renewed);
      keyid = next.keyid;
      return inUse(next, renewed);
    } catch (error) {
      // That the service waits for a key is said already.
      if (error instanceof SeqwardenError) return undefined;
      throw error;
    }
  };
  return { ...inUse(own, trust), log, nextKey, [Symbol.asyncDispose]: close };
}

/** A key from the safe may be one that was rotated since: nobody would take what it seals. Throws KEY_REVOKED. */
function requireNotEnded({ keyid }: Signer, trust: Trust): void {
  const key = keysOf(trust, 'person').find(one => one.keyid === keyid);
  if (key?.places.some(({ ended }) => ended !== null))
    throw new SeqwardenError('KEY_REVOKED', 'the register says that your key has ended');
}

export function sourceLabel(args: Arguments): string | null {
  return label(args, 'source-label') ?? null;
}

const LONGEST_LABEL = 200;

/** A label that a statement and a trust file can hold (FORMATS.md 5.2, 8): whoever gives another one shall know before anything is done. */
export function label(args: Arguments, option: string): string | undefined {
  const text = args.text(option);
  if (text === undefined || isPlainText(text, LONGEST_LABEL)) return text;
  throw new SeqwardenError(
    'USAGE',
    `--${option} takes at most ${LONGEST_LABEL} characters, and no control characters`,
  );
}

export function bytesPerSecond(args: Arguments): number {
  const limit = args.number('limit');
  if (limit === 0) throw new SeqwardenError('USAGE', '--limit 0 would never end; leave it out for no limit');
  return (limit ?? 0) * 1e6;
}

/** Each code with its advice once, under the failures that have it. */
export function failuresText(failures: readonly Failure[], failed: number): string {
  const codes = [...new Set(failures.map(failure => failure.code))];
  const lines = codes.map(code => {
    const those = failures.filter(failure => failure.code === code);
    const shown = those.slice(0, 10).map(failure => `  ${oneLine(failure.message)}\n`);
    const more = those.length > 10 ? `  and ${those.length - 10} more\n` : '';
    return `[${code}] ${ERRORS[code].advice}\n${shown.join('')}${more}`;
  });
  const unlisted =
    failed > failures.length ? `and ${counted(failed - failures.length, 'more failure')}\n` : '';
  return lines.join('') + unlisted;
}

export function failuresJson(failures: readonly Failure[]): object[] {
  return failures.map(({ path, code, message }) => ({
    ...jsonPath(path),
    code,
    message,
    advice: ERRORS[code].advice,
  }));
}

/** The worst exit code of several codes: bad news, then unusable input, then cannot tell. */
export function worstExit(codes: readonly ErrorCode[]): number {
  const exits = new Set<number>(codes.map(code => ERRORS[code].exit));
  return [1, 2, 3].find(exit => exits.has(exit)) ?? 0;
}

const MOST_SPECIAL_SHOWN = 10;
const MOST_SPECIAL_LISTED = 1000;

/** Which entries are no plain files. It is said here since the seal, which others may read, does not name them. */
export function specialText(special: readonly SpecialEntry[]): string {
  if (special.length === 0) return '';
  const counts = Map.groupBy(special, entry => entry.kind);
  const parts = [...counts].map(([kind, entries]) => counted(entries.length, ...NOUNS[kind]));
  const shown = special
    .slice(0, MOST_SPECIAL_SHOWN)
    .map(({ kind, path }) => `  ${displayPath(path)} (${NOUNS[kind][0]})\n`);
  const more = special.length - shown.length;
  const rest = more > 0 ? `  and ${more} more\n` : '';
  return `no plain files, in the seal without their names: ${parts.join(', ')}\n${shown.join('')}${rest}`;
}

const NOUNS: Readonly<Record<SpecialEntry['kind'], readonly [one: string, more?: string]>> = {
  device: ['device'],
  fifo: ['fifo'],
  folder: ['empty folder'],
  quarantined: ['quarantined entry', 'quarantined entries'],
  socket: ['socket'],
  symlink: ['symlink'],
};

export function specialJson(special: readonly SpecialEntry[]): {
  readonly special: object[];
  readonly moreSpecial: number;
} {
  return {
    special: special.slice(0, MOST_SPECIAL_LISTED).map(({ kind, path }) => ({ kind, ...jsonPath(path) })),
    moreSpecial: Math.max(0, special.length - MOST_SPECIAL_LISTED),
  };
}
