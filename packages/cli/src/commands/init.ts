import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  ADMINISTRATOR_KEY_FILE,
  completeInit,
  configFolder,
  KEY_FILE,
  type Signer,
} from '@seqwarden/agent/config';
import {
  type Beginning,
  type BegunKeys,
  beginLog,
  begunInit,
  drawPassphrase,
  endInit,
  loadPersonKey,
  makePersonKey,
  markInit,
  publicKeyPath,
  readPassphrase,
  requireNoLog,
  requireStrong,
  setAsidePersonKey,
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
    const begun = begunInit(folder);
    const isNew = begun === 'account' || !args.flag('log');
    const hasSealKey = existsSync(join(folder, KEY_FILE));
    if (isNew && hasSealKey && begun !== 'account')
      throw new SeqwardenError('KEY_EXISTS', `there is a seal key in ${folder}`);
    if (!isNew && !hasSealKey) throw new SeqwardenError('KEY_MISSING', `there is no seal key in ${folder}`);
    if (isNew && begun === undefined) requireNoLog(context.env);
    // All that can fail for want of something comes before the first key.
    const chosen = await chosenAdministrator(args, context, folder, begun !== undefined);
    const mark = () => markInit(folder, isNew ? 'account' : 'register');
    if (isNew) {
      mark();
      completeInit(folder, name, context.now(), context.env);
    }
    let isShown = false;
    const madeOf = ({ sealKey, log, administrator }: BegunKeys, passphrase?: string): MadeKeys => ({
      folder,
      sealKey: sealKey.keyid,
      isNewSealKey: isNew,
      origin: log.verifier.name,
      logId: log.id,
      administrator: { keyid: administrator, file: chosen.file, passphrase },
    });
    const beginning: Beginning = {
      administrator: chosen.make,
      label: name,
      isNew,
      goesOn: begun !== undefined,
      // An account that only has no register goes on as it is where nothing comes of this.
      onBegin: mark,
      onKeys: keys => {
        // Whoever is interrupted later could not use the administrator's key that the register then has.
        if (chosen.drawn === undefined) return;
        context.out(safeSheet(madeOf(keys, chosen.drawn)));
        isShown = true;
      },
    };
    const { trust, ...keys } = await changing(context, [], account => beginLog(account, beginning));
    endInit(folder);
    const made = madeOf(keys);
    if (args.flag('json')) context.out(`${JSON.stringify(madeJson(made, trust.madeAt), null, 2)}\n`);
    else if (!isShown) context.out(safeSheet(made));
    return 0;
  },
};

/** Who is to be the administrator, and how the key is made when the time has come. */
interface Chosen {
  /** `hasOne`: the register has its first already. Throws KEY_EXISTS where it can be none that is made now. */
  readonly make: (hasOne: boolean) => Signer;
  readonly file: string | undefined;
  /** The passphrase, where nobody gave one. */
  readonly drawn: string | undefined;
}

/** @param goesOn an `init` was interrupted: what it left as a key that nobody has used can be set aside */
async function chosenAdministrator(
  args: Arguments,
  { env }: Context,
  folder: string,
  goesOn: boolean,
): Promise<Chosen> {
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
  if (!existsSync(path) && existsSync(publicKeyPath(path)))
    throw new SeqwardenError(
      'KEY_EXISTS',
      `the public half of an administrator's key is there, ${publicKeyPath(path)}`,
    );
  if (passphraseFile === undefined) {
    if (existsSync(path) && !goesOn)
      throw new SeqwardenError('KEY_EXISTS', `${path} is there; --passphrase-file opens it`);
    const drawn = drawPassphrase();
    const make = (hasOne: boolean) => {
      if (hasOne)
        throw new SeqwardenError(
          'KEY_EXISTS',
          'the register has its administrator from the attempt that was interrupted: --administrator ssh-agent as then, or --passphrase-file with the passphrase of the safe sheet that was printed then',
        );
      if (existsSync(path)) setAsidePersonKey(path);
      return makePersonKey(path, drawn);
    };
    return { make, file: ADMINISTRATOR_KEY_FILE, drawn };
  }
  const passphrase = readPassphrase(passphraseFile, env);
  requireStrong(passphrase);
  const there = existsSync(path) ? loadPersonKey(path, passphrase, env) : undefined;
  return {
    make: () => there ?? makePersonKey(path, passphrase),
    file: ADMINISTRATOR_KEY_FILE,
    drawn: undefined,
  };
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
