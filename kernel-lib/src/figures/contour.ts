/** A corner of pixels: [x, y], counted in pixels from the top left of the picture. */
export type Corner = readonly [number, number];

/** The line around what a mask covers: closed paths along the borders of its pixels. */
export function contour(mask: readonly (readonly boolean[])[]): Corner[][] {
  const isIn = (x: number, y: number): boolean => mask[y]?.[x] ?? false;
  // Each border of a covered pixel, walked so that the covered side is on the right.
  const next = new Map<string, Corner[]>();
  const add = (from: Corner, to: Corner): void => {
    next.set(String(from), [...(next.get(String(from)) ?? []), to]);
  };
  mask.forEach((row, y) =>
    row.forEach((covered, x) => {
      if (!covered) return;
      if (!isIn(x, y - 1)) add([x, y], [x + 1, y]);
      if (!isIn(x + 1, y)) add([x + 1, y], [x + 1, y + 1]);
      if (!isIn(x, y + 1)) add([x + 1, y + 1], [x, y + 1]);
      if (!isIn(x - 1, y)) add([x, y + 1], [x, y]);
    }),
  );
  const paths: Corner[][] = [];
  for (const [start, exits] of next) {
    while (exits.length > 0) paths.push(walk(start, next));
  }
  return paths;
}

/** Follows borders until the path is closed, and keeps the corners where it turns. */
function walk(start: string, next: Map<string, Corner[]>): Corner[] {
  const path: Corner[] = [start.split(',').map(Number) as [number, number]];
  do {
    path.push(next.get(String(path[path.length - 1]))!.shift()!);
  } while (String(path[path.length - 1]) !== start);
  return path.filter((corner, i) => {
    const [before, after] = [path[i - 1], path[i + 1]];
    if (!before || !after) return true;
    const isStraight =
      (before[0] === corner[0] && corner[0] === after[0]) ||
      (before[1] === corner[1] && corner[1] === after[1]);
    return !isStraight;
  });
}

/** The border between the first `known` pixels, counted row by row, and the others; empty for none. */
export function knownBorder(known: number, width: number, height: number): Corner[] {
  if (known <= 0 || known >= width * height) return [];
  const [y, x] = [Math.floor(known / width), known % width];
  const whole: Corner[] = [
    [0, y],
    [width, y],
  ];
  return x === 0
    ? whole
    : [
        [0, y + 1],
        [x, y + 1],
        [x, y],
        [width, y],
      ];
}
