export { Persons } from './persons.ts';
export { rightFor } from './right-for.ts';
export { RightsBook } from './rights-book.ts';
