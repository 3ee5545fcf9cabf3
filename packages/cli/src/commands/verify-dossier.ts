import { open } from 'node:fs/promises';
import { type DossierAnswer, verifyDossier } from '@seqwarden/agent/dossier';
import { ERRORS, keyFingerprint, SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Arguments } from '../arguments.ts';
import type { Context } from '../context.ts';
import { loadTrust } from '../keys.ts';
import { oneLine } from '../text/one-line.ts';
import { worstExit } from './shared.ts';

const OF_RUNS = ['custody', 'log', 'endpoint', 'policy'] as const;

/** `verify` of a file of `case export`. */
export async function verifyExport(path: string, args: Arguments, context: Context): Promise<number> {
  if (OF_RUNS.some(name => args.text(name) !== undefined) || args.flag('require-complete'))
    throw new SeqwardenError('USAGE', 'an export is verified with --trust and --json alone');
  const trust = await loadTrust(args, context.env);
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const read = async (at: number, length: number) => {
      context.signal.throwIfAborted();
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, at + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return bytes.subarray(0, done);
    };
    const answer = await verifyDossier({ size, read }, trust, context.version);
    const exit = worstExit(answer.findings.map(({ code }) => code));
    if (args.flag('json')) context.out(`${JSON.stringify(jsonOf(answer, exit), null, 2)}\n`);
    else context.out(textOf(answer));
    return exit;
  } finally {
    await file.close();
  }
}

function jsonOf({ findings, dossier, key, log, ...rest }: DossierAnswer, exit: number): object {
  return { exit, export: dossier ?? null, key: key?.keyid ?? null, register: log, ...rest, findings };
}

const MOST_SHOWN = 20;

function textOf({
  findings,
  dossier,
  key,
  files,
  records,
  heads,
  log,
  isDerivedAgain,
}: DossierAnswer): string {
  const who = key === undefined ? 'no trusted key' : `the key ${keyFingerprint(key.keyid)}`;
  const what =
    dossier === undefined
      ? 'an export that no trusted key signed'
      : `the export of the ${dossier.about} ${dossier.id}, made on ${dossier.statedAt}`;
  const asOf = heads.map(
    head =>
      `  register ${oneLine(head.origin)}, as of its first ${counted(head.size, 'record')}${laterThan(head, log)}\n`,
  );
  const lines = findings
    .slice(0, MOST_SHOWN)
    .map(
      ({ code, message, file }) =>
        `  ${file === null ? '' : `${oneLine(file)}: `}${oneLine(message)} [${code}]\n    ${ERRORS[code].advice}\n`,
    );
  const more =
    findings.length > lines.length ? `  and ${findings.length - lines.length} more; --json lists all\n` : '';
  const good =
    findings.length > 0
      ? ''
      : `good: ${counted(files, 'file')} as exported, ${counted(records, 'record')} proven${isDerivedAgain ? ', state and summary follow from them' : ''}\n      that nothing else was recorded of it, only the register shows\n`;
  return `${what}\nsigned by ${who}\n${asOf.join('')}${lines.join('')}${more}${good}`;
}

/** An older head hides what was recorded since, and is as good as proven. */
function laterThan({ log: id, size }: DossierAnswer['heads'][number], log: DossierAnswer['log']): string {
  if (log.kind !== 'entered' || log.log !== id || log.index <= size) return '';
  return `; ${counted(log.index - size, 'record')} more stood there when it was exported`;
}
