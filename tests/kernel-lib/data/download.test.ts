import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { download, type DownloadOptions } from 'kernel-lib/data/download';
import { setDownloadView, type DownloadProgress } from 'kernel-lib/data/download-progress';
import { sendFile, serve, type FileServer } from './support/server';

const content = randomBytes(200_000);

describe('download', () => {
  let folder: string;
  let server: FileServer | undefined;
  let seen: DownloadProgress[];
  let previous: Parameters<typeof setDownloadView>[0];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-download-'));
    seen = [];
    previous = setDownloadView(() => (progress) => void seen.push(progress));
  });
  afterEach(async () => {
    setDownloadView(previous);
    await server?.close();
    server = undefined;
    fs.rmSync(folder, { recursive: true });
  });

  const file = (): string => path.join(folder, 'below/data.part');
  const get = (more: Partial<DownloadOptions> = {}): Promise<void> =>
    download({
      label: 'Test data',
      urls: [`${server?.address}/data`],
      file: file(),
      pauseSeconds: 0.01,
      ...more,
    });
  const isWhole = (): boolean => fs.readFileSync(file()).equals(content);

  it('fetches a file and tells how far it is', async () => {
    server = await serve((request, response) => sendFile(request, response, content));
    await get({ bytes: content.length });
    assert.ok(isWhole());
    const [first, last] = [seen[0], seen.at(-1)];
    assert.deepEqual([first?.status, first?.receivedBytes], ['running', 0]);
    assert.deepEqual([last?.status, last?.receivedBytes], ['done', content.length]);
    assert.equal(last?.totalBytes, content.length);
    assert.equal(last?.label, 'Test data');
  });

  it('goes on where an earlier try stopped', async () => {
    server = await serve((request, response) => sendFile(request, response, content));
    fs.mkdirSync(path.dirname(file()));
    fs.writeFileSync(file(), content.subarray(0, 150_000));
    await get();
    assert.ok(isWhole());
    assert.deepEqual(server.requests, ['GET /data bytes=150000-']);
    assert.equal(seen.at(-1)?.resumedBytes, 150_000);
  });

  it('takes up a connection that is cut, from the byte where it was', async () => {
    server = await serve((request, response, count) =>
      sendFile(request, response, content, count < 3 ? { cutAfter: 60_000 } : {}),
    );
    await get();
    assert.ok(isWhole());
    assert.equal(server.requests.length, 3);
    assert.equal(server.requests[0], 'GET /data');
    assert.match(server.requests[2], /^GET \/data bytes=\d+-$/);
  });

  it('gives up after some tries, keeps what has come, and goes on the next time', async () => {
    let isGood = false;
    server = await serve((request, response) =>
      sendFile(request, response, content, isGood ? {} : { cutAfter: 50_000 }),
    );
    await assert.rejects(get({ retries: 1 }), (error: Error) => {
      assert.match(error.message, /^download: Test data did not come\. 127\.0\.0\.1:\d+: /);
      assert.match(error.message, /What has come is kept: run it again to go on from there\.$/);
      return true;
    });
    assert.ok(fs.statSync(file()).size > 0);
    assert.equal(seen.at(-1)?.status, 'failed');
    isGood = true;
    await get();
    assert.ok(isWhole());
    assert.match(server.requests[2], /bytes=\d+-$/);
  });

  it('starts anew where the server sends the whole file nevertheless', async () => {
    server = await serve((request, response) =>
      sendFile(request, response, content, { ranges: false }),
    );
    fs.mkdirSync(path.dirname(file()));
    fs.writeFileSync(file(), 'something else that is longer than nothing');
    await get();
    assert.ok(isWhole());
  });

  it('asks for nothing more when all has come already', async () => {
    server = await serve((request, response) => sendFile(request, response, content));
    fs.mkdirSync(path.dirname(file()));
    fs.writeFileSync(file(), content);
    await get();
    assert.ok(isWhole());
    assert.equal(seen.at(-1)?.status, 'done');
  });

  it('starts anew when it has more than there is', async () => {
    server = await serve((request, response) => sendFile(request, response, content));
    fs.mkdirSync(path.dirname(file()));
    fs.writeFileSync(file(), Buffer.concat([content, content]));
    await get();
    assert.ok(isWhole());
    assert.deepEqual(server.requests, ['GET /data bytes=400000-', 'GET /data']);
  });

  it('follows a redirection, ranges included', async () => {
    server = await serve((request, response) => {
      if (request.url === '/data') response.writeHead(302, { location: '/moved' }).end();
      else sendFile(request, response, content);
    });
    fs.mkdirSync(path.dirname(file()));
    fs.writeFileSync(file(), content.subarray(0, 10));
    await get();
    assert.ok(isWhole());
    assert.deepEqual(server.requests, ['GET /data bytes=10-', 'GET /moved bytes=10-']);
  });

  it('tries the next address after a 404, without a second try at the first', async () => {
    server = await serve((request, response) => {
      if (request.url === '/gone') response.writeHead(404).end('no such file');
      else sendFile(request, response, content);
    });
    await get({ urls: [`${server.address}/gone`, `${server.address}/data`] });
    assert.ok(isWhole());
    assert.deepEqual(server.requests, ['GET /gone', 'GET /data']);
    await assert.rejects(get({ urls: [`${server.address}/gone`], file: `${file()}2` }), {
      message: `download: Test data did not come. ${server.address.slice(7)}: HTTP 404 Not Found.`,
    });
    assert.equal(fs.existsSync(`${file()}2`), false);
  });

  it('asks a busy server again', async () => {
    server = await serve((request, response, count) => {
      if (count === 1) response.writeHead(503).end();
      else sendFile(request, response, content);
    });
    await get();
    assert.ok(isWhole());
  });

  it('refuses a file of another size before it fetches it', async () => {
    server = await serve((request, response) => sendFile(request, response, content));
    await assert.rejects(get({ bytes: 199_999 }), {
      message: `download: Test data did not come. ${server.address.slice(7)}: the file must have 199999 bytes, got 200000.`,
    });
    assert.equal(fs.existsSync(file()), false);
  });

  it('refuses a file of another size when the server does not say it before', async () => {
    server = await serve((_, response) => {
      response.writeHead(200, { 'transfer-encoding': 'chunked' });
      response.end(content);
    });
    await assert.rejects(get({ bytes: 100 }), /the file must have 100 bytes, got 200000/);
    assert.equal(fs.existsSync(file()), false);
  });

  it('notices an end that came too early when the server does not say the size', async () => {
    server = await serve((_, response) => {
      response.writeHead(200, { 'transfer-encoding': 'chunked' });
      response.end(content.subarray(0, 1000));
    });
    await assert.rejects(
      get({ bytes: content.length, retries: 1 }),
      /the connection was cut\. What has come is kept/,
    );
    assert.equal(server.requests.length, 2);
  });

  it('starts anew when the server sends another part than was asked for', async () => {
    server = await serve((request, response) => {
      if (!request.headers.range) return sendFile(request, response, content);
      const headers = { 'content-range': `bytes 0-${content.length - 1}/${content.length}` };
      response.writeHead(206, headers).end(content);
    });
    fs.mkdirSync(path.dirname(file()));
    fs.writeFileSync(file(), content.subarray(0, 10));
    await get();
    assert.ok(isWhole());
    assert.deepEqual(server.requests, ['GET /data bytes=10-', 'GET /data']);
  });

  it('is patient with a slow server as long as bytes come', async () => {
    server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 600 });
      let sent = 0;
      const timer = setInterval(() => {
        response.write(content.subarray(sent, sent + 100));
        sent += 100;
        if (sent === 600) clearInterval(timer);
      }, 200);
    });
    // It takes 1.2 s.
    await get({ patienceSeconds: 0.9, retries: 0 });
    assert.ok(fs.readFileSync(file()).equals(content.subarray(0, 600)));
  });

  it('does not wait for ever for a server that says nothing', async () => {
    server = await serve(() => {});
    await assert.rejects(get({ patienceSeconds: 0.05, retries: 1 }), /no byte came for too long/);
    assert.equal(server.requests.length, 2);
  });

  it('fails at once without a network', async () => {
    server = await serve(() => {});
    const { address } = server;
    await server.close();
    server = undefined;
    const started = performance.now();
    await assert.rejects(get({ urls: [`${address}/data`], pauseSeconds: 30 }), /fetch failed/);
    assert.ok(performance.now() - started < 5000);
  });

  it('stops when it is told to, keeps what has come', async () => {
    const stop = new AbortController();
    server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1000));
      setTimeout(() => stop.abort(), 50);
    });
    await assert.rejects(get({ signal: stop.signal }), {
      name: 'Interrupted',
      message:
        'download: Test data was stopped. What has come is kept: run it again to go on from there.',
    });
    assert.equal(fs.statSync(file()).size, 1000);
    assert.equal(server.requests.length, 1);
  });
});
