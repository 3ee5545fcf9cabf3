import { EvidenceStore } from '@seqwarden/agent/evidence';

/** Adds files to an evidence store: `evidence-child.ts STORE FILE...`. */
const [store = '', ...files] = process.argv.slice(2);
for (const file of files) await new EvidenceStore(store).add(file);
