/** What may befall a run, by the name under which `seqwarden simulate --scenario` knows it. */
export const SCENARIOS = {
  complete: 'All planned cycles, all markers.',
  'ended-early': 'Somebody stopped the run: fewer cycles than planned, and the model says so where it can.',
  failed:
    'The instrument stopped the run by an error: fewer cycles, an error in the completion status or the log.',
  aborted: 'The instrument went away in the middle of a cycle: no markers.',
  'rewritten-xml': 'RunInfo and RunParameters are written a second time after RTAComplete.',
  'growing-interop': 'InterOp files grow by appending after every cycle instead of being written at the end.',
  'late-analysis': 'Analysis on the instrument adds Analysis/1 after the run has reported that it is copied.',
} as const;

export type ScenarioName = keyof typeof SCENARIOS;

export function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(SCENARIOS, name);
}
