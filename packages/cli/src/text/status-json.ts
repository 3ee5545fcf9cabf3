import type { DestinationStatus, RunStatus, StatusReport, Wait } from '@seqwarden/agent/service/status';
import { ERRORS, jsonPath } from '@seqwarden/proof';
import { jsonTime } from './json-time.ts';

/** `status --json`, see OPERATING.md. null is unknown. */
export function statusJson({ agent, runs }: StatusReport): object {
  return {
    version: 1,
    agent: {
      atWork: agent.atWork,
      startedAt: jsonTime(agent.startedAt),
      lastTurn: jsonTime(agent.turnAt),
      stateFull: agent.isStateFull ?? null,
      register: agent.register ?? null,
    },
    runs: runs.map(runJson),
  };
}

function runJson({ record, seen, expected, waits, destinations }: RunStatus): object {
  const { name, state, since, reason, firstSeen, lastChange, readBack } = record;
  return {
    ...jsonPath(name),
    state,
    since: jsonTime(since),
    reason: reason ?? null,
    firstSeen: jsonTime(firstSeen),
    lastChange: jsonTime(lastChange),
    readBack: jsonTime(readBack),
    seen: seen ?? null,
    expected: expected ?? null,
    waits: waits.map(waitJson),
    destinations: destinations.map(destinationJson),
  };
}

function destinationJson(one: DestinationStatus): object {
  const { name, delivery, state, done, all, bytesPerSecond, secondsLeft, waits } = one;
  return {
    name,
    state,
    delivery: delivery.state,
    files: done?.files ?? null,
    bytes: done?.bytes ?? null,
    filesInAll: all?.files ?? null,
    bytesInAll: all?.bytes ?? null,
    bytesPerSecond: bytesPerSecond ?? null,
    secondsLeft: secondsLeft ?? null,
    seal: delivery.sealed?.seal ?? null,
    lastConfirmed: jsonTime(delivery.lastConfirmed),
    waits: waits.map(waitJson),
  };
}

function waitJson({ why, code, detail, files, since }: Wait): object {
  return {
    why,
    ...(code !== undefined && { code, advice: ERRORS[code].advice }),
    ...(detail !== undefined && { detail }),
    ...(files !== undefined && { files }),
    ...(since !== undefined && { since: jsonTime(since) }),
  };
}
