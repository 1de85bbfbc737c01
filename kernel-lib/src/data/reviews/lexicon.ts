/** A word in both languages. */
export interface Word {
  english: string;
  french: string;
}

/** What a review judges; the French noun with its article, as tokens, and its gender. */
export interface Aspect extends Word {
  isFeminine: boolean;
}

/** An adjective; French has one form for each gender. */
export interface Opinion {
  english: string;
  masculine: string;
  feminine: string;
}

/** −1 negative, 0 neutral, 1 positive. */
export type Polarity = -1 | 0 | 1;

const aspect = (english: string, french: string, isFeminine: boolean): Aspect => ({
  english,
  french,
  isFeminine,
});

export const ASPECTS: readonly Aspect[] = [
  aspect('plot', "l' intrigue", true),
  aspect('acting', 'le jeu', false),
  aspect('music', 'la musique', true),
  aspect('ending', 'la fin', true),
  aspect('script', 'le scénario', false),
  aspect('cast', 'la distribution', true),
  aspect('pace', 'le rythme', false),
  aspect('dialogue', 'le dialogue', false),
  aspect('editing', 'le montage', false),
  aspect('story', "l' histoire", true),
];

const opinion = (english: string, masculine: string, feminine = masculine): Opinion => ({
  english,
  masculine,
  feminine,
});

const POSITIVE: readonly Opinion[] = [
  opinion('good', 'bon', 'bonne'),
  opinion('clever', 'intelligent', 'intelligente'),
  opinion('moving', 'émouvant', 'émouvante'),
  opinion('funny', 'drôle'),
  opinion('charming', 'charmant', 'charmante'),
  opinion('gripping', 'captivant', 'captivante'),
  opinion('touching', 'touchant', 'touchante'),
  opinion('elegant', 'élégant', 'élégante'),
  opinion('subtle', 'subtil', 'subtile'),
  opinion('lively', 'vivant', 'vivante'),
];

const NEGATIVE: readonly Opinion[] = [
  opinion('bad', 'mauvais', 'mauvaise'),
  opinion('dull', 'terne'),
  opinion('boring', 'ennuyeux', 'ennuyeuse'),
  opinion('clumsy', 'maladroit', 'maladroite'),
  opinion('weak', 'faible'),
  opinion('tedious', 'pénible'),
  opinion('bland', 'fade'),
  opinion('messy', 'confus', 'confuse'),
  opinion('slow', 'lent', 'lente'),
  opinion('shallow', 'superficiel', 'superficielle'),
];

const NEUTRAL: readonly Opinion[] = [
  opinion('average', 'moyen', 'moyenne'),
  opinion('ordinary', 'ordinaire'),
  opinion('plain', 'simple'),
  opinion('familiar', 'familier', 'familière'),
  opinion('typical', 'typique'),
  opinion('conventional', 'conventionnel', 'conventionnelle'),
];

/** The adjectives of a polarity. */
export function opinionsOf(polarity: Polarity): readonly Opinion[] {
  return polarity === 0 ? NEUTRAL : polarity > 0 ? POSITIVE : NEGATIVE;
}

const NO_INTENSITY: Word = { english: '', french: '' };

/** Words before the adjective; the last is not said after "not". */
export const INTENSITIES: readonly Word[] = [
  NO_INTENSITY,
  { english: 'really', french: 'vraiment' },
  { english: 'very', french: 'très' },
  { english: 'so', french: 'tellement' },
  { english: 'quite', french: 'assez' },
];

/** Sentences that judge nothing. */
export const FILLERS: readonly Word[] = [
  { english: 'i watched it on monday', french: "je l' ai vu lundi" },
  { english: 'the cinema was full', french: 'le cinéma était plein' },
  { english: 'my friend chose the film', french: 'mon ami a choisi le film' },
  { english: 'it lasts two hours', french: 'il dure deux heures' },
  { english: 'it was made in italy', french: 'il a été tourné en italie' },
  { english: 'we talked about it later', french: 'nous en avons parlé plus tard' },
  { english: 'the director is young', french: 'la réalisatrice est jeune' },
  { english: 'it came out last year', french: "il est sorti l' an dernier" },
];
