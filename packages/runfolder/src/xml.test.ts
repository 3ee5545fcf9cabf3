import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import fc from 'fast-check';
import { Warnings } from './warnings.ts';
import { takeXml, XML_LIMITS } from './xml.ts';
import { readXmlFields } from './xml-fields.ts';

const WANTED = ['Name', 'Setup/Version', 'Run/@Id'];

function fields(xml: string | Uint8Array, warnings = new Warnings()) {
  const bytes = typeof xml === 'string' ? new TextEncoder().encode(xml) : xml;
  return readXmlFields(bytes, 'File.xml', 'Root', WANTED, warnings);
}

function failsWith(code: string, xml: string | Uint8Array): void {
  assert.throws(
    () => fields(xml),
    error => error instanceof SeqwardenError && error.code === code && error.path === 'File.xml',
  );
}

test('fields are taken by their whole path, with the place that they come from', () => {
  const xml = fields(
    '<Root><Name>a</Name><Setup><Version>1.0</Version><Name>no</Name></Setup><Run Id="r"/></Root>',
  );
  assert.equal(xml.value('Name'), 'a');
  assert.equal(xml.value('Setup/Version'), '1.0');
  assert.deepEqual(xml.fact('Run/@Id'), { value: 'r', confidence: 'read', from: 'File.xml#Run/@Id' });
});

test('an empty field is unknown, and says that it was there', () => {
  const xml = fields('<Root><Name /></Root>');
  assert.deepEqual(xml.fact('Name'), { value: null, confidence: 'unknown', from: 'File.xml#Name' });
  assert.deepEqual(xml.fact('Setup/Version'), { value: null, confidence: 'unknown', from: null });
});

test('line ends, a missing declaration and the five entities of XML are read as instruments write them', () => {
  assert.equal(fields('<Root>\r\n<Name>\r\n a &amp; b &#65;\r\n</Name>\r\n</Root>').value('Name'), 'a & b A');
  assert.equal(
    fields('<?xml version="1.0" encoding="UTF-8"?><Root><Name>ü</Name></Root>').value('Name'),
    'ü',
  );
});

test('what is cut off or malformed is damaged', () => {
  const whole = '<Root><Name>abc</Name><Setup><Version>1</Version></Setup></Root>';
  for (let length = 0; length < whole.length; length++) failsWith('RUN_INFO_DAMAGED', whole.slice(0, length));
  failsWith('RUN_INFO_DAMAGED', `${whole}<Root/>`);
  failsWith('RUN_INFO_DAMAGED', '<Root a="1" a="2"/>');
  failsWith('RUN_INFO_DAMAGED', '<Other/>');
  failsWith('RUN_INFO_DAMAGED', '<Root><a></b></Root>');
  failsWith('RUN_INFO_DAMAGED', Uint8Array.of(0x3c, 0x52, 0xff, 0x3e));
});

test('what no instrument writes is refused', () => {
  failsWith('XML_REFUSED', '<!DOCTYPE Root><Root/>');
  failsWith('XML_REFUSED', '<!DOCTYPE Root [<!ENTITY a "b">]><Root><Name>&a;</Name></Root>');
  failsWith('XML_REFUSED', '<Root><Name>&nbsp;</Name></Root>');
  failsWith('XML_REFUSED', '<?xml version="1.1"?><Root/>');
  failsWith('XML_REFUSED', '<?xml version="1.0" encoding="ISO-8859-1"?><Root/>');
  failsWith('XML_REFUSED', '\ufeff<Root/>');
  failsWith('XML_REFUSED', Buffer.from('\ufeff<Root/>', 'utf16le'));
  failsWith('XML_REFUSED', Buffer.from('<Root/>', 'utf16le'));
});

/** How far the reader got, with a document of elements `t` that hold text, or of attributes. */
function effortOn(xml: string): { readonly code: string; readonly texts: number; readonly elements: number } {
  let texts = 0;
  let elements = 0;
  const taker = {
    root: 'Root',
    texts: new Map([['t', () => void texts++]]),
    elements: new Map([['t', () => void elements++]]),
  };
  try {
    takeXml(new TextEncoder().encode(xml), 'File.xml', taker);
    return { code: '', texts, elements };
  } catch (error) {
    assert.ok(error instanceof SeqwardenError);
    return { code: error.code, texts, elements };
  }
}

const repeated = (piece: string, times: number) => `<Root>${piece.repeat(times)}</Root>`;

test('a document of as many parts, and as much text, as may be is read', () => {
  const { parts, name, depth, attributes, text } = XML_LIMITS;
  assert.deepEqual(effortOn(repeated('<t/>', parts - 1)), {
    code: '',
    texts: parts - 1,
    elements: parts - 1,
  });
  const long = 'n'.repeat(name);
  assert.equal(effortOn(repeated(`<${long} ${long}=""/>`, 2)).code, '');
  assert.equal(effortOn(repeated(`${'<a>'.repeat(depth - 1)}${'</a>'.repeat(depth - 1)}`, 1)).code, '');
  const full = Array.from({ length: attributes }, (_, at) => ` a${at}=""`).join('');
  assert.equal(effortOn(repeated(`<t${full}/>`, 2)).code, '');
  assert.equal(effortOn(repeated(`<t>${'x'.repeat(text / 4)}</t>`, 4)).code, '');
});

test('a document of more parts, or more text, is refused there, and not read on', () => {
  const { parts, name, depth, attributes, text } = XML_LIMITS;
  const refused = { code: 'XML_REFUSED', texts: 0, elements: 0 };
  assert.deepEqual(effortOn(repeated('<t/>', 3 * parts)), {
    ...refused,
    texts: parts - 1,
    elements: parts - 1,
  });
  const byAttributes = effortOn(repeated('<t a="" b="" c=""/>', parts));
  assert.deepEqual(byAttributes, { ...refused, texts: 12_499, elements: 12_499 });
  const long = 'n'.repeat(name + 1);
  assert.deepEqual(effortOn(repeated(`<${long}/><t/>`, 1)), refused);
  assert.deepEqual(effortOn(repeated(`<t ${long}=""/>`, 1)), refused);
  assert.deepEqual(effortOn(repeated(`${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}<t/>`, 1)), refused);
  assert.deepEqual(effortOn(repeated(`<t${' a=""'.repeat(attributes + 1)}/>`, 1)), refused);
  const large = 'x'.repeat(text / 4);
  assert.deepEqual(effortOn(repeated(`<t>${large}</t>`, 8)), { ...refused, texts: 4, elements: 5 });
  assert.deepEqual(effortOn(repeated(`<t>${`<![CDATA[${large}]]>`.repeat(8)}</t>`, 1)), {
    ...refused,
    elements: 1,
  });
  assert.deepEqual(effortOn(repeated(`<t a="${large}"/>`, 8)), { ...refused, texts: 4, elements: 4 });
});

test('a message quotes nothing of the document', () => {
  assert.throws(
    () => fields('<Root><secretname></Root>'),
    error => error instanceof Error && !error.message.includes('secretname'),
  );
});

test('addresses, control characters and absurd lengths are not taken over, but warned of', () => {
  const bad = [
    'a@example.org',
    '\\\\server\\share',
    'C:\\Users\\x',
    '//server/share',
    'a\u202eb',
    'a\u0085b',
    'x'.repeat(201),
  ];
  for (const text of bad) {
    const warnings = new Warnings();
    assert.equal(fields(`<Root><Name>${text}</Name></Root>`, warnings).value('Name'), undefined);
    assert.deepEqual(
      warnings.list.map(({ code }) => code),
      ['FIELD_REFUSED'],
    );
  }
});

test('a field that stands twice with different values has none', () => {
  const warnings = new Warnings();
  const xml = fields('<Root><Name>a</Name><Name>b</Name><Name>a</Name></Root>', warnings);
  assert.equal(xml.value('Name'), undefined);
  assert.deepEqual(
    warnings.list.map(({ code }) => code),
    ['FIELD_REPEATED'],
  );
  assert.equal(fields('<Root><Name>a</Name><Name>a</Name></Root>').value('Name'), 'a');
});

test('names of JavaScript objects are names like others', () => {
  const xml = readXmlFields(
    new TextEncoder().encode(
      '<Root __proto__="x"><constructor>c</constructor><__proto__>p</__proto__></Root>',
    ),
    'File.xml',
    'Root',
    ['__proto__', 'constructor'],
    new Warnings(),
  );
  assert.equal(xml.value('__proto__'), 'p');
  assert.equal(xml.value('constructor'), 'c');
});

test('arbitrary bytes give fields or one of two errors', () => {
  const pieces = fc.constantFrom(
    '<Root>',
    '</Root>',
    '<Name>',
    '</Name>',
    '&amp;',
    '&x;',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    'a',
    '\0',
    '<?',
    '?>',
    '"',
    '=',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), parts => {
      try {
        fields(parts.join(''));
      } catch (error) {
        assert.ok(error instanceof SeqwardenError && /^(?:RUN_INFO_DAMAGED|XML_REFUSED)$/.test(error.code));
      }
    }),
    { numRuns: 500 },
  );
});
