// Holds SBOMs against the schema of CycloneDX 1.6, strictly: `node sbom-schema.mjs FILE...`, where the validator is installed.
import { readFileSync } from 'node:fs';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';

const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
for (const path of process.argv.slice(2)) {
  const errors = await validator.validate(readFileSync(path, 'utf8'));
  console.log(`${path}: ${errors === null ? 'valid' : JSON.stringify(errors, null, 2)}`);
  if (errors !== null) process.exitCode = 1;
}
