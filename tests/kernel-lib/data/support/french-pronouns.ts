import type { Agreement } from './french-sentence';

/** What a verb agrees with. */
export interface Subject extends Agreement {
  /** je 1, tu 2, il 3, nous 4, vous 5, ils 6. */
  person: number;
}

/** Pronouns before a verb that is theirs. */
export const PRONOUNS: Record<string, Subject> = {
  je: { person: 1, gender: null, number: 's' },
  "j'": { person: 1, gender: null, number: 's' },
  tu: { person: 2, gender: null, number: 's' },
  il: { person: 3, gender: 'm', number: 's' },
  elle: { person: 3, gender: 'f', number: 's' },
  nous: { person: 4, gender: null, number: 'p' },
  vous: { person: 5, gender: null, number: null },
  ils: { person: 6, gender: 'm', number: 'p' },
  elles: { person: 6, gender: 'f', number: 'p' },
};
/** Pronouns for a direct object, before the verb. */
export const DIRECT: Record<string, Agreement> = {
  me: { gender: null, number: 's' },
  "m'": { gender: null, number: 's' },
  te: { gender: null, number: 's' },
  "t'": { gender: null, number: 's' },
  le: { gender: 'm', number: 's' },
  la: { gender: 'f', number: 's' },
  "l'": { gender: null, number: 's' },
  nous: { gender: null, number: 'p' },
  vous: { gender: null, number: null },
  les: { gender: null, number: 'p' },
};
/** Pronouns for whom one talks to. */
export const INDIRECT = new Set(['me', "m'", 'te', "t'", 'lui', 'nous', 'vous', 'leur']);
