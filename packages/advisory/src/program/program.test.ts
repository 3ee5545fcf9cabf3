import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OVERLAY } from '../overlay/index.ts';
import { identityOf, mayBe, modelsMeant, type Program, programsMeant } from './index.ts';

const VENDOR = 'Illumina';
const of = (component: Program['component'], name: string | null = null): Program => ({ component, name });
const isSame = (a: Program, b: Program, vendor: string | null = VENDOR) =>
  JSON.stringify(identityOf(a, vendor)) === JSON.stringify(identityOf(b, vendor));

describe('a program', () => {
  it('is the same under each spelling of its name', () => {
    const control = of('control', 'NovaSeq Control Software');
    for (const other of [
      of('control', 'NOVASEQ CONTROL SOFTWARE'),
      of('control', 'NovaSeq® Control-Software'),
      of('control', 'Illumina NovaSeq Control Software'),
      of('control', 'NovaSeq 6000 Control Software'),
      of('other', 'NovaSeq Control Software'),
    ])
      for (const vendor of [VENDOR, null]) assert.ok(isSame(control, other, vendor), other.name ?? '');
  });

  it('of a kind of which there is one is that one, whatever it is called', () => {
    const service = of('universal-copy-service');
    for (const name of ['Universal Copy Service', 'UCS', 'ucs', 'Illumina Universal Copy Service'])
      for (const component of ['universal-copy-service', 'other'] as const)
        assert.ok(isSame(service, of(component, name)), name);
    assert.ok(isSame(of('rta'), of('other', 'Real-Time Analysis')));
    assert.ok(isSame(of('local-run-manager'), of('other', 'Local Run Manager')));
  });

  it('is called with or without its own vendor, whoever that is', () => {
    const [vendor, name] = ['Acme', 'Runner Control'];
    assert.ok(isSame(of('control', name), of('control', `${vendor} ${name}`), vendor));
    assert.ok(!isSame(of('control', name), of('control', `Somebody ${name}`), vendor));
  });

  it('is another one under another name', () => {
    const control = of('control', 'NovaSeq Control Software');
    for (const other of [
      of('control', 'NextSeq Control Software'),
      of('control', 'NovaSeq X Control Software'),
      of('control', '*'),
      of('other', 'Universal Copy Service'),
      of('rta'),
    ])
      assert.ok(!isSame(control, other), other.name ?? '');
    assert.ok(!isSame(of('control', '*'), of('control', '#')), 'signs alone are no name of everything');
    assert.ok(!isSame(of('control', 'Real-Time Analysis'), of('rta')), 'who says the kind is believed');
  });

  it('has one identity for each name of a line, whatever the other lines are', () => {
    for (const line of OVERLAY.lines)
      if (line.kind === 'product' && line.component === 'control')
        for (const name of line.recorded)
          assert.ok(isSame(of('control', name), of('other', name)), `${line.id}: ${name}`);
  });
});

describe('the program that an entry is of', () => {
  const CISA = 'https://www.cisa.gov/';
  const UCS = { publisher: CISA, id: 'ICSMA-23-117-01', vulnerability: 'CVE-2023-1968' };
  const LRM = { publisher: CISA, id: 'ICSA-22-153-02', vulnerability: 'CVE-2022-1517' };
  const ELSEWHERE = { ...UCS, publisher: 'https://other.example' };
  const kinds = (entry: Parameters<typeof programsMeant>[0], read: readonly Program[] = []) => {
    const identities = read.map(one => identityOf(one, VENDOR));
    const meant = programsMeant(entry, identities, VENDOR);
    return meant && [...meant.kinds].sort();
  };

  it('is told by the lines of its advisory: by the entry, and by the note on the vulnerability', () => {
    const product = 'NextSeq 550Dx Operating Software: >= 1.0.0 | <= 1.3.1';
    assert.deepEqual(kinds({ ...UCS, product }), ['control', 'universal-copy-service']);
    assert.deepEqual(kinds({ ...LRM, product: 'iSeq 100 Instrument LRM: Versions 1.3 to 3.1' }), [
      'local-run-manager',
    ]);
    assert.deepEqual(modelsMeant({ ...UCS, product }), ['NextSeq 550Dx']);
  });

  it('is told by names that are known, or that were read there, where no line speaks', () => {
    assert.deepEqual(kinds({ ...ELSEWHERE, product: 'Illumina UCS < 2.0' }), ['universal-copy-service']);
    assert.deepEqual(kinds({ ...ELSEWHERE, product: 'NovaSeq Control Software 1.8.0' }), ['control']);
    const read = [of('control', 'MinKNOW')];
    assert.deepEqual(kinds({ ...ELSEWHERE, product: 'MinKNOW <24.11' }, read), ['control']);
  });

  it('is not known where the entry is the instrument, or of something that nobody knows', () => {
    for (const product of ['NovaSeq 6000 System', 'MinKNOW <24.11', 'iSeq 100', ''])
      assert.equal(kinds({ ...ELSEWHERE, product }), undefined, product);
  });

  it('may be what has its kind, is named in it, or names it; another program it is not', () => {
    const meant = programsMeant({ ...ELSEWHERE, product: 'UCS < 2.0' }, [], VENDOR);
    assert.ok(meant !== undefined);
    const may = (program: Program) => mayBe(program, meant, VENDOR);
    assert.deepEqual([of('universal-copy-service'), of('other', 'Patch for the UCS'), of('other')].map(may), [
      true,
      true,
      true,
    ]);
    assert.deepEqual(
      [of('control'), of('control', 'MiSeq Control Software'), of('rta'), of('other', 'MinKNOW')].map(may),
      [false, false, false, false],
    );
  });

  it('may be one of no kind that was read there, by its name alone', () => {
    const module = of('other', 'Analysis Module X');
    const entry = { ...ELSEWHERE, product: 'Analysis Module X <2.0' };
    const meant = programsMeant(entry, [identityOf(module, VENDOR)], VENDOR);
    assert.ok(meant !== undefined);
    assert.ok(mayBe(module, meant, VENDOR));
    assert.ok(!mayBe(of('other', 'Analysis Module Y'), meant, VENDOR));
  });
});
