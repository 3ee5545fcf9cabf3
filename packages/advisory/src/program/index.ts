export { identityOf, type Program, type ProgramIdentity } from './identity.ts';
export { type EntryNamed, type Meant, mayBe, modelsMeant, programsMeant } from './meant.ts';
