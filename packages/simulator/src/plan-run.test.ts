import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { fileSteps, filesOf } from '../test/files.ts';
import { readRunInfo } from '../test/run-info.ts';
import { MODELS, planRun } from './index.ts';

const SEQUENCERS = Object.values(MODELS).filter(model => model.kind === 'sequencer');

function digest(model: string, seed: number): string {
  const hash = createHash('sha256');
  const plan = planRun({ model, seed, clusters: 8, tiles: 1, ...(model === 'iscan' ? {} : { cycles: 27 }) });
  hash.update(plan.folderName);
  for (const step of plan.steps) {
    hash.update(JSON.stringify({ ...step, bytes: null }));
    if ('bytes' in step) hash.update(step.bytes);
  }
  return hash.digest('hex');
}

for (const name of Object.keys(MODELS)) {
  test(`${name}: the same seed gives the same steps and bytes, another seed another run`, () => {
    assert.equal(digest(name, 7), digest(name, 7));
    assert.notEqual(digest(name, 7), digest(name, 8));
    assert.notEqual(
      planRun({ model: name, seed: 7 }).folderName,
      planRun({ model: name, seed: 8 }).folderName,
    );
  });
}

test('a run starts on the day that is named, and is else what its seed makes it', () => {
  const started = Date.UTC(2023, 3, 12, 8);
  for (const { name, parameters } of SEQUENCERS) {
    const [any, meant] = [undefined, started].map(at =>
      planRun({ model: name, clusters: 4, tiles: 1, cycles: 4, ...(at !== undefined && { started: at }) }),
    );
    assert.match(meant?.folderName ?? '', /^(?:20)?230412_/, name);
    assert.equal(meant?.folderName.slice(8), any?.folderName.slice(8));
    const files = filesOf({ model: name, clusters: 4, tiles: 1, cycles: 4, started });
    assert.doesNotMatch(files.get(parameters.file)?.toString() ?? '', /\b(?:20)?25(?:-?\d\d){2}\b/);
  }
  const scanned = [...planRun({ model: 'iscan', clusters: 4, started }).steps].flatMap(step =>
    'at' in step ? [step.at] : [],
  );
  assert.ok(scanned.every(at => at > started && at < started + 24 * 60 * 60_000));
});

test('the steps of a plan can be gone through again', () => {
  for (const model of ['miseq', 'iscan']) {
    const { steps } = planRun({ model, clusters: 10 });
    assert.deepEqual([...steps], [...steps]);
  }
});

for (const { name, serial, parameters, completionStatus } of SEQUENCERS) {
  test(`${name}: time never runs back, and only files that are there are appended to or replaced`, () => {
    const written = new Set<string>();
    let now = 0;
    for (const step of fileSteps({ model: name, clusters: 4, tiles: 1, scenario: 'growing-interop' })) {
      assert.ok(step.at > now, step.path);
      now = step.at;
      assert.equal(written.has(step.path), step.kind !== 'write', `${step.kind} ${step.path}`);
      written.add(step.path);
    }
  });

  test(`${name}: RunInfo and RunParameters name the simulated instrument and the run`, () => {
    const files = filesOf({ model: name, clusters: 4, tiles: 1 });
    const info = readRunInfo(files);
    assert.match(serial, /^[A-Z0-9-]+SIM\d{4}(_RUO)?$/);
    assert.equal(info.serial, serial);
    assert.equal(info.id, planRun({ model: name, clusters: 10 }).folderName);
    assert.ok(info.id.includes(`_${serial}_`));
    assert.ok(files.get(parameters.file)?.includes(serial));
    assert.equal(files.has('RunCompletionStatus.xml'), completionStatus !== undefined);
  });
}

test('RunInfo and RunParameters say the same of lanes and cameras, however many lanes are asked for', () => {
  for (const [lanes, perSection] of [
    [1, 1],
    [2, 2],
    [3, 1],
    [4, 2],
  ] as const) {
    const files = filesOf({ model: 'nextseq-550', lanes, clusters: 1, cycles: 3 });
    const text = (name: string) => files.get(name)?.toString() ?? '';
    assert.ok(text('RunInfo.xml').includes(` LaneCount="${lanes}" `));
    assert.ok(text('RunInfo.xml').includes(` LanePerSection="${perSection}"`));
    assert.ok(text('RunParameters.xml').includes(`<NumLanes>${lanes}</NumLanes>`));
    assert.ok(text('RunParameters.xml').includes(`<LanePerSection>${perSection}</LanePerSection>`));
  }
});

test('a listed tile set is the product of the counts', () => {
  for (const { name, flowCell, defaults } of SEQUENCERS) {
    const info = readRunInfo(filesOf({ model: name, clusters: 1, cycles: 3 }));
    const perLane = flowCell.surfaces * flowCell.swaths * (flowCell.sectionsPerLane ?? 1) * defaults.tiles;
    assert.equal(info.tiles.length, defaults.lanes * perLane, name);
    assert.equal(new Set(info.tiles).size, info.tiles.length);
  }
});

test('another serial of the model is another instrument, in all that its run says of it', () => {
  for (const { name, serial } of Object.values(MODELS)) {
    const other = serial.replace(/SIM\d{4}/, 'SIM0002');
    const options = { model: name, clusters: 8, tiles: 1, ...(name === 'iscan' ? {} : { cycles: 3 }) };
    const plan = planRun({ ...options, serial: other });
    const said = [plan.folderName, ...[...plan.steps].map(step => JSON.stringify({ ...step, bytes: null }))];
    const texts = [...planRun({ ...options, serial: other }).steps].map(step =>
      'bytes' in step ? Buffer.from(step.bytes).toString('latin1') : '',
    );
    const all = [...said, ...texts].join('\n');
    assert.ok(all.includes(other), name);
    assert.ok(!all.includes(serial), `${name} still says ${serial}`);
  }
});

test('a serial that is none of the model, or no simulated one, is refused', () => {
  for (const serial of ['M01234', 'MNSIM0001', 'MSIM1', 'MSIM00011', 'XMSIM0001', 'MSIM0001 '])
    assert.throws(() => planRun({ model: 'miseq', serial }), { code: 'USAGE' }, serial);
});
