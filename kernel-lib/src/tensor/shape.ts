/** A shape as the course writes it: `(2, 3)`; `()` is a single number. */
export function shapeText(shape: readonly number[]): string {
  return `(${shape.join(', ')})`;
}
