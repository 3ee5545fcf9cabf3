import { join } from 'node:path';
import {
  changeKeys,
  configFolder,
  drawPassphrase,
  findOwnLogKey,
  type KeyChange,
  loadOwnLogKey,
  loadSigner,
  logFolder,
  makePersonKey,
  publicKeyPath,
  readLogFolder,
  readPassphrase,
  readPublicKey,
  rotateSealKey,
  type Signer,
} from '@seqwarden/agent/config';
import {
  KEY_ROLES,
  type KeyState,
  type KeyStates,
  keyFingerprint,
  REVOCATION_REASONS,
  ROTATION_REASONS,
  SeqwardenError,
} from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { loadTrust } from '../keys.ts';
import { administratorSigner, SIGNER_OPTIONS } from '../person-signer.ts';
import { keysJson, keysText, listOfStates, listOfTrust } from '../text/keys-text.ts';
import { oneLine } from '../text/one-line.ts';
import { label } from './shared.ts';

export const keys: Command = {
  usage: 'list | make FILE | enrol FILE --role ROLE | rotate [KEY] | revoke KEY --reason REASON  [OPTION...]',
  summary:
    'Say in the register which keys count: list them, enrol, rotate and revoke. KEY is a fingerprint or key id, FILE a public key; `make` makes one for a person.',
  options: {
    role: { type: 'string', help: `for enrol: ${KEY_ROLES.join(', ')}` },
    label: { type: 'string', help: 'what a seal key is called, for ever; name no person. Persons have none' },
    reason: {
      type: 'string',
      help: `for rotate: ${ROTATION_REASONS.join(', ')} (default: routine); for revoke: ${REVOCATION_REASONS.join(', ')}`,
    },
    to: {
      type: 'string',
      help: 'for rotate: the public key that takes its place; default: a new seal key is made here',
    },
    trust: { type: 'strings', help: 'for list: what a trust file says, instead of your own register' },
    ...SIGNER_OPTIONS,
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: 2 },
  run: async (args, context) => {
    const [verb = '', ...rest] = args.positionals;
    const act = Object.entries(VERBS).find(([name]) => name === verb)?.[1];
    if (act === undefined) throw new SeqwardenError('USAGE', `there is no \`keys ${verb}\``);
    await act(rest[0], args, context);
    return 0;
  },
};

type Act = (about: string | undefined, args: Arguments, context: Context) => Promise<void>;

const VERBS: Readonly<Record<string, Act>> = { list, make, enrol, rotate, revoke };

async function list(about: string | undefined, args: Arguments, context: Context): Promise<void> {
  if (about !== undefined) throw new SeqwardenError('USAGE', `one argument too many: ${about}`);
  const folder = configFolder(context.env);
  const logKey = args.texts('trust').length > 0 ? undefined : findOwnLogKey(folder, context.env);
  if (logKey === undefined) return show(listOfTrust(await loadTrust(args, context.env)), args, context);
  const { states, asOf } = await readLogFolder(logKey.verifier, join(logFolder(context.env), logKey.id));
  show(listOfStates(states, asOf.checkpoint.size), args, context);
}

/** A key for a person, who then hands over the public half. */
async function make(path: string | undefined, args: Arguments, context: Context): Promise<void> {
  if (path === undefined) throw new SeqwardenError('USAGE', 'keys make takes the name of a file');
  const file = args.text('passphrase-file');
  const drawn = file === undefined ? drawPassphrase() : undefined;
  const { keyid } = makePersonKey(
    path,
    file === undefined ? (drawn ?? '') : readPassphrase(file, context.env),
  );
  const made = { path, publicKey: publicKeyPath(path), keyid, fingerprint: keyFingerprint(keyid) };
  if (args.flag('json')) context.out(`${JSON.stringify({ ...made, passphrase: drawn ?? null }, null, 2)}\n`);
  else
    context.out(
      `Made ${oneLine(path)}, with the fingerprint ${made.fingerprint}.\n${drawn === undefined ? '' : `Its passphrase, shown once: ${drawn}\n`}Have ${oneLine(made.publicKey)} enrolled by an administrator.\n`,
    );
}

async function enrol(path: string | undefined, args: Arguments, context: Context): Promise<void> {
  if (path === undefined) throw new SeqwardenError('USAGE', 'keys enrol takes the file of a public key');
  const role = oneOf(args.required('role'), KEY_ROLES, 'role');
  const name = label(args, 'label') ?? '';
  if (name !== '' && role !== 'seal')
    throw new SeqwardenError('USAGE', 'the register names no persons: --label goes with --role seal');
  const key = readPublicKey(path);
  await say(args, context, () => [{ action: 'enrolled', key, role, label: name, reason: 'added' }]);
}

async function rotate(about: string | undefined, args: Arguments, context: Context): Promise<void> {
  const reason = oneOf(args.text('reason') ?? 'routine', ROTATION_REASONS, 'reason');
  const to = args.text('to');
  const name = label(args, 'label') ?? '';
  if (to !== undefined) {
    if (about === undefined) throw new SeqwardenError('USAGE', 'name the key in whose place --to is to come');
    const key = readPublicKey(to);
    await say(args, context, states => {
      const { keyid: replaces, role } = find(about, states);
      if (name !== '' && role !== 'seal')
        throw new SeqwardenError('USAGE', 'the register names no persons: --label goes with a seal key');
      return [{ action: 'rotated', key, label: name, replaces, reason }];
    });
    return;
  }
  const account = accountOf(context);
  const own = about === undefined ? ownSealKey(reason, context) : undefined;
  const signer = own !== undefined && reason === 'routine' ? own : await administrator(args, context);
  const replaces = own?.keyid ?? (await lostSealKey(about, context)).keyid;
  const now = await rotateSealKey(account, signer, { replaces, reason, label: name });
  show(listOfStates(now.states, now.asOf.checkpoint.size), args, context);
  context.err(
    'Start the service again, so that it seals with the new key; hand out the trust file and the fingerprint.\n',
  );
}

async function revoke(about: string | undefined, args: Arguments, context: Context): Promise<void> {
  if (about === undefined) throw new SeqwardenError('USAGE', 'keys revoke takes a fingerprint or a key id');
  const reason = oneOf(args.required('reason'), REVOCATION_REASONS, 'reason');
  await say(args, context, states => {
    const { keyid, role } = find(about, states);
    const others = standing(states).filter(key => key.role === 'administrator' && key.keyid !== keyid);
    if (role === 'administrator' && others.length === 0)
      throw new SeqwardenError(
        'USAGE',
        'it is the last administrator, without whom no key can be enrolled: enrol another first',
      );
    return [{ action: 'revoked', keyid, reason }];
  });
}

/** An administrator says it; then the keys are shown. */
async function say(
  args: Arguments,
  context: Context,
  decide: (states: KeyStates) => readonly KeyChange[],
): Promise<void> {
  const signer = await administrator(args, context);
  const now = await changeKeys(accountOf(context), signer, ({ states }) => decide(states));
  show(listOfStates(now.states, now.asOf.checkpoint.size), args, context);
  if (!args.flag('json')) context.err('Hand out the trust file anew: verifiers do not know of it before.\n');
}

async function administrator(args: Arguments, context: Context): Promise<Signer> {
  // Whoever has no register shall know before a passphrase is asked.
  loadOwnLogKey(configFolder(context.env), context.env);
  return administratorSigner(args, context, await loadTrust(args, context.env));
}

function accountOf({ env, now, version }: Context) {
  return { folder: configFolder(env), env, now, version };
}

/** undefined where it is lost, so that it cannot be asked. */
function ownSealKey(reason: string, { env }: Context): Signer | undefined {
  try {
    return loadSigner(configFolder(env), env);
  } catch (error) {
    if (reason === 'lost' && error instanceof SeqwardenError && error.code === 'KEY_MISSING')
      return undefined;
    throw error;
  }
}

/** The seal key that is named, or the only one that counts. */
async function lostSealKey(about: string | undefined, { env }: Context): Promise<KeyState> {
  const folder = configFolder(env);
  const logKey = loadOwnLogKey(folder, env);
  const { states } = await readLogFolder(logKey.verifier, join(logFolder(env), logKey.id));
  if (about !== undefined) return find(about, states);
  const [only, another] = standing(states).filter(({ role }) => role === 'seal');
  if (only === undefined || another !== undefined)
    throw new SeqwardenError('USAGE', 'the register has not exactly one seal key: name the one that is lost');
  return only;
}

function standing(states: KeyStates): KeyState[] {
  return [...states.keys.values()].filter(({ end }) => end === undefined);
}

/** By its key id, or by its fingerprint with or without blanks. Throws KEY_NOT_ENROLLED. */
function find(about: string, states: KeyStates): KeyState {
  const wanted = about.replaceAll(' ', '').toLowerCase();
  const found = [...states.keys.values()].filter(
    ({ keyid }) => keyid === wanted || keyFingerprint(keyid).replaceAll(' ', '') === wanted,
  );
  const [key, another] = found;
  if (key === undefined || another !== undefined)
    throw new SeqwardenError('KEY_NOT_ENROLLED', `the register has no key ${about}`);
  return key;
}

function oneOf<T extends string>(given: string, allowed: readonly T[], option: string): T {
  const one = allowed.find(word => word === given);
  if (one === undefined) throw new SeqwardenError('USAGE', `--${option} takes one of ${allowed.join(', ')}`);
  return one;
}

function show(list: Parameters<typeof keysText>[0], args: Arguments, context: Context): void {
  context.out(args.flag('json') ? `${JSON.stringify(keysJson(list), null, 2)}\n` : keysText(list));
}
