import { examine, type Finding } from '../doctor';
import { courseFor, parseOptions } from './usage';

/** Help, in the form that `attend help doctor` shows. */
export const doctorHelp: string = `attend doctor [--course DIR]

Shows what is installed, what is missing, and the command that mends it.
Changes nothing. Exit code 1 when something that is needed is missing.`;

const SIGNS = { ok: '✔', missing: '✘', optional: '–' };

/** `attend doctor`. */
export async function doctorCommand(args: string[]): Promise<number> {
  const { values } = parseOptions(args, { course: 'string' });
  const findings = await examine(courseFor(values).root);
  for (const finding of findings) console.log(lineOf(finding));
  const missing = findings.filter(({ state }) => state === 'missing');
  console.log(
    missing.length > 0 ? '\nNot everything is there.' : '\nEverything that is needed is there.',
  );
  return missing.length > 0 ? 1 : 0;
}

function lineOf({ name, state, text, mend }: Finding): string {
  const advice = mend ? `  →  ${mend}` : '';
  return `${SIGNS[state]} ${name.padEnd(22)} ${text}${advice}`;
}
