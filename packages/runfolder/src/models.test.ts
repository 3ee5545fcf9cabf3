import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isScannerId, isSimulated, modelOfSerial, modelsOfSoftware } from './models.ts';

test('serials of real instruments tell the model by their prefix', () => {
  const models = {
    M00630: 'MiSeq',
    M70265: 'MiSeqDx',
    SH01140: 'MiSeq i100',
    MN12345: 'MiniSeq',
    'ML-P2-01': 'MiniSeq',
    'ML-PT1-15': 'MiniSeq',
    FS10000106: 'iSeq 100',
    NS500413: 'NextSeq 500',
    NB551051: 'NextSeq 550',
    NDX550421: 'NextSeq 550Dx',
    NDX550421_RUO: 'NextSeq 550Dx',
    VL00123: 'NextSeq 1000',
    VH00120: 'NextSeq 2000',
    A00834: 'NovaSeq 6000',
    ADX00139: 'NovaSeq 6000Dx',
    LH00188: 'NovaSeq X',
    'Pi1-9': 'NovaSeq X',
    SN7001179: 'HiSeq 2000',
    D00267: 'HiSeq 2500',
    J00123: 'HiSeq 3000',
    K00166: 'HiSeq 4000',
    'ST-E00266': 'HiSeq X',
    E00397: 'HiSeq X',
  };
  for (const [serial, model] of Object.entries(models)) assert.equal(modelOfSerial(serial), model, serial);
});

test('serials of simulated instruments tell the model, and that they are simulated', () => {
  const models = {
    MSIM0001: 'MiSeq',
    M7SIM0001: 'MiSeqDx',
    SHSIM0001: 'MiSeq i100',
    MNSIM0001: 'MiniSeq',
    FSSIM0001: 'iSeq 100',
    NSSIM0001: 'NextSeq 500',
    NBSIM0001: 'NextSeq 550',
    NDXSIM0001_RUO: 'NextSeq 550Dx',
    VLSIM0001: 'NextSeq 1000',
    VHSIM0001: 'NextSeq 2000',
    ASIM0001: 'NovaSeq 6000',
    ADXSIM0001: 'NovaSeq 6000Dx',
    LHSIM0001: 'NovaSeq X',
    SNSIM0001: 'HiSeq 2000',
    DSIM0001: 'HiSeq 2500',
    JSIM0001: 'HiSeq 3000',
    KSIM0001: 'HiSeq 4000',
    'ST-ESIM0001': 'HiSeq X',
  };
  for (const [serial, model] of Object.entries(models)) {
    assert.equal(modelOfSerial(serial), model, serial);
    assert.ok(isSimulated(serial));
  }
  assert.ok(isScannerId('NSIM0001') && isScannerId('N285') && !isScannerId('S393'));
  assert.ok(isSimulated('NSIM0001'));
  assert.ok(!isSimulated('M00630'));
});

test('a name that only contains SIM and four digits is no simulated serial', () => {
  for (const name of ['LAB-SIM2023', 'SIM0001', 'ASIM00012', 'XSIM0001', 'ASIM0001_2', 'aASIM0001'])
    assert.ok(!isSimulated(name), name);
});

test('aliases and anonymised serials are of no model', () => {
  for (const alias of [
    'NV1',
    'MS6',
    'HX1',
    'SL-NVB',
    'M312',
    'VH004',
    'XXXXXX',
    '1270',
    'NDX550421_DX',
    '',
  ]) {
    assert.equal(modelOfSerial(alias), undefined, alias);
  }
});

test('software names are compared whole: "HiSeq" contains "iSeq"', () => {
  assert.ok(!modelsOfSoftware('HiSeq Control Software').includes('iSeq 100'));
  assert.deepEqual(modelsOfSoftware('iSeq Control Software'), ['iSeq 100']);
  assert.deepEqual(modelsOfSoftware('control-software'), []);
  assert.deepEqual(modelsOfSoftware('constructor'), []);
});
