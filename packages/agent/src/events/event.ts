import type { BytePath, ErrorCode } from '@seqwarden/proof';

/**
 * `info`: as it should be. `warning`: something waits or is missing, and may mend itself. `alarm`: a person has to look; such an
 * event is never dropped in favour of another.
 */
export type Severity = 'info' | 'warning' | 'alarm';

/** What an event can say beside its name and time. Nothing else ever leaves the agent by an output. */
interface FieldTypes {
  readonly run: BytePath;
  readonly root: string;
  readonly destination: string;
  readonly output: string;
  readonly code: ErrorCode;
  readonly reason: string;
  readonly file: BytePath;
  readonly files: number;
  readonly bytes: number;
  readonly runs: number;
  readonly quarantined: number;
  readonly hours: number;
  readonly seconds: number;
  readonly dropped: number;
  readonly seal: string;
  readonly key: string;
}

export type FieldName = keyof FieldTypes;

/** What each field says, for docs/EVENTS.md, in the order in which fields are written. */
export const FIELDS: Readonly<Record<FieldName, string>> = {
  run: 'name of the run folder, on one line: control characters, backslashes and bytes that are no UTF-8 are escaped',
  root: 'name of the root in the configuration',
  destination: 'name of the destination in the configuration',
  output: 'kind and number of an output: `mail-1` is the first `[[notify.mail]]`',
  code: 'a code of [ERRORS.md](ERRORS.md)',
  reason:
    'why in one word: the error of system, TLS or SMTP (`ECONNREFUSED`, `CERT_HAS_EXPIRED`, `SMTP_535`), `HTTP_403`, `EXIT_1`, `TIMEOUT`',
  file: 'path of a file below the run, escaped as `run`; in the local log only, taken out of everything that leaves the host',
  files: 'number of files',
  bytes: 'number of bytes',
  runs: 'runs that the journal knows',
  quarantined: 'runs among them that are quarantined and wait for a person',
  hours: 'whole hours',
  seconds: 'whole seconds',
  dropped: 'events that were not delivered because the queue was full',
  seal: 'identity of the seal, 64 hex digits',
  key: 'key id of who signed the seal, where it was made now',
};

/** Fields that stay on this host: file names can hold what a laboratory types in. */
export const LOCAL_FIELDS: readonly FieldName[] = ['file'];

interface EventKind {
  readonly severity: Severity;
  /** When it happens. */
  readonly when: string;
  /** Always there. */
  readonly fields: readonly FieldName[];
  /** There where it is known. */
  readonly may: readonly FieldName[];
  /** What to do. */
  readonly advice: string;
}

/** The one table of everything that the agent tells. Names are part of its interface: they are added, never renamed. */
export const EVENTS = {
  started: {
    severity: 'info',
    when: 'The agent has read its configuration and its journal and begins to work.',
    fields: ['runs', 'quarantined'],
    may: [],
    advice: 'Nothing. If `quarantined` is not 0, those runs still wait for somebody.',
  },
  stopped: {
    severity: 'info',
    when: 'The agent was asked to end and ends.',
    fields: [],
    may: ['code'],
    advice: 'Nothing, if somebody meant it. With a `code` it could not go on.',
  },
  sealed: {
    severity: 'info',
    when: 'A run is over, every file of it was hashed, and its seal was published.',
    fields: ['run', 'files', 'bytes'],
    may: ['destination', 'seal', 'key'],
    advice: 'Nothing.',
  },
  confirmed: {
    severity: 'info',
    when: 'All files of a sealed run were read a second time from a destination and are equal.',
    fields: ['run', 'destination', 'files', 'bytes'],
    may: ['seal'],
    advice: 'Nothing.',
  },
  addendum: {
    severity: 'info',
    when: 'Files that arrived in a run, or changed there, after its seal were recorded in a signed addendum.',
    fields: ['run', 'files'],
    may: ['destination'],
    advice: 'Nothing, if an analysis on the instrument or an amended sample sheet was expected.',
  },
  reverified: {
    severity: 'info',
    when: 'A scheduled reading of an archived run found every file as it was sealed.',
    fields: ['run', 'destination', 'files', 'bytes'],
    may: ['seal'],
    advice: 'Nothing.',
  },
  alarm: {
    severity: 'alarm',
    when: 'A write-once file changed after it was copied, a destination holds other bytes under a name, or what was read back differs. With DESTINATION_BUSY: another held the lock of the run there at eight tries, over some ten minutes.',
    fields: ['run', 'code'],
    may: ['root', 'destination', 'file', 'files'],
    advice:
      'Nothing was replaced. Look up `code`, take `file` from the local log, and find out who wrote it before anybody works with the run. Of a lock: find out who holds it; all other runs go on there.',
  },
  'reverify-failed': {
    severity: 'alarm',
    when: 'A scheduled reading of an archived run found `files` that are not as they were sealed, or no run or no seal of it there any more. With DESTINATION_BUSY: it could not be read three times, since another holds the lock of the run there.',
    fields: ['run', 'destination', 'code'],
    may: ['files'],
    advice:
      'Run `verify` on the archived run. Restore it from another destination, and check the hardware. It is read again after a week. Of a lock: find out who holds it.',
  },
  'reverify-unproven': {
    severity: 'warning',
    when: 'A scheduled reading of an archived run found every file as its seal lists it. But the key of the seal has ended since, and no proof shows that the seal was made before: whether it is the true one, nobody can tell. Told once for each run and destination.',
    fields: ['run', 'destination', 'files', 'bytes'],
    may: ['seal'],
    advice:
      '`seqwarden log adopt RUN` lays the proof beside the seal if the register has it. A seal that was never entered cannot be entered any more: see the guide for operators.',
  },
  quarantined: {
    severity: 'alarm',
    when: 'A run was set aside with its reason; it is not worked on any more, and stops no other.',
    fields: ['run', 'code'],
    may: ['root', 'destination'],
    advice:
      'Look up `code`, and put right what it names. Then `seqwarden release RUN` lets the agent take it up again.',
  },
  released: {
    severity: 'info',
    when: 'A person released a run that was quarantined, or that a destination had refused. It is looked at anew.',
    fields: ['run', 'root'],
    may: ['code'],
    advice: 'Nothing. What conflicts now is said and set aside again.',
  },
  stale: {
    severity: 'warning',
    when: 'A run is not finished by its markers, and nothing was written to it for `stale-after-hours`.',
    fields: ['run', 'root', 'hours'],
    may: [],
    advice: 'Ask at the instrument: was the run stopped, or the transfer? It is copied, and not sealed.',
  },
  unsealed: {
    severity: 'warning',
    when: 'A run is finished by its markers and still not sealed after `unsealed-after-hours`.',
    fields: ['run', 'root', 'hours'],
    may: ['code', 'destination'],
    advice:
      'See what it waits for: files that the layout calls for and that are missing, or a destination that is down.',
  },
  'destination-down': {
    severity: 'warning',
    when: 'A destination cannot be used. The others go on, and this one is tried again.',
    fields: ['destination', 'code'],
    may: [],
    advice: 'Check network, share and server. Nothing has to be done here afterwards.',
  },
  'destination-back': {
    severity: 'info',
    when: 'A destination that was down is used again.',
    fields: ['destination', 'seconds'],
    may: [],
    advice: 'Nothing. What it missed is copied when the run is over, at the latest.',
  },
  'register-stopped': {
    severity: 'alarm',
    when: 'The register of this account takes no record, so nothing is sealed, delivered or confirmed. Runs are copied all the same.',
    fields: ['code'],
    may: [],
    advice:
      'Look up `code`. LOG_BEHIND and LOG_FORKED need a person: see the guide for operators. What waits is signed by itself afterwards.',
  },
  'register-back': {
    severity: 'info',
    when: 'The register takes records again.',
    fields: ['seconds'],
    may: [],
    advice: 'Nothing.',
  },
  'register-not-countersigned': {
    severity: 'warning',
    when: 'What was sealed has a proof that too few countersigners signed. The register goes on; such a run does not verify where the policy is demanded.',
    fields: [],
    may: [],
    advice:
      'See that the countersigners can be reached and know this register. Then give those runs newer proofs: `seqwarden log adopt RUN...` at each place.',
  },
  'register-countersigned': {
    severity: 'info',
    when: 'Enough countersigners sign again.',
    fields: [],
    may: [],
    advice: 'Run `seqwarden log adopt` for what was sealed in between.',
  },
  'register-unpublished': {
    severity: 'alarm',
    when: 'What a destination holds as register of this account is not what this account put there. It stays as it is, and nothing is published there.',
    fields: ['destination', 'code'],
    may: [],
    advice:
      'Find out who wrote to `.seqwarden/log` there. When it is taken away, the agent publishes the register anew.',
  },
  'disk-reserve-reached': {
    severity: 'warning',
    when: 'A destination has no more free space than its `reserve`. Nothing is begun there.',
    fields: ['destination', 'bytes'],
    may: [],
    advice: 'Make room there. The agent goes on by itself. `bytes` is what is free.',
  },
  'source-gone': {
    severity: 'warning',
    when: 'A root cannot be read: the share is not mounted, or does not answer. Nothing is deleted anywhere because of it.',
    fields: ['root', 'code'],
    may: [],
    advice: 'Check the mount and the server of the share.',
  },
  'source-back': {
    severity: 'info',
    when: 'A root that was gone can be read again.',
    fields: ['root', 'seconds'],
    may: [],
    advice: 'Nothing.',
  },
  'entry-skipped': {
    severity: 'warning',
    when: 'An entry of a root is left out: a link (`LINK`), a run whose name is not UTF-8 (`NAME`), or a folder that cannot be read (`UNREADABLE`).',
    fields: ['run', 'root', 'reason'],
    may: [],
    advice: 'If it is a run, make it a folder of the root, name it in UTF-8, or let the agent read it.',
  },
  'journal-set-aside': {
    severity: 'warning',
    when: 'The journal was damaged. It was kept under another name, and a new one was begun.',
    fields: [],
    may: ['code'],
    advice:
      'Check the disk of the state folder. What was copied is read and compared again; nothing is lost.',
  },
  'output-down': {
    severity: 'warning',
    when: 'A notification could not be delivered. It is tried again; in the meantime events wait in memory. With `journal` and STATE_FULL: there is no room where the state folder lies, and what cannot be noted is not done until there is.',
    fields: ['output', 'reason'],
    may: [],
    advice:
      'Check the server, the certificate and the credentials of this output. Of the journal: make room; the agent goes on by itself.',
  },
  'output-back': {
    severity: 'info',
    when: 'An output works again. It is told itself, whatever events it asks for, if it missed any.',
    fields: ['output', 'dropped'],
    may: [],
    advice: 'If `dropped` is not 0, look through the local log for what was missed.',
  },
} as const satisfies Readonly<Record<string, EventKind>>;

export type EventName = keyof typeof EVENTS;

export const EVENT_NAMES: readonly EventName[] = Object.keys(EVENTS).filter(isEventName);

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(EVENTS, name);
}

type EventOf<Name extends EventName> = { readonly event: Name } & Pick<
  FieldTypes,
  (typeof EVENTS)[Name]['fields'][number]
> &
  Partial<Pick<FieldTypes, (typeof EVENTS)[Name]['may'][number]>>;

/** An event as the agent's parts tell it. `run` and `file` are raw; {@link stampEvent} escapes them. */
export type AgentEvent = { [Name in EventName]: EventOf<Name> }[EventName];
