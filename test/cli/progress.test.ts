import { describe, expect, it } from '@jest/globals';
import { createProgress } from '../../src/cli/progress.ts';

function stream(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 20, written, write: (text: string) => written.push(text) };
}

describe('progress', () => {
  it('says nothing where there is no terminal', () => {
    const pipe = stream(false);
    const progress = createProgress(pipe);
    progress.step('reading a.log');
    progress.clear();
    expect(pipe.written).toEqual([]);
  });

  it('redraws one line, never wider than the terminal', () => {
    const terminal = stream(true);
    const progress = createProgress(terminal, () => 0);
    progress.step('reading a-very-long-name-of-a-file.log');
    expect(terminal.written.join('')).toBe('\r\u001b[2Kreading a-very-long');
  });

  it('is whole in a terminal that tells no width, and says nothing in a dumb one', () => {
    const terminal = { ...stream(true), columns: 0 };
    createProgress(terminal, () => 0).step('reading a.log: 64 kB of 34.8 MB');
    expect(terminal.written.join('')).toBe('\r\u001b[2Kreading a.log: 64 kB of 34.8 MB');
    const dumb = stream(true);
    const progress = createProgress(dumb, () => 0, { TERM: 'dumb' });
    progress.step('reading a.log');
    progress.clear();
    expect(dumb.written).toEqual([]);
  });

  it('shows a control character, and does not send it to the terminal', () => {
    const terminal = stream(true);
    createProgress(terminal, () => 0).step('reading \u001b[2J');
    expect(terminal.written.join('')).toBe('\r\u001b[2Kreading \\x1b[2J');
  });

  it('draws a new stage at once and the same stage at most every 80 ms', () => {
    const terminal = stream(true);
    let now = 0;
    const progress = createProgress(terminal, () => now);
    progress.step('reading a 1');
    progress.step('reading a 2');
    progress.step('pricing b 1');
    now = 100;
    progress.step('pricing b 2');
    expect(terminal.written.map((text) => text.slice(5))).toEqual(['reading a 1', 'pricing b 1', 'pricing b 2']);
  });
});
