import type { ScannerModel } from '../model.ts';

export const iscan: ScannerModel = {
  kind: 'scanner',
  name: 'iscan',
  product: 'iScan',
  serial: 'NSIM0001',
  layout: 'idat',
  softwareVersion: '4.0.5',
  minutesPerPosition: 3,
  scenarios: ['complete', 'ended-early', 'aborted'],
  defaults: { tiles: 8, clusters: 2000 },
};
