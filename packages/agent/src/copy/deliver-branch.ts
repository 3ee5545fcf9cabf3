import type { DeliveryOf } from '@seqwarden/proof';
import type { MadeCustody } from '../seal/make-custody.ts';
import type { ManifestBytes } from '../seal/manifest-bytes.ts';
import type { Branch } from './branch.ts';
import type { CopyJob } from './copy-job.ts';
import { deliveriesOf, recordDelivery, totalsOfAddendum } from './delivery.ts';

export interface Arrived {
  readonly seal: MadeCustody;
  /** Of a seal that was made now. */
  readonly totals: Totals;
  /** Addenda that it got now. */
  readonly arrived: number;
  /** Files were written. */
  readonly isNews: boolean;
}

type Totals = Pick<ManifestBytes, 'files' | 'bytes'>;

/** The seal's delivery is of what the seal itself lists; each addendum has its own. Where nothing came, one that is there is enough. */
export async function deliverAll(
  job: CopyJob,
  branch: Branch,
  { seal, totals, arrived, isNews }: Arrived,
): Promise<void> {
  const { reference } = branch;
  await deliver(job, branch, seal.identity, reference?.custody.predicate.manifest ?? totals, 'seal', isNews);
  for (const { identity, predicate } of reference?.custody.addenda ?? [])
    await deliver(job, branch, identity, totalsOfAddendum(predicate), 'addendum', arrived > 0);
}

async function deliver(
  { options, startedAt }: CopyJob,
  { destination }: Branch,
  identity: string,
  { files, bytes }: Totals,
  of: DeliveryOf,
  isNews: boolean,
): Promise<void> {
  if (!isNews && (await deliveriesOf(destination, identity, options.trust, of)) > 0) return;
  const predicate = {
    check: options.reread ? ('reread' as const) : ('write-acknowledged' as const),
    startedAt: startedAt.toISOString(),
    completedAt: options.now().toISOString(),
    manifest: { files, bytes },
    tool: { name: 'seqwarden' as const, version: options.version },
  };
  await recordDelivery(destination, identity, predicate, options.signer, of);
}
