// Runs cells in a process of their own, as the kernel does, and reports over IPC; for tests that send signals or let
// promises fail. argv[2] is JSON: { directory, cells, handleSigint }.
const { createExecutor } = require('kernel-lib/kernel/executor');

const { directory, cells, handleSigint, wait = 0 } = JSON.parse(process.argv[2]);
const executor = createExecutor({ directory, handleSigint });

async function main() {
  const outcomes = [];
  for (const source of cells) {
    const outcome = { outputs: [], late: [], result: null };
    outcomes.push(outcome);
    const sink = {
      stream: (type, text) => {
        outcome.outputs.push({ type, text });
        if (text.startsWith('ready')) process.send({ ready: true });
      },
      display: (data) => outcome.outputs.push({ type: 'display', text: JSON.stringify(data) }),
      lateError: (error) => outcome.late.push(error),
    };
    const begin = Date.now();
    outcome.result = await executor.execute(source, sink);
    outcome.milliseconds = Date.now() - begin;
  }
  await new Promise((resolve) => setTimeout(resolve, wait));
  executor.close();
  process.send({ outcomes }, () => process.disconnect());
}

main();
