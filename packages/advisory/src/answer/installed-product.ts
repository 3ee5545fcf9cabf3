import type { Finding } from '../match/finding.ts';

/** An installation as VEX documents name it. */
export interface InstalledProduct {
  readonly id: string;
  readonly name: string;
  readonly vendor: string | null;
  readonly serial: string | null;
}

/** The same from one answer to the next, whatever is found (FORMATS.md 27.3). */
export function installedProduct({
  instrument: { vendor, model, serial },
  installation,
}: Pick<Finding, 'instrument' | 'installation'>): InstalledProduct {
  const id = [vendor, model, serial, installation].map(part =>
    encodeURIComponent((part ?? '').toWellFormed()),
  );
  const device = [vendor, model].filter(part => part !== null).join(' ') || 'instrument';
  const which = serial === null ? 'serial unknown' : `serial ${serial}`;
  return {
    id: `urn:seqwarden:installation:${id.join(':')}`,
    name: `${device}, ${which}, installation ${installation}`,
    vendor,
    serial,
  };
}
