/**
 * The one table of everything that can go wrong, for all packages.
 *
 * `exit` is the process's exit code: 1 bad news, 2 wrong usage or unusable input, 3 cannot tell.
 * `advice` tells the operator what to do next; the message of a {@link SeqwardenError} says what was found.
 * Tests assert codes, never prose. Codes are part of the `--json` interface: they are added, never renamed.
 */
export const ERRORS = {
  // usage and configuration
  USAGE: { exit: 2, advice: 'See `seqwarden help` for the command and its options.' },
  INTERRUPTED: { exit: 2, advice: 'Run the same command again; it goes on where it stopped.' },
  INTERNAL: {
    exit: 2,
    advice: 'This is a defect of Seqwarden. Keep the message and report it.',
  },
  NODE_TOO_OLD: {
    exit: 2,
    advice: 'Install Node 26 or later, or run `npm ci` on a platform for which it is packaged.',
  },
  CONFIG_UNUSABLE: {
    exit: 2,
    advice:
      'Correct what is named: lines and keys of the configuration, a file that it names, or the folder of XDG_CONFIG_HOME or XDG_STATE_HOME and its permissions.',
  },
  KEY_MISSING: {
    exit: 2,
    advice:
      'Name the file of the key that is meant. An account that has no seal key and trust file yet makes them with `seqwarden init`.',
  },
  INIT_UNFINISHED: {
    exit: 2,
    advice: '`seqwarden init` was interrupted: this account is not whole. Run it again, it goes on.',
  },
  KEY_EXISTS: {
    exit: 2,
    advice: 'A key is already there. Keep it; use another configuration folder for another key.',
  },
  KEY_UNUSABLE: { exit: 2, advice: 'The key file must be a P-256 private key in PKCS #8 PEM form.' },
  PUBLIC_KEY_UNUSABLE: {
    exit: 2,
    advice:
      'Name the file of the public key: NAME.pub.pem, which `keys make NAME` wrote beside the private one, or what `ssh-keygen -t ecdsa` wrote as NAME.pub. Whoever has the key hands it over; the private key stays where it is.',
  },
  PASSPHRASE_WEAK: {
    exit: 2,
    advice: 'Take a longer passphrase, or leave it out: then one is drawn and shown once.',
  },
  PASSPHRASE_WRONG: {
    exit: 2,
    advice: 'Give the passphrase that belongs to this key: typed, or in a file with --passphrase-file.',
  },
  SSH_AGENT_UNUSABLE: {
    exit: 2,
    advice: 'Start an ssh-agent that SSH_AUTH_SOCK names, and put the key into it with `ssh-add`.',
  },
  SSH_AGENT_KEY: {
    exit: 2,
    advice:
      'Name one key of the agent by its fingerprint (`ssh-add -l`). It must be of type ecdsa-sha2-nistp256 (`ssh-keygen -t ecdsa`).',
  },
  KEY_PERMISSIONS: {
    exit: 2,
    advice: 'Make the file readable by its owner alone (chmod 600) and find out who could read it.',
  },
  TRUST_MISSING: { exit: 2, advice: 'Name the trust file with --trust, or make one with `seqwarden init`.' },
  TRUST_UNUSABLE: {
    exit: 2,
    advice: 'Get the trust file again from the lab that sealed the run, not from beside the run.',
  },
  TRUST_BUSY: {
    exit: 2,
    advice:
      'Another command of this account changes the trust file. Run this one again; what it sealed before stands.',
  },
  TRUST_WRITABLE: {
    exit: 2,
    advice: 'Others can rewrite this trust file. Get a fresh copy and remove their write permission.',
  },
  TRUST_INSIDE_RUN: {
    exit: 2,
    advice: 'A trust file that lies in the run proves nothing. Use one obtained another way.',
  },
  POLICY_UNUSABLE: {
    exit: 2,
    advice: 'Correct the policy file; nothing under Data/ or InterOp/ can be tolerated.',
  },

  // reading a run folder
  RUN_NOT_FOUND: {
    exit: 2,
    advice: 'Name the folder of one run. Check the path, and whether this account can read it.',
  },
  RUN_NOT_A_FOLDER: { exit: 2, advice: 'Name the run folder itself, not a file in it and not a link to it.' },
  RUN_UNREADABLE: {
    exit: 2,
    advice: 'Give this account read access to the named file or folder, then run the command again.',
  },
  RUN_INFO_DAMAGED: {
    exit: 2,
    advice:
      'The XML is cut off or malformed: wait until the copy of the run is finished, or fetch the file again.',
  },
  XML_REFUSED: {
    exit: 2,
    advice:
      'The XML has a DOCTYPE, an entity or an encoding that no instrument writes. Find out who wrote it.',
  },
  FILE_TOO_LARGE: {
    exit: 2,
    advice: 'The file is far larger than an instrument writes. Find out who wrote it.',
  },
  IDAT_DAMAGED: {
    exit: 2,
    advice: 'The IDAT file is cut off or malformed: fetch it again from the scanner.',
  },
  RUN_NOT_FINISHED: {
    exit: 3,
    advice: 'Wait for the end of the run, or pass --incomplete to seal what is there; the seal will say so.',
  },

  // copying
  SOURCE_CHANGED: {
    exit: 1,
    advice: 'The source changed while it was read. Wait until nothing writes to it, then copy again.',
  },
  SOURCE_SHRANK: {
    exit: 1,
    advice: 'The source ended before its stated size. Check the share, then copy again.',
  },
  SOURCE_UNREADABLE: {
    exit: 2,
    advice:
      'Give this account read access to the named file, then copy again; what is there already is kept.',
  },
  SOURCE_READ_FAILED: {
    exit: 2,
    advice:
      'The disk or share did not deliver. Check it, then run the command again; what is there already is kept.',
  },
  SOURCE_ESCAPED: {
    exit: 1,
    advice: 'A folder was replaced by a link during the copy. Treat the share as attacked.',
  },
  DESTINATION_UNUSABLE: {
    exit: 2,
    advice:
      'Correct what is named: the address, or what stands there. To copy it must be a place outside the run that this account can write; to verify it need only be readable.',
  },
  DESTINATION_FULL: {
    exit: 2,
    advice: 'Make room at the destination, then copy again; what is there already is kept.',
  },
  DESTINATION_WRITE_FAILED: {
    exit: 2,
    advice:
      'The destination did not carry out a request. Check it, then run the same command again; after a copy no half file stands under a final name.',
  },
  DESTINATION_READ_BACK: {
    exit: 1,
    advice: 'The destination returned other bytes than were written. Do not trust it; check the hardware.',
  },
  DESTINATION_BUSY: {
    exit: 2,
    advice: 'Another copy works on this run. Wait for it; a dead one is taken over by itself.',
  },
  DESTINATION_DOWN: {
    exit: 2,
    advice: 'The destination cannot be reached. Check network, share and server; the next try goes on.',
  },
  DESTINATION_OTHER: {
    exit: 2,
    advice:
      'Another place than before answers under this name. Put the former one back, or give the new one a name of its own.',
  },
  DESTINATION_REFUSED: {
    exit: 2,
    advice:
      'The server is not the one that was pinned, or does not take the key. Compare host key, credentials and rights.',
  },
  NAME_UNSUPPORTED: {
    exit: 2,
    advice:
      'This destination cannot hold a name of the run. Nothing is renamed; use another destination for it.',
  },
  NAME_COLLISION: {
    exit: 2,
    advice:
      'The destination takes two names of the run for one, as where letter case does not count. Use another destination.',
  },
  CONFLICT: {
    exit: 1,
    advice:
      'The destination holds other bytes under this name. Nothing was replaced; decide which one is right.',
  },
  SOURCE_CUSTODY_QUARANTINED: {
    exit: 1,
    advice:
      'The source brought a Custody folder that does not verify. It was set aside; find out who made it.',
  },

  // sealing
  PRIOR_EVIDENCE_MISMATCH: {
    exit: 1,
    advice: 'A checksum list in the run does not match its files. Find out which is right before you seal.',
  },
  RUN_NOT_WRITABLE: {
    exit: 2,
    advice:
      'Put the seal elsewhere: `seal --custody DIR` writes nothing into the run, `verify --custody DIR` reads it there.',
  },
  CUSTODY_NOT_OURS: {
    exit: 1,
    advice:
      'A Custody folder does not verify. If another lab sealed the run, pass its trust file with --trust; else find out who made it and move it away.',
  },
  SEAL_STALE: {
    exit: 1,
    advice:
      'The seal that lies here is not one of these files: run `verify`. Seal with --next-generation only if the change is meant, else move Custody away.',
  },
  ADDENDUM_LIMIT: {
    exit: 2,
    advice: 'A seal takes at most 999 addenda. Seal the run as its next generation with --next-generation.',
  },
  RUN_NAME_NOT_UTF8: {
    exit: 3,
    advice: 'A seal could not be found under this name on every system. Rename the folder, then seal it.',
  },
  STATEMENT_TOO_LARGE: {
    exit: 2,
    advice: 'A record must stay under 64 KiB. Shorten the source label, or say less at once.',
  },
  DERIVED_FROM_UNSEALED: { exit: 3, advice: 'Seal the run first; derived data can only point at a seal.' },

  // holds and disposals
  HELD: {
    exit: 1,
    advice: 'A hold stands on this run. Whoever may end it does so with `seqwarden hold RUN --lift`.',
  },
  HOLD_UNCLEAR: {
    exit: 3,
    advice:
      'Run `seqwarden may-delete` with every destination: it shows which holds stand. Where several stand, name one with --hold.',
  },
  DISPOSED: {
    exit: 3,
    advice: 'It is no loss: a person signed that this copy was deleted on purpose. Ask for another copy.',
  },

  // verifying: the custody files
  UNSIGNED: {
    exit: 3,
    advice: 'Nobody sealed this run, or the seal was taken away. Ask the lab that made it.',
  },
  UNKNOWN_KEY: {
    exit: 3,
    advice:
      'The seal was made with a key that the trust file does not know. Compare fingerprints with the lab.',
  },
  KEY_NOT_VALID_THEN: {
    exit: 3,
    advice: 'The key was not valid when the seal says it was made. Ask the lab.',
  },
  KEY_NOT_ENROLLED: {
    exit: 3,
    advice:
      'The register does not say that this key counted when this was entered. Renew the trust file with `seqwarden trust refresh`, or ask the lab.',
  },
  SEAL_KEY_ENDED: {
    exit: 2,
    advice:
      'The seal key of this account was rotated or revoked while it was in use, and seals nothing more. Start again, with the key that took its place.',
  },
  KEY_REVOKED: {
    exit: 1,
    advice:
      'The register says that this key had ended when this was entered. Do not rely on it; ask the lab who entered it.',
  },
  KEY_WITHOUT_RIGHT: {
    exit: 1,
    advice: 'A key did what its role does not allow. Find out who has that key.',
  },
  KEY_STATEMENT_CONTRADICTS: {
    exit: 1,
    advice:
      'A record about a key contradicts the register: shown again, out of order or of another register. It changes nothing; find out who entered it.',
  },
  KEY_SAID_BEFORE: {
    exit: 2,
    advice:
      'Nothing was entered: the register says this of the key already, or it has ended. `keys list` shows what it says of each. A key is enrolled once and ends once; what a person may do is said with `keys rights`, and in place of a key that has ended another one is made (`keys make`).',
  },
  LOG_PROOF_MISSING: {
    exit: 3,
    advice:
      'Nothing shows that this stands in the register, which the trust file demands, or which alone could tell when a key that has ended made it. Fetch the *.tlog-proof file again; for what is older than the register, the lab makes it with `seqwarden log adopt`, before the key ends.',
  },
  SIGNATURE_INVALID: {
    exit: 1,
    advice: 'The seal was altered after it was signed. Do not use the run; ask the lab for the original.',
  },
  ENVELOPE_MALFORMED: {
    exit: 1,
    advice: 'The envelope (*.intoto.json) is damaged or forged. Fetch the Custody folder again.',
  },
  ENVELOPE_NOT_CANONICAL: {
    exit: 1,
    advice:
      'The envelope (*.intoto.json) is spelt otherwise than Seqwarden writes it. Fetch the Custody folder again.',
  },
  ENVELOPE_SIGNATURE_COUNT: {
    exit: 1,
    advice: 'A seal has exactly one payload and one signature. Fetch the Custody folder again.',
  },
  KEYID_MISMATCH: {
    exit: 1,
    advice: 'The key id in the seal is not that of the key that signed it. Fetch the Custody folder again.',
  },
  STATEMENT_MALFORMED: {
    exit: 1,
    advice:
      'What was signed is no record of a known version, or contradicts itself. Ask the lab which version wrote it.',
  },
  STATEMENT_NOT_CANONICAL: {
    exit: 1,
    advice:
      'What was signed is spelt otherwise than Seqwarden writes it. Ask the lab which program wrote it.',
  },
  BUNDLE_MISMATCH: {
    exit: 1,
    advice:
      'The bundle (*.sigstore.json) does not say what the envelope says. Fetch the Custody folder again.',
  },
  SSHSIG_MALFORMED: { exit: 1, advice: 'SHA256SUMS.sig is damaged. Fetch the Custody folder again.' },
  SSHSIG_INVALID: {
    exit: 1,
    advice: 'SHA256SUMS.sig does not sign this file list. Fetch the Custody folder again.',
  },
  MANIFEST_MALFORMED: { exit: 1, advice: 'SHA256SUMS is damaged. Fetch the Custody folder again.' },
  MANIFEST_NOT_CANONICAL: {
    exit: 1,
    advice:
      'SHA256SUMS is spelt or ordered otherwise than Seqwarden writes it. Fetch the Custody folder again.',
  },
  MANIFEST_MISMATCH: {
    exit: 1,
    advice: 'SHA256SUMS is not the list that was sealed. Do not use the run; ask the lab for the original.',
  },
  CUSTODY_FILE_MISSING: { exit: 1, advice: 'A file of Custody/ is missing. Fetch the Custody folder again.' },
  CUSTODY_STRANGER: {
    exit: 1,
    advice: 'Custody/ holds something that no seal has. Find out who put it there.',
  },
  CUSTODY_NOT_PLAIN: {
    exit: 1,
    advice: 'Custody/ or a file in it is a link, a folder or a device. Find out who put it there.',
  },
  SEAL_SUPERSEDED: {
    exit: 1,
    advice: 'An older seal was put back. Ask the lab for the run with its newest seal.',
  },
  SEAL_OF_ANOTHER_RUN: {
    exit: 1,
    advice: 'The seal belongs to another run. Fetch the Custody folder of this run.',
  },
  ADDENDUM_GAP: {
    exit: 1,
    advice: 'An addendum is missing before one that is there. Fetch the Custody folder again, whole.',
  },
  ADDENDUM_MISSING: {
    exit: 1,
    advice:
      'The register has an addendum to this seal that does not lie in the run: it was taken away, or never brought here. Fetch the Custody folder again, whole.',
  },
  ADDENDUM_OF_ANOTHER_SEAL: {
    exit: 1,
    advice: 'The addendum was made for another seal. Find out who put it here.',
  },
  ADDENDUM_OUT_OF_PLACE: {
    exit: 1,
    advice:
      'The addendum is not the one that belongs under this number, or not after the one before it. Fetch the Custody folder again, whole.',
  },
  ADDENDUM_CONTRADICTS: {
    exit: 1,
    advice: 'The list of the addendum is not what its record says of it. Ask the lab which program wrote it.',
  },

  // verifying: the run's files
  FILE_CHANGED: {
    exit: 1,
    advice: 'The content is not what was sealed. Do not use the file; fetch it again.',
  },
  FILE_MISSING: {
    exit: 1,
    advice: 'A sealed file is gone. Fetch it again, or tolerate it in a site policy if it may be left out.',
  },
  FILE_ADDED: { exit: 1, advice: 'A file is there that was not sealed. Find out who put it there.' },
  FILE_RENAMED: { exit: 1, advice: 'A sealed file lies under another name. Rename it back.' },
  NOT_A_FILE: {
    exit: 1,
    advice: 'A link, folder or device stands in place of a sealed file. Find out who put it there.',
  },
  ENTRY_UNREADABLE: {
    exit: 3,
    advice: 'A file could not be read, so nothing can be said about it. Give this account read access.',
  },
  TAR_MALFORMED: { exit: 2, advice: 'The tar stream is damaged or of an unknown kind. Make it again.' },
  INCOMPLETE: { exit: 3, advice: 'The run was sealed incomplete; --require-complete does not accept that.' },

  // the copy service
  UNKNOWN_RUN: {
    exit: 2,
    advice: 'Name a run as `seqwarden status` shows it, or by its path, with the --config of its agent.',
  },
  JOURNAL_NEWER: {
    exit: 2,
    advice:
      'A later version of Seqwarden wrote the journal. Use that version, or move the journal away: all is read again.',
  },
  JOURNAL_UNUSABLE: {
    exit: 2,
    advice:
      'Check the disk and the permissions of the state folder: it and the journal must be open to this account alone.',
  },
  AGENT_BUSY: {
    exit: 2,
    advice: 'Another agent of this machine works there. Leave it; this one takes over when it ends.',
  },
  AGENT_OTHER_HOST: {
    exit: 2,
    advice:
      'An agent of another machine, or of another container, works there. Stop one of them for good, then remove the named lease.',
  },
  WRITE_ONCE_CHANGED: {
    exit: 1,
    advice:
      'A file that instruments write once changed after it was copied. Both states are kept; find out who wrote it.',
  },
  APPEND_ONLY_REWRITTEN: {
    exit: 1,
    advice:
      'A file that only grows no longer begins with what was copied. Both states are kept; find out who wrote it.',
  },
  WRITE_ONCE_ADDED: {
    exit: 1,
    advice:
      'Base calls came into a run after it was sealed. Nothing of them is copied or signed; find out who wrote them.',
  },
  ANOTHER_RUN: {
    exit: 1,
    advice:
      'The folder of a sealed run holds another run, or nothing shows that it is the same. Nothing of it is copied or signed; give it a name of its own.',
  },
  STATE_FULL: {
    exit: 2,
    advice: "Make room where the agent's state folder lies; what waits goes on by itself.",
  },
  // the log: its writer
  LOG_KEY_MISSING: {
    exit: 2,
    advice: 'This account has no register yet. Make one with `seqwarden init --log`.',
  },
  LOG_MISSING: {
    exit: 2,
    advice:
      'There is no register here. If this account had one, name its state folder, or bring the register back with `seqwarden log restore`; else make one with `seqwarden init --log`.',
  },
  LOG_EXISTS: {
    exit: 2,
    advice: 'There is a register already. Keep it; a second one would be a second history.',
  },
  LOG_BEHIND: {
    exit: 2,
    advice:
      'This register was put back to an earlier state: a later one is known elsewhere. Nothing is added to it. Bring it back from the place that is named, as the guide for operators says.',
  },
  LOG_FORKED: {
    exit: 1,
    advice:
      'Two signed states of one register cannot both be true: it was run in two places, or somebody else has its key. Keep both files, stop using the key, and begin a new register.',
  },
  LOG_DISPUTED: {
    exit: 2,
    advice:
      'A countersigner says that it signed a later or another state of this register; it shows no proof. Nothing is added for as long as it says so. Was the state folder put back? Then bring the register back with `seqwarden log restore`. If not, ask who runs the countersigner; while it is wrong, take it out of the policy.',
  },
  LOG_BUSY: { exit: 2, advice: 'Another process writes to the register. Run the command again.' },
  LOG_STORE_UNUSABLE: {
    exit: 2,
    advice:
      "Check disk and permissions of the register's folder, which must be open to this account alone. A store that is damaged is made anew from a copy of the register.",
  },
  LOG_DAMAGED: {
    exit: 1,
    advice:
      'Files of the register are not those that were signed. Fetch the one that is named from another place.',
  },
  CLOCK_BACK: {
    exit: 2,
    advice:
      'The clock is before the last entry of the register. If it is wrong, set it right; what waits goes on by itself. If it is right now and was once far ahead, stop the agent and run `seqwarden log restore`: the entries stay, and the register goes on with the time of today.',
  },
  // the log: its formats and proofs
  NOTE_MALFORMED: {
    exit: 1,
    advice:
      'A signed head of a register (by itself, in a proof, or as a countersigner answered) is damaged or forged. Fetch it again.',
  },
  CHECKPOINT_MALFORMED: {
    exit: 1,
    advice: 'The head of the register is damaged or forged. Fetch it again.',
  },
  CHECKPOINT_UNSIGNED: {
    exit: 3,
    advice: 'No known key of this register signed its head. Compare the keys of the trust file with the lab.',
  },
  CHECKPOINT_SIGNATURE_INVALID: {
    exit: 1,
    advice:
      'A signed head of the register is damaged or forged; of the files and the seal of a run this says nothing. Get a fresh proof with `seqwarden log prove`, or from the lab; a head is fetched again from another place.',
  },
  COSIGNATURE_INVALID: {
    exit: 1,
    advice:
      'What should be the signature of a countersigner is none, under a head that the register itself signed; of the files and the seal of a run this says nothing. Get a fresh proof with `seqwarden log prove`, or from the lab.',
  },
  LOG_UNKNOWN: {
    exit: 3,
    advice: 'The proof is of a register that the trust file does not know. Ask the lab which one it keeps.',
  },
  LOG_PROOF_MALFORMED: {
    exit: 1,
    advice: 'The proof from the register (*.tlog-proof) is damaged or forged. Fetch it again.',
  },
  LOG_PROOF_INVALID: {
    exit: 1,
    advice:
      'The register does not hold this at the place that the proof names. Ask the lab for the proof of this very record.',
  },
  SIGNATURE_UNCHECKABLE: {
    exit: 3,
    advice:
      'This browser is too old to check signatures of a register. Use a current one, or `seqwarden verify`.',
  },
  QUORUM_MISSING: {
    exit: 3,
    advice:
      'Fewer countersigners signed than the policy demands. Ask the lab for a newer proof, which `seqwarden log adopt` gives when they can be reached.',
  },
  TLOG_POLICY_MALFORMED: {
    exit: 2,
    advice:
      'Correct the policy of registers and countersigners as named: its lines, its keys, or a key that stands twice.',
  },
  TILE_MALFORMED: {
    exit: 1,
    advice: 'A file of the register is damaged or forged. Fetch the register again from another place.',
  },
  LOG_BUNDLE_MALFORMED: {
    exit: 1,
    advice: 'The file of records from a register is damaged or forged. Ask the other site for it again.',
  },
  LOG_KEY_UNUSABLE: {
    exit: 2,
    advice:
      'The key of a register or countersigner must be Ed25519: as one line name+keyid+key, or the private one in PKCS #8 PEM.',
  },
  LOG_UNREADABLE: {
    exit: 2,
    advice: 'A file of the register is not there or cannot be read. Name the place where all of it lies.',
  },
  // countersigners
  WITNESS_DOWN: {
    exit: 2,
    advice:
      'The countersigner cannot be reached or does not answer as one. The register goes on without its signature; check address and network.',
  },
  WITNESS_REFUSED: {
    exit: 2,
    advice:
      'The countersigner answered and did not sign. Ask who runs it: 404 is a register that it does not know yet, 403 a key that it does not trust.',
  },
  WITNESS_STATE_UNUSABLE: {
    exit: 2,
    advice:
      'Check the folder of --state: made by `seqwarden witness init`, open to this account alone, on a sound disk. Never go on with an old copy of it.',
  },
  WITNESS_STATE_BUSY: {
    exit: 2,
    advice: 'Another countersigner works with this folder. One folder is for one process alone.',
  },
  WITNESS_ADDRESS: {
    exit: 2,
    advice:
      'Something else listens there, or this machine has no such address. Name another one with --listen.',
  },
  // advisories: what they say
  ADVISORY_TOO_LARGE: {
    exit: 2,
    advice:
      'The document is larger, or names more, than an advisory on instruments does. Find out who wrote it; nothing of it was used.',
  },
  ADVISORY_NOT_JSON: {
    exit: 2,
    advice: 'The file is damaged, ambiguous or no advisory. Fetch it again from its publisher.',
  },
  ADVISORY_NOT_CSAF: {
    exit: 2,
    advice: 'Name documents in CSAF 2.0 or 2.1 (JSON). Other formats are not read.',
  },
  ADVISORY_UNREADABLE: {
    exit: 2,
    advice:
      'What decides who is affected cannot be read at the named place, so nothing of the document was used. Read it yourself, and tell its publisher.',
  },
  SCORES_UNUSABLE: {
    exit: 2,
    advice: 'Name the daily file or an answer of EPSS (CSV, gzip, JSON), or the JSON of the KEV catalogue.',
  },
  // advisories: where they come from
  PUBLISHER_KEY_UNUSABLE: {
    exit: 2,
    advice: "Name a file with the publisher's public OpenPGP key, got another way than the advisories.",
  },
  ADVISORY_SOURCE_UNUSABLE: {
    exit: 2,
    advice: 'Check the address or path of the advisories, and what is named; what was kept before stays.',
  },
  ADVISORY_ADDRESS_REFUSED: {
    exit: 2,
    advice:
      'Advisories are got by https from public addresses. Name a mirror inside your network with --allow-address, if it is one that you know.',
  },
  ADVISORY_STORE_BUSY: {
    exit: 2,
    advice: 'Another command of this account takes advisories in. Run this one again.',
  },
  ADVISORY_STORE_DAMAGED: {
    exit: 2,
    advice: 'What is kept of advisories was changed or cut off. Move the folder away and get them again.',
  },
  // inventory
  INVENTORY_UNUSABLE: {
    exit: 2,
    advice: 'Correct what is named: lines and keys of the file of stated facts. Nothing of it was used.',
  },
  INSTRUMENT_UNKNOWN: {
    exit: 3,
    advice:
      'Nothing in this run says who made it. Look for its RunInfo.xml and RunParameters.xml, or state the instrument by hand.',
  },

  // cases
  STATEMENT_MISPLACED: {
    exit: 1,
    advice:
      'Somebody copied a record into a register for which its signer did not make it. It counts in its own register and nowhere else. Ask whoever keeps this register.',
  },
  ACT_REFUSED: {
    exit: 2,
    advice:
      'The record would not count, so it was not entered. The message says why: another person has to sign it, a right is missing (`keys rights`), something is not done yet, or it does not fit what it refers to.',
  },
  CASE_UNKNOWN: {
    exit: 2,
    advice:
      'Name a case, notice, incident, record, run or instrument that is known here: `seqwarden today`, `case show`, `finding list` and `log show` name them. An instrument is known once `case observe` has read a run of it, or its file of stated facts.',
  },
  NOTHING_WAITS: {
    exit: 2,
    advice:
      'There is nothing of that kind to be done now, and nothing was entered. `seqwarden today` shows what waits, `notice list` and `case show` what was done.',
  },
  CASE_INPUT_UNUSABLE: {
    exit: 2,
    advice:
      'Correct the file that is named: it is missing, too large, or not of the form that docs/GUIDE.md shows.',
  },
  DIRECTORY_UNUSABLE: {
    exit: 2,
    advice: "Correct the line and key of the site's directory that is named; docs/OPERATING.md shows one.",
  },
  EVIDENCE_MISSING: {
    exit: 3,
    advice:
      'A file that a record names by its digest is not in the evidence store. Put it back with `evidence add`, from a copy or a backup. A file that a record of another register names lies at that site: ask for it there.',
  },
  EVIDENCE_DAMAGED: {
    exit: 1,
    advice:
      'A file in the evidence store is not what its name says. Keep it for whoever looks into it, and put the right one back from a backup.',
  },
  CASE_STORE_UNUSABLE: {
    exit: 2,
    advice:
      'Look at the folder that is named, its disk and its permissions. Of what lies there only the files `.sqlite` may be deleted: they are a cache, made anew from the register. Evidence and drafts are not.',
  },
  DOSSIER_MALFORMED: {
    exit: 1,
    advice:
      'The file is no export as it was written: changed, cut off, or unpacked and packed again. Ask for the file anew.',
  },
  DOSSIER_ALTERED: {
    exit: 1,
    advice: 'A file in the export is not what was exported. Trust nothing in it, and ask for it anew.',
  },
  DOSSIER_INCONSISTENT: {
    exit: 1,
    advice:
      'The export says something that does not follow from the records in it. Rely on the records alone, and ask who made it.',
  },
  DOSSIER_INCOMPLETE: {
    exit: 1,
    advice:
      'The register has records of this case or incident that the export leaves out, up to the very head as of which it was made. Read them in the register (`log show`), ask who made the export why, and have it made anew.',
  },
  DOSSIER_OTHER_VERSION: {
    exit: 3,
    advice:
      'Another version of Seqwarden made the export, which may tell the same records otherwise. Verify it with that version to compare its state and summary too.',
  },
  REGISTER_SILENCED: {
    exit: 3,
    advice:
      "The trust file of another site takes the say in cases away from a register that another file names. `trust cases LOG ignore` if you want that too; else take that file out of [other-sites] in the site's file.",
  },
  NOTICES_BUSY: {
    exit: 2,
    advice:
      'Another `notice send` or `due` is at work. Run the command again when it has ended: two at once would send the same twice.',
  },
} as const satisfies Record<string, { readonly exit: 1 | 2 | 3; readonly advice: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** Whether a word that was kept somewhere is a code that this version knows. */
export function isErrorCode(word: string): word is ErrorCode {
  return Object.hasOwn(ERRORS, word);
}

/** The only error that Seqwarden throws on purpose. `path` is where it happened, as {@link BytePath} or host path. */
export class SeqwardenError extends Error {
  readonly code: ErrorCode;
  readonly path: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly path?: string } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SeqwardenError';
    this.code = code;
    this.path = options.path;
  }

  get exit(): 1 | 2 | 3 {
    return ERRORS[this.code].exit;
  }

  get advice(): string {
    return ERRORS[this.code].advice;
  }
}
