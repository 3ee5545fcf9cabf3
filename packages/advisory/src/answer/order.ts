import type { Advisory } from '../document/advisory.ts';
import { compareText } from '../inventory/span.ts';
import type { Finding } from '../match/finding.ts';

/** The order of the answer: instrument, installation, vulnerability, advisory, product. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareInstalled(a, b) ||
    compareText(a.vulnerability, b.vulnerability) ||
    compareLabels(a.advisory, b.advisory) ||
    compareText(a.product.id, b.product.id)
  );
}

type Installed = Pick<Finding, 'instrument' | 'installation'>;

export function compareInstalled(a: Installed, b: Installed): number {
  return (
    compareText(a.instrument.vendor, b.instrument.vendor) ||
    compareText(a.instrument.model, b.instrument.model) ||
    compareText(a.instrument.serial, b.instrument.serial) ||
    compareText(a.installation, b.installation)
  );
}

/** By publisher, id, version, then by what identifies one. */
export function compareAdvisories(a: Advisory, b: Advisory): number {
  return compareLabels({ ...a.label, sha256: a.sha256 }, { ...b.label, sha256: b.sha256 });
}

function compareLabels(a: Finding['advisory'], b: Finding['advisory']): number {
  return (
    compareText(a.publisher, b.publisher) ||
    compareText(a.id, b.id) ||
    compareText(a.version, b.version) ||
    compareText(a.sha256, b.sha256)
  );
}
