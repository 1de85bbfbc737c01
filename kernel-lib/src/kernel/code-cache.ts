import * as fs from 'node:fs';
import Module from 'node:module';
import * as path from 'node:path';
import * as vm from 'node:vm';

type Wrapper = (
  exports: unknown,
  require: NodeJS.Require,
  module: NodeModule,
  filename: string,
  dirname: string,
) => void;

/**
 * `require` of one big file with V8's code cache, which spares the start of the kernel a quarter of a second's parsing.
 * The cache lies beside our own compiled code, for whoever can write there could change that code as well.
 */
export function requireWithCodeCache<T>(specifier: string): T {
  const file = require.resolve(specifier);
  const known = require.cache[file];
  if (known) return known.exports as T;
  const cacheFile = cacheFileOf(file);
  const script = new vm.Script(Module.wrap(fs.readFileSync(file, 'utf8')), {
    filename: file,
    cachedData: read(cacheFile),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const loaded = new Module(file);
  loaded.filename = file;
  loaded.paths = [];
  require.cache[file] = loaded;
  const run = script.runInThisContext() as Wrapper;
  run.call(
    loaded.exports,
    loaded.exports,
    Module.createRequire(file),
    loaded,
    file,
    path.dirname(file),
  );
  loaded.loaded = true;
  if (script.cachedDataRejected !== false) writeLater(script, cacheFile);
  return loaded.exports as T;
}

/** One file per version of Node, processor and text. */
function cacheFileOf(file: string): string {
  const { mtimeMs, size } = fs.statSync(file);
  const name = [path.basename(file), process.version, process.arch, size, Math.trunc(mtimeMs)];
  return path.join(__dirname, '..', '.code-cache', `${name.join('-')}.bin`);
}

function read(file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

const writeDelay = 3000;

/** Written when the start is over, so that it holds the functions that a start needs; at the latest at the exit. */
function writeLater(script: vm.Script, file: string): void {
  const write = (): void => {
    clearTimeout(timer);
    process.off('exit', write);
    try {
      const temporary = `${file}.${process.pid}`;
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(temporary, script.createCachedData());
      fs.renameSync(temporary, file);
    } catch {
      return; // a folder that cannot be written only costs the time
    }
  };
  const timer = setTimeout(write, writeDelay).unref();
  process.once('exit', write);
}
