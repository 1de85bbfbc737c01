import { inspect } from 'node:util';
import type { MimeBundle } from '../figures/mime';
import { displaySymbol } from '../figures/mime';
import { knownBundle } from './known-values';

const mimeType = /^[\w.+-]+\/[\w.+-]+$/;

/**
 * The value of a cell's last expression as output. A value may bring its own formats (`Symbol.for('Jupyter.display')`,
 * the convention of the Deno kernel); `text/plain` is always there, also when the value's own method throws.
 */
export async function resultBundle(value: unknown): Promise<MimeBundle> {
  try {
    const own = (await ownBundle(value)) ?? (await knownBundle(value));
    if (own) return { ...(own['text/plain'] === undefined && plain(value)), ...encoded(own) };
  } catch (error) {
    const { 'text/plain': text } = plain(value);
    const reason = error instanceof Error ? error.message : String(error);
    return { 'text/plain': `${text}\n(its Symbol.for('Jupyter.display') threw: ${reason})` };
  }
  return plain(value);
}

async function ownBundle(value: unknown): Promise<MimeBundle | null> {
  const canDisplay = (typeof value === 'object' && value !== null) || typeof value === 'function';
  if (!canDisplay) return null;
  const method = (value as Record<symbol, unknown>)[displaySymbol];
  if (typeof method !== 'function') return null;
  const bundle: unknown = await method.call(value);
  return typeof bundle === 'object' ? (bundle as MimeBundle | null) : null;
}

/** Entries under a MIME type; bytes become base64, as Jupyter wants them. */
function encoded(bundle: MimeBundle): MimeBundle {
  const entries = Object.entries(bundle).filter(([type]) => mimeType.test(type));
  return Object.fromEntries(
    entries.map(([type, content]) => [
      type,
      ArrayBuffer.isView(content) ? base64(content) : content,
    ]),
  );
}

function base64(bytes: ArrayBufferView): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function plain(value: unknown): { 'text/plain': string } {
  try {
    return { 'text/plain': inspect(value, { depth: 4, maxArrayLength: 100 }) };
  } catch (error) {
    return { 'text/plain': `[a value that cannot be shown: ${String(error)}]` };
  }
}
