// A small English–French dictionary, written for the tests alone.

/** English singular and plural, French singular and plural of each gender that the noun can have. */
const NOUNS = `man men homme hommes; woman women femme femmes; boy boys garçon garçons; girl girls fille filles;
king kings roi rois; queen queens reine reines; uncle uncles oncle oncles; brother brothers frère frères;
sister sisters sœur sœurs; cat cats chat chats; dog dogs chien chiens; bird birds oiseau oiseaux;
owl owls hibou hiboux; horse horses cheval chevaux; cow cows vache vaches; apple apples pomme pommes;
orange oranges orange oranges; cake cakes gâteau gâteaux; egg eggs œuf œufs; book books livre livres;
letter letters lettre lettres; newspaper newspapers journal journaux; hat hats chapeau chapeaux;
dress dresses robe robes; shirt shirts chemise chemises; house houses maison maisons; car cars voiture voitures;
tree trees arbre arbres; school schools école écoles; key keys clé clés; garden gardens jardin jardins;
boat boats bateau bateaux; hotel hotels hôtel hôtels; table tables table tables; friend friends ami amis;
friend friends amie amies; neighbour neighbours voisin voisins; neighbour neighbours voisine voisines;
student students étudiant étudiants; student students étudiante étudiantes`;

/** English forms, then the beginnings of their French forms. */
const ADJECTIVES = `small smaller: petit; big bigger: grand; old older: vieux vieil; young younger: jeune; new: nouv;
beautiful: beau bel; pretty: joli; good: bon; better: meilleur; red: rouge; blue: bleu; green: vert; black: noir;
white: blanc; heavy heavier: lourd; happy happier: heureu; sad sadder: triste; tired: fatigué; rich richer: riche;
expensive: cher chèr; strange: étrange; dirty: sale; empty: vide`;

/** `number` is 0 for a singular. */
export const englishNouns = new Map<string, { translations: string[]; number: number }>();
export const frenchNouns = new Set<string>();
for (const entry of NOUNS.split(';')) {
  const words = entry.trim().split(/\s+/);
  for (const number of [0, 1]) {
    const known = englishNouns.get(words[number])?.translations ?? [];
    englishNouns.set(words[number], { translations: [...known, words[2 + number]], number });
    frenchNouns.add(words[2 + number]);
  }
}

export const adjectiveTranslations = new Map<string, string[]>();
for (const entry of ADJECTIVES.split(';')) {
  const [english, french] = entry.trim().split(': ');
  for (const word of english.split(' ')) adjectiveTranslations.set(word, french.split(' '));
}
