import { tf } from '../tensorflow';

/** The letters of an equation such as `bij,bjk->bik`. */
export interface Contraction {
  /** One string of letters for each operand. */
  terms: string[];
  output: string;
}

/**
 * Reads an equation of `tf.einsum`.
 *
 * @throws Error for what TensorFlow.js does not take either: no arrow, a letter twice in a term, `…`.
 */
export function readEquation(equation: string, numOperands: number): Contraction {
  tf.backend_util.decodeEinsumEquation(equation, numOperands);
  const [left, output] = equation.replace(/\s/g, '').split('->');
  return { terms: left.split(','), output };
}

/**
 * The sum of products that an equation names, for one or two operands, by transposing, reshaping and one product
 * of matrices. Every step has a gradient, so that the whole has gradients of every order.
 */
export function contract({ terms, output }: Contraction, operands: tf.Tensor[]): tf.Tensor {
  const reduced = operands.map((operand, i) => {
    const elsewhere = output + terms.filter((_term, j) => j !== i).join('');
    return withoutLonely(operand, terms[i], elsewhere);
  });
  if (reduced.length === 1) return ordered(reduced[0].tensor, reduced[0].letters, output);
  const [left, right] = reduced;
  const isIn = (letters: string) => (letter: string) => letters.includes(letter);
  const shared = [...left.letters].filter(isIn(right.letters));
  const batch = shared.filter(isIn(output)).join('');
  const inner = shared.filter((letter) => !output.includes(letter)).join('');
  const rows = [...left.letters].filter((letter) => !right.letters.includes(letter)).join('');
  const columns = [...right.letters].filter((letter) => !left.letters.includes(letter)).join('');
  const sizes = new Map([...sizesOf(left), ...sizesOf(right)]);
  const shape = (letters: string): number[] => [...letters].map((each) => sizes.get(each)!);
  const count = (letters: string): number => tf.util.sizeFromShape(shape(letters));
  const a = ordered(left.tensor, left.letters, batch + rows + inner);
  const b = ordered(right.tensor, right.letters, batch + inner + columns);
  const product = tf.matMul(
    a.reshape([count(batch), count(rows), count(inner)]),
    b.reshape([count(batch), count(inner), count(columns)]),
  );
  const letters = batch + rows + columns;
  return ordered(product.reshape(shape(letters)), letters, output);
}

interface Named {
  tensor: tf.Tensor;
  letters: string;
}

const sizesOf = ({ tensor, letters }: Named): [string, number][] =>
  [...letters].map((letter, axis) => [letter, tensor.shape[axis]]);

/** Sums over the letters that nothing else has. */
function withoutLonely(tensor: tf.Tensor, letters: string, elsewhere: string): Named {
  const isLonely = (letter: string): boolean => !elsewhere.includes(letter);
  const axes = [...letters].flatMap((letter, axis) => (isLonely(letter) ? [axis] : []));
  if (axes.length === 0) return { tensor, letters };
  const kept = [...letters].filter((letter) => !isLonely(letter)).join('');
  return { tensor: tensor.sum(axes), letters: kept };
}

/** Transposes from one order of letters to another. */
function ordered(tensor: tf.Tensor, from: string, to: string): tf.Tensor {
  return from === to ? tensor : tensor.transpose([...to].map((letter) => from.indexOf(letter)));
}
