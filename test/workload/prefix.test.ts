import { describe, expect, it } from '@jest/globals';
import { readAnyPrefix } from '../../src/workload/log/any-prefix.ts';
import { tellPrefix } from '../../src/workload/log/inference/tell-prefix.ts';
import { compilePrefix } from '../../src/workload/log/prefix.ts';

const LINE = { tag: 'LOG', text: 'duration: 1.000 ms  statement: SELECT 1' };
const AFTER = 'LOG:  duration: 1.000 ms  statement: SELECT 1';
const TIME = '2026-11-23 12:51:46.003 UTC';

describe('compilePrefix', () => {
  it.each([
    ['%m [%p] ', `${TIME} [21200] ${AFTER}`, { session: '21200', timestamp: TIME }],
    [
      '%m [%p] %q%u@%d ',
      `${TIME} [21200] postgres@my shop ${AFTER}`,
      { session: '21200', user: 'postgres', database: 'my shop' },
    ],
    ['%m [%p] %q%u@%d ', `${TIME} [21200] ${AFTER}`, { session: '21200', user: null, database: null }],
    [
      '%t:%r:%u@%d:[%p]:',
      `2026-11-23 12:51:50 UTC:127.0.0.1(45050):app@corp.com@shop:[7]:${AFTER}`,
      { session: '7', user: 'app@corp.com', database: 'shop' },
    ],
    [
      '%t-%c-',
      `2026-11-23 12:51:56 UTC-6b0436ec.540a-${AFTER}`,
      { session: '6b0436ec.540a', timestamp: '2026-11-23 12:51:56 UTC' },
    ],
    [
      '%n %p %r %u@%d <%i> ',
      `1795438306.003 9 [local] u@d <SELECT> ${AFTER}`,
      { session: '9', timestamp: '1795438306.003', database: 'd' },
    ],
    [
      '%-24m¦%8p¦%-12u¦%12d¦%-20a¦',
      `${TIME}¦   21200¦postgres    ¦        shop¦my app              ¦${AFTER}`,
      { session: '21200', user: 'postgres', database: 'shop', application: 'my app' },
    ],
    ['%m [%p] 100%% %d: LOG ', `${TIME} [3] 100% shop: LOG ${AFTER}`, { session: '3', database: 'shop' }],
    [
      '%m [%p] %P %L %b %v %x %Q %e %s %h %l ',
      `2026-11-23 12:51:46.003 +0545 [3] 12 10.0.0.1 client backend 3/12 0 -99 00000 2026-11-23 12:51:46 -03 h 4 ${AFTER}`,
      { session: '3' },
    ],
    ['', AFTER, { session: null }],
  ])('reads %j', (prefix, line, expected) => {
    expect(compilePrefix(prefix)(line)).toMatchObject({ ...LINE, ...expected });
  });

  it('does not take another line for one of its own', () => {
    expect(compilePrefix('%m [%p] ')('some other program says LOG:  x')).toBeNull();
    expect(compilePrefix('%m [%p] ')(`${TIME} [1] no tag here`)).toBeNull();
  });

  it('names an escape that there is not', () => {
    expect(() => compilePrefix('%m %z ')).toThrow('unknown escape %z');
  });
});

describe('tellPrefix', () => {
  it('finds user and database by the form that most lines have', () => {
    const { read } = tellPrefix([
      `${TIME} [1] ${AFTER}`,
      `${TIME} [2] u@my shop ${AFTER}`,
      `${TIME} [3] u@d ${AFTER}`,
    ])!;
    expect(read(`${TIME} [2] u@my shop ${AFTER}`)).toMatchObject({ session: '2', user: 'u', database: 'my shop' });
  });

  it('reads lines of another prefix by their form', () => {
    const { read } = tellPrefix([`${TIME} [2] u@d ${AFTER}`])!;
    expect(read(`2026-11-23 12:51:50 UTC:127.0.0.1(45050):a@b:[7]:${AFTER}`)).toMatchObject({
      ...LINE,
      session: '7',
    });
  });

  it('is null where no line has a tag', () => {
    expect(tellPrefix(['hello', '\tLOG:  x'])).toBeNull();
  });
});

it.each([
  [
    '<2026-11-23 12:51:46.003 CET> sess=6b0436ec.540a user=a,db=b,app=c LOG:  x',
    { session: '6b0436ec.540a', user: 'a', database: 'b', application: 'c' },
  ],
  ['2026-11-23 12:51:46.003 CET - pid=12 - LOG:  x', { session: '12' }],
  ['x FEHLER:  y', { tag: 'FEHLER', text: 'y' }],
  ['x INSTRUCTION :  y', { tag: 'INSTRUCTION ' }],
])('readAnyPrefix reads %j', (line, expected) => {
  expect(readAnyPrefix(line)).toMatchObject(expected);
});
