import { sep } from 'node:path';
import { nearest, type Place } from '@seqwarden/toml';
import type { DestinationSpec } from '../../destinations/destination.ts';
import type { DestinationConfig, RootConfig } from './agent-config-places.ts';

export interface ConfigPlaces {
  readonly state: string | undefined;
  readonly textfile: string | undefined;
  /** By name; undefined stands for one that is not good, of which only the name is known. */
  readonly roots: ReadonlyMap<string, RootConfig | undefined>;
  readonly destinations: ReadonlyMap<string, DestinationConfig | undefined>;
}

/**
 * What only several keys together can get wrong. By the text alone: links and mounts that make two paths one place are found when the places are opened (a destination
 * has its id).
 */
export function checkPlaces(places: ConfigPlaces, file: Place): void {
  const { state, textfile } = places;
  const roots = [...places.roots.values()].filter(root => root !== undefined);
  const destinations = [...places.destinations.values()].filter(one => one !== undefined);
  const names = [...places.destinations.keys()];
  for (const root of roots) checkUses(root, names, file.at('root', root.name, 'destinations'));
  // A root that is not good may use any of them.
  const unused = names.filter(name => !roots.some(root => root.destinations.includes(name)));
  if (roots.length === places.roots.size)
    for (const name of unused) file.at('destination', name).refuse('is used by no root');

  const folders = destinations.flatMap(({ name, spec }) =>
    spec.kind === 'folder' ? [{ name, path: spec.path }] : [],
  );
  for (const [index, { name, path }] of roots.entries()) {
    const at = file.at('root', name, 'path');
    const twin = roots.slice(0, index).find(other => overlap(path, other.path));
    if (twin !== undefined) at.refuse(inEachOther(`root \`${twin.name}\``));
    const folder = folders.find(other => overlap(path, other.path));
    if (folder !== undefined) at.refuse(inEachOther(`destination \`${folder.name}\``));
    // Nothing is ever written to a source.
    if (state !== undefined && overlap(path, state)) file.at('state').refuse(inEachOther(`root \`${name}\``));
    if (textfile !== undefined && overlap(path, textfile))
      file.at('notify', 'textfile').refuse(`lies in root \`${name}\``);
  }
  for (const [index, { name, spec }] of destinations.entries()) {
    const twin = destinations.slice(0, index).find(other => isSamePlace(spec, other.spec));
    if (twin !== undefined)
      file.at('destination', name, 'to').refuse(inEachOther(`destination \`${twin.name}\``));
  }
  const holder = folders.find(({ path }) => state !== undefined && overlap(path, state));
  if (holder !== undefined) file.at('state').refuse(inEachOther(`destination \`${holder.name}\``));
}

function inEachOther(other: string): string {
  return `is the place of ${other}, or one lies in the other`;
}

function checkUses(root: RootConfig, names: readonly string[], at: Place): void {
  for (const [index, name] of root.destinations.entries()) {
    if (root.destinations.indexOf(name) !== index) at.at(index).refuse('is named twice');
    else if (!names.includes(name)) {
      const meant = nearest(name, names);
      at.at(index).refuse(`is no destination${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`);
    }
  }
}

/** Two stores are compared by what their addresses say: user, host, bucket. */
function isSamePlace(a: DestinationSpec, b: DestinationSpec): boolean {
  if (a.kind === 'folder' && b.kind === 'folder') return overlap(a.path, b.path);
  if (a.kind === 's3' && b.kind === 's3')
    return a.endpoint === b.endpoint && a.bucket === b.bucket && overlap(`/${a.prefix}`, `/${b.prefix}`, '/');
  if (a.kind === 'sftp' && b.kind === 'sftp')
    return a.host === b.host && a.port === b.port && a.user === b.user && overlap(a.path, b.path, '/');
  return false;
}

/** One path is the other, or lies in it. */
function overlap(a: string, b: string, separator = sep): boolean {
  const folder = (path: string) => (path.endsWith(separator) ? path : `${path}${separator}`);
  return folder(a).startsWith(folder(b)) || folder(b).startsWith(folder(a));
}
