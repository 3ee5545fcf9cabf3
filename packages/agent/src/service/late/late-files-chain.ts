import type { BytePath } from '@seqwarden/proof';
import type { Branch } from '../../copy/branch.ts';
import { bringAddendum } from '../../copy/bring-addendum.ts';
import { type BytesOfRun, bytesAt, bytesOfSource, carriedFrom, isOneChain } from '../../copy/reference.ts';
import { amendedPath } from '../../custody/compare-amended.ts';
import { type AmendJob, noteCame } from './late-files-job.ts';
import type { KeptAddenda, LateFilesSpool } from './late-files-spool.ts';

/** All that was said of the run since its seal, and a place that has the amended bytes. */
export interface Chain extends KeptAddenda {
  readonly from: BytesOfRun;
}

/** The longest chain, of which all others are beginnings. A destination with another one fails with CONFLICT. */
export async function chainOf(
  { branches, seal, options }: AmendJob,
  spool: LateFilesSpool | undefined,
  first: BytesOfRun,
): Promise<Chain> {
  let longest: Chain = { addenda: [], added: [], from: first };
  if (spool !== undefined) longest = { ...(await spool.read(seal, options.trust)), from: spool.bytes };
  for (const branch of branches.filter(({ alive }) => alive)) {
    const { custody, run } = branch;
    if (custody.kind !== 'carry') continue;
    const { addenda, added } = custody;
    if (custody.identity !== seal.identity || !isOneChain(addenda, longest.addenda))
      branch.add({ row: -1, path: 'Custody/addenda', code: 'CONFLICT', message: 'there are other addenda' });
    else if (addenda.length > longest.addenda.length) longest = { addenda, added, from: bytesAt(run) };
  }
  return longest;
}

/** The chain from its first addendum on, so that it can be checked, and brought to whichever destination lacks some of it. */
export async function keepAll(
  spool: LateFilesSpool,
  { seal, options }: AmendJob,
  { addenda, from }: Chain,
): Promise<void> {
  const { addenda: kept } = await spool.read(seal, options.trust);
  for (const addendum of addenda.slice(kept.length)) await spool.keep(await carriedFrom(addendum, from));
}

/** Brings a destination what it lacks of the chain. Added files come from the source, or from another destination where the source has them no more. */
export async function catchUp(job: AmendJob, branch: Branch, chain: Chain): Promise<void> {
  const { custody } = branch;
  if (custody.kind !== 'carry') return;
  const holders = [
    bytesOfSource(job.source.root),
    ...job.branches.filter(other => other !== branch && other.alive).map(({ run }) => bytesAt(run)),
  ];
  for (const addendum of chain.addenda.slice(custody.addenda.length)) {
    await bringAddendum(branch.run, addendum, { holders, amended: chain.from, now: job.options.now() });
    await noteCame(job, branch, addendum);
  }
}

/** Bytes of the last state that was said of a file. */
export function sizeOfLast(
  path: BytePath,
  { addenda, from }: Chain,
  { run }: Branch,
): Promise<number | undefined> {
  const last = addenda.findLast(({ amended }) => amended.some(one => one.path === path));
  return last === undefined ? bytesAt(run).sizeOf(path) : from.sizeOf(`${amendedPath(last.number)}/${path}`);
}
