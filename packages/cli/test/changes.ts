import { hash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type BytePath, type ErrorCode, ManifestCursor, manifestLine } from '@seqwarden/proof';
import fc from 'fast-check';
import type { SealedRun } from './sealed-run.ts';

/** What random decides about a change; numbers count modulo how many there are to choose from. */
export interface Picks {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** For something new: raw bytes, without `/` and NUL. */
  readonly name: BytePath;
}

/** What `verify` has to say to a change: what was altered, or that nothing was. */
export type Expected = Altered | { readonly notCarried: number };

export interface Altered {
  /** `by code`: as the worst of the codes says. */
  readonly exit: 1 | 3 | 'by code';
  /** The codes, all of them and no other. More than one such set where the outcome depends on which byte was hit. */
  readonly codes: readonly (readonly ErrorCode[])[];
  /** What differs, all of it and nothing else; a renamed file has two paths. */
  readonly paths: readonly BytePath[];
  /** The same where `verify` said KEYID_MISMATCH: then the identity is another too, on which what comes after rests. */
  readonly pathsAfterKeyid?: readonly BytePath[];
}

function altered(codes: readonly ErrorCode[], paths: readonly BytePath[] = []): Altered {
  return { exit: 1, codes: [codes], paths };
}

/** What a change has to work with beside the run. */
export interface Site {
  readonly run: SealedRun;
  /** Another run, sealed with the same key. */
  readonly other: SealedRun;
  /** A copy of the sealed run outside of it, so that a link can lead to the same bytes. */
  readonly outside: string;
}

/** Makes one change. undefined: these picks make none (a name that is taken). */
type Change = (site: Site, picks: Picks) => Expected | undefined;

function pick<T>(list: readonly T[], at: number): T {
  const one = list[at % list.length];
  if (one === undefined) throw new Error('there is nothing to choose from');
  return one;
}

/** Content is exchanged behind the back of whoever compares times: the modification time stays. */
function overwrite({ run }: Site, path: BytePath, bytes: Uint8Array): void {
  const { atime, mtime } = lstatSync(run.at(path));
  writeFileSync(run.at(path), bytes);
  utimesSync(run.at(path), atime, mtime);
}

function flipped(bytes: Buffer, at: number, by: number): Buffer {
  const changed = Buffer.from(bytes);
  const place = at % bytes.length;
  changed[place] = (bytes[place] ?? 0) ^ (1 + (by % 255));
  return changed;
}

/** A path that is not there yet, in some folder of the run. */
function newPath({ run }: Site, { b, name }: Picks): BytePath | undefined {
  const folder = pick(['', ...run.folders, ...run.paths('folder')], b);
  const path = folder === '' ? name : `${folder}/${name}`;
  const taken = existsSync(run.at(path)) || run.paths('link').includes(path);
  return taken || path.toLowerCase() === 'custody' ? undefined : path;
}

const filled = ({ run }: Site) => run.paths('file').filter(path => run.bytes(path).length > 0);

/** What becomes of a seal whose file list was changed in any way: neither signature is of that list. */
const OTHER_LIST: readonly ErrorCode[] = ['MANIFEST_MISMATCH', 'SSHSIG_INVALID'];

/** What becomes of a seal when bytes of one of its files were changed, cut off or added, wherever. */
const BROKEN: Readonly<Record<string, Altered['codes']>> = {
  SHA256SUMS: [OTHER_LIST],
  'SHA256SUMS.sig': [['SSHSIG_MALFORMED'], ['SSHSIG_INVALID']],
  // whatever it is, it is not what the log has
  'seal.intoto.json': [
    ['ENVELOPE_MALFORMED', 'LOG_PROOF_INVALID'],
    ['ENVELOPE_NOT_CANONICAL', 'LOG_PROOF_INVALID'],
    // the payload or the signature still reads as one, but they do not belong together
    ['SIGNATURE_INVALID', 'BUNDLE_MISMATCH', 'LOG_PROOF_INVALID'],
    // the signature is good, the key id beside it is another
    ['KEYID_MISMATCH', 'BUNDLE_MISMATCH', 'LOG_PROOF_INVALID', 'ADDENDUM_OF_ANOTHER_SEAL', 'FILE_ADDED'],
  ],
  'seal.sigstore.json': [['BUNDLE_MISMATCH']],
  'seal.tlog-proof': [
    ['LOG_PROOF_MALFORMED'],
    ['NOTE_MALFORMED'],
    ['CHECKPOINT_MALFORMED'],
    // another index, another hash, or none
    ['LOG_PROOF_INVALID'],
    // another size or root
    ['CHECKPOINT_SIGNATURE_INVALID'],
    // another origin, or another key below it
    ['LOG_UNKNOWN'],
    ['CHECKPOINT_UNSIGNED'],
  ],
};

/** What becomes of it when the file is as well-formed, but of another run sealed with the same key. */
const OF_ANOTHER_RUN: Readonly<Record<string, Altered['codes']>> = {
  SHA256SUMS: [OTHER_LIST],
  'SHA256SUMS.sig': [['SSHSIG_INVALID']],
  'seal.intoto.json': [['MANIFEST_MISMATCH', 'BUNDLE_MISMATCH', 'LOG_PROOF_INVALID']],
  'seal.sigstore.json': [['BUNDLE_MISMATCH']],
  'seal.tlog-proof': [['LOG_PROOF_INVALID']],
};

function inCustody(
  site: Site,
  at: number,
  alter: (bytes: Buffer, name: string) => Buffer,
  outcome = BROKEN,
): Expected {
  const [name, bytes] = pick([...site.run.custody], at);
  const codes = outcome[name];
  if (codes === undefined) throw new Error(`nothing is expected of a changed ${name}`);
  overwrite(site, `Custody/${name}`, alter(bytes, name));
  return { exit: 'by code', codes, paths: [], pathsAfterKeyid: addedFrom(site.run, 1) };
}

/** What the addenda from this one on added to the run: nobody knows it where they cannot be taken. */
function addedFrom(run: SealedRun, number: number): BytePath[] {
  const sealed = listed(run.custody.get('SHA256SUMS'));
  const numbers = Array.from({ length: ADDENDA - number + 1 }, (_, at) => number + at);
  return numbers
    .flatMap(one => listed(run.addenda.get(`${folderOf(one)}/SHA256SUMS`)))
    .filter(path => !sealed.includes(path) && !amendedIn(run).includes(path));
}

/** How many addenda the run has; the second amends, the others add. */
export const ADDENDA = 3;
const AMENDING = 2;

function amendedIn(run: SealedRun): BytePath[] {
  const files = `${folderOf(AMENDING)}/files/`;
  const paths = [...run.addenda.keys()].filter(path => path.startsWith(files));
  return paths.map(path => path.slice(files.length));
}

function folderOf(number: number): string {
  return String(number).padStart(4, '0');
}

function listed(list: Uint8Array = new Uint8Array()): BytePath[] {
  const cursor = new ManifestCursor(list);
  const paths: BytePath[] = [];
  while (cursor.next()) paths.push(cursor.path);
  return paths;
}

/** The small files of the addenda. */
function smallFiles(run: SealedRun): BytePath[] {
  return [...run.addenda.keys()].filter(path => !path.includes('/files/'));
}

/** Codes of a seal's file, and what follows where the addendum cannot be taken any more. */
function inAddendum(
  { run }: Site,
  path: BytePath,
  outcome: Readonly<Record<string, readonly (readonly ErrorCode[])[]>>,
): Altered {
  const [folder = '', name = ''] = path.split('/');
  const unknown = addedFrom(run, Number(folder));
  const after = addedFrom(run, Number(folder) + 1);
  const follows = (paths: readonly BytePath[]): ErrorCode[] => (paths.length > 0 ? ['FILE_ADDED'] : []);
  const isTaken = !['SHA256SUMS', 'addendum.intoto.json'].includes(name);
  const isLast = Number(folder) === ADDENDA;
  const codes = (outcome[name.replace('addendum', 'seal')] ?? []).map(set => {
    if (isTaken) return set;
    if (!set.includes('KEYID_MISMATCH')) return [...set, ...follows(unknown)];
    const own = set.filter(code => code !== 'ADDENDUM_OF_ANOTHER_SEAL' && code !== 'FILE_ADDED');
    return isLast ? own : [...own, 'ADDENDUM_OUT_OF_PLACE' as const, ...follows(after)];
  });
  return { exit: 'by code', codes, paths: isTaken ? [] : unknown, pathsAfterKeyid: after };
}

const AMENDED = `Custody/addenda/${folderOf(AMENDING)}/files`;

/** Changes the list of lines of SHA256SUMS; undefined if it came out as it was. */
function inList(site: Site, alter: (lines: string[]) => string): Expected | undefined {
  const list = site.run.custody.get('SHA256SUMS') ?? Buffer.alloc(0);
  const changed = Buffer.from(alter(list.toString('latin1').split('\n').slice(0, -1)), 'latin1');
  if (changed.equals(list)) return undefined;
  overwrite(site, 'Custody/SHA256SUMS', changed);
  return altered(OTHER_LIST);
}

/** Without the file list, the SSH signature has nothing that it signs; the proof is demanded by the trust file alone. */
function withoutFile(name: string): ErrorCode[] {
  if (name === 'seal.tlog-proof') return ['LOG_PROOF_MISSING'];
  return name === 'SHA256SUMS' ? ['CUSTODY_FILE_MISSING', 'SSHSIG_INVALID'] : ['CUSTODY_FILE_MISSING'];
}

function addendumBytes({ run }: Site, path: BytePath): Buffer {
  return run.addenda.get(path) ?? Buffer.alloc(0);
}

const joined = (lines: readonly string[]) => lines.map(line => `${line}\n`).join('');

export const CHANGES: Readonly<Record<string, Change>> = {
  'a byte of a file': (site, { a, b, c }) => {
    const path = pick(filled(site), a);
    overwrite(site, path, flipped(site.run.bytes(path), b, c));
    return altered(['FILE_CHANGED'], [path]);
  },
  'a byte of a file, and its line in SHA256SUMS to go with it': (site, { a, b, c }) => {
    const path = pick(filled(site), a);
    const bytes = flipped(site.run.bytes(path), b, c);
    overwrite(site, path, bytes);
    const [before, after] = [site.run.bytes(path), bytes].map(one => manifestLine(path, hash('sha256', one)));
    return inList(site, lines => joined(lines).replace(before ?? '', () => after ?? ''));
  },
  'a file cut off': (site, { a, b }) => {
    const path = pick(filled(site), a);
    const bytes = site.run.bytes(path);
    overwrite(site, path, bytes.subarray(0, b % bytes.length));
    return altered(['FILE_CHANGED'], [path]);
  },
  'a file with more at its end': (site, { a, name }) => {
    const path = pick(site.run.paths('file'), a);
    overwrite(site, path, Buffer.concat([site.run.bytes(path), Buffer.from(name, 'latin1')]));
    return altered(['FILE_CHANGED'], [path]);
  },
  'two files swapped': (site, { a, b }) => {
    const path = pick(site.run.paths('file'), a);
    const others = site.run.paths('file').filter(one => !site.run.bytes(one).equals(site.run.bytes(path)));
    const other = pick(others, b);
    overwrite(site, path, site.run.bytes(other));
    overwrite(site, other, site.run.bytes(path));
    return altered(['FILE_CHANGED'], [path, other]);
  },
  'a file removed': ({ run }, { a }) => {
    const path = pick(run.paths('file'), a);
    unlinkSync(run.at(path));
    return altered(['FILE_MISSING'], [path]);
  },
  'a file added': (site, picks) => {
    const path = newPath(site, picks);
    if (path === undefined) return undefined;
    // sometimes with the content of a file that is there, or with none
    const content = pick([Buffer.alloc(0), Buffer.from(picks.name), ...site.run.custody.values()], picks.c);
    writeFileSync(site.run.at(path), content);
    return altered(['FILE_ADDED'], [path]);
  },
  'an empty folder added': (site, picks) => {
    const path = newPath(site, picks);
    if (path === undefined) return undefined;
    mkdirSync(site.run.at(path));
    return altered(['FILE_ADDED'], [path]);
  },
  'a file renamed': (site, picks) => {
    const path = pick(site.run.paths('file'), picks.a);
    const to = newPath(site, picks);
    if (to === undefined) return undefined;
    renameSync(site.run.at(path), site.run.at(to));
    const isEmpty = site.run.bytes(path).length === 0;
    return altered(isEmpty ? ['FILE_ADDED', 'FILE_MISSING'] : ['FILE_RENAMED'], [path, to]);
  },
  'a folder renamed': (site, picks) => {
    const folder = pick(site.run.folders, picks.a);
    const to = newPath(site, { ...picks, b: 0 });
    if (to === undefined) return undefined;
    renameSync(site.run.at(folder), site.run.at(to));
    const within = (kind: 'file' | 'link' | 'folder') =>
      site.run.paths(kind).filter(path => path.startsWith(`${folder}/`));
    const moved = (path: BytePath) => to + path.slice(folder.length);
    const files = within('file');
    const others = [...within('link'), ...within('folder')];
    const empty = files.filter(path => site.run.bytes(path).length === 0);
    const codes = new Set<ErrorCode>();
    if (files.length > empty.length) codes.add('FILE_RENAMED');
    if (empty.length > 0) codes.add('FILE_MISSING').add('FILE_ADDED');
    if (others.length > 0) codes.add('FILE_ADDED');
    return altered([...codes], [...files, ...files.map(moved), ...others.map(moved)]);
  },
  'a link renamed': (site, picks) => {
    const path = pick(site.run.paths('link'), picks.a);
    const to = newPath(site, picks);
    if (to === undefined) return undefined;
    renameSync(site.run.at(path), site.run.at(to));
    return altered(['FILE_ADDED'], [to]);
  },
  'a line of SHA256SUMS removed': (site, { a }) =>
    inList(site, lines => joined(lines.toSpliced(a % lines.length, 1))),
  'a line of SHA256SUMS twice': (site, { a }) =>
    inList(site, lines => joined(lines.toSpliced(a % lines.length, 0, pick(lines, a)))),
  'two lines of SHA256SUMS swapped': (site, { a, b }) =>
    inList(site, lines =>
      joined(lines.with(a % lines.length, pick(lines, b)).with(b % lines.length, pick(lines, a))),
    ),
  'a line added to SHA256SUMS': (site, { a, name }) =>
    inList(site, lines =>
      joined(lines.toSpliced(a % lines.length, 0, `${hash('sha256', name)}  ${name.replaceAll('\n', '')}`)),
    ),
  'a character of a line of SHA256SUMS': (site, { a, b, c }) =>
    inList(site, lines => {
      const line = pick(lines, a);
      const at = b % line.length;
      return joined(
        lines.with(a % lines.length, `${line.slice(0, at)}${String.fromCharCode(c)}${line.slice(at + 1)}`),
      );
    }),
  'a link added': (site, picks) => {
    const path = newPath(site, picks);
    if (path === undefined) return undefined;
    symlinkSync(
      pick(['RunInfo.xml', '/etc/passwd', '.', 'nowhere', site.outside], picks.c),
      site.run.at(path),
    );
    return altered(['FILE_ADDED'], [path]);
  },
  'a file replaced by a link to the same bytes': ({ run, outside }, { a }) => {
    const path = pick(run.paths('file'), a);
    unlinkSync(run.at(path));
    symlinkSync(Buffer.from(`${outside}/${path}`, 'latin1'), run.at(path));
    return altered(['NOT_A_FILE'], [path]);
  },
  'a file replaced by an empty folder': ({ run }, { a }) => {
    const path = pick(run.paths('file'), a);
    unlinkSync(run.at(path));
    mkdirSync(run.at(path));
    return altered(['NOT_A_FILE'], [path]);
  },
  'a folder replaced by a link to the same files': ({ run, outside }, { a }) => {
    const folder = pick(run.folders, a);
    rmSync(run.at(folder), { recursive: true });
    symlinkSync(Buffer.from(`${outside}/${folder}`, 'latin1'), run.at(folder));
    const files = run.paths('file').filter(path => path.startsWith(`${folder}/`));
    return altered(['NOT_A_FILE', 'FILE_MISSING'], [folder, ...files]);
  },
  'a sealed link led elsewhere': ({ run }, { a, name }) => {
    const path = pick(run.paths('link'), a);
    unlinkSync(run.at(path));
    symlinkSync(Buffer.from(name, 'latin1'), run.at(path));
    return altered(['FILE_ADDED'], [path]);
  },
  'a sealed link replaced by what it leads to': ({ run }, { a }) => {
    const path = pick(run.paths('link'), a);
    unlinkSync(run.at(path));
    writeFileSync(run.at(path), run.bytes('RunInfo.xml'));
    return altered(['FILE_ADDED'], [path]);
  },
  'a sealed link removed': ({ run }, { a }) => {
    unlinkSync(run.at(pick(run.paths('link'), a)));
    return { notCarried: 1 };
  },
  'a sealed empty folder removed': ({ run }, { a }) => {
    rmdirSync(run.at(pick(run.paths('folder'), a)));
    return { notCarried: 1 };
  },
  'a sealed empty folder replaced by a link': ({ run, outside }, { a }) => {
    const path = pick(run.paths('folder'), a);
    rmdirSync(run.at(path));
    symlinkSync(Buffer.from(`${outside}/${path}`, 'latin1'), run.at(path));
    return altered(['FILE_ADDED'], [path]);
  },
  'a byte of a file of Custody': (site, { a, b, c }) => inCustody(site, a, bytes => flipped(bytes, b, c)),
  'a file of Custody cut off': (site, { a, b }) =>
    inCustody(site, a, bytes => bytes.subarray(0, b % bytes.length)),
  'a file of Custody with more at its end': (site, { a, name }) =>
    inCustody(site, a, bytes => Buffer.concat([bytes, Buffer.from(name, 'latin1')])),
  'a file of Custody replaced by that of another run': (site, { a }) =>
    inCustody(site, a, (_, name) => site.other.custody.get(name) ?? Buffer.alloc(0), OF_ANOTHER_RUN),
  'Custody replaced by that of another run': ({ run, other }) => {
    for (const [name, bytes] of other.custody) writeFileSync(run.at(`Custody/${name}`), bytes);
    const content = (one: SealedRun, path: BytePath) => {
      const entry = one.entries.get(path);
      return entry?.kind === 'file' ? entry.bytes.toString('latin1') : undefined;
    };
    const sealed = other.paths('file').filter(path => !addedFrom(other, 1).includes(path));
    const paths = [...new Set([...run.paths('file'), ...sealed])];
    return altered(
      ['ADDENDUM_OF_ANOTHER_SEAL', 'SEAL_OF_ANOTHER_RUN', 'FILE_ADDED', 'FILE_CHANGED', 'FILE_MISSING'],
      paths.filter(path => content(run, path) !== content(other, path)),
    );
  },
  'a file of Custody removed': ({ run }, { a }) => {
    const name = pick([...run.custody.keys()], a);
    unlinkSync(run.at(`Custody/${name}`));
    return { exit: 'by code', codes: [withoutFile(name)], paths: [] };
  },
  'a file of Custody replaced by a link to the same bytes': ({ run, outside }, { a }) => {
    const name = pick([...run.custody.keys()], a);
    unlinkSync(run.at(`Custody/${name}`));
    symlinkSync(`${outside}/Custody/${name}`, run.at(`Custody/${name}`));
    return altered([...withoutFile(name), 'CUSTODY_NOT_PLAIN']);
  },
  'something added to Custody': ({ run }, { c, name }) => {
    const path = `Custody/${pick([name, 'Addenda', 'seal.tlog-proof', 'SHA256SUMS ', 'sha256sums'], c)}`;
    if (existsSync(run.at(path))) return undefined;
    if (c % 2 === 0) writeFileSync(run.at(path), name);
    else mkdirSync(run.at(path));
    return altered([c % 2 === 0 ? 'CUSTODY_STRANGER' : 'CUSTODY_NOT_PLAIN']);
  },
  'a byte of a file of an addendum': (site, { a, b, c }) => {
    const path = pick(smallFiles(site.run), a);
    overwrite(site, `Custody/addenda/${path}`, flipped(addendumBytes(site, path), b, c));
    return inAddendum(site, path, BROKEN);
  },
  'a file of an addendum cut off': (site, { a, b }) => {
    const path = pick(smallFiles(site.run), a);
    const bytes = addendumBytes(site, path);
    overwrite(site, `Custody/addenda/${path}`, bytes.subarray(0, b % bytes.length));
    return inAddendum(site, path, BROKEN);
  },
  'a file of an addendum removed': (site, { a }) => {
    const path = pick(smallFiles(site.run), a);
    unlinkSync(site.run.at(`Custody/addenda/${path}`));
    const names = Object.keys(BROKEN);
    return inAddendum(site, path, Object.fromEntries(names.map(name => [name, [withoutFile(name)]])));
  },
  'a file of an addendum exchanged for that of another one': (site, { a, b }) => {
    const path = pick(smallFiles(site.run), a);
    const [folder = '', name = ''] = path.split('/');
    const to = folderOf(1 + ((Number(folder) + (b % (ADDENDA - 1))) % ADDENDA));
    overwrite(site, `Custody/addenda/${path}`, addendumBytes(site, `${to}/${name}`));
    const codes = {
      ...OF_ANOTHER_RUN,
      'seal.intoto.json': [
        ['ADDENDUM_OUT_OF_PLACE', 'MANIFEST_MISMATCH', 'BUNDLE_MISMATCH', 'LOG_PROOF_INVALID'],
      ],
    } as const;
    return inAddendum(site, path, codes);
  },
  'an addendum removed': ({ run }, { a }) => {
    const number = 1 + (a % ADDENDA);
    rmSync(run.at(`Custody/addenda/${folderOf(number)}`), { recursive: true });
    const codes: ErrorCode[] = number === ADDENDA ? ['FILE_ADDED'] : ['ADDENDUM_GAP', 'FILE_ADDED'];
    return altered(codes, addedFrom(run, number));
  },
  'all addenda removed': ({ run }) => {
    rmSync(run.at('Custody/addenda'), { recursive: true });
    return altered(['FILE_ADDED'], addedFrom(run, 1));
  },
  'two addenda swapped': ({ run }, { a }) => {
    const first = 1 + (a % (ADDENDA - 1));
    const [one, two] = [first, first + 1].map(number => run.at(`Custody/addenda/${folderOf(number)}`));
    if (one === undefined || two === undefined) return undefined;
    renameSync(one, run.at('swapping'));
    renameSync(two, one);
    renameSync(run.at('swapping'), two);
    return altered(['ADDENDUM_OUT_OF_PLACE', 'FILE_ADDED'], addedFrom(run, first));
  },
  'an addendum replaced by that of another run': ({ run, other }, { a }) => {
    const number = 1 + (a % ADDENDA);
    const folder = `${folderOf(number)}/`;
    rmSync(run.at(`Custody/addenda/${folder}`), { recursive: true });
    for (const [path, bytes] of other.addenda) {
      if (!path.startsWith(folder)) continue;
      mkdirSync(run.at(`Custody/addenda/${dirname(path)}`), { recursive: true });
      writeFileSync(run.at(`Custody/addenda/${path}`), bytes);
    }
    return altered(['ADDENDUM_OF_ANOTHER_SEAL', 'FILE_ADDED'], addedFrom(run, number));
  },
  'a byte of amended bytes': (site, { a, b, c }) => {
    const path = pick(amendedIn(site.run), a);
    const bytes = addendumBytes(site, `${folderOf(AMENDING)}/files/${path}`);
    overwrite(site, `${AMENDED}/${path}`, flipped(bytes, b, c));
    return altered(['FILE_CHANGED'], [`${AMENDED}/${path}`]);
  },
  'amended bytes removed': ({ run }, { a }) => {
    const path = pick(amendedIn(run), a);
    unlinkSync(run.at(`${AMENDED}/${path}`));
    return altered(['FILE_MISSING'], [`${AMENDED}/${path}`]);
  },
  'amended bytes replaced by a link to the same bytes': ({ run, outside }, { a }) => {
    const path = pick(amendedIn(run), a);
    unlinkSync(run.at(`${AMENDED}/${path}`));
    symlinkSync(`${outside}/${AMENDED}/${path}`, run.at(`${AMENDED}/${path}`));
    return altered(['NOT_A_FILE'], [`${AMENDED}/${path}`]);
  },
  'something added to amended bytes': ({ run }, { c, name }) => {
    const path = `${AMENDED}/${name}`;
    if (existsSync(run.at(path))) return undefined;
    if (c % 2 === 0) writeFileSync(run.at(path), name);
    else mkdirSync(run.at(path));
    return altered(['FILE_ADDED'], [path]);
  },
  'something added to an addendum': ({ run }, { a, c, name }) => {
    const path = `Custody/addenda/${pick(['', '0001/', '0003/'], a)}${pick([name, 'README', '0000'], c)}`;
    if (existsSync(run.at(path)) || path.endsWith('/files')) return undefined;
    if (c % 2 === 0) writeFileSync(run.at(path), name);
    else mkdirSync(run.at(path));
    return altered(['CUSTODY_STRANGER']);
  },
  'Custody removed': ({ run }) => {
    rmSync(run.at('Custody'), { recursive: true });
    return { exit: 3, codes: [['UNSIGNED']], paths: [] };
  },
  'Custody replaced by a link to the same folder': ({ run, outside }) => {
    rmSync(run.at('Custody'), { recursive: true });
    symlinkSync(`${outside}/Custody`, run.at('Custody'));
    return altered(['CUSTODY_NOT_PLAIN', 'UNSIGNED']);
  },
  'a second Custody in another letter case': ({ run }, { a, c }) => {
    const path = pick(['custody', 'CUSTODY', 'CuStOdY'], a);
    if (c % 2 === 0) writeFileSync(run.at(path), '');
    else mkdirSync(run.at(path));
    return altered(['CUSTODY_STRANGER']);
  },
};

/** Which change, and what random decides about it. */
export const anyChange: fc.Arbitrary<{ readonly change: string; readonly picks: Picks }> = fc.record({
  change: fc.constantFrom(...Object.keys(CHANGES)),
  picks: fc.record({
    a: fc.nat(),
    b: fc.nat(),
    c: fc.nat(255),
    name: fc
      .uint8Array({ minLength: 1, maxLength: 20 })
      .map(bytes => Buffer.from(bytes).toString('latin1').replace(/[/\0]/g, 'x'))
      .filter(name => name !== '.' && name !== '..'),
  }),
});
