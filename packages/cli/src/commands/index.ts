import type { Command } from '../command.ts';

/** The commands by name, loaded when they are called: start-up time is part of every run. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import('./init.ts')).init,
  inspect: async () => (await import('./inspect.ts')).inspect,
  copy: async () => (await import('./copy.ts')).copy,
  seal: async () => (await import('./seal.ts')).seal,
  verify: async () => (await import('./verify.ts')).verify,
  agent: async () => (await import('./agent.ts')).agent,
  status: async () => (await import('./status.ts')).status,
  report: async () => (await import('./report.ts')).report,
  release: async () => (await import('./release.ts')).release,
  wait: async () => (await import('./wait.ts')).wait,
  'may-delete': async () => (await import('./may-delete.ts')).mayDelete,
  hold: async () => (await import('./hold.ts')).hold,
  dispose: async () => (await import('./dispose.ts')).dispose,
  'log audit': async () => (await import('./log/audit.ts')).audit,
  'log restore': async () => (await import('./log/restore.ts')).restore,
  'log adopt': async () => (await import('./log/adopt.ts')).adopt,
  keys: async () => (await import('./keys.ts')).keys,
  trust: async () => (await import('./trust.ts')).trust,
  simulate: async () => (await import('./simulate.ts')).simulate,
  tour: async () => (await import('./tour.ts')).tour,
};
