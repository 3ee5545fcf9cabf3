import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LINUX_RUN_INFO, WINDOWS_XML, xmlDocument } from './xml.ts';

const CONTENT = {
  '@Version': 4,
  Name: 'a <b> & "c"',
  Empty: null,
  Reads: { Read: [{ '@Number': 1 }, { '@Number': 2 }] },
};

test('the style of the Windows instruments has blanks, CRLF and a blank before the end of an empty element', () => {
  assert.equal(
    xmlDocument('Run', CONTENT, WINDOWS_XML),
    [
      '<?xml version="1.0"?>',
      '<Run Version="4">',
      '  <Name>a &lt;b&gt; &amp; &quot;c&quot;</Name>',
      '  <Empty />',
      '  <Reads>',
      '    <Read Number="1" />',
      '    <Read Number="2" />',
      '  </Reads>',
      '</Run>',
      '',
    ].join('\r\n'),
  );
});

test('the style of the Linux instruments has tabs and LF', () => {
  assert.match(
    xmlDocument('Run', CONTENT, LINUX_RUN_INFO),
    /^\t<Empty\/>\n\t<Reads>\n\t\t<Read Number="1"\/>\n/m,
  );
});
