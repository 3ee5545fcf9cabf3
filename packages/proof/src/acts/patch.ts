import { digest, time } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { installed, installedKey } from './installed.ts';
import { PROGRAM, programKey } from './program.ts';
import { ascending, choice, digest512, evidence, name, orNull, upTo, vulnerabilities } from './values.ts';

/**
 * How the installer compares with what the publisher gives. MD5 and SHA-1 never suffice.
 * - `equal`: its SHA-256 or SHA-512 is a published one
 * - `equal_unsigned`: it is one that documents alone give for which no good signature vouches. It proves nothing
 * - `other`: one is published, and this is another file
 * - `not_published`: the publisher gives none
 */
export const INSTALLER_CHECKS = ['equal', 'equal_unsigned', 'other', 'not_published'] as const;

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
    /** Versions; null: not known. Ascending by `programKey`, at least one. */
    software: ascending(fields({ ...PROGRAM, before: orNull(name), after: orNull(name) }), 16, programKey),
    evidence,
    ...TAIL,
  }),
  ({ at, installer: file, software, statedAt }) => {
    if (software.length === 0) return 'software is empty';
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
  about: predicate => ({ topic: installedKey(predicate.installed) }),
};
