/** The library of properties: claims about an answer that need no reference. */
export { approaches, convexHull, holds, nonNegative, rowsSumToOne } from './properties-values';
export {
  batchIndependent,
  causal,
  paddingInvariant,
  permutationEquivariant,
  shiftInvariant,
} from './properties-invariance';
export { frequency, gate, trainsTo } from './properties-training';
export { sameOutput, tensorOf } from './property-tools';
