import type { ErrorCode } from '@seqwarden/proof';
import { confirmRun } from '../copy/confirm-run.ts';
import type { RunContext } from './run-context.ts';
import { nameOf } from './seal-step.ts';
import type { UsedDestination } from './used-destination.ts';

/** Reads a sealed run back from one destination, notes and says what came of it. Returns a code where it is damaged. Throws as {@link confirmRun}. */
export async function confirmStep(
  context: RunContext,
  used: UsedDestination,
  signal: AbortSignal,
): Promise<ErrorCode | undefined> {
  const { path, record, journal, now, signer, trust, version, emit, allowance } = context;
  const { name } = used.config;
  const result = await confirmRun({
    destination: used.config.spec,
    run: nameOf(path),
    bytesPerSecond: allowance.bytesPerSecond,
    signal,
    ...{ now, signer, trust, version },
  });
  if (result.failed > 0) {
    const code = result.failures[0]?.code ?? 'DESTINATION_READ_BACK';
    emit({ event: 'alarm', run: record.name, code, destination: name, files: result.failed });
    journal.setDown(record.id, used.slot, code, now());
    return code;
  }
  const { files, bytes } = result;
  journal.setDelivery(record.id, used.slot, 'confirmed', now());
  emit({ event: 'confirmed', run: record.name, destination: name, files, bytes });
  return undefined;
}
