import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  verifiedFile,
  verifiedFiles,
  type RealDataset,
  type RealFile,
} from 'kernel-lib/data/verified-file';
import { captureConsole } from '../../support/builder-course';
import { sendFile, serve, type FileServer } from './support/server';

const hash = (bytes: Buffer | string, kind = 'sha256'): string =>
  createHash(kind).update(bytes).digest('hex');

const content = Buffer.from('the right content\n');
const dataset: RealDataset = {
  name: 'Test Set',
  loader: 'testSet',
  licence: 'CC0',
  citation: 'Somebody 2020.',
};
const base: RealFile = {
  dataset,
  part: 'numbers',
  places: [{ path: 'set/numbers.gz', unpack: (file) => gunzipSync(file) }, { path: 'numbers.txt' }],
  urls: ['http://127.0.0.1:9/numbers.gz'],
  known: [{ edition: 'first', hash: hash(content) }],
};

describe('verifiedFile', () => {
  let folder: string;
  let server: FileServer | undefined;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-verified-'));
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    fs.rmSync(folder, { recursive: true });
  });

  const put = (name: string, bytes: Buffer | string): string => {
    const full = path.join(folder, name);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, bytes);
    return full;
  };
  const load = async (file: RealFile, more: object = {}) =>
    (await captureConsole(() => verifiedFile(file, { folder, ...more }))).result;
  const online = async (body: Buffer): Promise<RealFile> => {
    server = await serve((request, response) => sendFile(request, response, body));
    return { ...base, urls: [`${server.address}/numbers.gz`] };
  };

  it('unpacks a file and says its edition; how it was packed does not matter', async () => {
    for (const level of [1, 9]) {
      const full = put('set/numbers.gz', gzipSync(content, { level }));
      const found = await load(base);
      assert.deepEqual(found, { content, edition: 'first', path: full });
    }
  });

  it('finds it in another place', async () => {
    const full = put('numbers.txt', content);
    assert.equal((await load(base)).path, full);
  });

  it('knows a file by the hash of the packed bytes, too, and by a SHA-1', async () => {
    const packed = gzipSync(content);
    put('set/numbers.gz', packed);
    const known = (of: 'file' | 'content', text: string): RealFile => ({
      ...base,
      known: [
        { edition: 'other', hash: hash('other') },
        { edition: of, hash: text, of },
      ],
    });
    assert.equal((await load(known('file', hash(packed)))).edition, 'file');
    assert.equal((await load(known('content', hash(content, 'sha1')))).edition, 'content');
    await assert.rejects(load(known('file', hash(content))), /was altered/);
  });

  it('refuses altered content: what it expected, what it got, what to do', async () => {
    const full = put('numbers.txt', 'the wrong content\n');
    const expected = [
      `testSet: ${full} is not the numbers that this course knows: its content was altered, or it is another edition.`,
      `  expected SHA-256 of the content: ${hash(content)} (first)`,
      `  got      ${hash('the wrong content\n')}`,
      'Nothing was read from it. Take numbers.txt away and load it again with { download: true }, or put an original there.',
    ];
    await assert.rejects(load(base), { message: expected.join('\n') });
    assert.ok(fs.existsSync(full), 'the reader decides what becomes of the file');
  });

  it('refuses a file that cannot be unpacked', async () => {
    put('set/numbers.gz', gzipSync(content).subarray(0, 20));
    await assert.rejects(load(base), /^Error: testSet: .*numbers\.gz cannot be unpacked \(.*\)\./);
  });

  it('does not go to the network unless asked', async () => {
    const file = await online(gzipSync(content));
    const host = server?.address.slice('http://'.length);
    await assert.rejects(load({ ...file, bytes: 1_234_567 }), {
      message:
        `testSet: Test Set, numbers, is not in ${folder} (looked for set/numbers.gz, numbers.txt). ` +
        `Load it with { download: true } to fetch it from ${host}, 1.2 MB, or put the file there.`,
    });
    assert.deepEqual(server?.requests, []);
  });

  it('downloads when asked, and not a second time', async () => {
    const file = await online(gzipSync(content));
    const found = await load(file, { download: true });
    assert.deepEqual(found.content, content);
    assert.equal(found.path, path.join(folder, 'set/numbers.gz'));
    assert.deepEqual(fs.readdirSync(path.join(folder, 'set')), ['numbers.gz']);
    await load(file, { download: true });
    assert.equal(server?.requests.length, 1);
  });

  it('keeps nothing of a download with the wrong content', async () => {
    const file = await online(gzipSync('a trap'));
    await assert.rejects(load(file, { download: true }), (error: Error) => {
      assert.match(error.message, /^testSet: .* its content was altered/);
      assert.ok(error.message.includes(hash(content)) && error.message.includes(hash('a trap')));
      return true;
    });
    assert.deepEqual(fs.readdirSync(path.join(folder, 'set')), []);
  });

  it('names the loader when a download fails', async () => {
    server = await serve((_, response) => void response.writeHead(404).end());
    const file = { ...base, urls: [`${server.address}/numbers.gz`] };
    await assert.rejects(
      load(file, { download: true }),
      /^Error: testSet: Test Set, numbers did not come\. .*HTTP 404/,
    );
  });

  it('stops with the running cell', async () => {
    const key = Symbol.for('attend.interrupt');
    const cell = new AbortController();
    const holder = globalThis as { [key: symbol]: AbortController | undefined };
    server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('x');
      setTimeout(() => cell.abort(), 30);
    });
    const before = holder[key];
    holder[key] = cell;
    try {
      const file = { ...base, urls: [`${server.address}/numbers.gz`] };
      await assert.rejects(load(file, { download: true }), { name: 'Interrupted' });
    } finally {
      holder[key] = before;
    }
  });

  it('prints licence and citation once for each data set that is loaded', async () => {
    put('numbers.txt', content);
    const { stdout } = await captureConsole(() => verifiedFiles([base, base], { folder }));
    assert.equal(stdout, 'Test Set: CC0. Somebody 2020.');
  });

  it('looks in the folder that ATTEND_DATA names', async () => {
    put('numbers.txt', content);
    const before = process.env.ATTEND_DATA;
    process.env.ATTEND_DATA = folder;
    try {
      const { result } = await captureConsole(() => verifiedFile(base));
      assert.deepEqual(result.content, content);
    } finally {
      if (before === undefined) delete process.env.ATTEND_DATA;
      else process.env.ATTEND_DATA = before;
    }
  });
});
