import { type BytePath, bytePathToText } from '@seqwarden/proof';

/** NAME_MAX of Linux and the BSDs; NTFS counts 255 UTF-16 units, which is never less strict for what we carry. */
const LONGEST_PART = 255;

/** Microsoft, "Naming Files, Paths, and Namespaces": reserved characters and device names. */
const WINDOWS_CHARACTERS = /[<>:"\\|?*\x00-\x1f]/;
const WINDOWS_DEVICES = /^(?:con|prn|aux|nul|com[0-9\xb9\xb2\xb3]|lpt[0-9\xb9\xb2\xb3])(?:\.|$)/i;

/** Why file systems of this kind of machine cannot hold a path, in words; undefined where they can, as far as names alone tell. */
export function nameRefusal(
  path: BytePath,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const holdsBytes = platform !== 'win32' && platform !== 'darwin';
  // Asked for each file of a run, of which there may be a million.
  if (holdsBytes && path.length <= LONGEST_PART) return undefined;
  for (const part of path.split('/')) {
    if (part.length > LONGEST_PART) return `a name of more than ${LONGEST_PART} bytes`;
    if (platform === 'win32') {
      if (WINDOWS_CHARACTERS.test(part))
        return 'Windows has no names with < > : " \\ | ? * or control characters';
      if (/[. ]$/.test(part)) return 'Windows drops a dot or blank at the end of a name';
      if (WINDOWS_DEVICES.test(part)) return 'Windows keeps this name for a device';
    }
  }
  // NTFS and APFS hold Unicode, not bytes.
  if (!holdsBytes && bytePathToText(path) === undefined) return 'a name that is not UTF-8';
  return undefined;
}
