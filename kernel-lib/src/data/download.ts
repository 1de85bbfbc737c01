import fs from 'node:fs';
import path from 'node:path';
import { downloadView, type DownloadProgress, type DownloadView } from './download-progress';
import { fetchPart, Interruption, requireSize } from './fetch-part';

export interface DownloadOptions {
  /** What is downloaded, for the progress bar and the messages. */
  label: string;
  /** Where it can be had; the next address is tried when one fails. */
  urls: readonly string[];
  /** The file that grows; what is there already is not fetched again. */
  file: string;
  /** How many bytes it must have; whatever the server says, unless given. */
  bytes?: number;
  /** Stops the download; what has come stays in the file. */
  signal?: AbortSignal;
  /** Seconds without a byte after which a connection counts as cut; 30 unless said. */
  patienceSeconds?: number;
  /** Times that a cut connection is taken up again; 4 unless said. */
  retries?: number;
  /** Seconds before the first retry, then twice as long each time; 1 unless said. */
  pauseSeconds?: number;
}

interface Attempt extends DownloadOptions {
  url: string;
  view: DownloadView;
  started: number;
}

/**
 * Downloads a file, going on where an earlier try stopped (HTTP ranges), with a progress bar. The content
 * is not looked at: compare its hash before use.
 *
 * @throws Error when no address works or the size is not the expected one; one that is named `Interrupted`
 *   when it is stopped.
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { label, urls, file, signal } = options;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const failures: string[] = [];
  for (const url of urls) {
    const attempt = { ...options, url, view: downloadView(), started: performance.now() };
    try {
      return await withRetries(attempt);
    } catch (error) {
      const have = sizeOf(file);
      attempt.view(progressOf(attempt, have, options.bytes ?? null, have, 'failed'));
      if (signal?.aborted) throw stopped(label);
      failures.push(`${new URL(url).host}: ${(error as Error).message}`);
    }
  }
  const kept = sizeOf(file) > 0 ? ' What has come is kept: run it again to go on from there.' : '';
  throw new Error(`download: ${label} did not come. ${failures.join('; ')}.${kept}`);
}

async function withRetries(attempt: Attempt): Promise<void> {
  const { file, retries = 4, pauseSeconds = 1, signal } = attempt;
  for (let tries = 0; ; tries++) {
    try {
      return await fetchRest(attempt);
    } catch (error) {
      const isCut = error instanceof Interruption;
      if (isCut && error.mustStartAnew) fs.rmSync(file, { force: true });
      if (!isCut || tries >= retries || signal?.aborted) throw error;
      await pause(pauseSeconds * 2 ** tries, signal);
    }
  }
}

/** One request for what is still missing. */
async function fetchRest(attempt: Attempt): Promise<void> {
  const { url, file, bytes, signal, patienceSeconds = 30 } = attempt;
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceSeconds * 1000);
  const either = signal ? AbortSignal.any([signal, patience.signal]) : patience.signal;
  try {
    const { start, total, chunks } = await fetchPart(url, sizeOf(file), bytes, either);
    const show = (size: number, status: DownloadProgress['status']): void =>
      attempt.view(
        progressOf(attempt, size, total ?? (status === 'done' ? size : null), start, status),
      );
    const output = fs.openSync(file, start === 0 ? 'w' : 'a');
    let size = start;
    try {
      show(size, 'running');
      for await (const chunk of chunks) {
        timer.refresh();
        fs.writeSync(output, chunk);
        size += chunk.length;
        show(size, 'running');
      }
    } finally {
      fs.closeSync(output);
    }
    if (total !== null && size < total) throw new Interruption('the connection was cut');
    if (total !== null && size > total) {
      fs.rmSync(file, { force: true });
      requireSize(size, total);
    }
    show(size, 'done');
  } finally {
    clearTimeout(timer);
  }
}

function progressOf(
  { label, url, started }: Attempt,
  receivedBytes: number,
  totalBytes: number | null,
  resumedBytes: number,
  status: DownloadProgress['status'],
): DownloadProgress {
  const elapsedSeconds = (performance.now() - started) / 1000;
  const host = new URL(url).host;
  return { label, host, receivedBytes, totalBytes, resumedBytes, elapsedSeconds, status };
}

function sizeOf(file: string): number {
  return fs.existsSync(file) ? fs.statSync(file).size : 0;
}

function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    signal?.addEventListener('abort', end);
  });
}

function stopped(label: string): Error {
  const error = new Error(
    `download: ${label} was stopped. What has come is kept: run it again to go on from there.`,
  );
  error.name = 'Interrupted';
  return error;
}
