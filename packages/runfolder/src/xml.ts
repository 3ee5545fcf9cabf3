import { SeqwardenError } from '@seqwarden/proof';
import { SaxesParser } from 'saxes';

/**
 * Several times what the largest of real files has: 6,289 elements, 7 deep, 6 attributes on one of them, names of 40
 * characters, 75,000 characters of text. What a document may cost is bounded by these and by the size of its file.
 */
export const XML_LIMITS = {
  depth: 16,
  /** Characters of the name of an element or attribute. */
  name: 100,
  /** On one element. */
  attributes: 32,
  /** Elements and attributes of the document. */
  parts: 50_000,
  /** Characters of all texts and attribute values, blanks included. */
  text: 1024 * 1024,
} as const;

/** What to take from a document; paths are below the root element, parts joined by `/`. */
export interface XmlTaker {
  readonly root: string;
  readonly elements: ReadonlyMap<string, (attributes: ReadonlyMap<string, string>) => void>;
  /** Elements that are long, of one form, and not asked for: what is taken out before the document is read. */
  readonly leaveOut?: LeftOut;
  /** The element's own text, without that of its children; called when it ends, empty if it has none. */
  readonly texts: ReadonlyMap<string, (text: string) => void>;
}

/** `list` is a whole element that holds nothing but `item`s and blanks; it stays, empty. */
export interface LeftOut {
  readonly list: RegExp;
  readonly item: RegExp;
  readonly empty: string;
}

/**
 * Reads XML as instruments write it: UTF-8 without byte order mark, with or without declaration, any line ends.
 *
 * @throws SeqwardenError RUN_INFO_DAMAGED where it is cut off, malformed or of another root element (of any
 * file: callers that can do without it turn it into a warning); XML_REFUSED for a DOCTYPE, an entity that XML
 * itself does not define, another encoding or version, or what goes beyond {@link XML_LIMITS}.
 */
export function takeXml(bytes: Uint8Array, file: string, taker: XmlTaker): void {
  const refuse = (what: string): SeqwardenError =>
    new SeqwardenError('XML_REFUSED', `${file} has ${what}`, { path: file });
  const damaged = (what: string): SeqwardenError =>
    new SeqwardenError('RUN_INFO_DAMAGED', `${file} is damaged: ${what}`, { path: file });

  const decoded = decode(bytes, refuse, damaged);
  // Beyond the five that XML defines, an entity needs a DOCTYPE; asked of the text, not of the parser's prose.
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\dA-Fa-f]+);)[A-Za-z_:][\w:.-]*;/.test(decoded))
    throw refuse('an entity');

  const parser = new SaxesParser({ xmlns: false, position: true });
  const path: string[] = [];
  const content: string[] = [];
  let attributes = new Map<string, string>();
  let attributeCount = 0;
  let parts = 0;
  let textLength = 0;
  const here = (): string => path[path.length - 1] ?? '';

  parser.on('error', () => {
    // The parser's own message may quote the document; only the place is ours to tell.
    throw damaged(`cut off or malformed at line ${parser.line}, column ${parser.column}`);
  });
  parser.on('doctype', () => {
    throw refuse('a DOCTYPE');
  });
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== '1.0') throw refuse('an XML version other than 1.0');
    if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8')
      throw refuse('another encoding than UTF-8');
  });
  const countPart = (name: string): void => {
    if (name.length > XML_LIMITS.name) throw refuse(`a name of more than ${XML_LIMITS.name} characters`);
    if (++parts > XML_LIMITS.parts) throw refuse(`more than ${XML_LIMITS.parts} elements and attributes`);
  };
  const countText = (length: number): void => {
    textLength += length;
    if (textLength > XML_LIMITS.text) throw refuse(`more than ${XML_LIMITS.text} characters of text`);
  };
  parser.on('opentagstart', ({ name }) => {
    countPart(name);
    if (path.length === 0 && name !== taker.root) throw damaged(`it does not hold ${taker.root}`);
    if (path.length >= XML_LIMITS.depth) throw refuse(`elements nested deeper than ${XML_LIMITS.depth}`);
    path.push(path.length === 0 ? '' : path.length === 1 ? name : `${here()}/${name}`);
    content.push('');
    attributes = new Map();
    attributeCount = 0;
  });
  parser.on('attribute', ({ name, value }) => {
    countPart(name);
    countText(value.length);
    if (++attributeCount > XML_LIMITS.attributes)
      throw refuse(`more than ${XML_LIMITS.attributes} attributes on an element`);
    attributes.set(name, value);
  });
  parser.on('opentag', () => taker.elements.get(here())?.(attributes));
  const addText = (piece: string): void => {
    countText(piece.length);
    if (path.length > 0 && taker.texts.has(here())) content[content.length - 1] += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    taker.texts.get(here())?.(content[content.length - 1] ?? '');
    path.pop();
    content.pop();
  });
  parser.write(leftOut(decoded, taker.leaveOut, countPart, countText)).close();
}

/** Counts what it takes out, so that the limits are those of the whole document. */
function leftOut(
  text: string,
  leaveOut: LeftOut | undefined,
  countPart: (name: string) => void,
  countText: (length: number) => void,
): string {
  // What looks like elements in there is text.
  if (leaveOut === undefined || text.includes('<![CDATA[')) return text;
  return text.replace(leaveOut.list, list => {
    let tags = leaveOut.empty.length;
    for (const [item, content = ''] of list.matchAll(leaveOut.item)) {
      countPart('');
      tags += item.length - content.length;
    }
    countText(list.length - tags);
    return leaveOut.empty;
  });
}

function decode(
  bytes: Uint8Array,
  refuse: (what: string) => SeqwardenError,
  damaged: (what: string) => SeqwardenError,
): string {
  const [first, second] = bytes;
  const mark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (mark || first === 0xef) throw refuse('a byte order mark');
  if (first === 0 || second === 0) throw refuse('another encoding than UTF-8');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw damaged('it is not UTF-8');
  }
}
