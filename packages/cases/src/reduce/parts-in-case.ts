import type { CaseState } from '../state/index.ts';
import { ascending, newestByLog } from './order.ts';

type OfRegisters = Pick<CaseState, 'history' | 'documents' | 'expected' | 'replies'>;

/** The registers that take part in a case, ascending: in which it was opened, closed or opened again, a document came in, is expected or was answered. */
export function registersOf({ history, documents, expected, replies }: OfRegisters): string[] {
  return ascending([...history, ...documents, ...expected, ...replies].map(({ record }) => record.log));
}

/** Of these the ones that did not say last that it is over: nobody closes a case for another register. Ascending. */
export function registersOpenIn(one: OfRegisters): string[] {
  const answers = lastAnswers(one);
  return registersOf(one).filter(log => answers.get(log) !== 'closed');
}

/**
 * In which registers a case is over: in one that takes part, where itself said so last, and nobody said elsewhere that it is not; in any other, where it is closed. So who closes a case
 * in one register ends what is to be done there, and nothing of another one's.
 */
export function isOverIn(one: OfRegisters & Pick<CaseState, 'openIn'>): (log: string) => boolean {
  const [takePart, openIn] = [new Set(registersOf(one)), new Set(one.openIn)];
  const isOpenAgain = [...lastAnswers(one).values()].includes('reopened');
  return log => (takePart.has(log) ? !openIn.has(log) && !isOpenAgain : openIn.size === 0);
}

/** What each register said last of whether it is over. Who opens a case has not been asked; who opens it again has. */
function lastAnswers({ history }: Pick<CaseState, 'history'>): Map<string, 'closed' | 'reopened'> {
  const answers = history.flatMap(({ record, action }) => (action === 'opened' ? [] : [{ record, action }]));
  const newest = newestByLog(answers, ({ record }) => record);
  return new Map(newest.map(({ record, action }) => [record.log, action]));
}

/** The opening that a register made, else those of others. Each calls the case what it likes, and renames it for nobody else. */
export function openingsFor({ openings }: Pick<CaseState, 'openings'>, log: string): CaseState['openings'] {
  const own = openings.filter(({ record }) => record.log === log);
  return own.length > 0 ? own : openings;
}

/** What a case is called in a register. */
export function titleIn(one: Pick<CaseState, 'openings'>, log: string): string {
  return titleOf(openingsFor(one, log));
}

/** What registers call a case; each title once. */
export function titleOf(openings: CaseState['openings']): string {
  return ascending(openings.map(({ title }) => title)).join('; ');
}
