import { at, int, pointer, rowAt, startOf } from './job';
import { addTo } from './row-sums';

/**
 * target[id] = the sum of the source rows that carry this id; ids outside the range add to nothing. Each chunk
 * takes some of the columns, so that no two threads write to the same place.
 * Job: source rows, columns, segments, source, ids, target.
 */
export function segmentSumJob(job: usize, chunk: i32, numChunks: i32): void {
  const columns = int(job, 1);
  const numSegments = int(job, 2);
  const from = startOf(chunk, numChunks, columns, 4);
  const width = startOf(chunk + 1, numChunks, columns, 4) - from;
  const target = at(pointer(job, 5), from);
  for (let id = 0; id < numSegments; id++) {
    memory.fill(rowAt(target, id, columns), 0, (<usize>width) << 2);
  }
  const source = at(pointer(job, 3), from);
  for (let row = 0; row < int(job, 0); row++) {
    const id = load<i32>(at(pointer(job, 4), row));
    if (id < 0 || id >= numSegments) continue;
    addTo(width, rowAt(target, id, columns), rowAt(source, row, columns));
  }
}
