import type { ReadEntry } from '@seqwarden/log/reading';
import { type AnyStatement, type ErrorCode, keyFingerprint } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import { actText } from './act-text.ts';
import { oneLine } from './one-line.ts';

/**
 * A record of a register in people's words, on one line. Nothing in it is believed: what it holds is shown escaped, and with a `problem`, the code of what is wrong
 * with it, its key is only what it claims.
 */
export function recordText(
  { index, envelope, statement }: ReadEntry,
  problem: ErrorCode | undefined,
): string {
  const when = statement?.statedAt ?? '-'.repeat(24);
  const said = saidText(envelope !== undefined, statement);
  return `${String(index).padStart(6)}  ${when}  ${said}  (${signerText(envelope?.keyid, problem)})\n`;
}

function signerText(keyid: string | undefined, problem: ErrorCode | undefined): string {
  if (keyid === undefined) return 'signed by nobody';
  const key = keyFingerprint(keyid);
  return problem === undefined ? `signed by ${key}` : `claims the key ${key}: [${problem}]`;
}

function saidText(isEnvelope: boolean, statement: AnyStatement | undefined): string {
  if (statement === undefined)
    return isEnvelope ? 'of a kind that is unknown here' : 'no record that could be read';
  switch (statement.kind) {
    case 'seal': {
      const { run, generation, manifest } = statement.predicate;
      const name = run.id.value === null ? 'a run without a name' : oneLine(run.id.value);
      return `seal: ${name}, generation ${generation}, ${counted(manifest.files, 'file')}`;
    }
    case 'delivery': {
      const { destination, check, manifest } = statement.predicate;
      return `delivery: the ${statement.of} ${short(statement.subject)} at destination ${short(destination)}, ${check}, ${counted(manifest.files, 'file')}`;
    }
    case 'addendum': {
      const { seal, number, added, amended } = statement.predicate;
      return `addendum ${number}: to the seal ${short(seal)}, ${added.files} added, ${amended.files} amended`;
    }
    case 'hold': {
      const { action, reason } = statement.predicate;
      return `${action === 'hold' ? 'hold' : 'hold lifted'}: ${oneLine(reason)}`;
    }
    case 'disposed': {
      const { source, destinations, reason } = statement.predicate;
      const copies = [
        ...(source ? ['at the source'] : []),
        ...destinations.map(id => `at destination ${short(id)}`),
      ];
      return `disposed of: the run with the seal ${short(statement.subject)}, ${copies.join(', ')}, ${reason}`;
    }
    case 'dossier': {
      const { about, id } = statement.predicate;
      return `exported: the ${about} ${short(id)}, file list ${short(statement.subject)}`;
    }
    case 'key': {
      const { action, role, reason } = statement.predicate;
      return `key ${action}: the ${role} key ${keyFingerprint(statement.subject)}, ${reason}`;
    }
    default:
      return actText(statement);
  }
}

/** Enough to find it again. */
function short(hex: string): string {
  return hex.slice(0, 12);
}
