import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { SmallCourse } from './small-course';

const sha256 = createHash('sha256').update('wheel').digest('hex');

/** One small wheel in place of TensorFlow's. */
const pins = `
export const tfjsVersion = '4.22.0';
export const tensorflowVersion = '2.21.0';
const wheel = { name: 'tiny', version: '1.0', python: 'py3', abi: 'none', platform: 'any', bytes: 5, unpacked: 50 };
export function pinsFor(kind) {
  const wheels = [{ ...wheel, sha256: '${sha256}' }];
  return { kind, packageName: '@tensorflow/tfjs-node', wheels };
}
`;

const library = `
exports.useBackend = async () => console.log('Computing with tfjs-node: TensorFlow, as it were');
exports.backendInUse = () => ({});
`;

/** A small course in which the native packages are installed, with programs that stand in. */
export class NativeCourse extends SmallCourse {
  override door = 'gpu-install.mjs';

  constructor(onPath: string[]) {
    super(onPath);
    this.write('kernel-lib/setup/gpu-pins.mjs', pins);
    this.write('kernel-lib/dist/index.js', library);
  }

  /** Node options that make every disk as small as this. */
  withFree(bytes: number): string[] {
    this.write(
      'disk.cjs',
      `const fs = require('node:fs');
      fs.statfsSync = () => ({ bavail: ${bytes}, bsize: 1 });
      require('node:module').syncBuiltinESMExports();`,
    );
    return ['--require', `${this.course}/disk.cjs`];
  }

  /** Node options that make this another kind of machine, with the pins that are shipped. */
  on(platform: string, pinsFile: string): string[] {
    this.write('kernel-lib/setup/gpu-pins.mjs', fs.readFileSync(pinsFile, 'utf8'));
    const value = `{ value: ${JSON.stringify(platform)} }`;
    this.write('machine.cjs', `Object.defineProperty(process, 'platform', ${value});`);
    return ['--require', `${this.course}/machine.cjs`];
  }
}
