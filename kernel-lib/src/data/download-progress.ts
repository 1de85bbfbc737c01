/** The state of a download, as numbers; how it looks is decided elsewhere. */
export interface DownloadProgress {
  /** What is downloaded, in words. */
  label: string;
  /** Where from: the name of the server. */
  host: string;
  receivedBytes: number;
  /** Null while the server has not said. */
  totalBytes: number | null;
  /** How many of the bytes were there from an earlier try. */
  resumedBytes: number;
  elapsedSeconds: number;
  status: 'running' | 'done' | 'failed';
}

/** Shows one download: called at the start, at most ten times a second, and once at its end. */
export type DownloadView = (progress: DownloadProgress) => void;

/** Makes the view of one download. */
export type DownloadViewFactory = () => DownloadView;

let createView: DownloadViewFactory = () => () => {};

/**
 * Says how downloads are shown: `create` is called once for each. Until somebody does, they are silent.
 *
 * @returns what was in force before.
 */
export function setDownloadView(create: DownloadViewFactory): DownloadViewFactory {
  const previous = createView;
  createView = create;
  return previous;
}

/** A view for a new download, at most ten updates a second; the start and the end always come through. */
export function downloadView(now: () => number = () => performance.now()): DownloadView {
  const view = createView();
  let last = -Infinity;
  return (progress) => {
    if (progress.status === 'running' && now() - last < 100) return;
    last = now();
    view(progress);
  };
}
