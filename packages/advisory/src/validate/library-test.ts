import type { DocumentTest, Found, Level } from './document-test.ts';

/** One test of the library. What it throws on, a document that the schema refuses, is a finding too. */
export function libraryTest(id: string, level: Level, test: CsafValidatorLib.DocumentTest): DocumentTest {
  return {
    id,
    level,
    async run(document) {
      let result: CsafValidatorLib.Result;
      try {
        result = await test(document);
      } catch {
        return [{ level, pointer: '', message: 'the test could not be carried out on this document' }];
      }
      const found = [
        ...(result.errors ?? []).map(message => foundOf('error', message)),
        ...(result.warnings ?? []).map(message => foundOf('warning', message)),
        ...(result.infos ?? []).map(message => foundOf('info', message)),
      ];
      if (result.isValid === false && found.length === 0)
        return [{ level, pointer: '', message: 'the document fails the test' }];
      return found;
    },
  };
}

/** The tests of one of the library's indexes; the name of an export has the number of its section. */
export function libraryTests(level: Level, tests: CsafValidatorLib.Tests): DocumentTest[] {
  return Object.entries(tests).flatMap(([name, test]) => {
    const number = /Tests?_(\d+(?:_\d+)+)$/.exec(name)?.[1];
    return number === undefined ? [] : [libraryTest(number.replaceAll('_', '.'), level, test)];
  });
}

/** Our tests of one level, and those of the library's that have another number. */
export function withOwn(
  level: Level,
  own: readonly DocumentTest[],
  library: readonly DocumentTest[],
): DocumentTest[] {
  const ours = own.filter(test => test.level === level);
  return [...ours, ...library.filter(({ id }) => ours.every(test => test.id !== id))];
}

/** The library writes `/` for the whole document. */
function foundOf(level: Level, { instancePath, message }: CsafValidatorLib.Message): Found {
  return {
    level,
    pointer: instancePath === '/' ? '' : instancePath,
    message: message ?? 'the document fails the test',
  };
}
