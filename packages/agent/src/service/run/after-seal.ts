import type { BytePath, ErrorCode } from '@seqwarden/proof';
import type { Slot } from '../../journal/records.ts';
import type { RunState } from '../../journal/run-state.ts';
import type { FileAttributes } from '../../scan/file-attributes.ts';
import type { NamedSeal, SealStep } from './seal-step.ts';
import type { RunEvent } from './transitions.ts';

/** What follows for the run from an attempt to seal it, in the order of these fields. */
export interface AfterSeal {
  /** It is not tried again for a while. */
  readonly rests?: boolean;
  /** To be taken over again. */
  readonly differing?: ReadonlyMap<BytePath, FileAttributes>;
  /** Why it does not go on. */
  readonly why?: string;
  readonly sealed?: { readonly files: number; readonly bytes: number } & NamedSeal;
  readonly event?: RunEvent;
  readonly alarms?: readonly SealAlarm[];
}

export interface SealAlarm {
  readonly code: ErrorCode;
  readonly path: BytePath;
  /** A destination that is not tried again, until a person released the run or the agent is started anew. */
  readonly slot?: Slot;
}

/** @param was the state in which it was begun: `sealed` where only some destinations lack the seal */
export function afterSeal(was: RunState, step: SealStep): AfterSeal {
  switch (step.kind) {
    case 'lost':
      return { rests: true, alarms: [{ code: 'WRITE_ONCE_CHANGED', path: step.path }] };
    case 'cleared':
      return { rests: true, why: 'files that the seal lists are gone from the source' };
    case 'differs':
      return { rests: was === 'sealed', differing: step.files, event: 'differs' };
    case 'copied': {
      const { sealed, refused, files, bytes, named, isLogStopped } = step;
      const pause = isLogStopped ? { rests: true } : {};
      const alarms = refused.map(({ slot, error }) => ({ slot, code: error.code, path: error.path ?? '' }));
      // Sealed first: what is refused at one destination then sets aside that one, and not the run.
      if (sealed > 0 && was === 'finishing')
        return { ...pause, sealed: { files, bytes, ...named }, event: 'sealed', alarms };
      if (alarms.length > 0) return { ...pause, alarms };
      return sealed === 0 ? { rests: true, event: 'differs' } : pause;
    }
  }
}
