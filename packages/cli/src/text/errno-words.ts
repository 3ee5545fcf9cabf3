/** What the system answers, as people say it; the name stays behind it, for whoever looks it up. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'this account may not do that here',
  EEXIST: 'it is there already',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'it is no folder, or something on the way to it is none',
  EPERM: 'the system does not permit that',
  EROFS: 'that place can only be read',
};

/** A message of which nothing but an errno says why. */
export function withErrnoWords(message: string): string {
  return message.replace(/: (E[A-Z]+)$/, (all, name: string) => {
    const words = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
    return words === undefined ? all : `: ${words} (${name})`;
  });
}
