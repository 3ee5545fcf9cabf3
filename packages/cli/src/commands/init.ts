import { hostname } from 'node:os';
import { configFolder, init as makeKeys } from '@seqwarden/agent/config';
import { keyFingerprint } from '@seqwarden/proof';
import type { Command } from '../command.ts';
import { oneLine } from '../text/one-line.ts';
import { label } from './shared.ts';

export const init: Command = {
  usage: '[--label TEXT] [--json]',
  summary: 'Make the seal key and the trust file of this account.',
  options: {
    label: { type: 'string', help: 'what the key is called in the trust file; default: seal key of HOST' },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const folder = configFolder(context.env);
    const { signer, trust } = makeKeys(
      folder,
      label(args, 'label') ?? `seal key of ${hostname()}`,
      context.now(),
    );
    const fingerprint = keyFingerprint(signer.keyid);
    if (args.flag('json')) {
      context.out(
        `${JSON.stringify({ folder, keyid: signer.keyid, fingerprint, madeAt: trust.madeAt }, null, 2)}\n`,
      );
    } else {
      context.out(
        `Made in ${oneLine(folder)}:\n  seal-key.pem      the seal key; keep it secret, keep a copy in a safe\n  trust.json        what a verifier starts from; give it to whoever verifies your runs\n  allowed_signers, seal-key.pub.pem   the same key for ssh-keygen and openssl\n\n` +
          `Write this into your quality manual; \`verify\` prints it:\n\n  ${fingerprint}\n`,
      );
    }
    return 0;
  },
};
