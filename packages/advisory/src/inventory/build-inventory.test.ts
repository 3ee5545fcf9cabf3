import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ReadingParts, reading } from '../../test/make-reading.ts';
import { buildInventory } from './build-inventory.ts';
import type { Component, Instrument, Inventory, Reading } from './inventory.ts';
import type { StatedFacts, StatedInstrument } from './stated-facts.ts';

function inventoryOf(parts: readonly ReadingParts[], facts?: StatedFacts): Inventory {
  return buildInventory(parts.map(reading), facts);
}

/** `version (first day … last day, runs, current)` of each state of the control software. */
function history(components: readonly Component[] = [], kind = 'control'): string[] {
  return components
    .filter(component => component.kind === kind)
    .flatMap(({ states }) =>
      states.map(({ version, first, last, runs, current }) => {
        const day = (at: typeof first.at) => at?.from.slice(0, 10) ?? '-';
        return `${version} ${day(first.at)} ${day(last.at)} ${runs} ${current}`;
      }),
    );
}

function onlyInstrument({ instruments }: Inventory): Instrument {
  assert.equal(instruments.length, 1);
  const [instrument] = instruments;
  assert.ok(instrument !== undefined);
  return instrument;
}

function mainOf(inventory: Inventory) {
  const { installations } = onlyInstrument(inventory);
  assert.deepEqual(
    installations.map(({ id }) => id),
    ['main'],
  );
  return installations[0]?.components;
}

const BY = { kind: 'stated', by: 'lab-manager', on: '2026-11-20' } as const;

function stated(parts: Partial<StatedInstrument> = {}): StatedFacts {
  return {
    instruments: [
      {
        ...{ name: 'one', vendor: 'Illumina', model: null, serial: 'A00291', aliases: [], zone: null },
        ...{ regulatoryStatus: null, use: null, source: BY, installations: [] },
        ...parts,
      },
    ],
  };
}

test('runs of one serial are one instrument with the history of its software', () => {
  const inventory = inventoryOf([
    { at: '2021-06-01', version: '1.7.5', copyService: '1.6.3.1575' },
    { at: '2020-11-25', version: '1.7.0', copyService: '1.6.3.1575' },
    { at: '2023-06-02', version: '1.8.0', copyService: '2.7.2.4320' },
    { at: '2021-07-22', version: '1.7.5', copyService: '1.6.3.1575' },
  ]);
  const components = mainOf(inventory);
  assert.deepEqual(history(components), [
    '1.7.0 2020-11-25 2020-11-25 1 no',
    '1.7.5 2021-06-01 2021-07-22 2 no',
    '1.8.0 2023-06-02 2023-06-02 1 certain',
  ]);
  assert.deepEqual(history(components, 'universal-copy-service'), [
    '1.6.3.1575 2020-11-25 2021-07-22 3 no',
    '2.7.2.4320 2023-06-02 2023-06-02 1 certain',
  ]);
});

test('a version that comes back is a new state', () => {
  const components = mainOf(
    inventoryOf([
      { at: '2020-01-01', version: '1.6.0' },
      { at: '2020-02-01', version: '1.7.0' },
      { at: '2020-03-01', version: '1.6.0' },
    ]),
  );
  assert.deepEqual(history(components), [
    '1.6.0 2020-01-01 2020-01-01 1 no',
    '1.7.0 2020-02-01 2020-02-01 1 no',
    '1.6.0 2020-03-01 2020-03-01 1 certain',
  ]);
});

test('where times overlap, each of the last versions may be the newest', () => {
  const components = mainOf(
    inventoryOf([
      { at: '2020-01-01', version: '1.5.0' },
      { at: { from: '2020-02-01T00:00:00.000Z', until: '2020-02-03T00:00:00.000Z' }, version: '1.6.0' },
      { at: { from: '2020-02-02T00:00:00.000Z', until: '2020-02-04T00:00:00.000Z' }, version: '1.7.0' },
    ]),
  );
  assert.deepEqual(history(components), [
    '1.5.0 2020-01-01 2020-01-01 1 no',
    '1.6.0 2020-02-01 2020-02-01 1 possible',
    '1.7.0 2020-02-02 2020-02-02 1 possible',
  ]);
});

test('a run that nothing dates stands last and leaves open what is newest', () => {
  const two = mainOf(
    inventoryOf([
      { at: null, version: '1.4.0' },
      { at: '2020-02-01', version: '1.7.0' },
    ]),
  );
  assert.deepEqual(history(two), ['1.7.0 2020-02-01 2020-02-01 1 possible', '1.4.0 - - 1 possible']);
  const same = mainOf(
    inventoryOf([
      { at: null, version: '1.7.0' },
      { at: '2020-02-01', version: '1.7.0' },
    ]),
  );
  assert.deepEqual(history(same), ['1.7.0 2020-02-01 2020-02-01 1 certain', '1.7.0 - - 1 certain']);
});

test('a person who says what is installed settles what runs without a time leave open', () => {
  const at = { from: '2022-06-01T00:00:00.000Z', until: '2022-06-01T23:59:59.999Z' };
  const software = [
    { component: 'control', name: 'NovaSeq Control Software', version: '1.8.1', at, source: BY },
  ] as const;
  const facts = stated({ installations: [{ id: 'main', software, fixes: [], mitigations: [] }] });
  assert.deepEqual(history(mainOf(inventoryOf([{ at: null, version: '1.4.0' }], facts))), [
    '1.8.1 2022-06-01 2022-06-01 0 certain',
    '1.4.0 - - 1 no',
  ]);
  const later = [
    { at: null, version: '1.4.0' },
    { at: '2023-01-01', version: '1.7.5' },
  ];
  assert.deepEqual(history(mainOf(inventoryOf(later, facts))), [
    '1.8.1 2022-06-01 2022-06-01 0 no',
    '1.7.5 2023-01-01 2023-01-01 1 possible',
    '1.4.0 - - 1 possible',
  ]);
});

test('a control software that was renamed follows the one before it', () => {
  const components = mainOf(
    inventoryOf([
      { model: 'NovaSeq X', serial: 'LH00188', at: '2023-11-08', name: 'control-software', version: '1.1.0' },
      { model: 'NovaSeq X', serial: 'LH00188', at: '2024-11-08', name: 'NovaSeqXSeries', version: '1.2.0' },
    ]),
  );
  assert.deepEqual(history(components), [
    '1.2.0 2024-11-08 2024-11-08 1 certain',
    '1.1.0 2023-11-08 2023-11-08 1 no',
  ]);
});

test('a program that is only known to be there has a state without a version', () => {
  const components = mainOf(inventoryOf([{ localRunManager: 'there' }]));
  assert.deepEqual(history(components, 'local-run-manager'), ['null 2020-06-01 2020-06-01 1 certain']);
  assert.deepEqual(history(mainOf(inventoryOf([{}])), 'local-run-manager'), []);
});

test('a NextSeq 550Dx is one device, in research mode and else', () => {
  const dx = { model: 'NextSeq 550Dx', name: 'NextSeq Control Software' } as const;
  const inventory = inventoryOf([
    { ...dx, serial: 'NDX550421_RUO', mode: 'ruo', version: '4.0.1.41' },
    { ...dx, serial: 'NDX550421', version: '1.3.1' },
  ]);
  const { serial, model, installations } = onlyInstrument(inventory);
  assert.deepEqual([serial, model], ['NDX550421', 'NextSeq 550Dx']);
  assert.deepEqual(
    installations.map(({ id, mode, runs }) => [id, mode, runs.length]),
    [
      ['main', null, 1],
      ['ruo', 'ruo', 1],
    ],
  );
});

test('a device that cannot boot into another system has one installation, whatever mode its runs record', () => {
  const miseq = { serial: 'M05898', model: 'MiSeq', name: 'MiSeq Control Software' };
  const inventory = inventoryOf([
    { ...miseq, at: '2018-04-30', version: '2.6.2.1' },
    { ...miseq, at: '2024-08-06', version: '4.1.0.656', mode: 'ruo' },
  ]);
  assert.equal(onlyInstrument(inventory).installations[0]?.mode, 'ruo');
  assert.deepEqual(history(mainOf(inventory)), [
    '2.6.2.1 2018-04-30 2018-04-30 1 no',
    '4.1.0.656 2024-08-06 2024-08-06 1 certain',
  ]);
  const both = inventoryOf([{ ...miseq, mode: 'ruo' }, { ...miseq, mode: 'dx' }, miseq]);
  assert.deepEqual(
    onlyInstrument(both).installations.map(({ id }) => id),
    ['dx', 'main', 'ruo'],
  );
});

test('an alias is one because a person says so, and else another instrument', () => {
  const runs = [{ serial: 'A00291' }, { serial: 'NV1', model: null, version: '1.4.0', at: '2018-01-01' }];
  assert.deepEqual(
    inventoryOf(runs).instruments.map(({ serial, model }) => [serial, model]),
    [
      ['A00291', 'NovaSeq 6000'],
      ['NV1', null],
    ],
  );
  const { serial, aliases, installations } = onlyInstrument(inventoryOf(runs, stated({ aliases: ['NV1'] })));
  assert.deepEqual([serial, aliases, installations[0]?.runs.length], ['A00291', ['NV1'], 2]);
});

test('serials that differ in their letters are two instruments', () => {
  assert.equal(inventoryOf([{ serial: 'VH00113' }, { serial: 'vh00113' }]).instruments.length, 2);
});

test('models that differ under one serial are shown, and none is believed', () => {
  const facts = stated({ serial: 'M02069', aliases: ['NB551051'], model: 'MiSeq' });
  const { model, doubts } = onlyInstrument(
    inventoryOf(
      [
        { serial: 'M02069', model: 'MiSeq' },
        { serial: 'NB551051', model: 'NextSeq 550' },
      ],
      facts,
    ),
  );
  assert.equal(model, null);
  assert.deepEqual(
    doubts.map(({ code, text }) => `${code} ${text}`),
    ['MODELS_DIFFER runs name it a MiSeq', 'MODELS_DIFFER runs name it a NextSeq 550'],
  );
});

test('a name that stands for two models does not contradict one of them', () => {
  const { model, doubts } = onlyInstrument(
    inventoryOf(
      [{ serial: 'VH004', model: 'NextSeq 1000/2000' }],
      stated({ serial: 'VH004', model: 'NextSeq 2000' }),
    ),
  );
  assert.deepEqual([model, doubts], ['NextSeq 2000', []]);
});

test('a run whose own fields exclude each other is told of', () => {
  const { model, doubts } = onlyInstrument(
    inventoryOf([{}, { contradicted: true, name: 'MiSeq Control Software', version: '4.0' }]),
  );
  assert.equal(model, 'NovaSeq 6000');
  assert.deepEqual(
    doubts.map(({ code, text }) => `${code} ${text}`),
    [
      'MODEL_CONTRADICTED a run under this serial was made with MiSeq Control Software, which is of other models',
    ],
  );
});

test('a copy in which nothing contradicts does not hide that another does', () => {
  const whole = { runId: 'run', folder: 'whole', contradicted: true, name: 'MiSeq Control Software' };
  const inPart = { runId: 'run', folder: 'in part', name: null, version: null };
  assert.equal(onlyInstrument(inventoryOf([whole, inPart])).doubts[0]?.code, 'MODEL_CONTRADICTED');
});

test('a run whose files name two instruments is told of', () => {
  const { doubts } = onlyInstrument(buildInventory([reading(), { ...reading(), serialsDiffer: true }]));
  assert.deepEqual(
    doubts.map(({ code }) => code),
    ['SERIALS_DIFFER'],
  );
});

test('a reading without a vendor belongs to the only vendor that has its serial', () => {
  assert.equal(inventoryOf([{}, { vendor: null }]).instruments.length, 1);
  const { instruments } = inventoryOf([{}, { vendor: 'Other' }, { vendor: null }]);
  assert.deepEqual(
    instruments.map(({ vendor, doubts }) => [vendor, doubts.map(({ code }) => code)]),
    [
      ['Illumina', []],
      ['Other', []],
      [null, ['SERIAL_SHARED']],
    ],
  );
});

test('runs that name a model and no serial are one instrument of each model; those that name neither are told', () => {
  const { instruments, unidentified } = inventoryOf([
    { serial: null },
    { serial: null },
    { serial: null, model: 'MiSeq' },
    { serial: null, model: null, folder: 'odd' },
  ]);
  assert.deepEqual(
    instruments.map(({ model, serial, installations }) => [model, serial, installations[0]?.runs.length]),
    [
      ['MiSeq', null, 1],
      ['NovaSeq 6000', null, 2],
    ],
  );
  assert.deepEqual(
    unidentified.map(({ folder, code }) => [folder, code]),
    [['odd', 'INSTRUMENT_UNKNOWN']],
  );
});

test('a run in two places, and in a log, is one run', () => {
  const run = { runId: '200601_A00291_1_X', at: '2020-06-01' } as const;
  const copies = [
    { ...run, folder: 'b/run' },
    { ...run, folder: 'a/run', at: { from: '2020-06-01T10:00:00.000Z', until: '2020-06-01T10:00:00.999Z' } },
    { ...run, folder: null, seal: 'ab'.repeat(32) },
  ];
  const [installation] = onlyInstrument(inventoryOf(copies)).installations;
  assert.deepEqual(installation?.runs, [
    {
      source: { kind: 'run', runId: run.runId, folder: 'a/run', seal: 'ab'.repeat(32) },
      flowCell: null,
      at: { from: '2020-06-01T10:00:00.000Z', until: '2020-06-01T10:00:00.999Z' },
    },
  ]);
  // As demultiplexing leaves it behind: without RunParameters.xml.
  const inPart = [...copies, { ...run, name: null, version: null, folder: 'a/demultiplexed' }];
  const [whole] = onlyInstrument(inventoryOf(inPart)).installations;
  assert.equal(whole?.runs.length, 1);
  assert.deepEqual(history(whole?.components), ['1.7.5 2020-06-01 2020-06-01 1 certain']);
  const differing = [...inPart.slice(0, 3), { ...run, version: '1.8.0' }];
  assert.equal(onlyInstrument(inventoryOf(differing)).installations[0]?.runs.length, 2);
});

test('the flow cell of a run is told with its field, and not at all where copies of it differ', () => {
  const copy = (folder: string, flowCell: string | null) => ({
    ...reading({ runId: '200601_A00291_1_X', folder }),
    flowCell: {
      value: flowCell,
      confidence: flowCell === null ? ('unknown' as const) : ('read' as const),
      from: 'RunInfo.xml#Run/Flowcell',
    },
  });
  const told = (...copies: ReturnType<typeof copy>[]) =>
    onlyInstrument(buildInventory(copies)).installations[0]?.runs.map(({ flowCell }) => flowCell);
  const known = { value: 'HXXXX', from: 'RunInfo.xml#Run/Flowcell' };
  assert.deepEqual(told(copy('a', 'HXXXX')), [known]);
  assert.deepEqual(told(copy('a', null), copy('b', 'HXXXX')), [known]);
  assert.deepEqual(told(copy('a', 'HXXXX'), copy('b', 'HYYYY')), [null]);
});

test('copies of a run that tell different times are held together, or all of them are held', () => {
  const spanOf = (...days: (readonly [number, number] | null)[]) => {
    const day = (number: number) => `2020-01-0${number}T00:00:00.000Z`;
    const copies = days.map((span, at) => ({
      ...{ runId: 'run', folder: `copy ${at}` },
      at: span === null ? null : { from: day(span[0]), until: day(span[1]) },
    }));
    const [run] = onlyInstrument(inventoryOf(copies)).installations[0]?.runs ?? [];
    return run?.at === null ? null : [run?.at.from.slice(9, 10), run?.at.until.slice(9, 10)].join('-');
  };
  assert.equal(spanOf([1, 3], [2, 4]), '2-3');
  assert.equal(spanOf([1, 2], [3, 4]), '1-4');
  assert.equal(spanOf([1, 5], [2, 3], [4, 5]), '1-5');
  assert.equal(spanOf(null, [1, 2]), '1-2');
  assert.equal(spanOf(null, null), null);
});

test('simulated runs are left out and counted, unless they are asked for', () => {
  const readings = [{}, { serial: 'ASIM0001', simulated: true }].map(reading);
  const apart = buildInventory(readings);
  assert.deepEqual([apart.instruments.length, apart.simulatedLeftOut], [1, 1]);
  const { instruments, simulatedLeftOut } = buildInventory(readings, undefined, { simulated: true });
  assert.deepEqual(
    [instruments.map(({ serial, simulated }) => [serial, simulated]), simulatedLeftOut],
    [
      [
        ['A00291', false],
        ['ASIM0001', true],
      ],
      0,
    ],
  );
});

test('what a person states stands in the history at its day, and an instrument that only he knows is there', () => {
  const at = { from: '2022-06-01T00:00:00.000Z', until: '2022-06-01T23:59:59.999Z' };
  const software = [
    { component: 'control', name: 'NovaSeq Control Software', version: '1.8.1', at, source: BY },
  ] as const;
  const facts = stated({ installations: [{ id: 'main', software, fixes: [], mitigations: [] }] });
  assert.deepEqual(history(mainOf(inventoryOf([{ at: '2020-06-01' }], facts))), [
    '1.7.5 2020-06-01 2020-06-01 1 no',
    '1.8.1 2022-06-01 2022-06-01 0 certain',
  ]);
  const { installations } = onlyInstrument(inventoryOf([], stated()));
  assert.deepEqual(
    installations.map(({ id, components, runs }) => [id, components, runs]),
    [['main', [], []]],
  );
});

const day = fc.integer({ min: 1, max: 6 }).map(number => `2020-01-0${number}`);
const span = fc.oneof(
  day,
  fc.constant(null),
  fc.tuple(day, day).map(days => {
    const [from, until] = days.sort();
    return { from: `${from}T00:00:00.000Z`, until: `${until}T12:00:00.000Z` };
  }),
);
const readings: fc.Arbitrary<Reading[]> = fc.array(
  fc
    .record({
      runId: fc.constantFrom('a', 'b', 'c', null),
      folder: fc.constantFrom('x', 'y', null),
      at: span,
      vendor: fc.constantFrom('Illumina', 'Illumina', 'Other', null),
      model: fc.constantFrom('NovaSeq 6000', 'NextSeq 550Dx', null),
      serial: fc.constantFrom('A00291', 'NDX550421', 'NDX550421_RUO', 'NV1', null),
      mode: fc.constantFrom('ruo' as const, 'dx' as const, null),
      version: fc.constantFrom('1', '2', null),
      simulated: fc.boolean(),
      contradicted: fc.boolean(),
    })
    .map(reading),
  { maxLength: 10 },
);

test('the order of readings does not matter, and each run is somewhere', () => {
  fc.assert(
    fc.property(readings, fc.infiniteStream(fc.nat()), (list, order) => {
      const facts = stated({ aliases: ['NV1'] });
      const inventory = buildInventory(list, facts, { simulated: true });
      const keyed = list.map(one => ({ one, at: order.next().value ?? 0 }));
      const shuffled = keyed.sort((a, b) => a.at - b.at).map(({ one }) => one);
      assert.deepEqual(buildInventory(shuffled, facts, { simulated: true }), inventory);
      const runs = inventory.instruments.flatMap(({ installations }) =>
        installations.flatMap(one => one.runs),
      );
      const named = list.filter(
        ({ instrument: { model, serial } }) => (model.value ?? serial.value) !== null,
      );
      const distinct = new Set(named.map(one => JSON.stringify({ ...one, at: null, atFrom: null })));
      assert.equal(inventory.unidentified.length, list.length - named.length);
      assert.ok(runs.length <= distinct.size);
      assert.equal(runs.length > 0, named.length > 0);
    }),
    { numRuns: 300 },
  );
});

test('of each kind of program something may be the newest, and if it is certain, it is one version', () => {
  fc.assert(
    fc.property(readings, list => {
      for (const { installations } of buildInventory(list, undefined, { simulated: true }).instruments) {
        for (const { components } of installations) {
          const states = components.filter(({ kind }) => kind === 'control').flatMap(one => one.states);
          const newest = states.filter(({ current }) => current !== 'no');
          if (states.length > 0) assert.ok(newest.length > 0);
          if (newest.some(({ current }) => current === 'certain'))
            assert.equal(new Set(newest.map(({ version }) => version)).size, 1);
        }
      }
    }),
  );
});

test('ten thousand readings are taken in within seconds', () => {
  const many = Array.from({ length: 10_000 }, (_, at) =>
    reading({ runId: `run ${at}`, serial: `A${String(at % 500).padStart(5, '0')}`, version: `1.${at % 7}` }),
  );
  const started = performance.now();
  assert.equal(buildInventory(many).instruments.length, 500);
  assert.ok(performance.now() - started < 5000);
});
