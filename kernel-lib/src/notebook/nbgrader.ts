import type { Cell } from './cells';

/** What nbgrader needs to know about a cell (its metadata schema, version 3). */
export interface NbgraderMetadata {
  grade: boolean;
  grade_id: string;
  locked: boolean;
  points?: number;
  schema_version: 3;
  solution: boolean;
  task: false;
}

/**
 * An answer is a solution that the learner may edit; a check is graded, has the points and is locked; every other
 * cell is read-only, so that nbgrader puts it back as it was when it collects the notebook.
 */
export function nbgraderMetadata(
  cell: Cell,
  gradeId: string,
  points: Map<string, number>,
): NbgraderMetadata {
  const isCheck = cell.role === 'check';
  return {
    grade: isCheck,
    grade_id: gradeId,
    locked: cell.role !== 'answer',
    ...(isCheck && { points: points.get(cell.exercise as string) }),
    schema_version: 3,
    solution: cell.role === 'answer',
    task: false,
  };
}
