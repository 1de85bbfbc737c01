// Other Node versions for `npm run test:full`, from the registry's `node-<platform>-<arch>` packages.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const versions = ['22.23.3', '24.21.0'];

/** One entry a version: the path of its `node`, or the reason why it cannot be had. */
export async function otherNodes(root) {
  return versions.map((version) => {
    const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
    const folder = path.join(root, '.attend', 'nodes', version);
    const node = path.join(folder, 'node_modules', name, 'bin', 'node');
    if (!fs.existsSync(node)) {
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
      const npm = process.env.npm_execpath;
      const args = ['install', '--no-audit', '--no-fund', `${name}@${version}`];
      if (npm) spawnSync(process.execPath, [npm, ...args], { cwd: folder, stdio: 'ignore' });
      else spawnSync('npm', args, { cwd: folder, stdio: 'ignore' });
    }
    const works = fs.existsSync(node) && spawnSync(node, ['--version']).status === 0;
    return works
      ? { version, node, reason: null }
      : { version, node: null, reason: `${name}@${version} could not be installed` };
  });
}
