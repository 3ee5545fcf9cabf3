import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readListing, readProviderMetadata, readRolieFeed } from './provider-files.ts';

const AT = new URL('https://psirt.example/.well-known/csaf/provider-metadata.json');
const FOLDER = new URL('https://psirt.example/white/');
const paths = (text: string) => readListing(text, FOLDER).map(({ url }) => url.href);
const unusable = { code: 'ADVISORY_SOURCE_UNUSABLE' };

describe('provider-metadata.json', () => {
  test('names feeds, folders and keys, relative to itself, a folder with or without its slash', () => {
    const metadata = readProviderMetadata(
      {
        publisher: { name: 'Example' },
        public_openpgp_keys: [
          { url: 'key.asc', fingerprint: 'ab'.repeat(20) },
          { url: 'https://k.example/2', fingerprint: 'short' },
        ],
        distributions: [
          { rolie: { feeds: [{ url: 'https://psirt.example/feed.json', tlp_label: 'WHITE' }] } },
          { directory_url: 'https://psirt.example/white' },
        ],
      },
      AT,
    );
    assert.deepEqual(metadata.feeds.map(String), ['https://psirt.example/feed.json']);
    assert.deepEqual(metadata.directories.map(String), ['https://psirt.example/white/']);
    assert.deepEqual(
      metadata.keys.map(({ url, fingerprint }) => [url.href, fingerprint]),
      [
        ['https://psirt.example/.well-known/csaf/key.asc', 'AB'.repeat(20)],
        ['https://k.example/2', null],
      ],
    );
  });

  test('that names nothing, or more than anybody has, is unusable', () => {
    for (const json of [
      null,
      [],
      'x',
      {},
      { distributions: [{}] },
      { distributions: [{ directory_url: 5 }] },
    ])
      assert.throws(() => readProviderMetadata(json, AT), unusable);
    const directory = { directory_url: 'https://psirt.example/' };
    assert.throws(() => readProviderMetadata({ distributions: Array(101).fill(directory) }, AT), unusable);
  });
});

describe('a ROLIE feed', () => {
  const entry = (link: unknown, content?: unknown) => ({ feed: { entry: [{ link, content }] } });

  test('gives each document with its hash files and its signature', () => {
    const feed = readRolieFeed(
      entry([
        { rel: 'self', href: 'https://psirt.example/a.json' },
        { rel: 'hash', href: 'https://psirt.example/a.json.sha512' },
        { rel: 'signature', href: 'a.json.asc' },
      ]),
      FOLDER,
    );
    assert.deepEqual(JSON.parse(JSON.stringify(feed.documents)), [
      {
        url: 'https://psirt.example/a.json',
        sha256: null,
        sha512: 'https://psirt.example/a.json.sha512',
        asc: 'https://psirt.example/white/a.json.asc',
      },
    ]);
    assert.equal(feed.next, null);
  });

  test('gives a document by its content too, and the next page', () => {
    const feed = readRolieFeed(
      { feed: { link: [{ rel: 'next', href: '2.json' }], entry: [{ content: { src: 'b.json' } }, {}, 7] } },
      FOLDER,
    );
    assert.deepEqual(
      feed.documents.map(({ url }) => url.pathname),
      ['/white/b.json'],
    );
    assert.equal(feed.next?.href, 'https://psirt.example/white/2.json');
  });

  test('that is none is unusable', () => {
    for (const json of [null, {}, { feed: {} }, { feed: { entry: 'x' } }])
      assert.throws(() => readRolieFeed(json, FOLDER), unusable);
  });
});

describe('a listing', () => {
  test('is index.txt or changes.csv, with any line ends', () => {
    assert.deepEqual(paths('2023/a.json\r\n2024/b.json\n'), [`${FOLDER}2023/a.json`, `${FOLDER}2024/b.json`]);
    assert.deepEqual(paths('"2024/b.json","2024-05-01T00:00:00Z"\n"2023/a.json","2023-05-01T00:00:00Z"'), [
      `${FOLDER}2024/b.json`,
      `${FOLDER}2023/a.json`,
    ]);
  });

  test('leads nowhere but below its folder', () => {
    const hostile = [
      '../secret.json',
      '2023/../../a.json',
      '/etc/a.json',
      '//other.example/a.json',
      'https://other.example/a.json',
      'file:///a.json',
      '\\\\host\\a.json',
      '%2e%2e/a.json',
      'a.json?x.json',
      'a.txt',
      '',
    ];
    assert.deepEqual(paths(hostile.join('\n')), []);
  });

  test('of any text has addresses below its folder only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        for (const href of paths(`${text}.json\n${text}`)) assert.ok(href.startsWith(FOLDER.href), href);
      }),
    );
  });
});
