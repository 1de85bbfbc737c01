import { throttledViews, type View, type ViewFactory } from '../backend/throttled-views';

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
export type DownloadView = View<DownloadProgress>;

/** Makes the view of one download. */
export type DownloadViewFactory = ViewFactory<DownloadProgress>;

const views = throttledViews<DownloadProgress>();

/**
 * Says how downloads are shown: `create` is called once for each. Until somebody does, they are silent.
 *
 * @returns what was in force before.
 */
export function setDownloadView(create: DownloadViewFactory): DownloadViewFactory {
  return views.set(create);
}

/** A view for a new download, at most ten updates a second; the start and the end always come through. */
export function downloadView(now?: () => number): DownloadView {
  return views.open(now);
}
