import { EvidenceStore } from '@seqwarden/agent/evidence';
import { ERRORS, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import { VIEW_OPTIONS } from '../../casework/options.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { oneLine } from '../../text/one-line.ts';
import { openNamedLog } from '../log/named-log.ts';
import { readThrough } from '../log/read-through.ts';
import { worstExit } from '../shared.ts';
import { type NamedFile, NamedFiles } from './named-files.ts';

/** A file that is not as a record, or its own name, says. */
interface Problem {
  readonly sha256: string;
  readonly code: ErrorCode;
  /** The record that names it; null: none does. */
  readonly record: string | null;
}

export const checkEvidence: Command = {
  usage: '[OPTION...]',
  summary:
    'Read every file of the evidence store, and look whether all that records name is there: to be done after a backup was put back, and now and then.',
  options: VIEW_OPTIONS,
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const store = EvidenceStore.at(context.env);
    const { named, findings } = await filesNamed(args, context);
    for (const { code, message } of findings) context.err(`${oneLine(message)} [${code}]\n`);
    const kept = store.list();
    const problems: Problem[] = [];
    for (const sha256 of new Set([...kept, ...named.map(one => one.sha256)])) {
      context.signal.throwIfAborted();
      const code = await problemOf(sha256, store);
      const record = named.find(one => one.sha256 === sha256)?.record ?? null;
      if (code !== undefined) problems.push({ sha256, code, record });
    }
    if (args.flag('json'))
      context.out(`${JSON.stringify({ kept: kept.length, named: named.length, problems }, null, 2)}\n`);
    else context.out(text(kept, named, problems));
    return worstExit([...problems, ...findings].map(({ code }) => code));
  },
};

/** What the records of the own register name. Evidence of other sites lies there. */
async function filesNamed(args: Arguments, context: Context) {
  const named = new NamedFiles();
  const register = await openNamedLog(args, context, undefined);
  const { findings } = await readThrough(
    register,
    'reading the register',
    entry => named.take(entry),
    context,
  );
  return { named: named.files, findings };
}

async function problemOf(sha256: string, store: EvidenceStore): Promise<ErrorCode | undefined> {
  try {
    for await (const _ of store.read(sha256));
    return undefined;
  } catch (error) {
    if (error instanceof SeqwardenError && error.code !== 'CASE_STORE_UNUSABLE') return error.code;
    throw error;
  }
}

function text(kept: readonly string[], named: readonly NamedFile[], problems: readonly Problem[]): string {
  const lines = problems.map(({ sha256, code, record }) => {
    const by = record === null ? 'no record names it' : `named by record ${oneLine(record.slice(0, 16))}`;
    return `${sha256}: ${code === 'EVIDENCE_MISSING' ? 'MISSING' : 'DAMAGED'}, ${by} [${code}]\n  ${ERRORS[code].advice}\n`;
  });
  const nameless = kept.filter(one => !named.some(({ sha256 }) => sha256 === one)).length;
  const rest = nameless === 0 ? '' : `; no record names ${nameless} of them`;
  return `${lines.join('')}${kept.length} kept, ${named.length} named by records${rest}: ${problems.length === 0 ? 'all whole' : `${problems.length} not as they should be`}\n`;
}
