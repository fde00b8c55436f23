import { Chalk } from 'chalk';
import { wrapWords } from './wrap.ts';

export interface PageOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

const WIDEST = 100;

/** A rule's page, Markdown, as a person at a terminal reads it: paragraphs wrapped, headings bold, SQL indented. */
export function renderPage(markdown: string, { colour, width }: PageOptions): string {
  const chalk = new Chalk({ level: colour ? 1 : 0 });
  const columns = Math.min(WIDEST, width);
  const lines: string[] = [];
  let paragraph: string[] = [];
  let isCode = false;
  const flush = () => {
    if (paragraph.length > 0) lines.push(...wrapWords(paragraph.join(' '), columns).map(emphasised));
    paragraph = [];
  };
  const emphasised = (line: string) => line.replaceAll(/\*\*([^*]+)\*\*/g, (_, text: string) => chalk.bold(text));
  for (const line of markdown.split('\n')) {
    const heading = /^(#+) (.*)$/.exec(line);
    const isProse = !isCode && line.trim() !== '' && !/^(?:```|#+ |\||- )/.test(line);
    if (!isProse) flush();
    if (line.startsWith('```')) isCode = !isCode;
    else if (isCode)
      lines.push(
        ...wrapWords(line, columns - 4).map((part, at) =>
          chalk.cyan(`${at === 0 ? `  ${/^ */.exec(line)![0]}` : '      '}${part}`),
        ),
      );
    else if (heading) lines.push(heading[1] === '#' ? chalk.bold.underline(heading[2]!) : chalk.bold(heading[2]!));
    else if (isProse) paragraph.push(line);
    else lines.push(...(line.startsWith('- ') ? wrapWords(line, columns) : [line]));
  }
  flush();
  return lines.join('\n');
}
