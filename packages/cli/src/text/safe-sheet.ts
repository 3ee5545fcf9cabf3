import { keyFingerprint } from '@seqwarden/proof';
import { columns } from './columns.ts';
import { oneLine } from './one-line.ts';

/** What `init` made. */
export interface MadeKeys {
  readonly folder: string;
  /** Key id. */
  readonly sealKey: string;
  /** false: it was there before. */
  readonly isNewSealKey: boolean;
  /** Origin of the log. */
  readonly origin: string;
  readonly logId: string;
  readonly administrator: {
    readonly keyid: string;
    /** File below `folder`; undefined: it lives in ssh-agent. */
    readonly file: string | undefined;
    /** undefined: whoever ran `init` gave one. */
    readonly passphrase: string | undefined;
  };
}

/** For standard output, once: what stands on it must stand in no file beside the keys. */
export function safeSheet(made: MadeKeys): string {
  const { administrator } = made;
  return `${filesText(made)}
SAFE SHEET. Print it and put it into a safe; it is shown once.

Write these two into your quality manual; \`verify\` prints them:

${columns([
  ['  seal key', keyFingerprint(made.sealKey)],
  ['  register', keyFingerprint(made.logId)],
])}
${columns([
  ['name of the register', made.origin],
  ['administrator', keyFingerprint(administrator.keyid)],
  ...(administrator.passphrase === undefined ? [] : [['passphrase', administrator.passphrase]]),
])}
${STEPS}`;
}

function filesText({ folder, isNewSealKey, administrator }: MadeKeys): string {
  const rows = [
    ...(isNewSealKey ? [['  seal-key.pem', 'signs seals; keep it secret, keep a copy in a safe']] : []),
    ['  log-key.pem', 'signs the register of all that is sealed; keep it secret, keep a copy in a safe'],
    ...(administrator.file === undefined
      ? []
      : [
          [
            `  ${administrator.file}`,
            'says whose keys count; useless without its passphrase; take it off this machine',
          ],
        ]),
    ['  trust.json', 'what a verifier starts from; give it to whoever verifies your runs'],
  ];
  return `Made in ${oneLine(folder)}:\n${columns(rows)}Beside them lie the public halves, allowed_signers among them, for ssh-keygen and openssl.\n`;
}

const STEPS = `Into a safe: this sheet, and apart from it a medium with the .pem files and trust.json.
Now, while you are here: enrol a second administrator (\`seqwarden keys enrol\`).

${columns([
  ['If a key is stolen, at once', 'seqwarden keys revoke KEY --reason compromised'],
  ['If the seal key is lost', 'seqwarden keys rotate --reason lost'],
])}If an administrator's key or passphrase is lost, the other administrator revokes it and enrols another.
If this machine is lost: docs/OPERATING.md, "Moving and recovering the service" and "The key".
`;
