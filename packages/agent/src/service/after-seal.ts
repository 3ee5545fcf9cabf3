import type { BytePath, ErrorCode } from '@seqwarden/proof';
import type { RunState } from '../journal/run-state.ts';
import type { FileAttributes } from '../scan/file-attributes.ts';
import type { SealStep } from './seal-step.ts';
import type { RunEvent } from './transitions.ts';

/** What follows for the run from an attempt to seal it, in the order of these fields. */
export interface AfterSeal {
  /** It is not tried again for a while. */
  readonly rests?: boolean;
  /** To be taken over again. */
  readonly differing?: ReadonlyMap<BytePath, FileAttributes>;
  readonly alarm?: { readonly code: ErrorCode; readonly path: BytePath };
  /** Why it does not go on. */
  readonly why?: string;
  readonly sealed?: { readonly files: number; readonly bytes: number };
  readonly event?: RunEvent;
}

/** @param was the state in which it was begun: `sealed` where only some destinations lack the seal */
export function afterSeal(was: RunState, step: SealStep): AfterSeal {
  switch (step.kind) {
    case 'lost':
      return { rests: true, alarm: { code: 'WRITE_ONCE_CHANGED', path: step.path } };
    case 'cleared':
      return { rests: true, why: 'files that the seal lists are gone from the source' };
    case 'differs':
      return { rests: was === 'sealed', differing: step.files, event: 'differs' };
    case 'copied': {
      const { sealed, refused, files, bytes } = step;
      if (sealed > 0 && was === 'finishing') return { sealed: { files, bytes }, event: 'sealed' };
      if (refused !== undefined) return { alarm: { code: refused.code, path: refused.path ?? '' } };
      return sealed === 0 ? { rests: true, event: 'differs' } : {};
    }
  }
}
