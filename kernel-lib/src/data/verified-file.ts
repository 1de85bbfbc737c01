import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { dataFolder } from './data-folder';
import { download, type DownloadOptions } from './download';

/** Real data that others made: who, and on what terms. */
export interface RealDataset {
  /** In words, for messages: `MNIST`. */
  name: string;
  /** The function that a reader calls: `mnist`. */
  loader: string;
  licence: string;
  /** Whom to name, and where it is from. */
  citation: string;
}

/** A content that is known to be right. */
export interface KnownContent {
  /** Which edition it is, in words. */
  edition: string;
  /** SHA-256 in hexadecimal digits; 40 digits are a SHA-1, where the makers have published no other. */
  hash: string;
  /** Of what: the unpacked content (unless said), or the file as it is downloaded. */
  of?: 'content' | 'file';
}

/** One file of a data set. */
export interface RealFile {
  dataset: RealDataset;
  /** What is in it: `test images`. */
  part: string;
  /** Where it may lie below the data folder, and how it is unpacked; downloads go to the first place. */
  places: readonly { path: string; unpack?: (file: Buffer) => Buffer }[];
  urls: readonly string[];
  /** Bytes of the download. */
  bytes?: number;
  known: readonly KnownContent[];
}

export interface RealDataOptions {
  /** Whether it may be fetched from the network; it is not unless said. */
  download?: boolean;
  /** Where the data lies; `ATTEND_DATA`, or `attend` in the user's cache folder, unless said. */
  folder?: string;
  /** Stops a download; stopping the running cell does so too. */
  signal?: AbortSignal;
  /** How patient a download is. */
  network?: Pick<DownloadOptions, 'patienceSeconds' | 'retries' | 'pauseSeconds'>;
}

export interface VerifiedFile {
  /** Unpacked. */
  content: Buffer;
  edition: string;
  path: string;
}

/**
 * Files of one data set, unpacked, each one's hash compared with what is known to be right. It prints the
 * data set's licence and whom to name.
 *
 * @returns the files in the order of the descriptions.
 * @throws Error when a file is not there and may not be downloaded, or its content is not a known one.
 */
export async function verifiedFiles(
  files: readonly RealFile[],
  options: RealDataOptions = {},
): Promise<VerifiedFile[]> {
  const found: VerifiedFile[] = [];
  for (const file of files) found.push(await findOrDownload(file, options));
  for (const { name, licence, citation } of new Set(files.map(({ dataset }) => dataset))) {
    console.log(`${name}: ${licence}. ${citation}`);
  }
  return found;
}

/** One file, as `verifiedFiles` gives it. */
export async function verifiedFile(
  file: RealFile,
  options: RealDataOptions = {},
): Promise<VerifiedFile> {
  const [found] = await verifiedFiles([file], options);
  return found;
}

async function findOrDownload(file: RealFile, options: RealDataOptions): Promise<VerifiedFile> {
  const { folder = dataFolder() } = options;
  for (const place of file.places) {
    const full = path.join(folder, place.path);
    if (fs.existsSync(full)) return verify(file, full, place.unpack);
  }
  if (!options.download) throw missing(file, folder);
  const [first] = file.places;
  const full = path.join(folder, first.path);
  const part = `${full}.part`;
  const { loader, name } = file.dataset;
  try {
    await download({
      ...options.network,
      label: `${name}, ${file.part}`,
      urls: file.urls,
      file: part,
      bytes: file.bytes,
      signal: options.signal ?? runningCell(),
    });
  } catch (error) {
    (error as Error).message = (error as Error).message.replace(/^download:/, `${loader}:`);
    throw error;
  }
  try {
    const verified = verify(file, part, first.unpack);
    fs.renameSync(part, full);
    return { ...verified, path: full };
  } catch (error) {
    fs.rmSync(part, { force: true });
    throw error;
  }
}

function verify(
  file: RealFile,
  full: string,
  unpack: (file: Buffer) => Buffer = (bytes) => bytes,
): VerifiedFile {
  const bytes = fs.readFileSync(full);
  const { loader } = file.dataset;
  let content: Buffer;
  try {
    content = unpack(bytes);
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(`${loader}: ${full} cannot be unpacked (${why}). ${advice(full)}`, {
      cause: error,
    });
  }
  const found = file.known.find(
    ({ hash, of = 'content' }) => hash === hashOf(of === 'file' ? bytes : content, hash),
  );
  if (!found) throw altered(file, full, bytes, content);
  return { content, edition: found.edition, path: full };
}

function hashOf(bytes: Buffer, like: string): string {
  return createHash(like.length === 40 ? 'sha1' : 'sha256')
    .update(bytes)
    .digest('hex');
}

function altered(file: RealFile, full: string, bytes: Buffer, content: Buffer): Error {
  const lines = file.known.flatMap(({ edition, hash, of = 'content' }) => {
    const got = hashOf(of === 'file' ? bytes : content, hash);
    const kind = hash.length === 40 ? 'SHA-1' : 'SHA-256';
    return [`  expected ${kind} of the ${of}: ${hash} (${edition})`, `  got      ${got}`];
  });
  return new Error(
    [
      `${file.dataset.loader}: ${full} is not the ${file.part} that this course knows: its content was altered, or it is another edition.`,
      ...lines,
      advice(full),
    ].join('\n'),
  );
}

function advice(full: string): string {
  return `Nothing was read from it. Take ${path.basename(full)} away and load it again with { download: true }, or put an original there.`;
}

function missing({ dataset, part, places, urls, bytes }: RealFile, folder: string): Error {
  const size = bytes === undefined ? '' : `, ${megabytes(bytes)}`;
  const hosts = urls.map((url) => new URL(url).host).join(' or ');
  return new Error(
    `${dataset.loader}: ${dataset.name}, ${part}, is not in ${folder} (looked for ${places.map((place) => place.path).join(', ')}). ` +
      `Load it with { download: true } to fetch it from ${hosts}${size}, or put the file there.`,
  );
}

function megabytes(bytes: number): string {
  return bytes < 1e5 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The signal that is aborted when the reader stops the running cell. */
function runningCell(): AbortSignal | undefined {
  const key = Symbol.for('attend.interrupt');
  return (globalThis as { [key: symbol]: AbortController | undefined })[key]?.signal;
}
