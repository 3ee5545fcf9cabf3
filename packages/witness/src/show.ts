import { readKnownLogs } from './state/known-logs.ts';
import { requirePrivateFolder } from './state/private-folder.ts';
import { WitnessRecord } from './state/record.ts';

/** What a witness has on record, and the evidence that it keeps: one JSON document (FORMATS.md 22). Also while it is at work. */
export function show(folder: string): object {
  requirePrivateFolder(folder);
  const record = WitnessRecord.look(folder);
  try {
    const known = readKnownLogs(folder);
    const recorded = record.all();
    return {
      logs: [...new Set([...known.keys(), ...recorded.map(({ origin }) => origin)])].sort().map(origin => {
        const latest = recorded.find(one => one.origin === origin);
        return {
          origin,
          known: known.has(origin),
          latest:
            latest === undefined
              ? null
              : { size: latest.size, at: timeOf(latest.seconds), note: textOf(latest.note) },
        };
      }),
      evidence: record.evidence().map(({ origin, kind, seconds, size, recorded: former, request }) => ({
        origin,
        kind,
        at: timeOf(seconds),
        size,
        recorded: textOf(former),
        request: textOf(request),
      })),
    };
  } finally {
    record.close();
  }
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
