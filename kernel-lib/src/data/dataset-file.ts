import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { datasetRows, sha256Of } from './dataset-table';
import { generatorOf } from './generators';

/** `datasets/` of this clone. */
const ownFolder = path.join(__dirname, '..', '..', '..', 'datasets');

/**
 * The text of a file in `datasets/`, after its SHA-256 has been compared with its row in `datasets/README.md`.
 *
 * @param file its name, for example `enfr-train.tsv`
 * @param folder another folder with a README.md of the same form; `datasets/` of this clone when left out
 * @throws Error when the file or its row is missing, and when the content is not what the row says
 */
export function readDataset(file: string, folder: string = ownFolder): string {
  return Buffer.from(verified('readDataset', file, folder)).toString('utf8');
}

/**
 * The bytes of a file in `datasets/`, compared with its row as `readDataset` does.
 *
 * @param file its name, for example `shapes28-train-images.idx`
 * @param folder another folder with a README.md of the same form; `datasets/` of this clone when left out
 * @throws Error when the file or its row is missing, and when the content is not what the row says
 */
export function readDatasetBytes(file: string, folder: string = ownFolder): Uint8Array {
  return verified('readDatasetBytes', file, folder);
}

function verified(fnName: string, file: string, folder: string): Uint8Array {
  const readme = path.join(folder, 'README.md');
  if (!existsSync(readme)) throw new Error(`${fnName}: there is no ${readme}`);
  const rows = datasetRows(readFileSync(readme, 'utf8'));
  const row = rows.find((each) => each.file === file);
  if (!row) {
    const known = rows.map((each) => each.file).join(', ') || 'none';
    throw new Error(`${fnName}: datasets/README.md has no row for ${file}; it has ${known}`);
  }
  const mend = `Run \`${['npx attend data', generatorOf(file)].join(' ').trim()}\` to make it again.`;
  const place = path.join(folder, file);
  if (!existsSync(place)) throw new Error(`${fnName}: datasets/${file} is not there. ${mend}`);
  const bytes = readFileSync(place);
  if (sha256Of(bytes) !== row.sha256) {
    throw new Error(
      `${fnName}: datasets/${file} is not the file that datasets/README.md describes: ` +
        `expected ${row.bytes} bytes with SHA-256 ${row.sha256.slice(0, 12)}…, ` +
        `got ${bytes.length} bytes with ${sha256Of(bytes).slice(0, 12)}…. ${mend}`,
    );
  }
  return bytes;
}
