import type { Character } from './characters';

/**
 * A printable character for each of the 256 bytes: bytes that are printable in Latin-1 stand for
 * themselves, the others for the characters from U+0100 on. So a space is Ġ and a line break Ċ.
 *
 * @see Radford et al. 2019, section 2.2 (byte-level byte-pair encoding).
 */
export const byteCharacters: readonly string[] = makeByteCharacters();

const byteOf = new Map(byteCharacters.map((character, byte) => [character, byte]));
const encoder = new TextEncoder();

/** Each character as the printable signs of its UTF-8 bytes; all of them keep its place. */
export function bytesAsCharacters(characters: readonly Character[]): Character[] {
  return characters.flatMap(({ text, start, end }) => {
    const code = text.charCodeAt(0);
    if (code < 128) return { text: byteCharacters[code], start, end };
    return Array.from(encoder.encode(text), (byte) => ({ text: byteCharacters[byte], start, end }));
  });
}

/** The text that the printable signs stand for; bytes that are no UTF-8 become �. */
export function textOfByteCharacters(signs: string): string {
  const bytes = Array.from(signs).flatMap((sign) => {
    const byte = byteOf.get(sign);
    return byte === undefined ? [...encoder.encode(sign)] : [byte];
  });
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

function makeByteCharacters(): string[] {
  const isPrintable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(isPrintable(byte) ? byte : next++),
  );
}
