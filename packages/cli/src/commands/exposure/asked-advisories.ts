import { type AskedAdvisory, NOTHING_RECEIVED, receivedTwice, type Unread } from '@seqwarden/advisory/answer';
import { builtinAdvisories } from '@seqwarden/advisory/builtin';
import { lostStatuses, MAX_DOCUMENT_BYTES, readAdvisory } from '@seqwarden/advisory/document';
import { checkHashFile } from '@seqwarden/advisory/signature';
import {
  AdvisoryStore,
  type Arrival,
  advisoriesFolder,
  type MissedAdvisory,
  type OfferedAdvisory,
  readLocalAdvisories,
} from '@seqwarden/agent/advisories';
import { SeqwardenError } from '@seqwarden/proof';

export interface AskedAdvisories {
  /** Each once, however often its bytes were named. */
  readonly advisories: readonly AskedAdvisory[];
  readonly unread: readonly Unread[];
  /** The kept ones were asked for, and there are none. */
  readonly isShelfEmpty: boolean;
}

/**
 * The advisories of these paths, and of those that are kept if `kept`; without either the project's own two. What cannot be read is told, and the others count.
 * Throws ADVISORY_SOURCE_UNUSABLE, TAR_MALFORMED, ADVISORY_STORE_DAMAGED, USAGE.
 */
export function askedAdvisories(
  paths: readonly string[],
  kept: boolean,
  env: NodeJS.ProcessEnv,
): AskedAdvisories {
  const found = new Found();
  if (paths.length === 0 && !kept)
    for (const bytes of builtinAdvisories())
      found.take('built in', () => ({
        advisory: readAdvisory(bytes),
        builtIn: true,
        received: NOTHING_RECEIVED,
      }));
  for (const path of paths) {
    requireLocal(path);
    for (const offer of readLocalAdvisories(path, MAX_DOCUMENT_BYTES))
      if (offer.kind === 'missed') found.miss(belowNamed(offer.missed, path));
      else if (offer.kind === 'document')
        found.take(below(offer.document.place, path), () => offered(offer.document));
  }
  const store = kept ? AdvisoryStore.read(advisoriesFolder(env)) : undefined;
  const arrivals = store?.arrivals.current() ?? [];
  if (store !== undefined)
    for (const arrival of arrivals) found.take(arrival.name, () => keptAdvisory(store, arrival));
  const isShelfEmpty = kept && arrivals.length === 0;
  return { advisories: [...found.advisories.values()], unread: found.unread, isShelfEmpty };
}

class Found {
  readonly advisories = new Map<string, AskedAdvisory>();
  readonly unread: Unread[] = [];

  take(name: string, read: () => AskedAdvisory): void {
    try {
      const asked = read();
      const { sha256, label } = asked.advisory;
      const before = this.advisories.get(sha256);
      this.advisories.set(
        sha256,
        before === undefined ? asked : { ...asked, received: receivedTwice(before.received, asked.received) },
      );
      for (const lost of lostStatuses(asked.advisory)) {
        const text = `${label.id} has ${lost.text}`;
        this.unread.push({ what: 'advisory', name, code: 'ADVISORY_UNREADABLE', text });
      }
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      this.unread.push({ what: 'advisory', name, code: error.code, text: error.message });
    }
  }

  miss({ place, code, text }: MissedAdvisory): void {
    this.unread.push({ what: 'advisory', name: place, code, text });
  }
}

/** What it takes to get one by the network, and to keep it, another command has. */
function requireLocal(path: string): void {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path))
    throw new SeqwardenError(
      'USAGE',
      '--advisories takes files, folders and bundles; `advisories update ADDRESS` gets others, and --kept asks them',
    );
}

function offered({ bytes, name, companions }: OfferedAdvisory): AskedAdvisory {
  const held = (algorithm: 'sha256' | 'sha512') => {
    const file = companions[algorithm];
    return file === undefined ? 'absent' : checkHashFile(file, bytes, name, algorithm);
  };
  const { signature } = NOTHING_RECEIVED;
  return {
    advisory: readAdvisory(bytes),
    builtIn: false,
    received: {
      sha256: held('sha256'),
      sha512: held('sha512'),
      signature: companions.asc === undefined ? signature : { ...signature, state: 'not_checked' },
    },
  };
}

function keptAdvisory(store: AdvisoryStore, arrival: Arrival): AskedAdvisory {
  const { signature } = arrival;
  return {
    advisory: readAdvisory(store.document(arrival).bytes),
    builtIn: false,
    received: {
      ...arrival.hashFiles,
      signature:
        signature === null
          ? NOTHING_RECEIVED.signature
          : {
              state: signature.signature,
              keyValidThen: signature.keyValidThen,
              keyTrustedNow: signature.keyTrustedNow,
              key: signature.key,
            },
    },
  };
}

/** No path of this host stands in an answer. */
function below(place: string, named: string): string {
  const root = named.replace(/\/+$/, '');
  return place.startsWith(`${root}/`) ? place.slice(root.length + 1) : (place.split('/').at(-1) ?? place);
}

function belowNamed(missed: MissedAdvisory, named: string): MissedAdvisory {
  return { ...missed, place: below(missed.place, named) };
}
