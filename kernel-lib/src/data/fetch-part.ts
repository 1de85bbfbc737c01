/** A cut connection, a busy server: worth another try at the same address. */
export class Interruption extends Error {
  /** @param mustStartAnew whether what has come so far does not belong to what the server has now. */
  constructor(
    message: string,
    readonly mustStartAnew: boolean = false,
  ) {
    super(message);
  }
}

/** The answer of a server: the bytes from `start` on. */
export interface Part {
  start: number;
  /** Of the whole file; null when nobody knows. */
  total: number | null;
  chunks: AsyncIterable<Uint8Array>;
}

/** Without a network or a server there is nothing to wait for. */
const hopeless = ['ENOTFOUND', 'ECONNREFUSED', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'];

/**
 * Asks a server for a file from byte `have` on. It may send the whole file nevertheless: see `start`.
 *
 * @param bytes how many the whole file must have, if that is known.
 * @throws Interruption when another try may help; another Error when not.
 */
export async function fetchPart(
  url: string,
  have: number,
  bytes: number | undefined,
  signal: AbortSignal,
): Promise<Part> {
  // Compressed on the way, sizes and ranges would mean something else.
  const headers = { 'accept-encoding': 'identity', ...(have > 0 && { range: `bytes=${have}-` }) };
  const response = await fetch(url, { headers, signal }).catch(interrupted);
  try {
    return { ...acceptedPart(response, have, bytes), chunks: chunksOf(response) };
  } catch (error) {
    await response.body?.cancel();
    throw error;
  }
}

/** @throws Error when a file has another size than it must have. */
export function requireSize(size: number, expected: number): void {
  if (size !== expected) throw new Error(`the file must have ${expected} bytes, got ${size}`);
}

function acceptedPart(
  { status, statusText, headers }: Response,
  have: number,
  bytes: number | undefined,
): Omit<Part, 'chunks'> {
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  const rangeTotal = range && range[2] !== '*' ? Number(range[2]) : null;
  if (status === 416) {
    // Nothing is left to send: the file is whole, or it is another one.
    if (rangeTotal !== have) throw new Interruption('the server has another file now', true);
    requireSize(have, bytes ?? have);
    return { start: have, total: have };
  }
  if (status !== 200 && status !== 206) {
    const message = `HTTP ${status} ${statusText}`.trim();
    throw status >= 500 || status === 429 ? new Interruption(message) : new Error(message);
  }
  const isRest = status === 206;
  if (isRest && (range === null || Number(range[1]) !== have)) {
    throw new Interruption('the server sent another part than was asked for', true);
  }
  const length = headers.get('content-length');
  const whole = isRest ? rangeTotal : length === null ? null : Number(length);
  if (whole !== null) requireSize(whole, bytes ?? whole);
  return { start: isRest ? have : 0, total: whole ?? bytes ?? null };
}

async function* chunksOf({ body, status }: Response): AsyncGenerator<Uint8Array> {
  if (status === 416) return;
  const reader = body?.getReader();
  const next = () => reader?.read().catch(interrupted);
  for (let part = await next(); part && !part.done; part = await next()) {
    yield part.value as Uint8Array;
  }
}

function interrupted(error: Error): never {
  const cause = error.cause as (Error & { code?: string }) | undefined;
  const message = error.name === 'AbortError' ? 'no byte came for too long' : error.message;
  const told = cause?.message ? `${message} (${cause.message})` : message;
  throw hopeless.includes(cause?.code ?? '') ? new Error(told) : new Interruption(told);
}
