/** Runs an action whose cells show things (an announcement, a progress bar) without letting them print. */
export async function quietly<T>(action: () => Promise<T>): Promise<T> {
  const { log } = console;
  console.log = () => undefined;
  try {
    return await action();
  } finally {
    console.log = log;
  }
}
