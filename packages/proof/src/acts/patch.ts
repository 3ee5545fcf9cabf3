import { digest, time } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { installed, installedKey } from './installed.ts';
import { choice, digest512, evidence, listOf, name, orNull, upTo, vulnerabilities } from './values.ts';

/**
 * How the installer compares with what the publisher gives. MD5 and SHA-1 never suffice.
 * - `equal`: its SHA-256 or SHA-512 is a published one
 * - `other`: one is published, and this is another file
 * - `not_published`: the publisher gives none
 */
export const INSTALLER_CHECKS = ['equal', 'other', 'not_published'] as const;

const installer = fields({
  sha256: digest,
  sha512: digest512,
  bytes: upTo(Number.MAX_SAFE_INTEGER),
  check: choice(INSTALLER_CHECKS),
  /** The document that gives the digest: of an advisory or a letter, by the digest of its bytes. */
  publishedIn: orNull(digest),
  /** Subject of the certificate that the file's Authenticode signature names. That it is valid was not checked. Null: there is none, or it was not read. */
  namedSigner: orNull(name),
});

const readPredicate = checked(
  fields({
    installed,
    vulnerabilities,
    /** It was done between these moments. */
    at: fields({ from: time, until: time }),
    doneBy: choice(['signer', 'vendor', 'other']),
    /** Null: no file was kept, as where the vendor's engineer brought it. */
    installer: orNull(installer),
    software: listOf(
      fields({
        component: choice(['control', 'universal-copy-service', 'local-run-manager', 'rta', 'other']),
        name: orNull(name),
        before: orNull(name),
        after: orNull(name),
      }),
      16,
    ),
    evidence,
    ...TAIL,
  }),
  ({ at, installer: file, statedAt }) => {
    if (at.from > at.until) return 'at ends before it begins';
    if (at.until > statedAt) return 'at lies after statedAt';
    const isNamed = file?.publishedIn !== null;
    return file !== null && (file.check === 'not_published') === isNamed
      ? 'check and publishedIn contradict each other'
      : undefined;
  },
);

export type PatchPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:patch:v1`. One installation was patched: the Dx side, the RUO side and a server have one each. */
export const PATCH: ActType<PatchPredicate> = {
  predicateType: 'urn:seqwarden:patch:v1',
  subjectName: 'installation',
  readPredicate,
  signers: PERSON,
  topic: predicate => installedKey(predicate.installed),
};
