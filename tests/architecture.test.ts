import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { courseProblems, readCourse } from 'kernel-lib/course/course';
import { isStem } from 'kernel-lib/exercise/stem';
import ts from 'typescript';
import { skip } from './support/skip';

const root = path.resolve(__dirname, '..');
const source = path.join(root, 'kernel-lib/src');

/** From the ground up: a room imports only from rooms before it. Rooms in one string may not know each other. */
const floors = [
  'backend',
  'tensor',
  'nn',
  'attention',
  'models',
  'text data',
  'training',
  'figures',
  'exercise',
  'notebook',
  'kernel',
  'grader',
  'course',
  'cli',
];
const heightOf = new Map(floors.flatMap((rooms, at) => rooms.split(' ').map((room) => [room, at])));

/** The project's files that Git knows or would take, relative to the root. */
function projectFiles(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard'];
  const names = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n');
  return names.filter((name) => name && fs.existsSync(path.join(root, name)));
}

const isGitThere = fs.existsSync(path.join(root, '.git'));
const sourceFiles = (fs.readdirSync(source, { recursive: true }) as string[])
  .map((name) => name.split(path.sep).join('/'))
  .filter((name) => name.endsWith('.ts'));

/** The files of this library that a file imports, relative to `src`, without `.ts`. */
function importsOf(name: string): string[] {
  const text = fs.readFileSync(path.join(source, name), 'utf8');
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((target) => target.startsWith('.'))
    .map((target) => path.posix.join(path.posix.dirname(name), target));
}

const roomOf = (name: string): string => name.split('/')[0].replace(/\.ts$/, '');

describe('architecture', () => {
  it('has no room that the house does not know', () => {
    const rooms = new Set(sourceFiles.map(roomOf));
    rooms.delete('index');
    assert.deepEqual(
      [...rooms].filter((room) => !heightOf.has(room)),
      [],
    );
  });

  it('imports only from rooms below', () => {
    const wrong = sourceFiles
      .filter((name) => roomOf(name) !== 'index')
      .flatMap((name) => {
        const own = roomOf(name);
        return importsOf(name)
          .filter((target) => {
            const other = roomOf(target);
            if (other === own) return false;
            const height = heightOf.get(other) ?? Infinity;
            return height >= (heightOf.get(own) as number);
          })
          .map((target) => `${name} imports ${target}`);
      });
    assert.deepEqual(wrong, []);
  });

  it('keeps logic out of the door', () => {
    const text = fs.readFileSync(path.join(source, 'index.ts'), 'utf8');
    const door = ts.createSourceFile('index.ts', text, ts.ScriptTarget.Latest);
    // `import './x'` sets something up; it names nothing.
    const isSetUp = (statement: ts.Statement) =>
      ts.isImportDeclaration(statement) && !statement.importClause;
    const logic = door.statements.filter(
      (statement) => !ts.isExportDeclaration(statement) && !isSetUp(statement),
    );
    assert.deepEqual(
      logic.map((statement) => statement.getText(door)),
      [],
    );
  });

  it('has no file of more than 250 lines', () => {
    const scripts = ['kernel-lib/bin', 'kernel-lib/setup', 'kernel-lib/wasm', 'exercises', 'tests']
      .flatMap((folder) => listed(folder))
      .filter((name) => /\.(ts|mts|cts|mjs|cjs|js)$/.test(name) && !name.includes('/fixtures/'));
    const files = [...sourceFiles.map((name) => `kernel-lib/src/${name}`), ...scripts];
    // Checks and lessons are lists, one entry after the other: a chapter is one file on purpose.
    const isChapter = (name: string) =>
      path.posix.dirname(name) === 'exercises' && isStem(path.posix.basename(name, '.ts'));
    const long = files
      .filter((name) => !isChapter(name))
      .map((name) => [name, lineCount(name)] as const)
      .filter(([, lines]) => lines > 250);
    assert.deepEqual(long, []);
  });

  it('has every chapter in every folder, and none that is not listed', () => {
    assert.deepEqual(courseProblems(readCourse(root)), []);
  });

  it('imports `solutions` from nowhere, and no lesson from another', () => {
    const folders = ['notebooks', 'exercises', 'solutions'];
    const wrong = [
      ...folders.flatMap((folder) => listed(folder).filter((name) => name.endsWith('.ts'))),
      ...sourceFiles.map((name) => `kernel-lib/src/${name}`),
    ].filter((name) => {
      const text = fs.readFileSync(path.join(root, name), 'utf8');
      return ts.preProcessFile(text, true, true).importedFiles.some(({ fileName }) => {
        const isChapterFile = isStem(path.posix.basename(fileName));
        const isDoor = name === 'exercises/index.ts';
        return /(^|\/)(solutions|notebooks)\//.test(fileName) || (isChapterFile && !isDoor);
      });
    });
    assert.deepEqual(wrong, []);
  });

  it('names no path of the machine on which it was made', function () {
    if (!isGitThere) skip(this, 'this copy is no Git repository');
    const places = [root, os.homedir()].filter((place) => place.length > 4);
    const isText = (name: string) => /\.(ts|mjs|cjs|js|json|md|ipynb|yml|yaml|txt|py)$/.test(name);
    const wrong = projectFiles()
      .filter((name) => isText(name) && name !== 'package-lock.json')
      .filter((name) => {
        const text = fs.readFileSync(path.join(root, name), 'utf8');
        return places.some((place) =>
          new RegExp(`(?<![\\w.])${escaped(place)}(?![\\w-])`).test(text),
        );
      });
    assert.deepEqual(wrong, []);
  });
});

function listed(folder: string): string[] {
  const place = path.join(root, folder);
  if (!fs.existsSync(place)) return [];
  return (fs.readdirSync(place, { recursive: true }) as string[])
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`)
    .filter((name) => !/(^|\/)(dist|node_modules)\//.test(name));
}

function lineCount(name: string): number {
  return fs.readFileSync(path.join(root, name), 'utf8').trimEnd().split('\n').length;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
