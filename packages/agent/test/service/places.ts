import type { DestinationConfig, RootConfig } from '../../src/service/config/agent-config.ts';

export function rootOf(path: string, destinations: readonly string[]): RootConfig {
  return {
    name: 'landing',
    path,
    destinations,
    sourceLabel: undefined,
    quietSeconds: 20,
    staleAfterHours: 48,
    unsealedAfterHours: 12,
  };
}

export function destinationOf(name: string, path: string): DestinationConfig {
  return {
    name,
    spec: { kind: 'folder', path },
    reserve: 0,
    reread: false,
    confirm: true,
    reverifyDays: undefined,
    limits: [],
  };
}
