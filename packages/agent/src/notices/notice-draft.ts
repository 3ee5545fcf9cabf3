import { SeqwardenError } from '@seqwarden/proof';
import { ACTS, type ActOf, type ActTail } from '@seqwarden/proof/acts';

type Predicate = ActOf<'notice'>['predicate'];

/** What a draft says that the record of its release will say. */
export type NoticeDraft = Omit<Predicate, 'action' | 'documents' | 'reason' | ActTail>;

const VERSION = 1;
const UNKNOWN = '0'.repeat(64);

/** A draft of whatever says more than one, with its keys in the order in which they are written. */
export function draftOf({ case: of, notice, ...more }: NoticeDraft): NoticeDraft {
  const { recipient, about, urgency, vulnerabilities, installed, acknowledgeBy, patchBy } = more;
  const keys = { recipient, about, urgency, vulnerabilities, installed, acknowledgeBy, patchBy };
  return { case: of, notice, ...keys };
}

/** draft.json (FORMATS.md 32). */
export function encodeDraft(draft: NoticeDraft): string {
  return `${JSON.stringify({ version: VERSION, ...draftOf(draft) }, null, 2)}\n`;
}

/**
 * The draft in a text that may have been edited since. Whatever no record could say is refused: it is read as the record that would be made of it, with the keys filled in that a draft has not
 * yet. `file` is for the message. Throws CASE_INPUT_UNUSABLE.
 */
export function decodeDraft(text: string, file: string): NoticeDraft {
  try {
    const given = new Map<string, unknown>(Object.entries(JSON.parse(text)));
    if (given.get('version') !== VERSION) throw new Error(`is no draft of version ${VERSION}`);
    return draftOf(predicateOf(given));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${file}: ${why}`, { cause: error });
  }
}

function predicateOf(given: ReadonlyMap<string, unknown>): Predicate {
  const key = (name: string) => ({ [name]: given.get(name) });
  const value = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'notice', digest: { sha256: UNKNOWN } }],
    predicateType: ACTS.notice.predicateType,
    predicate: {
      ...key('case'),
      ...key('notice'),
      action: 'released',
      ...key('recipient'),
      ...key('about'),
      ...key('urgency'),
      ...key('vulnerabilities'),
      ...key('installed'),
      documents: { text: UNKNOWN, html: UNKNOWN, pdf: UNKNOWN, form: UNKNOWN },
      ...key('acknowledgeBy'),
      ...key('patchBy'),
      reason: null,
      log: '0'.repeat(32),
      statedAt: '1970-01-01T00:00:00.000Z',
      tool: { name: 'seqwarden', version: '0' },
    },
  };
  const written = JSON.stringify(value);
  return ACTS.notice.read({ length: written.length, text: written, value }).predicate;
}
