const MAX_LENGTH = 200;

/** Control and format characters, line and paragraph separators: what could rewrite a terminal or a report. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** E-mail addresses, UNC and Windows paths, URLs: no identity or version has them, and they are nobody's business. */
const ADDRESS = /[@\\]|\/\//;

/** The text if it is what a serial, a version or a name may be; undefined if it is empty or must not be shown. */
export function plainText(text: string): string | undefined {
  if (text === '' || text.length > MAX_LENGTH) return undefined;
  return UNPRINTABLE.test(text) || ADDRESS.test(text) ? undefined : text;
}
