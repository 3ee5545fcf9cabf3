import type { Act, Right } from '@seqwarden/proof/acts';
import { RIGHTS } from '@seqwarden/proof/acts';
import { reduce } from '../src/reduce/index.ts';
import type { Entry, ItemState, OnePerson, PlacedAct, State } from '../src/state/index.ts';
import { CVE, DX } from './make-act.ts';

export interface Who {
  readonly signer?: string;
  readonly role?: PlacedAct['role'];
  readonly rights?: readonly Right[];
  readonly statedAt?: string;
}

const FIRST_DAY = Date.parse('2023-04-05T09:00:00.000Z');

/** A log in which persons with all rights say one thing after the other, an hour apart. */
export class Site {
  readonly log: string;
  readonly said: PlacedAct[] = [];
  readonly #persons: OnePerson[] = [];

  /** @param letter of which its id is made */
  constructor(letter = '1') {
    this.log = letter.repeat(32);
  }

  says(act: Act, who: Who = {}): PlacedAct {
    const index = this.said.length;
    const identity = `${this.log}${index.toString(16).padStart(32, '0')}`;
    const statedAt = new Date(FIRST_DAY + index * 3_600_000).toISOString();
    return this.#enters({
      identity,
      signer: ANNA,
      role: 'person',
      rights: RIGHTS,
      statedAt,
      ...who,
      act,
      log: this.log,
      index,
    });
  }

  /** Says that two keys are one person's. */
  joins(key: string, other: string): void {
    this.#persons.push({ log: this.log, key, other, at: null, isSo: true });
  }

  /** What somebody said elsewhere, word by word. */
  copies(other: PlacedAct, who: Who = {}): PlacedAct {
    return this.#enters({ ...other, ...who, log: this.log, index: this.said.length });
  }

  get entries(): Entry[] {
    return [...this.said.map(placed => ({ placed })), ...this.#persons.map(onePerson => ({ onePerson }))];
  }

  #enters(placed: PlacedAct): PlacedAct {
    this.said.push(placed);
    return placed;
  }
}

export const ANNA = '5'.repeat(64);
export const BEN = '6'.repeat(64);
export const ben: Who = { signer: BEN };
export const service: Who = { signer: '7'.repeat(64), role: 'seal', rights: [] };

export function stateOf(...sites: readonly Site[]): State {
  return reduce(sites.flatMap(({ entries }) => entries));
}

/** The item of the one installation and vulnerability that most tests are about. */
export function itemOf(state: State, installed = DX, vulnerability = CVE): ItemState {
  const item = state.items.find(
    one => one.vulnerability === vulnerability && JSON.stringify(one.installed) === JSON.stringify(installed),
  );
  if (item === undefined) throw new Error('there is no such item');
  return item;
}

export function codesOf({ reasons }: ItemState): string[] {
  return reasons.map(({ code }) => code);
}

/** Why a record does not count; undefined: it does. */
export function whyNot(state: State, { log, index }: PlacedAct): string | undefined {
  return state.uncounted.find(one => one.log === log && one.index === index)?.why;
}
