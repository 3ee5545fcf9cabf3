import {
  addendumFolder,
  displayPath,
  type Fact,
  keyFingerprint,
  type LogStanding,
  registerWords,
  type SealPredicate,
} from '@seqwarden/proof';
import type { Checked } from './check-run.ts';
import { counted, grouped } from './counted.ts';
import type { GivenTrust } from './given-trust.ts';
import { moment, shown } from './words.ts';

export type FactRow = readonly [label: string, value: string];

/** Everything that stands behind an answer, row by row. What nobody trusted signed is not among it. */
export function factsOf({ check, addenda, compared }: Checked, { trust }: GivenTrust): FactRow[] {
  const { seal, key } = check;
  const rows: FactRow[] = [];
  if (key !== undefined) rows.push(['Key', `${keyFingerprint(key.keyid)} — ${shown(key.label)}`]);
  else if (!check.ok && check.claimedKeyid !== undefined)
    rows.push([
      'Key that the seal names',
      `${keyFingerprint(check.claimedKeyid)} — unchecked; ask the lab about it`,
    ]);
  if (seal !== undefined) rows.push(...sealRows(seal));
  if (compared !== undefined) {
    const { listed, same, notGiven } = compared;
    rows.push(['File list', counted(listed, 'file')]);
    rows.push(['Looked at', `${counted(listed - notGiven, 'file')}, of which ${grouped(same)} as sealed`]);
    rows.push(['Not looked at', notGiven === 0 ? 'none' : `${counted(notGiven, 'file')} of the list`]);
    for (const { given, listed: as, candidates } of compared.toldByBytes.slice(0, MOST_TOLD))
      rows.push([
        'Known by its bytes',
        `${displayPath(given)} is ${displayPath(as)}, of ${counted(candidates, 'file')} of this name`,
      ]);
  }
  for (const { number, predicate } of addenda.slice(-MOST_ADDENDA)) {
    const { added, amended, sealedAt } = predicate;
    const what = `${counted(added.files, 'file')} added, ${counted(amended.files, 'file')} amended`;
    rows.push([`Addendum ${addendumFolder(number)}`, `${what} on ${moment(sealedAt)}`]);
  }
  if (seal !== undefined) for (const line of registerLines(check.log)) rows.push(['Register', line]);
  rows.push(['Trust file', `made on ${moment(trust.madeAt)}, ${counted(trust.sealKeys.length, 'seal key')}`]);
  if (seal !== undefined)
    rows.push(['Not seen here', 'links, empty folders, and files that the browser left out']);
  return rows;
}

const MOST_ADDENDA = 20;
const MOST_TOLD = 100;

const COMPLETION: Readonly<Record<SealPredicate['completion']['state'], string>> = {
  running: 'still running',
  complete: 'complete',
  ended_early: 'ended early',
  failed: 'failed',
  unknown: 'not known to be complete',
};

function sealRows(seal: SealPredicate): FactRow[] {
  const { completion, instrument, baseCalls } = seal;
  const rule = completion.rule === null ? '' : ` (rule ${shown(completion.rule)})`;
  const missing =
    baseCalls.missing === null || baseCalls.missing === 0
      ? ''
      : `; ${counted(baseCalls.missing, 'base-call file')} missing then`;
  const made = seal.made === 'at-copy' ? 'while the run was copied' : 'later, over what lay there then';
  const rows: FactRow[] = [
    ['Run', `${factText(seal.run.id)}${seal.simulated ? ' — simulated' : ''}`],
    ['Instrument', `${factText(instrument.model)}, serial ${factText(instrument.serial)}`],
    ['Sealed', `${moment(seal.sealedAt)}, ${made}`],
    ['The run was then', `${COMPLETION[completion.state]}${rule}${missing}`],
  ];
  if (seal.kind === 'derived') rows.push(['Kind', 'data made from a run, not the run itself']);
  if (seal.generation > 1) rows.push(['Generation', `${seal.generation}; it replaces an earlier seal`]);
  return rows;
}

function factText({ value, confidence }: Fact): string {
  if (value === null) return 'unknown';
  return confidence === 'read' ? shown(value) : `${shown(value)} (${confidence})`;
}

/** Spelt as by the command. */
function registerLines(log: LogStanding): readonly string[] {
  switch (log.kind) {
    case 'entered':
      return registerWords(log, shown);
    case 'absent':
      return ['no proof from a register: later records about this run or this key are unknown'];
    case 'not judged':
      return ['a proof is there, but the trust file names no register to judge it by'];
    case 'refused':
      return ['the proof that is there does not hold'];
  }
}
