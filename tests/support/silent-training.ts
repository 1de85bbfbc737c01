import { setProgressView, type ProgressViewFactory } from 'kernel-lib/training/progress';

/** Runs a suite without progress bars. */
export function silently(): void {
  let usual: ProgressViewFactory;
  beforeEach(() => {
    usual = setProgressView(() => () => {});
  });
  afterEach(() => {
    setProgressView(usual);
  });
}
