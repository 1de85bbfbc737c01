import { joinFrench } from './french-words';
import { adjectiveForm, corePhrase, featuresOf, genderOf, pronounText } from './french-phrase';
import type { Features } from './french-phrase';
import type { Reading } from './readings';
import { word, words, type Clause, type NounPhrase, type ObjectPronoun } from './sentence';
import type { Sentence, Subject, Tense, Token } from './sentence';
import { avoir, etre, type Verb } from './verbs';

/** Says a sentence in French in one reading of what English leaves open, in lower case, with its last mark. */
export function toFrench({ form, clauses, link }: Sentence, reading: Reading): Token[] {
  const [first, second] = clauses;
  const links = { and: ['et'], but: ['mais'], because: ['parce', 'que'] };
  const isWhere = first.predicate.kind === 'where';
  const start = form === 'question' && !isWhere ? words(['est-ce', 'que']) : [];
  const rest = second && link ? [...words(links[link]), ...clauseOf(second, reading)] : [];
  const end = word(form === 'question' ? '?' : '.');
  return joinFrench([...start, ...clauseOf(first, reading), ...rest, end]);
}

function clauseOf(clause: Clause, reading: Reading): Token[] {
  const { subject, tense, isNegated, predicate, hasSilentSubject } = clause;
  const start = hasSilentSubject ? [] : subjectOf(subject, reading);
  const who = featuresOf(subject, reading);
  if (predicate.kind === 'where') return [...words(['où', etre[tense][who.person]]), ...start];
  if (predicate.kind === 'be') {
    const { said, than } = predicate;
    const verb = negated([etre[tense][who.person]], isNegated);
    return [...start, ...verb, ...comparison(), ...(than ? phraseOf(than, reading) : [])];

    function comparison(): Token[] {
      const isBetter = than && said.adjective.comparative === 'better';
      const better = { m: 'meilleur meilleurs', f: 'meilleure meilleures' };
      const text = isBetter
        ? better[who.gender()].split(' ')[who.isPlural ? 1 : 0]
        : adjectiveForm(said.adjective, who);
      const more = than && !isBetter ? [word('plus')] : [];
      return [...more, { text, mark: said }, ...(than ? [word('que')] : [])];
    }
  }
  const { verb, object, place } = predicate;
  const clitic = object?.kind === 'object pronoun' ? cliticOf(object, verb, reading) : undefined;
  const done = verbGroup({ verb, tense, who, isNegated, clitic });
  const what = object?.kind === 'noun' ? objectOf(object, { verb, isNegated }, reading) : [];
  const where = place
    ? [...words(place.preposition.french), ...phraseOf(place.phrase, reading)]
    : [];
  return [...start, ...done, ...what, ...where];
}

/** A pronoun before the verb, with what a participle after it agrees with. */
interface Clitic {
  text: string;
  agreesWith?: Pick<Features, 'gender' | 'isPlural'>;
}

function cliticOf({ pronoun, antecedent }: ObjectPronoun, verb: Verb, reading: Reading): Clitic {
  const isIndirect = verb.takesTo === true;
  const third = (direct: string, indirect: string): string => (isIndirect ? indirect : direct);
  if (pronoun === 'you') {
    const form = reading('you');
    const isPlural = form === 'vous, several';
    const agreesWith = { gender: () => reading('gender of you'), isPlural };
    return { text: form === 'tu' ? 'te' : 'vous', agreesWith: isIndirect ? undefined : agreesWith };
  }
  const isPlural = pronoun === 'us' || pronoun === 'them';
  const gender = (): 'm' | 'f' => {
    if (antecedent) return genderOf(antecedent, reading);
    if (pronoun === 'him') return 'm';
    if (pronoun === 'her') return 'f';
    const owner = { me: 'i', us: 'we', them: 'them', it: 'it' }[pronoun];
    return reading(`gender of ${owner}`);
  };
  const texts = {
    me: () => 'me',
    us: () => 'nous',
    them: () => third('les', 'leur'),
    him: () => third('le', 'lui'),
    her: () => third('la', 'lui'),
    it: () => (gender() === 'f' ? 'la' : 'le'),
  };
  return { text: texts[pronoun](), agreesWith: isIndirect ? undefined : { gender, isPlural } };
}

/** Verb with its clitic and ne … pas; `agreesWith` is a direct object that was said before a participle. */
function verbGroup(options: {
  verb: Verb;
  tense: Tense;
  who: Features;
  isNegated: boolean;
  clitic?: Clitic;
  agreesWith?: Clitic['agreesWith'];
}): Token[] {
  const { verb, tense, who, isNegated, clitic } = options;
  const before = clitic ? [clitic.text] : [];
  if (tense === 'present') return negated([...before, verb.present[who.person]], isNegated);
  const auxiliary = (verb.takesEtre ? etre : avoir).present[who.person];
  const agreesWith = verb.takesEtre ? who : (clitic?.agreesWith ?? options.agreesWith);
  const participle = participleForm(verb.participle, agreesWith);
  return [...negated([...before, auxiliary], isNegated), word(participle)];
}

function negated(verb: string[], isNegated: boolean): Token[] {
  return words(isNegated ? ['ne', ...verb, 'pas'] : verb);
}

function participleForm(participle: string, agreesWith: Clitic['agreesWith']): string {
  if (!agreesWith) return participle;
  const plural = agreesWith.isPlural && !participle.endsWith('s') ? 's' : '';
  return agreesWith.gender() === 'f'
    ? `${participle}e${agreesWith.isPlural ? 's' : ''}`
    : `${participle}${plural}`;
}

function objectOf(
  object: NounPhrase,
  { verb, isNegated }: { verb: Verb; isNegated: boolean },
  reading: Reading,
): Token[] {
  const to = verb.takesTo ? [word('à')] : [];
  return [...to, ...phraseOf(object, reading, isNegated && !verb.takesTo)];
}

function subjectOf(subject: Subject, reading: Reading): Token[] {
  return subject.kind === 'noun'
    ? phraseOf(subject, reading)
    : [word(pronounText(subject, reading))];
}

function phraseOf(phrase: NounPhrase, reading: Reading, isDenied = false): Token[] {
  const { owner, relative } = phrase;
  const of = owner ? [word('de'), ...phraseOf(owner, reading)] : [];
  return [...corePhrase(phrase, reading, { isDenied }), ...of, ...clause()];

  function clause(): Token[] {
    if (!relative) return [];
    const { verb, tense } = relative;
    const self = featuresOf(phrase, reading);
    if (relative.role === 'subject') {
      const done = verbGroup({ verb, tense, who: self, isNegated: false });
      const { object } = relative;
      const what = object ? objectOf(object, { verb, isNegated: false }, reading) : [];
      return [word('qui'), ...done, ...what];
    }
    const who = featuresOf(relative.subject, reading);
    const done = verbGroup({ verb, tense, who, isNegated: false, agreesWith: self });
    return [word('que'), ...subjectOf(relative.subject, reading), ...done];
  }
}
