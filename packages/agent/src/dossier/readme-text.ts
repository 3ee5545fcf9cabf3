import type { Observed } from '@seqwarden/cases/summary';
import { keyFingerprint, type Trust } from '@seqwarden/proof';

/** How an export is checked without Seqwarden. Pure. */
export function readmeText({ about, id, exportedAt }: Observed, keyid: string, { logs }: Trust): string {
  return `This file is an export of the ${about} ${id}, made on ${exportedAt}.

summary.html, summary.pdf   what to read first
statements/                 each record as it was stated
records/                    the same records with signatures and proofs, for: seqwarden bundle import
evidence/, advisories/      files that records name by their SHA-256
state.json                  what the records amount to; observed.json: what no record says
SHA256SUMS                  the list of all these files; SHA256SUMS.sig and export.intoto.json sign it

WHOM TO TRUST
A file cannot vouch for itself. Compare these with what the laboratory gave you another way, as its
quality manual:
  key         ${keyFingerprint(keyid)}
${logs.map(({ id, key }) => `  register    ${id} (${key.name})`).join('\n')}

WITH SEQWARDEN
  seqwarden verify FILE.zip --trust TRUST-FILE
  seqwarden verify FILE.zip --trust TRUST-FILE --log PLACE
The second reads also the register, where it lies, and says whether records were left out.

WITH OTHER PROGRAMS, in an empty folder
  unzip FILE.zip
  sha256sum --check --strict SHA256SUMS
  ssh-keygen -Y verify -f allowed_signers -I seal@seqwarden -n dossier@seqwarden \\
    -s SHA256SUMS.sig < SHA256SUMS
  openssl pkey -pubin -in key.pem -outform DER | sha256sum
The last line begins with the digits of the key above, without blanks. They say that nothing was changed
since the export was signed; that the records are in the register, only Seqwarden checks. That none was
left out, only the register shows.
`;
}
