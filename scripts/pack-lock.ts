import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './testing/needs.ts';

/** What package-lock.json (lockfileVersion 3) says of one package, as far as it is used here. */
export interface LockedPackage {
  readonly version?: string;
  /** Subresource integrity of the package's tarball: `sha512-` and base64. */
  readonly integrity?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Packages by where npm puts them, from the root: `node_modules/a`, `node_modules/a/node_modules/b`, `packages/cli`. */
export type Lock = Readonly<Record<string, LockedPackage>>;

export function readLock(): Lock {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  return Object.fromEntries(Object.entries<LockedPackage>(packages).map(withOldLicence));
}

/** npm locks the field `license` only; packages of npm's early years (ssh2) have `licenses`, a list. */
function withOldLicence([place, locked]: [string, LockedPackage]): [string, LockedPackage] {
  const manifest = join(ROOT, place, 'package.json');
  if (locked.license !== undefined || !existsSync(manifest)) return [place, locked];
  const license = JSON.parse(readFileSync(manifest, 'utf8')).licenses?.[0]?.type;
  return [place, typeof license === 'string' ? { ...locked, license } : locked];
}

/** The name of the package that lies at `place`. */
export function nameAt(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Where what the package at `place` calls `name` lies: as Node looks for it, from the inside out. */
export function resolveIn(lock: Lock, place: string, name: string): string | undefined {
  for (let from = place; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/')))) {
    const candidate = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
    if (Object.hasOwn(lock, candidate)) return candidate;
    if (from === '') return undefined;
  }
}

/** The SHA-512 of a locked tarball in hex; an Error where the lock file has none. */
export function sha512Of(place: string, { integrity = '' }: LockedPackage): string {
  const base64 = /^sha512-([A-Za-z0-9+/]{86}==)$/.exec(integrity)?.[1];
  if (base64 === undefined) throw new Error(`package-lock.json has no SHA-512 for ${place}`);
  return Buffer.from(base64, 'base64').toString('hex');
}
