import type { Quote } from './quote.ts';

/** What authorities and the manufacturer published beside the advisories, in our own words; compared with the sources in November 2026. */
interface KnownAdvice extends Omit<Quote, 'isVerbatim'> {
  readonly vulnerabilities: readonly string[];
}

const UCS = ['CVE-2023-1966', 'CVE-2023-1968'];
const LRM = ['CVE-2022-1517', 'CVE-2022-1518', 'CVE-2022-1519', 'CVE-2022-1521', 'CVE-2022-1524'];
const FDA_2023 = 'FDA, letter to health care providers and laboratory staff, 27 April 2023';
const FDA_2022 = 'FDA, letter to health care providers and laboratory staff, 2 June 2022';
const ILLUMINA = 'Illumina, support documentation of Local Run Manager v4, service accounts';

export const KNOWN_ADVICE: readonly KnownAdvice[] = [
  {
    vulnerabilities: UCS,
    what: 'fix',
    text: "Install the manufacturer's patch at once on all affected instruments. For an instrument that is not connected to the internet, ask techsupport@illumina.com how to install it offline.",
    url: null,
    source: FDA_2023,
  },
  {
    vulnerabilities: UCS,
    what: 'until_patched',
    text: 'Where an instrument may have been tampered with, write to techsupport@illumina.com at once.',
    url: null,
    source: FDA_2023,
  },
  {
    vulnerabilities: UCS,
    what: 'caution',
    text: 'Under Local Run Manager v4 the copy service runs as Local Service, and reaches no network storage unless credentials are kept in the Credential Manager. Where its account is changed, look at how the next run is copied.',
    url: null,
    source: ILLUMINA,
  },
  {
    vulnerabilities: LRM,
    what: 'fix',
    text: 'Install it on every affected instrument, in Dx mode and in RUO mode.',
    url: null,
    source: FDA_2022,
  },
];
