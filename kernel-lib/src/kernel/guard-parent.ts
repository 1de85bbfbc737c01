/** Is there a process with this id? (One that belongs to somebody else is there, too.) */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Whether the process that asked for this kernel is still there, as a question to be asked again and again.
 *
 * Jupyter names it in `JPY_PARENT_PID`, and leaves that out for a kernel that shall outlive it: then the answer
 * is always yes. On Windows the variable holds a handle that is no use here, so the direct parent counts. A launcher
 * may stand between the two: then the named process counts, as long as it can be seen from here.
 */
export function parentIsThere(environment: NodeJS.ProcessEnv = process.env): () => boolean {
  const named = Number(environment.JPY_PARENT_PID);
  if (!environment.JPY_PARENT_PID || !Number.isInteger(named)) return () => true;
  const direct = process.ppid;
  if (process.platform === 'win32') return () => isAlive(direct);
  if (named !== direct && isAlive(named)) return () => isAlive(named);
  return () => process.ppid === direct;
}
