/**
 * What is used of `@secvisogram/csaf-validator-lib`, which is JavaScript without declarations. Its index of informative tests is not declared and
 * not to be imported: it loads the tests that fetch every address (6.3.6, 6.3.7, by undici) and that start hunspell (6.3.8).
 */
declare namespace CsafValidatorLib {
  interface Message {
    readonly instancePath: string;
    readonly message?: string;
  }
  interface Result {
    readonly isValid?: boolean;
    readonly errors?: readonly Message[];
    readonly warnings?: readonly Message[];
    readonly infos?: readonly Message[];
  }
  /** Takes a parsed document; may throw on one that the schema refuses. */
  type DocumentTest = (document: unknown) => Result | Promise<Result>;
  /** The namespace of a module whose exports are all tests, named `mandatoryTest_6_1_27_1` and so on. */
  type Tests = Readonly<Record<string, DocumentTest>>;
}

declare module '@secvisogram/csaf-validator-lib/mandatoryTests.js' {
  const tests: CsafValidatorLib.Tests;
  export = tests;
}

declare module '@secvisogram/csaf-validator-lib/optionalTests.js' {
  const tests: CsafValidatorLib.Tests;
  export = tests;
}

declare module '@secvisogram/csaf-validator-lib/lib/schemaTests/csaf_2_0.js' {
  const test: CsafValidatorLib.DocumentTest;
  export default test;
}

declare module '@secvisogram/csaf-validator-lib/lib/informativeTests/*' {
  const test: CsafValidatorLib.DocumentTest;
  export default test;
}

declare module '@secvisogram/csaf-validator-lib/csaf_2_1/mandatoryTests.js' {
  const tests: CsafValidatorLib.Tests;
  export = tests;
}

declare module '@secvisogram/csaf-validator-lib/csaf_2_1/recommendedTests.js' {
  const tests: CsafValidatorLib.Tests;
  export = tests;
}

declare module '@secvisogram/csaf-validator-lib/csaf_2_1/schemaTests/csaf_2_1/schema.js' {
  const schema: unknown;
  export default schema;
}

declare module '@secvisogram/csaf-validator-lib/csaf_2_1/csafAjv.js' {
  interface Validate {
    (document: unknown): boolean;
    readonly errors?: readonly CsafValidatorLib.Message[] | null;
  }
  const ajv: { compile(schema: unknown): Validate };
  export default ajv;
}

declare module '@secvisogram/csaf-validator-lib/csaf_2_1/informativeTests/informativeTest_6_3_1.js' {
  export const informativeTest_6_3_1: CsafValidatorLib.DocumentTest;
}

declare module '@secvisogram/csaf-validator-lib/csaf_2_1/informativeTests/informativeTest_6_3_2.js' {
  export const informativeTest_6_3_2: CsafValidatorLib.DocumentTest;
}

declare module '@secvisogram/csaf-validator-lib/csaf_2_1/informativeTests/informativeTest_6_3_4.js' {
  export const informativeTest_6_3_4: CsafValidatorLib.DocumentTest;
}

declare module '@secvisogram/csaf-validator-lib/csaf_2_1/informativeTests/informativeTest_6_3_12.js' {
  export const informativeTest_6_3_12: CsafValidatorLib.DocumentTest;
}
