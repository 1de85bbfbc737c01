import path from 'node:path';

import type { Refused } from '../engine';
import type { Kernels } from '../fast/kernels';
import { blasCandidates, type Candidate } from './candidates';
import { openBlas } from './library';
import { withoutOwnThreads } from './one-thread';
import { proveSgemm } from './prove';
import { isSliceable } from './slices';

/** Whether a native BLAS multiplies for the kernels. */
export interface StartedBlas {
  /** Name and version (`OpenBLAS 0.3.34`), or null. */
  name: string | null;
  /** Libraries that were there and are not used, with the reason. */
  refused: Refused[];
}

const started = new WeakMap<Kernels, StartedBlas>();

/** Lets the first native BLAS that is there and multiplies rightly compute the larger products of the kernels. */
export function startBlas(
  kernels: Kernels,
  candidates: () => Candidate[] = blasCandidates,
): StartedBlas {
  const before = started.get(kernels);
  if (before) return before;
  const result = withoutOwnThreads(() => firstThatWorks(kernels, candidates()));
  started.set(kernels, result);
  return result;
}

function firstThatWorks(kernels: Kernels, candidates: Candidate[]): StartedBlas {
  const refused: Refused[] = [];
  for (const { name, file, isWanted } of candidates) {
    let isOpen = false;
    try {
      const { sgemm, version } = openBlas(file, kernels.heap.memory);
      isOpen = true;
      proveSgemm(sgemm, kernels.ownSgemm, kernels.heap);
      kernels.useBlas({ file, sgemm, isSliceable: isSliceable(sgemm, kernels.heap) });
      const known = version === null ? path.basename(name) : `OpenBLAS ${version}`;
      return { name: known, refused };
    } catch (error) {
      const reason = (error as Error).message.trim().split('\n')[0];
      if (isOpen || isWanted)
        refused.push({
          name: path.basename(name),
          reason: isOpen ? `${reason} (${file})` : reason,
        });
    }
  }
  return { name: null, refused };
}
