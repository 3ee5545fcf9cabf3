import { EvidenceStore, type FileDigests } from '@seqwarden/agent/evidence';
import type { Command } from '../../command.ts';
import { oneLine } from '../../text/one-line.ts';

export const addEvidence: Command = {
  usage: 'FILE...',
  summary:
    'Take files into the evidence store, as where one that a record names is missing. Nothing is signed: a record names them.',
  options: { json: { type: 'boolean', help: 'one JSON document on standard output' } },
  positionals: { least: 1, most: 1000 },
  run: async (args, context) => {
    const store = EvidenceStore.at(context.env);
    const added: (FileDigests & { readonly name: string })[] = [];
    for (const path of args.positionals) {
      const digests = await store.add(path, { signal: context.signal });
      added.push({ name: path, ...digests });
      if (!args.flag('json')) context.out(`${digests.sha256}  ${oneLine(path)}\n`);
    }
    if (args.flag('json')) {
      // Where it lay is this machine's affair.
      const files = added.map(({ sha256, sha512, bytes }) => ({ sha256, sha512, bytes }));
      context.out(`${JSON.stringify({ files }, null, 2)}\n`);
    }
    return 0;
  },
};
