import type { Random } from '../tensor/random';

/** One of the items, each as likely. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)];
}
