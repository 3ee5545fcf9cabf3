/** An element's content: text, nothing (an empty element), child elements, or several elements of one name. */
export type XmlContent = string | number | boolean | null | XmlTree | readonly XmlContent[];

/** Child elements in order; a name that starts with `@` is an attribute of the element itself. */
export interface XmlTree {
  readonly [name: string]: XmlContent;
}

/** How a control software writes XML: .NET on Windows and the Linux instruments differ in every point. */
export interface XmlStyle {
  readonly declaration: string;
  readonly indent: string;
  readonly newline: '\n' | '\r\n';
  readonly emptyEnd: ' />' | '/>';
}

const DECLARATION = '<?xml version="1.0"?>';

export const WINDOWS_XML: XmlStyle = {
  declaration: DECLARATION,
  indent: '  ',
  newline: '\r\n',
  emptyEnd: ' />',
};

/** As RTA 3 and 4 write RunInfo.xml. */
export const LINUX_RUN_INFO: XmlStyle = {
  declaration: DECLARATION,
  indent: '\t',
  newline: '\n',
  emptyEnd: '/>',
};

/** As the control software of the Linux instruments writes RunParameters.xml. */
export const LINUX_PARAMETERS: XmlStyle = {
  declaration: '<?xml version="1.0" encoding="utf-8"?>',
  indent: '  ',
  newline: '\n',
  emptyEnd: ' />',
};

/** The name spaces that .NET's serializer declares on the root element, used or not. */
export const DOTNET_NAMESPACES = {
  '@xmlns:xsd': 'http://www.w3.org/2001/XMLSchema',
  '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
} as const;

export function xmlDocument(root: string, content: XmlTree, style: XmlStyle): string {
  return [style.declaration, ...element(root, content, style, '')].join(style.newline) + style.newline;
}

function* element(name: string, content: XmlContent, style: XmlStyle, margin: string): Generator<string> {
  if (content === null) {
    yield `${margin}<${name}${style.emptyEnd}`;
  } else if (isList(content)) {
    for (const one of content) yield* element(name, one, style, margin);
  } else if (typeof content !== 'object') {
    yield `${margin}<${name}>${escaped(String(content))}</${name}>`;
  } else {
    const entries = Object.entries(content);
    const attributes = entries
      .filter(([key]) => key.startsWith('@'))
      .map(([key, value]) => ` ${key.slice(1)}="${escaped(String(value))}"`);
    const children = entries.filter(([key]) => !key.startsWith('@'));
    const start = `${margin}<${name}${attributes.join('')}`;
    if (children.length === 0) {
      yield start + style.emptyEnd;
      return;
    }
    yield `${start}>`;
    for (const [child, value] of children) yield* element(child, value, style, margin + style.indent);
    yield `${margin}</${name}>`;
  }
}

function isList(content: XmlContent): content is readonly XmlContent[] {
  return Array.isArray(content);
}

function escaped(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
