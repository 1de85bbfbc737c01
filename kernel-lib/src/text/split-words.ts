import type { Character } from './characters';

/**
 * The pattern of GPT-2: English contractions, words, numbers and other signs, each with the one space
 * before it, and the rest of a run of spaces. `\s` of JavaScript is not Unicode's White_Space, which the
 * reference means.
 */
const gpt2Pattern =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/**
 * Cuts a text as GPT-2 does. Nothing is lost: the pieces together are the text.
 *
 * @see Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", section 2.2.
 */
export function splitLikeGpt2(characters: readonly Character[]): Character[][] {
  const text = characters.map((character) => character.text).join('');
  let at = 0;
  return Array.from(text.matchAll(gpt2Pattern), ([piece]) => {
    const length = Array.from(piece).length;
    at += length;
    return characters.slice(at - length, at);
  });
}

const whiteSpace = /^\p{White_Space}$/u;
/** ASCII signs such as $ + < are punctuation here, though Unicode calls them symbols. */
const punctuation = /^[!-/:-@[-`{-~\p{P}]$/u;

/** Cuts at white space, which is dropped, and around every punctuation sign. */
export function splitLikeBert(characters: readonly Character[]): Character[][] {
  const words: Character[][] = [];
  let isOpen = false;
  for (const character of characters) {
    const isSign = punctuation.test(character.text);
    const isSpace = whiteSpace.test(character.text);
    if (isSign || (!isSpace && !isOpen)) words.push([character]);
    else if (!isSpace) words[words.length - 1].push(character);
    isOpen = !isSign && !isSpace;
  }
  return words;
}
