/** A command: its line in the help, and how to load it. Nothing is loaded before it is asked for. */
interface Command {
  about: string;
  load: () => Promise<{ run: (args: string[]) => Promise<number>; help?: string }>;
}

const commands: Record<string, Command> = {
  run: {
    about: 'run a notebook without Jupyter; writes .ipynb and .html',
    load: async () => {
      const { runCommand, runHelp } = await import('./course/commands/run');
      return { run: runCommand, help: runHelp };
    },
  },
  check: {
    about: 'check the answers of an exercise notebook',
    load: async () => ({ run: (await import('./course/commands/check')).checkCommand }),
  },
  progress: {
    about: 'show what is solved',
    load: async () => ({ run: (await import('./course/commands/progress')).progressCommand }),
  },
  reset: {
    about: 'make a fresh notebook and keep a copy of yours',
    load: async () => {
      const { resetCommand, resetHelp } = await import('./course/commands/reset');
      return { run: resetCommand, help: resetHelp };
    },
  },
  doctor: {
    about: 'show what is installed, what is missing, and what mends it',
    load: async () => {
      const { doctorCommand, doctorHelp } = await import('./course/commands/doctor');
      return { run: doctorCommand, help: doctorHelp };
    },
  },
  kernel: {
    about: 'install the kernel for a Jupyter of your own (kernel install)',
    load: async () => ({ run: (await import('./course/commands/kernel')).kernelCommand }),
  },
  data: {
    about: 'make the files of datasets/ from their generators, or compare them',
    load: async () => {
      const { dataCommand, dataHelp } = await import('./course/commands/data');
      return { run: dataCommand, help: dataHelp };
    },
  },
  build: {
    about: 'for authors: build the notebooks from their sources',
    load: async () => {
      const { buildCommand, buildHelp } = await import('./course/commands/build');
      return { run: buildCommand, help: buildHelp };
    },
  },
  verify: {
    about: 'for authors: prove that the checks have teeth',
    load: async () => ({ run: (await import('./course/commands/verify')).verifyCommand }),
  },
};

/** Runs `attend …` and gives the exit code: 2 when the command line itself is wrong. */
export async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  const wantsHelp = [undefined, 'help', '--help', '-h'].includes(name);
  if (wantsHelp && !rest[0]) {
    console.log(overview());
    return 0;
  }
  const asked = wantsHelp ? rest[0] : name;
  const command = Object.hasOwn(commands, asked) ? commands[asked] : undefined;
  if (!command) {
    const near = closest(asked, Object.keys(commands));
    const suggestion = near ? ` Did you mean \`attend ${near}\`?` : '';
    console.error(`attend: there is no command "${asked}".${suggestion}\n\n${overview()}`);
    return 2;
  }
  const loaded = await command.load();
  if (wantsHelp || rest.includes('--help') || rest.includes('-h')) {
    if (loaded.help) console.log(loaded.help);
    else return loaded.run(['--help']);
    return 0;
  }
  try {
    return await loaded.run(rest);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'UsageError') throw error;
    console.error(`attend ${asked}: ${error.message}\n(\`attend help ${asked}\` says more)`);
    return 2;
  }
}

function overview(): string {
  const lines = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(10)}${about}`);
  return ['attend <command> …', '', ...lines, '', '`attend help <command>` says more.'].join('\n');
}

/** The known word that is at most two letters away, or begins in the same way. */
function closest(word: string, known: string[]): string | undefined {
  const distance = (a: string, b: string): number => {
    let row = Array.from({ length: b.length + 1 }, (_, at) => at);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        const change = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
        next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
      }
      row = next;
    }
    return row[b.length];
  };
  const [best] = known.map((name) => [distance(word, name), name] as const).sort();
  return best && best[0] <= 2 ? best[1] : known.find((name) => word && name.startsWith(word));
}
