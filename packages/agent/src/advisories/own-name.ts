/**
 * Whether a provider at `host` publishes in its own name what has this namespace of a publisher (an address): the same host, without `www.`, or one below it, as `psirt.maker.example`
 * is of `https://www.maker.example`. Who publishes in which name a provider says itself; the host is that of the address that a person named.
 */
export function isOwnName(host: string, publisher: string): boolean {
  const own = URL.canParse(publisher) ? bare(new URL(publisher).hostname) : '';
  const at = bare(host);
  return own !== '' && (at === own || (own.includes('.') && at.endsWith(`.${own}`)));
}

function bare(host: string): string {
  return host.replace(/^www\./, '').replace(/\.$/, '');
}
