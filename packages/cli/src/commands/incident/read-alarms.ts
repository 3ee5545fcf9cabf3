import { SeqwardenError } from '@seqwarden/proof';
import { aText, oneOf, shaped } from '@seqwarden/proof/json-shape';
import { readNamedFile } from '../../read-named-file.ts';

/** An alarm of the agent (docs/EVENTS.md) about a run. */
export interface Alarm {
  /** Name of the run folder. */
  readonly run: string;
  readonly origin: 'write_once' | 'verification';
  readonly words: string;
}

/** `alarm`: something changed that is written once, or a destination holds other bytes. `reverify-failed`: an archived run was read again, and differs. */
const EVENT = shaped({
  event: oneOf(['alarm', 'reverify-failed', 'quarantined']),
  time: aText,
  run: aText,
  code: aText,
});

/** Every event of the file that is such an alarm; other lines of a log are passed over. Which file of the run it was is not taken along: its name may hold what a laboratory types in. Throws CASE_INPUT_UNUSABLE. */
export function readAlarms(path: string): Alarm[] {
  const bytes = readNamedFile(path, { unusable: 'CASE_INPUT_UNUSABLE', mebibytes: 16 });
  const text = new TextDecoder().decode(bytes);
  const lines = text.split('\n').flatMap(line => {
    const at = line.indexOf('{');
    return at === -1 ? [] : [line.slice(at)];
  });
  // A webhook's document may stand over several lines.
  const events = [jsonOf(text), ...lines.map(jsonOf)].flatMap(value => EVENT(value)?.is ?? []);
  const alarms = events.flatMap(({ event, time, run, code }): Alarm[] => {
    if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time) || !/^[A-Z0-9_]{1,64}$/.test(code)) return [];
    const origin = event === 'reverify-failed' ? 'verification' : 'write_once';
    return [{ run, origin, words: `${event} of the agent at ${time} [${code}]` }];
  });
  const known = new Map(alarms.map(alarm => [`${alarm.run}\n${alarm.words}`, alarm]));
  if (known.size === 0)
    throw new SeqwardenError(
      'CASE_INPUT_UNUSABLE',
      `${path} holds no alarm of the agent about a run (alarm, reverify-failed, quarantined), as JSON`,
    );
  return [...known.values()];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
