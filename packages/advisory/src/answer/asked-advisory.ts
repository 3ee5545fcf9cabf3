import type { Advisory } from '../document/advisory.ts';
import { compareText } from '../inventory/span.ts';

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

type Received = AskedAdvisory['received'];

/** The gravest first: a hash file that does not fit counts, whatever lies beside another copy of the bytes. */
const HASH_FILES: readonly HashFile[] = ['bad', 'unreadable', 'good', 'absent'];
/** A signature that was checked says more than one that was not. */
const SIGNATURES: readonly Received['signature']['state'][] = ['bad', 'good', 'not_checked', 'absent'];

/** What lay beside the same bytes in two places: of each kind the gravest, whichever came first. */
export function receivedTwice(one: Received, other: Received): Received {
  const gravest = (a: HashFile, b: HashFile) => (HASH_FILES.indexOf(a) <= HASH_FILES.indexOf(b) ? a : b);
  const [signature = one.signature] = [one.signature, other.signature].sort(
    (a, b) =>
      SIGNATURES.indexOf(a.state) - SIGNATURES.indexOf(b.state) ||
      compareText(JSON.stringify(a), JSON.stringify(b)),
  );
  return {
    sha256: gravest(one.sha256, other.sha256),
    sha512: gravest(one.sha512, other.sha512),
    signature,
  };
}
