import { cleanEnvironment, run } from './command.mjs';
import { inRoot } from './course.mjs';
import { nativeFolder } from './gpu-place.mjs';
import { Trouble } from './trouble.mjs';

const program = `
const { backendInUse, useBackend } = require(process.argv[1]);
useBackend().then(
  () => process.exit(backendInUse() ? 0 : 1),
  (error) => { console.log(error.message); process.exit(1); },
);`;

/** Starts the engine in the library itself, which tries its numbers. @returns the line that names it. */
export async function proveEngine({ packageName }) {
  const engine = packageName.split('/')[1];
  const env = cleanEnvironment({ ATTEND_BACKEND: engine, ATTEND_TENSORFLOW: nativeFolder });
  const door = inRoot('kernel-lib', 'dist', 'index.js');
  const { code, output } = await run(process.execPath, ['-e', program, door], { env });
  const lines = output.trim().split('\n');
  const line = lines.find((text) => /^(Computing with|useBackend:)/.test(text));
  if (code === 0 && line) return line;
  throw new Trouble(
    `${line ?? lines.slice(-15).join('\n')}\nThe package is built, but does not compute. The course goes on with its other engines; \`npm run gpu:remove\` takes it away again.`,
  );
}
