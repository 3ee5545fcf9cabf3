import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { isMarker } from '@seqwarden/runfolder';
import type { PlanOptions } from '@seqwarden/simulator';
import { init } from '../../../src/config/init.ts';
import type { AgentEvent } from '../../../src/events/event.ts';
import { readJournal } from '../../../src/journal/open-journal.ts';
import type { RunRecord } from '../../../src/journal/records.ts';
import type { Who } from '../../support/command.ts';
import { scratch } from '../../support/scratch.ts';
import { copy } from '../../support/sealing.ts';
import { agentProcess, type Ended } from './agent-process.ts';
import { Instrument } from './instrument.ts';
import { contentsBelow, type Kind, type Place, placesOf } from './places.ts';
import { type Reading, readingsIn } from './readings.ts';

/** Looks at a run in which the agent had nothing to do; no run takes so many. */
const TOO_MANY = 3000;

export interface RoundOptions {
  readonly plan: PlanOptions;
  readonly kinds: readonly Kind[];
  readonly random: (below: number) => number;
  /** For many rounds of one test; else a new one. */
  readonly base?: string;
}

export interface AgentHooks {
  readonly env?: NodeJS.ProcessEnv;
  /** Is called whenever the agent has nothing to do; false ends it. */
  readonly idle?: (looks: number, child: ChildProcess) => Promise<boolean | undefined> | boolean | undefined;
  readonly event?: (event: AgentEvent, child: ChildProcess) => void;
  /** As whom it runs; else as we do. */
  readonly who?: Who;
  /** The agent may leave the run unsealed, and goes on until {@link idle} ends it. */
  readonly unfinished?: boolean;
}

/** One run that grows in a landing folder, its destinations, and the agents that work on it one after the other. */
export class Round {
  readonly folder: string;
  readonly landing: string;
  readonly state: string;
  readonly config: string;
  readonly instrument: Instrument;
  readonly places: readonly Place[];
  readonly events: AgentEvent[] = [];
  readonly #base: string;
  readonly #random: (below: number) => number;

  /** undefined: the test was marked as skipped. */
  static async open(t: TestContext, options: RoundOptions): Promise<Round | undefined> {
    const base = options.base ?? scratch(t);
    let number = 0;
    while (existsSync(join(base, `round-${number}`))) number++;
    const folder = join(base, `round-${number}`);
    mkdirSync(join(folder, 'landing'), { recursive: true });
    const places = await placesOf(t, folder, options.kinds);
    return places && new Round(base, folder, places, options);
  }

  private constructor(
    base: string,
    folder: string,
    places: readonly Place[],
    { plan, random }: RoundOptions,
  ) {
    this.#base = base;
    this.#random = random;
    this.folder = folder;
    this.places = places;
    this.landing = join(folder, 'landing');
    this.state = join(folder, 'state');
    this.config = join(base, 'config');
    if (!existsSync(this.config)) init(this.config, 'test', new Date('2023-01-01T00:00:00.000Z'));
    this.instrument = new Instrument(plan, this.landing, random);
  }

  /** An agent until all is confirmed, or until it dies; meanwhile the run grows. */
  async agent({ env, idle, event, who, unfinished = false }: AgentHooks = {}): Promise<Ended> {
    let looks = 0;
    const ended = await agentProcess({
      landing: this.landing,
      state: this.state,
      config: this.config,
      destinations: this.places,
      ...who,
      idle: async child => {
        if ((await idle?.(looks, child)) === false || ++looks > TOO_MANY) return false;
        const { instrument } = this;
        if ((instrument.isInTheMiddle || this.#random(3) > 0) && existsSync(instrument.folder))
          instrument.work();
        return unfinished || !instrument.isDone || looks % 8 > 0 || !this.isOver;
      },
      event: (said, child) => {
        this.events.push(said);
        event?.(said, child);
      },
      env: {
        SEQWARDEN_READS: join(this.folder, 'reads'),
        NODE_COMPILE_CACHE: join(this.#base, 'cache'),
        ...env,
      },
    });
    if (ended.signal === 'SIGKILL') return ended;
    const isDone = ended.status === 0 && (unfinished || this.record?.state === 'confirmed');
    if (!isDone || looks > TOO_MANY)
      throw new Error(
        `after ${looks} looks the agent ended with ${ended.status}, the run is ${this.record?.state}:\n${ended.said}`,
      );
    return ended;
  }

  /** What the journal says of the run. */
  get record(): RunRecord | undefined {
    const reader = readJournal(this.state);
    try {
      return [...(reader?.runs() ?? [])].find(({ name }) => name === this.instrument.name);
    } finally {
      reader?.close();
    }
  }

  get isOver(): boolean {
    const state = this.record?.state;
    return state === 'confirmed' || state === 'quarantined';
  }

  /** Of all agents. */
  get readings(): readonly Reading[] {
    return readingsIn(join(this.folder, 'reads'));
  }

  count(kind: AgentEvent['event']): number {
    return this.events.filter(({ event }) => event === kind).length;
  }

  /** Under each final name stand bytes that the instrument's file had, and no marker without its seal. */
  async requireNothingElse(): Promise<void> {
    for (const { name, contents } of this.places) {
      const there = await contents(this.instrument.name);
      for (const [path, bytes] of there) {
        if (path.startsWith('Custody/')) continue;
        assert.ok(this.instrument.had(path, bytes), `${name} holds other bytes as ${path}`);
        if (isMarker(path))
          assert.ok(there.has('Custody/seal.intoto.json'), `${name}: ${path} without a seal`);
      }
    }
  }

  /** Everywhere lie the files and the list of a copy that nobody disturbed, and one seal. */
  async requireWhole(): Promise<void> {
    const undisturbed = join(this.folder, 'undisturbed');
    await copy(this.instrument.folder, undisturbed);
    const expected = await contentsBelow(undisturbed)(this.instrument.name);
    const seals = new Set<string | undefined>();
    for (const { name, contents } of this.places) {
      const found = await contents(this.instrument.name);
      seals.add(found.get('Custody/seal.intoto.json')?.toString());
      assert.deepEqual(withoutSeal(found), withoutSeal(expected), name);
    }
    assert.equal(seals.size, 1, 'one seal');
  }
}

/** Of `Custody/` only the list, which has no key and no time in it. */
function withoutSeal(files: ReadonlyMap<string, Buffer>): Record<string, string> {
  const kept = [...files].filter(([path]) => !path.startsWith('Custody/') || path === 'Custody/SHA256SUMS');
  return Object.fromEntries(kept.map(([path, bytes]) => [path, bytes.toString('latin1')]));
}
