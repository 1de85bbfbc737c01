import {
  installKernelspec,
  prefixData,
  uninstallKernelspec,
  userData,
} from '../../kernel/kernelspec';
import { UsageError, parseOptions } from './usage';

const usage = `attend kernel install [--user | --prefix DIR]     make the TypeScript kernel known to a Jupyter
attend kernel uninstall [--user | --prefix DIR]   take it out again

--user         for all Jupyters of this user (the default)
--prefix DIR   for one environment, for example a Python venv or a JupyterHub's /usr/local`;

function install(data: string): number {
  const { folder, replaced } = installKernelspec(data);
  console.log(`The TypeScript kernel is in ${folder}`);
  if (replaced) {
    console.log(
      'It stands in for another kernel of the same name; "attend kernel uninstall" undoes that.',
    );
  }
  return 0;
}

function uninstall(data: string): number {
  const folder = uninstallKernelspec(data);
  if (folder) console.log(`The TypeScript kernel is no longer in ${folder}`);
  else console.error(`attend kernel uninstall: there is no TypeScript kernel of ours in ${data}`);
  return folder ? 0 : 1;
}

/**
 * `attend kernel install` and `attend kernel uninstall`.
 * @param args what stands behind `attend kernel`
 * @returns the exit code: 0 done, 1 not possible
 * @throws UsageError when it is asked wrongly
 */
export async function kernelCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    user: 'boolean',
    prefix: 'string',
    help: 'boolean',
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [action, ...rest] = positionals;
  const act = action === 'install' ? install : action === 'uninstall' ? uninstall : null;
  if (!act || rest.length > 0) throw new UsageError(`say install or uninstall\n\n${usage}`);
  const { prefix } = values;
  if (values.user && prefix) throw new UsageError('--user and --prefix exclude each other');
  const data = typeof prefix === 'string' ? prefixData(prefix) : userData();
  try {
    return act(data);
  } catch (error) {
    console.error(`attend kernel ${action}: cannot write to ${data} (${(error as Error).message})`);
    return 1;
  }
}
