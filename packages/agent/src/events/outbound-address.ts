/** Whether a name is this host's own. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|::1)$/.test(hostname);
}

/** Why an address may not be asked, in words that do not repeat it; undefined where it may: https, and http on this host. */
export function addressProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return 'is no address';
  if (url.username !== '' || url.password !== '')
    return 'holds a user or a password; secrets stand in files of their own';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    return 'must be https:// (http:// on this host only)';
  if (url.hash !== '') return 'has a # part';
  return undefined;
}
