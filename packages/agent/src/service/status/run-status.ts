import type { DeliveryRecord, RunRecord, Slot } from '../../journal/records.ts';
import type { RunState } from '../../journal/run-state.ts';
import type { FilesAndBytes, ScanTotals } from '../../scan/run-scan.ts';
import type { ExpectedSeen, PassReport, RunReport } from './agent-status.ts';
import { type Wait, waitsAt, waitsOfRun } from './waits.ts';

/** What is known of one run; undefined is unknown. */
export interface RunStatus {
  readonly record: RunRecord;
  /** What lies in the source. */
  readonly seen: ScanTotals | undefined;
  readonly expected: ExpectedSeen | undefined;
  readonly waits: readonly Wait[];
  readonly destinations: readonly DestinationStatus[];
}

export interface DestinationStatus {
  readonly name: string;
  readonly delivery: DeliveryRecord;
  /** The run's state, or how far the destination is where it has the seal; `sealing` and `confirming` while all files are gone through. */
  readonly state: RunState | 'sealing' | 'confirming';
  /** What is there, of what is to be there. While all is gone through: how far that is. */
  readonly done: FilesAndBytes | undefined;
  readonly all: Partial<FilesAndBytes> | undefined;
  /** Over the last five minutes; undefined where the agent is not at work. */
  readonly bytesPerSecond: number | undefined;
  /** undefined where that cannot be told: a run that grows ends when its instrument says so. */
  readonly secondsLeft: number | undefined;
  readonly waits: readonly Wait[];
}

/** What the journal has of a run at one destination. */
export interface Held {
  readonly slot: Slot;
  readonly name: string;
  readonly delivery: DeliveryRecord | undefined;
  readonly held: FilesAndBytes;
}

/** Pure. `live` is what the agent at work says; undefined: it says nothing. */
export function runStatus(
  record: RunRecord,
  places: readonly Held[],
  live: RunReport | undefined,
): RunStatus {
  const isOfRun = ({ slot, delivery, held }: Held) =>
    delivery !== undefined || held.files > 0 || live?.rates.some(rate => rate.slot === slot) === true;
  return {
    record,
    seen: live?.seen,
    expected: live?.expected,
    waits: waitsOfRun(record, live),
    destinations: places.filter(isOfRun).map(place => destinationStatus(record, place, live)),
  };
}

function destinationStatus(record: RunRecord, place: Held, live: RunReport | undefined): DestinationStatus {
  const { slot, name, held } = place;
  const delivery = place.delivery ?? copying(record, slot);
  const { sealed } = delivery;
  const isSealed = delivery.state === 'sealed' || delivery.state === 'confirmed';
  const pass =
    live?.pass?.slots.includes(slot) === true && !isOver(live.pass, delivery) ? live.pass : undefined;
  const rate = live?.rates.find(one => one.slot === slot)?.bytesPerSecond;
  const common = { name, delivery, bytesPerSecond: rate, waits: waitsAt(delivery) };
  if (pass !== undefined) {
    const bytesInAll = pass.kind === 'confirm' ? sealed?.bytes : lacking(live?.seen, held);
    const { files, bytes, filesInAll } = pass;
    return {
      ...common,
      state: pass.kind === 'confirm' ? 'confirming' : 'sealing',
      done: files === undefined || bytes === undefined ? undefined : { files, bytes },
      all: {
        ...(filesInAll !== undefined && { files: filesInAll }),
        ...(bytesInAll !== undefined && { bytes: bytesInAll }),
      },
      secondsLeft: timeFor(bytesInAll, bytes, rate),
    };
  }
  if (isSealed)
    return {
      ...common,
      state: delivery.state === 'confirmed' ? 'confirmed' : 'sealed',
      // What an earlier version sealed is counted nowhere; the journal has what was there before the seal.
      done: sealed,
      all: sealed,
      secondsLeft: undefined,
    };
  const isWhole = record.state === 'settling' || record.state === 'finishing' || record.state === 'sealed';
  return {
    ...common,
    state: record.state,
    done: held,
    all: live?.seen,
    secondsLeft: isWhole ? timeFor(live?.seen?.bytes, held.bytes, rate) : undefined,
  };
}

/** A seal that is made for others does not concern a destination that has it. What the agent says of a reading is some seconds old: the journal knows first when it has ended. */
function isOver(pass: PassReport, { state }: DeliveryRecord): boolean {
  return state === 'confirmed' || (pass.kind === 'seal' && state === 'sealed');
}

/** Bytes that are still to be read; what a destination holds is not read again. */
function lacking(seen: FilesAndBytes | undefined, held: FilesAndBytes): number | undefined {
  return seen && Math.max(0, seen.bytes - held.bytes);
}

function timeFor(
  all: number | undefined,
  done: number | undefined,
  rate: number | undefined,
): number | undefined {
  if (all === undefined || done === undefined || rate === undefined || rate === 0) return undefined;
  return Math.ceil(Math.max(0, all - done) / rate);
}

/** Nothing was said of it yet. */
function copying({ id, firstSeen }: RunRecord, destination: Slot): DeliveryRecord {
  const none = { downSince: undefined, reason: undefined, lastConfirmed: undefined, sealed: undefined };
  return { run: id, destination, state: 'copying', since: firstSeen, ...none };
}
