import { homograph, listed, type HomographGrammar } from './grammar';

/**
 * Twelve words, eight domains. `tour`, `livre`, `mousse`, `manche` and `voile` have another gender in each
 * sense, so the words before them (notre, votre, leur, chaque) have one form for both: an article would
 * give the sense away.
 */
export const FRENCH: HomographGrammar = {
  homographs: [
    homograph('avocat', ['lawyer', 'droit'], ['fruit', 'cuisine']),
    homograph('mousse', ['foam', 'cuisine'], ['cabin boy', 'mer']),
    homograph('livre', ['pound', 'cuisine'], ['book', 'école']),
    homograph('vol', ['flight', 'voyage'], ['theft', 'droit']),
    homograph('tour', ['tower', 'ville'], ['lap', 'sport']),
    homograph('voile', ['sail', 'mer'], ['veil', 'couture']),
    homograph('manche', ['sleeve', 'couture'], ['round', 'sport']),
    homograph('partie', ['game', 'sport'], ['party to a case', 'droit']),
    homograph('col', ['mountain pass', 'voyage'], ['collar', 'couture']),
    homograph('place', ['square', 'ville'], ['seat', 'voyage']),
    homograph('pont', ['deck of a ship', 'mer'], ['bridge', 'ville']),
    homograph('ligne', ['line of writing', 'école'], ['fishing line', 'mer']),
  ],
  phrases: {
    droit: listed(`pendant le procès | avec la juge | après le verdict | devant le tribunal
      | sans témoin | avant l' audience | malgré la plainte | derrière le greffier`),
    cuisine: listed(`avec le cuisinier | devant le four | après le dessert | sans sucre
      | pour la recette | avant le dîner | malgré les tomates | derrière la casserole`),
    mer: listed(`pendant la tempête | avec les marins | après la marée | devant le phare
      | sans capitaine | pour les pêcheurs | malgré les vagues | derrière le navire`),
    école: listed(`pendant la leçon | avec l' institutrice | après la dictée | devant les élèves
      | sans cahier | avant l' examen | malgré la punition | derrière le pupitre`),
    ville: listed(`dans le quartier | avec l' architecte | après le carrefour | devant la mairie
      | sans tramway | pour les citadins | malgré les immeubles | derrière la cathédrale`),
    voyage: listed(`pendant les vacances | avec le guide | après la douane | devant l' aéroport
      | sans valise | avant le départ | pour les touristes | malgré le passeport`),
    sport: listed(`pendant le tournoi | avec l' entraîneur | après la finale | sans arbitre
      | pour les supporteurs | avant le championnat | malgré la défaite | derrière le stade`),
    couture: listed(`pour la robe | avec la couturière | après l' essayage | devant la dentelle
      | sans ourlet | avant le mariage | malgré les boutons | derrière les épingles`),
  },
  frames: listed(`nous parlions de notre _ | elle regardait leur _ | personne ne connaissait votre _
    | il pensait à notre _ | ils cherchaient leur _ | on comparait chaque _ | j' ai rêvé de votre _
    | ma sœur décrivait leur _`),
  fillers: listed(`ce lundi | comme toujours | il y a longtemps | ce matin | pour la première fois
    | sans un mot | un soir | à la fin`),
};
