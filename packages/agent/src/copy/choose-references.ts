import type { Failure } from '../engine/failure.ts';
import type { Branch } from './branch.ts';
import { decideCustody, decideSeal } from './decide-custody.ts';
import type { CustodyJudgement, SealedCustody } from './judge-custody.ts';
import { type BytesOfRun, bytesAt, isOneChain, type Reference } from './reference.ts';

/**
 * Says to each destination which seal with which addenda is to lie there in the end; undefined: one that is still to be made. Chains on one seal must be one
 * chain, some of it missing at its end: where another addendum stands under a number, the destination that was named later fails with CONFLICT.
 */
export function chooseReferences(
  branches: readonly Branch[],
  brought: CustodyJudgement,
  source: BytesOfRun,
): void {
  const known = new Map<string, Reference>();
  if (brought.kind === 'carry')
    known.set(brought.identity, { custody: brought, from: source, isOfSource: true });
  for (const branch of branches.filter(({ alive }) => alive)) {
    const { custody } = branch;
    if (custody.kind !== 'carry') continue;
    const other = known.get(custody.identity);
    const reference = { custody, from: bytesAt(branch.run), isOfSource: false };
    if (other === undefined) known.set(custody.identity, reference);
    else if (!isOneChain(custody.addenda, other.custody.addenda))
      branch.add(conflict('there are other addenda to this seal'));
    else if (custody.addenda.length > other.custody.addenda.length) known.set(custody.identity, reference);
  }
  const alive = branches.filter(branch => branch.alive);
  const from = decideSeal(alive.map(({ custody }) => decideCustody(custody.kind, brought.kind)));
  const kept = alive.map(({ custody }) => custody).find(custody => custody.kind === 'carry');
  const target = from === 'kept elsewhere' ? kept : from === 'brought' ? brought : undefined;
  for (const branch of alive) {
    const custody = branch.custody.kind === 'carry' ? branch.custody : target;
    branch.reference = custody?.kind === 'carry' ? known.get(custody.identity) : undefined;
    if (brought.kind === 'carry' && isLost(brought, branch.reference))
      branch.add(conflict('the addenda of the source belong to another seal than the one that lies there'));
  }
}

/** Whether the source's addenda would not arrive. */
function isLost(brought: SealedCustody, reference: Reference | undefined): boolean {
  return (
    brought.addenda.length > 0 && reference !== undefined && reference.custody.identity !== brought.identity
  );
}

function conflict(message: string): Failure {
  return { row: -1, path: 'Custody/addenda', code: 'CONFLICT', message };
}
