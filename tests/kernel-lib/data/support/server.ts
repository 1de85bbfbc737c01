import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer {
  /** `http://127.0.0.1:PORT` */
  address: string;
  /** What was asked for: `GET /file`, with the range behind it. */
  requests: string[];
  close(): Promise<void>;
}

/** A server on this machine; `answer` may serve a file with `sendFile`. */
export async function serve(
  answer: (request: http.IncomingMessage, response: http.ServerResponse, count: number) => void,
): Promise<FileServer> {
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    const { range } = request.headers;
    requests.push(`${request.method} ${request.url}${range ? ` ${range}` : ''}`);
    answer(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Serves bytes, or the part that was asked for; `cutAfter` breaks the connection after so many bytes. */
export function sendFile(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  content: Buffer,
  { cutAfter, ranges = true }: { cutAfter?: number; ranges?: boolean } = {},
): void {
  const asked = ranges ? /^bytes=(\d+)-$/.exec(request.headers.range ?? '') : null;
  const start = asked ? Number(asked[1]) : 0;
  if (asked && start >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  const part = content.subarray(start);
  const headers: http.OutgoingHttpHeaders = { 'content-length': part.length };
  if (asked) headers['content-range'] = `bytes ${start}-${content.length - 1}/${content.length}`;
  response.writeHead(asked ? 206 : 200, headers);
  if (cutAfter === undefined) response.end(part);
  else response.write(part.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 20));
}
