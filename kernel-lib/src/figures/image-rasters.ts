import type { ImagePlace } from './image-places';
import { weightAt, type Picture } from './picture';
import { enlarge, pngAddress, type Raster } from './png';
import { colors } from './theme';

/** What lies below the most opaque weight is still seen. */
const mostOpaque = 0.85;
/** Where black stands when something is drawn over a picture. */
const lightBlack = 0.6;
const hue = [1, 3, 5].map((at) => parseInt(colors.category[0].slice(at, at + 2), 16));

/** Twice as fine as it is shown, for screens and prints of twice the resolution. */
function rasterScale(scale: number): number {
  return Math.max(1, Math.floor(2 * scale));
}

/** The address of a picture; under weights or numbers it is light, so that they are seen everywhere. */
export function pictureAddress({ tile, scale }: ImagePlace): string {
  const under = tile.weights ? light(greyOf(tile.picture)) : light(tile.picture);
  const raster = tile.weights || tile.hasNumbers ? under : tile.picture;
  return pngAddress(enlarge(raster, rasterScale(scale)));
}

function light(raster: Raster): Raster {
  const bytes = raster.bytes.map((byte) => Math.round(255 * lightBlack + (1 - lightBlack) * byte));
  return { ...raster, bytes };
}

/** Colours as greys of the same lightness: below weights there is one hue only. */
function greyOf({ width, height, channels, bytes }: Picture): Raster {
  if (channels === 1) return { width, height, channels, bytes };
  const grey = Uint8Array.from({ length: width * height }, (_, i) =>
    Math.round(0.2126 * bytes[3 * i] + 0.7152 * bytes[3 * i + 1] + 0.0722 * bytes[3 * i + 2]),
  );
  return { width, height, channels: 1, bytes: grey };
}

/** The address of the weights of a picture as opacity of one hue, or null where there is nothing to see. */
export function weightAddress(place: ImagePlace, shared: number | undefined): string | null {
  const { weights, picture } = place.tile;
  const largest = weights === null ? 0 : (shared ?? Math.max(...weights.flat()));
  if (weights === null || largest === 0) return null;
  const fine = rasterScale(place.scale);
  const [width, height] = [picture.width * fine, picture.height * fine];
  const bytes = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const weight = weightAt(weights, (x + 0.5) / width, (y + 0.5) / height);
      const opacity = Math.round(255 * mostOpaque * Math.min(1, weight / largest));
      bytes.set([...hue, opacity], (y * width + x) * 4);
    }
  }
  return pngAddress({ width, height, channels: 4, bytes });
}
