import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { datasetRows, sha256Of, withDatasetRows, type DatasetRow } from '../../data/dataset-table';
import { generators } from '../../data/generators';
import { writeFileAtomic } from '../../notebook/write-file';
import { courseFor, parseOptions, UsageError } from './usage';

/** Help, in the form that `attend help data` shows. */
export const dataHelp: string = `attend data [NAME …] [--check] [--course DIR]

Makes the files of datasets/ from their generators, and their rows in
datasets/README.md. The same code gives the same bytes on every machine.

  NAME      one of: ${Object.keys(generators).join(', ')} (default: all)
  --check   only compare; exit code 1 when a file or its row differs`;

/** `attend data`: exit code 0, 1 when `--check` finds a difference, 2 for a name that is not there. */
export async function dataCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { check: 'boolean', course: 'string' });
  const unknown = positionals.find((name) => !Object.hasOwn(generators, name));
  if (unknown !== undefined) {
    const known = Object.keys(generators).join(', ');
    throw new UsageError(`there is no data set "${unknown}"; there are ${known}`);
  }
  const folder = join(courseFor(values).root, 'datasets');
  const readme = join(folder, 'README.md');
  if (!existsSync(readme)) throw new UsageError(`${readme} is not there; the rows belong into it`);
  let differing = 0;
  for (const name of positionals.length > 0 ? positionals : Object.keys(generators)) {
    for (const { file, about, content } of await generators[name]()) {
      const row: DatasetRow = {
        file,
        origin: `${about}; made by \`npx attend data ${name}\``,
        licence: 'MIT, as the project',
        bytes: Buffer.byteLength(content),
        sha256: sha256Of(content),
      };
      const problem = problemOf(folder, readme, row);
      if (problem && values.check) differing++;
      if (problem && !values.check) {
        writeFileAtomic(join(folder, file), content);
        const text = readFileSync(readme, 'utf8');
        writeFileAtomic(readme, withDatasetRows(text, [row]));
      }
      const size = `${row.bytes} bytes, SHA-256 ${row.sha256.slice(0, 12)}…`;
      if (!problem) console.log(`✔ datasets/${file}  is what its generator gives: ${size}`);
      else if (values.check) console.error(`✘ datasets/${file}  ${problem}`);
      else console.log(`✔ datasets/${file}  written (${problem}): ${size}`);
    }
  }
  if (differing > 0) console.error('\n`npx attend data` makes them again.');
  return differing > 0 ? 1 : 0;
}

/** What keeps a file and its row from being what the generator gives, in words, or null. */
function problemOf(folder: string, readme: string, row: DatasetRow): string | null {
  const place = join(folder, row.file);
  if (!existsSync(place)) return 'was not there';
  if (sha256Of(readFileSync(place)) !== row.sha256) return 'differs from what its generator gives';
  const text = readFileSync(readme, 'utf8');
  const known = datasetRows(text).find(({ file }) => file === row.file);
  const isSame = JSON.stringify(known) === JSON.stringify(row);
  return isSame ? null : 'has another row in datasets/README.md';
}
