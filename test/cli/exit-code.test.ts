import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { verdictOf } from '../../src/cli/exit-code.ts';

describe('what an error means for the exit code', () => {
  it('is 2 and one line with the hint for what the user can mend', () => {
    const verdict = verdictOf(new UserError('cannot read\na.log.', { hint: 'check the path' }));
    expect(verdict).toEqual({ exitCode: 2, text: 'cannot read a.log; check the path' });
  });

  it('shows what would steer a terminal', () => {
    const { text } = verdictOf(new UserError('cannot read a\u001b[2J\u0007.log'));
    expect(text).toBe('cannot read a\\x1b[2J\\x07.log');
  });

  it('is 2 for a flag that does not exist, as oclif reports it', () => {
    const error = Object.assign(new Error('Nonexistent flag: --foo\nSee more help with --help'), {
      oclif: { exit: 2 },
    });
    expect(verdictOf(error)).toEqual({ exitCode: 2, text: 'there is no flag --foo; see --help' });
  });

  it.each([
    'WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance',
    'Aborted(RangeError: WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance)',
  ])('is 2 where too little memory may be addressed: %s', (message) => {
    const { exitCode, text } = verdictOf(new RangeError(message));
    expect(exitCode).toBe(2);
    expect(text).toMatch(/ulimit -v.*NODE_OPTIONS=--disable-wasm-trap-handler$/);
  });

  it('is 70 with the stack for a bug', () => {
    const verdict = verdictOf(new TypeError('x is not a function'));
    expect(verdict.exitCode).toBe(70);
    expect(verdict.text).toContain('exit-code.test.ts');
  });

  it('is 130 when the user interrupted', () => {
    const error = Object.assign(new Error('aborted'), { name: 'AbortError' });
    expect(verdictOf(error)).toEqual({ exitCode: 130, text: 'interrupted' });
  });
});
