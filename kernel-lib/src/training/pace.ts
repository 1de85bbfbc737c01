/** Whether lessons shall run quickly rather than well: `ATTEND_PACE=quick`, set by tests. */
export function isQuickPace(): boolean {
  return process.env.ATTEND_PACE === 'quick';
}

/** A number of steps, samples or seeds for each pace: `paced({ full: 500, quick: 60 })`. */
export function paced<T>({ full, quick }: { full: T; quick: T }): T {
  return isQuickPace() ? quick : full;
}
