import { after, before, describe, mock } from 'node:test';
import { advisoryArrives } from './hospital-2023-advisory.ts';
import { autumn } from './hospital-2023-autumn.ts';
import { closed } from './hospital-2023-end.ts';
import { Hospital } from './hospital-2023-hospital.ts';
import { runTamperedWith } from './hospital-2023-incident.ts';
import { lettersArrive } from './hospital-2023-letters.ts';
import { runManagerInParallel } from './hospital-2023-local-run-manager.ts';
import { noticesGoOut } from './hospital-2023-notices.ts';
import { patched } from './hospital-2023-patches.ts';
import { keepWorkers } from './kept-workers.ts';

keepWorkers({ after, mock });

describe('2023 in a hospital with three sites:', () => {
  const hospital = new Hospital({ after });
  before(async () => {
    await hospital.open();
    await hospital.winter();
  });
  lettersArrive(hospital);
  advisoryArrives(hospital);
  noticesGoOut(hospital);
  patched(hospital);
  runManagerInParallel(hospital);
  autumn(hospital);
  runTamperedWith(hospital);
  closed(hospital);
});
