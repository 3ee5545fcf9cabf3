import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import fc from 'fast-check';
import { Warnings } from './warnings.ts';
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
  failsWith('XML_REFUSED', `<Root>${'<a>'.repeat(40)}${'</a>'.repeat(40)}</Root>`);
  failsWith('XML_REFUSED', `<Root ${Array.from({ length: 40 }, (_, at) => `a${at}="1"`).join(' ')}/>`);
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
