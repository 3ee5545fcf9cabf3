import type { ErrorCode } from '@seqwarden/proof';
import type { Progress } from '../../engine/file-pool.ts';
import type { Slot } from '../../journal/records.ts';
import { samePlaces } from '../places/same-places.ts';
import type { UsedDestination } from '../places/used-destination.ts';
import { settingsOf } from '../run/decide-run.ts';
import { isOfTheRun } from '../run/is-of-the-run.ts';
import { sealedSlots } from '../run/next-work.ts';
import { dueOf, maskOf, type RunContext } from '../run/run-context.ts';
import type { RunStanding } from '../run/run-standing.ts';
import { type Amended, type AmendedPlace, amendRun } from './late-files-amend.ts';
import { LateFilesSpool } from './late-files-spool.ts';
import { SameFiles } from './same-files.ts';

/** How long nothing is tried again that waits for something in the source, in milliseconds. */
const AGAIN = 60_000;
/** The same where only a person can help; what changes in the source is looked at sooner. */
const AFTER_ALARM = 3_600_000;

/** What came into a run's source after its seal, and what becomes of it: decisions 39 and 46. */
export class LateFiles {
  readonly #c: RunContext;
  readonly #standing: RunStanding;
  /** Something came that no addendum says yet. */
  #isUnsaid = false;
  /** A destination with the seal lacks what was signed after it. */
  #isLacking = false;
  /** Nothing can be said of a source that is not there. */
  #isGone = false;
  #notBefore = 0;
  /** Alarms that stand: each is said once, until it is found no more. */
  #alarmed: ReadonlySet<string> = new Set();
  /** By destination: the first addendum that was not read back. */
  readonly #unread = new Map<Slot, number>();

  constructor(context: RunContext, standing: RunStanding) {
    this.#c = context;
    this.#standing = standing;
    const { journal, record, stateFolder } = context;
    const seals = journal.deliveries(record.id).flatMap(({ sealed }) => sealed?.seal ?? []);
    // What an earlier agent signed, and could not bring everywhere.
    this.#isLacking = seals.some(seal => LateFilesSpool.isThere(stateFolder, seal));
  }

  /** Until it is said what is late, a source does not hold what the seal lists, and its addenda. */
  get isUnsaid(): boolean {
    return this.#isUnsaid;
  }

  get isLacking(): boolean {
    return this.#isLacking;
  }

  /** Something is to be signed, or what was signed to be carried. */
  get isPending(): boolean {
    return this.#isUnsaid || this.#isLacking;
  }

  /** Whether the source is there: without it nothing is tried. */
  noteSource(isThere: boolean): void {
    this.#isGone = !isThere;
  }

  /** Something in the source of a sealed run is not as it was. */
  note(): void {
    this.#isUnsaid = true;
    this.#notBefore = 0;
  }

  /** `quietMs`: since the source last changed. */
  isDue(quietMs: number): boolean {
    const { clock, root } = this.#c;
    return (
      this.isPending &&
      !this.#isGone &&
      clock() >= this.#notBefore &&
      quietMs >= settingsOf(root).settleMs &&
      this.#places.length > 0
    );
  }

  /** What a reading back may leave out: a destination that was confirmed before is only asked for what came since. */
  unreadFrom(slot: Slot): number | undefined {
    return this.#unread.get(slot);
  }

  wasRead(slot: Slot): void {
    this.#unread.delete(slot);
  }

  /** Throws as {@link amendRun}. */
  async work(silentMs: number, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<void> {
    const { record, journal, destinations, root, allowance, path } = this.#c;
    this.#notBefore = this.#c.clock() + AGAIN;
    const places = await samePlaces(this.#places, this.#standing);
    if (places.length === 0) return;
    const had = journal.deliveries(record.id);
    const { signer, trust, version, now, stateFolder } = this.#c;
    const same = new SameFiles(journal, record.id, maskOf(places), now);
    const amended = await amendRun({
      path,
      destinations: places.map(({ config }) => config.spec),
      isEverywhere: places.length === destinations.length,
      seal: had.find(({ sealed }) => sealed !== undefined)?.sealed?.seal,
      known: journal.files(record.id),
      noteSame: file => same.add(file),
      isOverdue: silentMs >= settingsOf(root).staleMs,
      bytesPerSecond: allowance.bytesPerSecond,
      onProgress,
      signal,
      ...{ signer, trust, version, now, stateFolder },
    });
    same.write();
    await this.#noteAmended(amended, places);
  }

  async #noteAmended(amended: Amended, places: readonly UsedDestination[]): Promise<void> {
    const { record, journal, destinations, now, emit } = this.#c;
    if (amended.kind === 'alarm') {
      this.#notBefore = this.#c.clock() + AFTER_ALARM;
      this.#alarmed = new Set([this.#alarm(amended.code, amended.path)]);
      return;
    }
    const { isWhole, alarmed } = await this.#notePlaces(amended.places, places);
    this.#alarmed = alarmed;
    if (amended.kind === 'waits') return this.#standing.say(amended.why);
    const held = (bits: number) =>
      places.reduce((all, { slot }, at) => (bits & (1 << at) ? all | (1 << slot) : all), 0);
    journal.recordDurable(
      record.id,
      amended.added.map(file => ({ ...file, held: held(file.held) })).filter(file => file.held !== 0),
      now(),
    );
    if (amended.files > 0) emit({ event: 'addendum', run: record.name, files: amended.files });
    this.#isUnsaid = false;
    const sealed = sealedSlots(journal.deliveries(record.id));
    this.#isLacking = !isWhole || places.length < destinations.filter(({ slot }) => sealed.has(slot)).length;
    this.#standing.say(undefined);
  }

  /** Whether all of them have what there is, and the alarms at those that cannot get it. */
  async #notePlaces(came: readonly AmendedPlace[], places: readonly UsedDestination[]) {
    const { record, journal, now } = this.#c;
    const alarmed = new Set<string>();
    let isWhole = true;
    for (const [at, { error, from }] of came.entries()) {
      const used = places[at];
      if (used === undefined) continue;
      const { slot } = used;
      if (from !== undefined) {
        if (sealedSlots(journal.deliveries(record.id)).get(slot) === 'confirmed' && !this.#unread.has(slot))
          this.#unread.set(slot, from);
        journal.setDelivery(record.id, slot, 'sealed', now());
      }
      if (error === undefined) {
        used.worked();
        continue;
      }
      isWhole = false;
      if (isOfTheRun(error.code)) alarmed.add(this.#alarm(error.code, error.path ?? '', slot));
      else await this.#standing.blame(new Map([[slot, error]]), false);
    }
    return { isWhole, alarmed };
  }

  /** Returns what it is told apart by. */
  #alarm(code: ErrorCode, path: string, slot?: Slot): string {
    const said = `${code} ${path} ${slot}`;
    if (this.#alarmed.has(said)) return said;
    this.#standing.say(code);
    this.#standing.alarm(code, path, slot);
    return said;
  }

  /** That can be reached, and have the seal. */
  get #places(): UsedDestination[] {
    const { record, journal } = this.#c;
    const had = sealedSlots(journal.deliveries(record.id));
    return dueOf(this.#c).filter(({ slot }) => had.has(slot));
  }
}
