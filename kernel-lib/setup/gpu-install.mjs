import { rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { compileBinding } from './gpu-binding.mjs';
import {
  findCompiler,
  findPip,
  refuseFullDisk,
  refuseUnknownMachine,
  refuseWithoutDriver,
  sizeText,
} from './gpu-checks.mjs';
import { downloadWheel } from './gpu-download.mjs';
import { bringPackage } from './gpu-package.mjs';
import { pinsFor, tensorflowVersion, tfjsVersion } from './gpu-pins.mjs';
import { placeOf } from './gpu-place.mjs';
import { proveEngine } from './gpu-proof.mjs';
import { isUnpacked, unpackWheel } from './gpu-unpack.mjs';
import { withLock } from './lock.mjs';
import { say, timedStep } from './say.mjs';
import { Trouble, explain } from './trouble.mjs';

const command = 'npm run gpu:install';
const help = `${command} [-- --cpu]

Builds @tensorflow/tfjs-node-gpu ${tfjsVersion} on TensorFlow ${tensorflowVersion} for the NVIDIA GPU of this machine.
Afterwards the course computes on it by itself.

  --cpu    build @tensorflow/tfjs-node for the processor instead. The course has a faster engine for that and
           takes this one only when asked: ATTEND_BACKEND=tfjs-node
  --help   this text

\`npm run gpu:remove\` undoes it.`;

/** `npm run gpu:install`; sets `process.exitCode`. A stopped run goes on where it was. */
export async function installNative(args) {
  try {
    if (args.includes('--help') || args.includes('-h')) return say.line(help);
    const unknown = args.find((arg) => arg !== '--cpu');
    if (unknown) throw new Trouble(`${command}: there is no option ${unknown}.\n\n${help}`);
    await withLock(() => install(args.includes('--cpu') ? 'cpu' : 'gpu'));
  } catch (error) {
    say.trouble(explain(error).replaceAll('`npm start`', `\`${command}\``));
    process.exitCode = error instanceof Trouble ? error.exitCode : 1;
  }
}

async function install(kind) {
  const pins = pinsFor(kind);
  refuseUnknownMachine(pins, kind);
  if (kind === 'gpu') refuseWithoutDriver();
  const place = placeOf(pins);
  say.line(
    `${pins.packageName} ${tfjsVersion} on TensorFlow ${tensorflowVersion}, in ${place.folder}`,
  );
  const compiler = await findCompiler();
  say.step('Compiler', compiler.version);
  const missing = pins.wheels.filter((wheel) => !isUnpacked(wheel, place));
  if (missing.length > 0) await bringTensorflow(missing, pins, place);
  else say.step('Wheels', 'TensorFlow is there already');
  await timedStep('Package', 'bringing the package with npm (9 MB)', () =>
    bringPackage(pins, place),
  );
  await timedStep('Binding', 'compiling it, unless it is compiled', () =>
    compileBinding(pins, place, compiler),
  );
  await timedStep('Proof', 'starting the engine and trying its numbers', async () =>
    say.step('', await proveEngine(pins)),
  );
  say.line(
    kind === 'gpu'
      ? 'The course now computes on the GPU.'
      : 'Ask for it with ATTEND_BACKEND=tfjs-node.',
  );
}

async function bringTensorflow(missing, pins, place) {
  const pip = await findPip();
  say.step('Python', `${pip.version} with pip`);
  const sum = (key) => missing.reduce((total, wheel) => total + wheel[key], 0);
  const largest = Math.max(...missing.map(({ bytes }) => bytes));
  say.step(
    'Size',
    `${sizeText(sum('bytes'))} to download, ${sizeText(sum('unpacked'))} on the disk`,
  );
  refuseFullDisk(place.folder, sum('unpacked') + largest);
  for (const [index, wheel] of missing.entries()) {
    const what = `${wheel.name} ${wheel.version} (${sizeText(wheel.bytes)}, ${index + 1} of ${missing.length})`;
    await timedStep('Wheel', `fetching and unpacking ${what}`, async () => {
      const file = await downloadWheel(wheel, place, pip);
      await unpackWheel(wheel, file, place, pip);
    });
  }
  rmSync(place.downloads, { recursive: true, force: true });
}

const isCalled = process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href;
if (isCalled) await installNative(process.argv.slice(2));
