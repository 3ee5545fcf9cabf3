import type { Advisory } from '../document/advisory.ts';

export interface AskedAdvisory {
  readonly advisory: Advisory;
  /** One of the project's own documents, made of public facts; not the publisher's bytes. */
  readonly builtIn: boolean;
  /** What lay beside the bytes, and how far it fits them. */
  readonly received: {
    readonly sha256: HashFile;
    readonly sha512: HashFile;
    readonly signature: {
      /** `not_checked`: one is there, and the publisher's key was not at hand. */
      readonly state: 'good' | 'bad' | 'not_checked' | 'absent';
      readonly keyValidThen: boolean | null;
      readonly keyTrustedNow: boolean | null;
      readonly key: string | null;
    };
  };
}

type HashFile = 'good' | 'bad' | 'unreadable' | 'absent';

export const NOTHING_RECEIVED: AskedAdvisory['received'] = {
  sha256: 'absent',
  sha512: 'absent',
  signature: { state: 'absent', keyValidThen: null, keyTrustedNow: null, key: null },
};
