import type { MimeBundle } from '../figures/mime';

/**
 * Output of values that do not bring their own: tensors, typed arrays, data frames, Vega-Lite specifications.
 * Null for the rest. The drawing code is loaded with the first object that is shown, not at the start.
 */
export async function knownBundle(value: unknown): Promise<MimeBundle | null> {
  if (typeof value !== 'object' || value === null) return null;
  const { knownDisplay } = await import('../figures/display');
  return knownDisplay(value);
}
