import { styleText } from 'node:util';

export interface Program {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Command ids as oclif's manifest has them (`rules:show`), with their summaries. */
  readonly commands: Readonly<Record<string, { readonly summary?: string; readonly hidden?: boolean }>>;
}

/** In the order in which a user meets them; others follow by name. */
const ORDER = ['scan', 'fix', 'verify', 'explain', 'snapshot', 'workload', 'rules', 'rules:show', 'init', 'demo'];

/** oclif's own line, without loading oclif. */
export function versionLine({ name, version }: Program): string {
  return `${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`;
}

/** The help of the program as a whole: oclif's own loads 90 modules for these lines, and lists `rules` twice. */
export function rootHelp(program: Program, terminal: { readonly colour: boolean; readonly width: number }): string {
  const title = (text: string) => (terminal.colour ? styleText('bold', text) : text);
  const width = Math.max(Math.min(terminal.width, 100), 40);
  const ids = Object.keys(program.commands).filter((id) => !program.commands[id]?.hidden);
  const rank = (id: string) => (ORDER.includes(id) ? ORDER.indexOf(id) : ORDER.length);
  ids.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const column = Math.max(...ids.map((id) => id.length)) + 4;
  const commands = ids.map((id) => {
    const name = `  ${id.replaceAll(':', ' ')}`.padEnd(column);
    const lines = wrap(program.commands[id]?.summary ?? '', width - column);
    return name + lines.join(`\n${' '.repeat(column)}`);
  });
  return `${wrap(program.description, width).join('\n')}

${title('VERSION')}
  ${versionLine(program)}
${title('USAGE')}
  $ ${program.name} COMMAND [FLAGS]

${title('COMMANDS')}
${commands.join('\n')}

${program.name} COMMAND --help tells all about one of them.
`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
