import type { ExpectedCase, Expectations } from './expectations';
import { sameObservation, type Observation } from './observe';

/** A known mistake that a learner's results agree with. */
export interface Match {
  id: string;
  says: string;
  hint: string;
}

/**
 * The known mistake that behaves in this case as the answer does and fails no case in which the answer is right.
 * Several that fit are told apart by the other cases; when that does not help, none is named: a wrong name is worse
 * than none.
 *
 * @param observed one observation for each case, in order; null where none was made
 * @param at the number of the failing case, from 0
 */
export function matchMistake(
  expectations: Expectations,
  observed: readonly (Observation | null)[],
  at: number,
): Match | null {
  const here = observed[at];
  if (!here) return null;
  const fitting = Object.keys(expectations.mistakes).filter(
    (id) => fits(expectations.cases[at], id, here) && !isRefuted(expectations, observed, id),
  );
  const best =
    fitting.length > 1
      ? fitting.filter((id) =>
          expectations.cases.every((one, i) => {
            const seen = observed[i];
            return !seen || fits(one, id, seen);
          }),
        )
      : fitting;
  if (best.length !== 1) return null;
  return { id: best[0], ...expectations.mistakes[best[0]] };
}

/** The answer is right where the mistake is not: the same numbers elsewhere are a coincidence. */
function isRefuted(
  expectations: Expectations,
  observed: readonly (Observation | null)[],
  id: string,
): boolean {
  return expectations.cases.some((one, i) => {
    const seen = observed[i];
    return (
      Boolean(seen) &&
      sameObservation(seen as Observation, one.reference) &&
      !fits(one, id, seen as Observation)
    );
  });
}

function fits(one: ExpectedCase | undefined, id: string, seen: Observation): boolean {
  const known = one?.mistakes[id];
  return known !== undefined && sameObservation(seen, known);
}
