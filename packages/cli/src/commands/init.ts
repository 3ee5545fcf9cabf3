import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  ADMINISTRATOR_KEY_FILE,
  configFolder,
  KEY_FILE,
  init as makeSealKey,
  type Signer,
} from '@seqwarden/agent/config';
import {
  beginLog,
  drawPassphrase,
  loadPersonKey,
  makePersonKey,
  readPassphrase,
  requireNoLog,
  requireStrong,
  sshAgentSigner,
} from '@seqwarden/agent/keys';
import { keyFingerprint, SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { agentName, requireNoneDrawn } from '../person-signer.ts';
import { type MadeKeys, safeSheet } from '../text/safe-sheet.ts';
import { changing } from './keys/account-keys.ts';
import { label } from './shared.ts';

export const init: Command = {
  usage: '[--label TEXT] [--administrator ssh-agent[:FINGERPRINT]] [OPTION...]',
  summary:
    'Make the keys of this account, its register and its trust file, and print the safe sheet: take it from the printer to the safe.',
  options: {
    label: {
      type: 'string',
      help: 'what the seal key is called in trust file and register, for ever; name no person; default: seal key',
    },
    administrator: {
      type: 'string',
      help: 'ssh-agent[:FINGERPRINT]: a key that ssh-agent or a smart card holds is the first administrator; default: one is made, under a passphrase',
    },
    'passphrase-file': {
      type: 'string',
      help: 'file with the passphrase for that key, which nobody else can read; default: one is drawn and printed once',
    },
    log: { type: 'boolean', help: 'give an account that has a seal key its register; the seal key stays' },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const folder = configFolder(context.env);
    const name = label(args, 'label') ?? 'seal key';
    const isNew = !args.flag('log');
    const hasSealKey = existsSync(join(folder, KEY_FILE));
    if (isNew && hasSealKey) throw new SeqwardenError('KEY_EXISTS', `there is a seal key in ${folder}`);
    if (!isNew && !hasSealKey) throw new SeqwardenError('KEY_MISSING', `there is no seal key in ${folder}`);
    if (isNew) requireNoLog(context.env);
    // All that can fail for want of something comes before the first key.
    const chosen = await chosenAdministrator(args, context, folder);
    if (isNew) makeSealKey(folder, name, context.now());
    const administrator = chosen.make();
    const { trust, states, sealKey } = await changing(context, [], account =>
      beginLog(account, administrator, name, isNew),
    );
    const log = trust.logs.find(({ id }) => id === states.log);
    const made: MadeKeys = {
      folder,
      sealKey: sealKey.keyid,
      isNewSealKey: isNew,
      origin: log?.key.name ?? '',
      logId: states.log,
      administrator: { keyid: administrator.keyid, file: chosen.file, passphrase: chosen.drawn },
    };
    context.out(
      args.flag('json') ? `${JSON.stringify(madeJson(made, trust.madeAt), null, 2)}\n` : safeSheet(made),
    );
    return 0;
  },
};

/** Who is to be the administrator, and how the key is made when the time has come. */
interface Chosen {
  readonly make: () => Signer;
  readonly file: string | undefined;
  /** The passphrase, where nobody gave one. */
  readonly drawn: string | undefined;
}

async function chosenAdministrator(args: Arguments, { env }: Context, folder: string): Promise<Chosen> {
  const given = args.text('administrator');
  const inAgent = agentName(given);
  if (given !== undefined && inAgent === undefined)
    throw new SeqwardenError('USAGE', '--administrator takes ssh-agent or ssh-agent:FINGERPRINT');
  const passphraseFile = args.text('passphrase-file');
  if (inAgent !== undefined) {
    if (passphraseFile !== undefined)
      throw new SeqwardenError('USAGE', '--passphrase-file does not go with a key in ssh-agent');
    const signer = await sshAgentSigner(env, inAgent.fingerprint);
    return { make: () => signer, file: undefined, drawn: undefined };
  }
  requireNoneDrawn(args);
  const path = join(folder, ADMINISTRATOR_KEY_FILE);
  if (passphraseFile === undefined) {
    if (existsSync(path))
      throw new SeqwardenError('KEY_EXISTS', `${path} is there; --passphrase-file opens it`);
    const drawn = drawPassphrase();
    return { make: () => makePersonKey(path, drawn), file: ADMINISTRATOR_KEY_FILE, drawn };
  }
  const passphrase = readPassphrase(passphraseFile, env);
  requireStrong(passphrase);
  const make = () =>
    existsSync(path) ? loadPersonKey(path, passphrase, env) : makePersonKey(path, passphrase);
  return { make, file: ADMINISTRATOR_KEY_FILE, drawn: undefined };
}

function madeJson({ folder, sealKey, origin, logId, administrator }: MadeKeys, madeAt: string): object {
  const { keyid } = administrator;
  return {
    folder,
    keyid: sealKey,
    fingerprint: keyFingerprint(sealKey),
    madeAt,
    log: { id: logId, origin, fingerprint: keyFingerprint(logId) },
    administrator: { keyid, fingerprint: keyFingerprint(keyid) },
  };
}
