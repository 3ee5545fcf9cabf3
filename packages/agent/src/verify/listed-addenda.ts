import type { BytePath } from '@seqwarden/proof';
import type { AddendaEntry } from '../custody/read-addenda.ts';
import type { RemoteFile, RemoteSpecial } from '../destinations/remote-run.ts';

/**
 * Names in `Custody/addenda/` (folder '') and in each folder there, of a listing with paths below it. What a store holds as a file and as a folder is
 * neither.
 */
export function listedAddenda(
  files: readonly RemoteFile[],
  special: readonly RemoteSpecial[],
): ReadonlyMap<BytePath, readonly AddendaEntry[]> {
  const folders = new Map<BytePath, Map<BytePath, 'file' | 'folder' | 'other'>>();
  const see = (folder: BytePath, name: BytePath, kind: 'file' | 'folder' | 'other') => {
    const names = folders.get(folder) ?? new Map<BytePath, 'file' | 'folder' | 'other'>();
    const before = names.get(name) ?? kind;
    folders.set(folder, names.set(name, before === kind ? kind : 'other'));
  };
  const seePath = (path: BytePath, kind: 'file' | 'folder' | 'other') => {
    const [number = '', name, ...more] = path.split('/');
    see('', number, name === undefined ? kind : 'folder');
    if (name !== undefined) see(number, name, more.length === 0 ? kind : 'folder');
  };
  for (const { path } of files) seePath(path, 'file');
  for (const { path, kind } of special) seePath(path, kind === 'folder' ? kind : 'other');
  return new Map([...folders].map(([folder, names]) => [folder, entriesOf(names)]));
}

function entriesOf(names: ReadonlyMap<BytePath, 'file' | 'folder' | 'other'>): AddendaEntry[] {
  return [...names].map(([name, kind]) => ({ name, isFile: kind === 'file', isFolder: kind === 'folder' }));
}
