import { randomUUID } from 'node:crypto';
import {
  setDownloadView,
  type DownloadProgress,
  type DownloadView,
} from '../data/download-progress';
import { emit } from './emit';
import { chip, element, escapeHtml, labelled, muted, output, progressTrack, row } from './html';
import type { MimeBundle } from './mime';
import { duration } from './words';

/** Downloads show a bar that is updated in place. */
export function installDownloadBar(): void {
  setDownloadView(downloadBar);
}

/** One bar: the first call shows it, later calls replace it. */
export function downloadBar(): DownloadView {
  const displayId = randomUUID();
  let isShown = false;
  return (progress) => {
    const inConsole = !isShown || progress.status !== 'running';
    emit(downloadBundle(progress), { displayId, update: isShown, inConsole });
    isShown = true;
  };
}

/** The state of a download as HTML and text: running, done, or given up. */
export function downloadBundle(progress: DownloadProgress): MimeBundle {
  const { label, host, receivedBytes, totalBytes, status } = progress;
  const share = totalBytes === null ? null : receivedBytes / Math.max(1, totalBytes);
  const amount = amountText(progress);
  const numbers = status === 'running' ? paceText(progress) : [];
  const title = { running: 'Downloading', done: 'Downloaded', failed: 'Not downloaded' }[status];
  const html = output(
    row([
      status === 'running' ? '' : chip(status === 'done' ? 'pass' : 'stopped'),
      `<span><strong>${title}</strong> ${escapeHtml(label)}</span>`,
      muted(`from ${escapeHtml(host)}`),
    ]),
    status === 'running' && share !== null ? progressTrack(share) : '',
    element(
      'div',
      'font-size: 13px',
      row([muted(amount), ...numbers.map(([name, value]) => labelled(name, value))], '2px 28px'),
    ),
  );
  const bar = status === 'running' && share !== null ? `${textBar(share)}  ` : '';
  const sign = { running: '', done: '✔ ', failed: '■ ' }[status];
  const pace = numbers.map(([name, value]) => (name === 'left' ? `${value} left` : value));
  return {
    'text/html': html,
    'text/plain': `${sign}${title} ${label} from ${host}\n${bar}${[amount, ...pace].join('   ')}`,
  };
}

function amountText({ receivedBytes, totalBytes, resumedBytes, status }: DownloadProgress): string {
  const of = totalBytes === null || status === 'done' ? '' : ` of ${megabytes(totalBytes)}`;
  const kept =
    resumedBytes > 0 && status !== 'failed' ? `, ${megabytes(resumedBytes)} of it from before` : '';
  return `${megabytes(receivedBytes)}${of}${kept}`;
}

function paceText(progress: DownloadProgress): [string, string][] {
  const { receivedBytes, totalBytes, resumedBytes, elapsedSeconds } = progress;
  const rate = (receivedBytes - resumedBytes) / elapsedSeconds;
  if (!(rate > 0) || !Number.isFinite(rate)) return [];
  const left = totalBytes === null ? [] : [['left', duration((totalBytes - receivedBytes) / rate)]];
  return [['rate', `${megabytes(rate)}/s`], ...left] as [string, string][];
}

function megabytes(bytes: number): string {
  if (bytes >= 1e7) return `${Math.round(bytes / 1e6)} MB`;
  return bytes >= 1e5 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1000)} kB`;
}

function textBar(share: number): string {
  const full = Math.round(40 * Math.min(1, share));
  return `[${'█'.repeat(full)}${'░'.repeat(40 - full)}]`;
}
