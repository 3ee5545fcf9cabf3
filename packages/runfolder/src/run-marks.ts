import type { BytePath } from '@seqwarden/proof';

/** Whether a name in a folder's root makes the folder a run: its XML, or an iScan's IDAT files. */
export function marksRun(name: BytePath): boolean {
  return /^(?:runinfo|runparameters)\.xml$|\.idat(?:\.gz)?$/i.test(name);
}

/** Whether a name in a folder's `Data` makes the folder a run, though its XML is not there (yet). */
export function marksRunInData(name: BytePath): boolean {
  return name.toLowerCase() === 'intensities';
}
