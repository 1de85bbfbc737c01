import type { Backend } from './engine';

/** One line about the engine, as text and as HTML. */
export interface Announcement {
  'text/plain': string;
  'text/html': string;
}

type Announcer = (announcement: Announcement, isFirst: boolean) => void;

let show: Announcer = (announcement, isFirst) => {
  if (isFirst) console.log(announcement['text/plain']);
};

/** Says where announcements go. Until somebody does, the text of the first goes to the console. */
export function setAnnouncer(announcer: Announcer): void {
  show = announcer;
}

/** Shows the line that tells which engine computes and, where a package was found wanting, why. */
export function announce(backend: Backend, isFirst: boolean): void {
  show(announcementOf(backend), isFirst);
}

/** The line for an engine: name, device, version, and what was found but not taken. */
export function announcementOf(backend: Backend): Announcement {
  const facts = `${backend.device} · TensorFlow.js ${backend.version}`;
  // That an optional package is not installed is the usual case and no news.
  const news = backend.rejected
    .filter(({ reason }) => !reason.includes('not installed'))
    .map(({ name, reason }) => `${name} is not used: ${reason}`);
  const html = [
    `Computing with <b>${escape(backend.name)}</b>`,
    ` <span style="opacity: 0.75">${escape(facts)}</span>`,
    ...news.map((line) => `<br><span style="opacity: 0.75">${escape(line)}</span>`),
  ].join('');
  return {
    'text/plain': [`Computing with ${backend.name}: ${facts}`, ...news].join('\n'),
    'text/html': `<div style="font-size: 13px">${html}</div>`,
  };
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
