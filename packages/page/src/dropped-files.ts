/** A file with the path under which a browser hands it over: `GivenFile` says which. */
export interface NamedFile {
  readonly path: string;
  readonly file: File;
}

export interface Dropped {
  readonly files: readonly NamedFile[];
  /** Folders of which the browser did not list everything. */
  readonly unlisted: number;
  readonly hasFolder: boolean;
}

export function chosenFiles(input: HTMLInputElement): NamedFile[] {
  return [...(input.files ?? [])].map(file => ({
    // The end of a path is the file's name, which Chromium twists in the path where it holds a backslash.
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
    file,
  }));
}

interface Listing {
  files: NamedFile[];
  unlisted: number;
}

/**
 * Everything in what was dropped. To be called in the event itself, before anything is waited for. A page from a file can list folders in
 * Chromium by handles only, which leave out unusual names; elsewhere by entries.
 */
export async function droppedFiles(items: DataTransferItemList): Promise<Dropped> {
  const into: Listing = { files: [], unlisted: 0 };
  const isFile = location.protocol === 'file:';
  const listings = [...items]
    .filter(({ kind }) => kind === 'file')
    .map(item => {
      const entry = item.webkitGetAsEntry();
      const file = item.getAsFile();
      const hasFolder = entry?.isDirectory ?? false;
      const handle = isFile && hasFolder && canGiveHandle(item) ? item.getAsFileSystemHandle() : undefined;
      return { entry, file, handle, hasFolder };
    });
  for (const { entry, file, handle, hasFolder } of listings) {
    if (!hasFolder) {
      if (file !== null) into.files.push({ path: file.name, file });
    } else if (handle !== undefined) {
      const folder = await handle;
      if (folder instanceof FileSystemDirectoryHandle) await listHandle(folder, folder.name, into);
    } else if (entry !== null) {
      await listEntry(entry, into);
    }
  }
  return { ...into, hasFolder: listings.some(one => one.hasFolder) };
}

interface HandleGiver {
  getAsFileSystemHandle(): Promise<FileSystemHandle | null>;
}

function canGiveHandle(item: DataTransferItem): item is DataTransferItem & HandleGiver {
  return 'getAsFileSystemHandle' in item;
}

async function listHandle(folder: FileSystemDirectoryHandle, path: string, into: Listing): Promise<void> {
  try {
    for await (const child of folder.values()) {
      const below = `${path}/${child.name}`;
      if (child instanceof FileSystemDirectoryHandle) await listHandle(child, below, into);
      else if (child instanceof FileSystemFileHandle)
        into.files.push({ path: below, file: await child.getFile() });
    }
  } catch {
    into.unlisted++;
  }
}

async function listEntry(entry: FileSystemEntry, into: Listing): Promise<void> {
  try {
    if (entry instanceof FileSystemFileEntry) {
      const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      into.files.push({ path: entry.fullPath.replace(/^\//, ''), file });
    } else if (entry instanceof FileSystemDirectoryEntry) {
      const reader = entry.createReader();
      // Some at a time, until there are none.
      for (;;) {
        const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
          reader.readEntries(resolve, reject),
        );
        if (some.length === 0) break;
        for (const child of some) await listEntry(child, into);
      }
    }
  } catch {
    into.unlisted++;
  }
}
