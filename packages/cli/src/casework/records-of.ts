import type { RecordRef, Said, State } from '@seqwarden/cases/state';

/** The records that a state is made of, some more than once. Those that do not count are not among them, but for what was corrected. */
export function* recordsOf(state: State): Generator<RecordRef> {
  for (const one of state.cases) {
    for (const { record } of one.history) yield record;
    yield* refs(one.documents);
    for (const { record } of one.expected) yield record;
    yield* refs(one.replies);
  }
  for (const one of state.items) {
    for (const { record } of one.findings) yield record;
    if (one.decision !== null) yield one.decision.record;
    for (const { record, checks } of [...one.patches, ...one.mitigations]) {
      yield record;
      yield* refs(checks);
    }
  }
  for (const { facts, readings } of state.installations)
    for (const { record } of [...facts, ...readings]) yield record;
  for (const { released, attempts, acknowledged } of state.notices) {
    yield released.record;
    for (const { said } of attempts) yield* refs(said);
    if (acknowledged !== null) yield acknowledged.record;
  }
  for (const { history } of state.incidents) yield* refs(history);
  for (const { record } of state.persons) yield record;
}

function* refs(said: readonly Said<unknown>[]): Generator<RecordRef> {
  for (const { record } of said) yield record;
}
