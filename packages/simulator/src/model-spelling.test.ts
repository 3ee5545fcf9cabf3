import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MODELS, planRun } from './index.ts';
import { modelMeant, spelling } from './model-spelling.ts';

const ALL = Object.values(MODELS);

test('a model is known by its name and by its product as the manufacturer writes it, in any case', () => {
  for (const model of ALL)
    for (const name of [
      model.name,
      model.product,
      model.name.toUpperCase(),
      model.product.replaceAll(' ', '-'),
    ])
      assert.equal(modelMeant(ALL, name), model, name);
  for (const [name, expected] of [
    ['MiSeq', 'miseq'],
    ['MiSeqDx', 'miseqdx'],
    ['MiSeq Dx', 'miseqdx'],
    ['MiSeq i100', 'miseq-i100'],
    ['MiSeq i100+', 'miseq-i100'],
    ['iSeq 100', 'iseq-100'],
    ['iSeq100', 'iseq-100'],
    ['NextSeq 550Dx', 'nextseq-550dx'],
    ['NovaSeq X', 'novaseq-x'],
    ['NovaSeq X+', 'novaseq-x'],
    ['NovaSeqXPlus', 'novaseq-x'],
    ['NovaSeq 6000 Dx', 'novaseq-6000dx'],
    ['HiSeq X', 'hiseq-x'],
    ['iScan', 'iscan'],
  ] as const)
    assert.equal(modelMeant(ALL, name)?.name, expected, name);
});

test('no spelling means two models', () => {
  const spellings = ALL.flatMap(({ name, product }) => [...new Set([spelling(name), spelling(product)])]);
  assert.equal(new Set(spellings).size, spellings.length);
});

test('a part of a name, another sign or a name of no model means none', () => {
  for (const name of [
    '',
    ' ',
    'seq',
    'MiSeq i',
    'NextSeq',
    'NextSeq 1000/2000',
    'miseq_dx',
    'HiSeq X Ten',
    'constructor',
  ])
    assert.equal(modelMeant(ALL, name), undefined, name);
});

test('the same run comes of every spelling', () => {
  assert.equal(planRun({ model: 'NovaSeq X+' }).folderName, planRun({ model: 'novaseq-x' }).folderName);
});
