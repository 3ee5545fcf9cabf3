import { drawPassphrase, makePersonKey, publicKeyPath, readPassphrase } from '@seqwarden/agent/keys';
import { keyFingerprint } from '@seqwarden/proof';
import type { Command } from '../../command.ts';
import { requireNoneDrawn } from '../../person-signer.ts';
import { oneLine } from '../../text/one-line.ts';

export const make: Command = {
  usage: 'FILE [--passphrase-file FILE] [--json]',
  summary:
    'Make a key for a person, in a file under a passphrase. An administrator then enrols its public half.',
  options: {
    'passphrase-file': {
      type: 'string',
      help: 'file with the passphrase, which nobody else can read; default: one is drawn and printed once',
    },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const path = args.first();
    const file = args.text('passphrase-file');
    requireNoneDrawn(args);
    const given = file === undefined ? undefined : readPassphrase(file, context.env);
    const passphrase = given ?? drawPassphrase();
    const { keyid } = makePersonKey(path, passphrase);
    const made = { path, publicKey: publicKeyPath(path), keyid, fingerprint: keyFingerprint(keyid) };
    const drawn = given === undefined ? passphrase : null;
    if (args.flag('json')) context.out(`${JSON.stringify(made, null, 2)}\n`);
    else
      context.out(
        `Made ${oneLine(path)}, with the fingerprint ${made.fingerprint}.\n${drawn === null ? '' : `Its passphrase, shown once: ${drawn}\n`}Have ${oneLine(made.publicKey)} enrolled by an administrator: seqwarden keys enrol FILE --role person --may LIST\n`,
      );
    return 0;
  },
};
