import { UserError } from '../errors.ts';
import { nearestName } from '../lint/nearest-name.ts';
import { withoutPasswords } from './usage-error.ts';

/**
 * What to say where no command has the name that the words before the first flag make.
 * @param ids oclif's, with a colon between topic and command
 */
export function explainUnknownCommand(argv: readonly string[], ids: readonly string[]): UserError {
  const firstFlag = argv.findIndex((word) => word.startsWith('-'));
  const words = firstFlag < 0 ? argv : argv.slice(0, firstFlag);
  const names = ids.map((id) => id.replaceAll(':', ' '));
  const given = withoutPasswords(words.join(' '));
  const nearest = nearestName(
    given,
    names.filter((name) => name.split(' ').length === words.length),
  );
  if (nearest !== undefined) return new UserError(`there is no command ${given}`, { hint: `did you mean ${nearest}?` });
  const command = names.filter((name) => given.startsWith(`${name} `)).sort((a, b) => b.length - a.length)[0];
  if (command !== undefined) {
    const argument = given.slice(command.length + 1);
    return new UserError(`${command} takes no argument, but was given ${argument}`, {
      hint: /^[a-z]+:\/\//i.test(argument) ? 'name the database with --db' : `see idx-advisor ${command} --help`,
    });
  }
  return new UserError(
    given === '' ? `there is no flag ${argv[0]} without a command` : `there is no command ${given}`,
    {
      hint: 'idx-advisor --help lists the commands',
    },
  );
}
