import { Clock } from './clock.ts';
import { MINUTE, usDateTime } from './dates.ts';
import { type Idat, idat, type RunInfoRow } from './idat.ts';
import type { ScannerModel } from './model.ts';
import type { ScannerOptions } from './options.ts';
import type { Plan } from './plan.ts';
import { digits, keyedRandom } from './random.ts';
import { startOf } from './run.ts';
import type { Step } from './step.ts';

const COLOURS = ['Grn', 'Red'] as const;

/** A scanner's chip folder: two IDAT files for each position; no XML, no InterOp and no markers are known of it. */
export function planChip(model: ScannerModel, options: ScannerOptions): Plan {
  const barcode = digits(keyedRandom(options.seed, model.name, 'barcode'), 12);
  return { folderName: barcode, steps: { [Symbol.iterator]: () => scan(model, options, barcode) } };
}

function* scan(model: ScannerModel, options: ScannerOptions, barcode: string): Generator<Step> {
  const clock = new Clock(options.started ?? startOf(options.seed, model.name));
  const { scenario, tiles: positions } = options;
  const scanned = scenario === 'complete' ? positions : Math.floor((positions * 2) / 3);

  for (let position = 1; position <= scanned; position++) {
    clock.pass(model.minutesPerPosition * MINUTE);
    for (const colour of COLOURS) {
      yield clock.write(
        `${barcode}_${positionName(position)}_${colour}.idat`,
        idat(positionContent(model, options, barcode, position, colour, clock.now)),
      );
    }
    yield { kind: 'cycle', number: position };
  }
  if (scenario === 'aborted') {
    // the scanner went away while it wrote the next position's first file
    const whole = idat(positionContent(model, options, barcode, scanned + 1, 'Grn', clock.now));
    const path = `${barcode}_${positionName(scanned + 1)}_Grn.idat`;
    yield clock.write(path, whole.subarray(0, Math.floor(whole.length * 0.6)));
  }
}

function positionName(position: number): string {
  return `R${String(position).padStart(2, '0')}C01`;
}

function positionContent(
  model: ScannerModel,
  options: ScannerOptions,
  barcode: string,
  position: number,
  colour: string,
  now: number,
): Idat {
  const random = keyedRandom(options.seed, model.name, position, colour);
  const probes = Array.from({ length: options.clusters }, (_, index) => index);
  return {
    barcode,
    chipType: `BeadChip ${options.tiles}x1`,
    position: positionName(position),
    ids: probes.map(index => 10_000 + 3 * index),
    deviations: probes.map(() => 50 + (random() % 1500)),
    means: probes.map(() => 200 + (random() % 20_000)),
    beads: probes.map(() => 5 + (random() % 25)),
    history: historyOf(model, now),
  };
}

/** The chip's decoding at the factory, then what the scanner did with this position. */
function historyOf({ serial, product, softwareVersion }: ScannerModel, now: number): RunInfoRow[] {
  const software = `${product} Control Software`;
  const scan = [
    `sherlockID=${serial}`,
    `ScannerID=${serial}`,
    'Username=operator',
    'FPGAVersion=4.0.20',
    // spelt so by the scanner
    `SoftwareAppication=${software}`,
    `SoftwareVersion=${softwareVersion}`,
  ].join('|');
  const row = (block: string, parameters: string): RunInfoRow => ({
    time: usDateTime(now),
    block,
    parameters,
    software,
    version: softwareVersion,
  });
  return [
    {
      time: usDateTime(now - 180 * 24 * 60 * MINUTE),
      block: 'Decoding',
      parameters: 'CallsToUsed=2798000|CallsToUnused=1800|CallsToInvalid=49000',
      software: 'AutoDecode',
      version: '3.0.1.0',
    },
    row('Scan', scan),
    row('Register', 'Algorithm=StandardGeneric'),
    row('Extract', 'Algorithm=StandardWithBackground'),
  ];
}
