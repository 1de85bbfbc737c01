import { parseArgs, type ParseArgsConfig } from 'node:util';
import { chapterNamed, findCourseRoot, readCourse, type Chapter, type Course } from '../course';

/** Something that the person at the command line can mend: exit code 2, message without a stack. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** What was given on a command line. */
export interface Options {
  /** `--name value` or `--name`, by name. */
  values: Record<string, string | boolean | undefined>;
  positionals: string[];
}

/**
 * Reads the arguments of a command: `options` says which take a text and which stand alone.
 *
 * @throws UsageError for an unknown option or a missing value
 */
export function parseOptions(
  args: string[],
  options: Record<string, 'string' | 'boolean'>,
): Options {
  const config: ParseArgsConfig['options'] = {};
  for (const [name, type] of Object.entries(options)) config[name] = { type };
  try {
    const { values, positionals } = parseArgs({ args, options: config, allowPositionals: true });
    return { values: values as Options['values'], positionals };
  } catch (error) {
    throw new UsageError((error as Error).message.split('. To specify')[0]);
  }
}

/** The course that `--course DIR` names, or else the one that the current folder lies in. */
export function courseFor(values: Options['values']): Course {
  const given = values.course as string | undefined;
  const root = findCourseRoot(given ?? process.cwd());
  if (root) return readCourse(root);
  const where = given ?? process.cwd();
  throw new UsageError(`${where} is in no course: no notebooks/NN-name.ts there or above it`);
}

/**
 * The chapter that somebody means by `3`, `03` or a name.
 *
 * @throws UsageError that lists the chapters when there is none
 */
export function chapterFor(course: Course, name: string): Chapter {
  try {
    return chapterNamed(course, name);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
