import { describe, expect, it } from '@jest/globals';
import { classify } from '../../src/workload/events/classify.ts';
import type { EventRecord } from '../../src/workload/events/model.ts';
import { tellPrefix } from '../../src/workload/log/inference/tell-prefix.ts';
import { ENGLISH } from '../../src/workload/log/translations/english.ts';
import { inEnglish } from '../../src/workload/log/translations/in-english.ts';
import { TRANSLATIONS } from '../../src/workload/log/translations/translations.ts';

const HOLE = /%(?:(\d+)\$)?[\d.]*l?([a-z])|%%/g;

/** As printf does: numbers where it takes numbers. */
function print(text: string): string {
  let hole = 0;
  return text.replaceAll(HOLE, (written, number: string | undefined, kind: string) => {
    if (written === '%%') return '%';
    const n = number === undefined ? hole++ : Number(number) - 1;
    return kind === 's' || kind === 'm' ? `v${n}` : kind === 'f' ? `${n}.5` : `${n}`;
  });
}

describe('a message in another language', () => {
  it.each(TRANSLATIONS.map((texts) => [texts[0]!, texts] as const))('is the same in English: %s', (_, texts) => {
    expect(texts).toHaveLength(ENGLISH.length);
    const isPart = (text: string) => text.startsWith(' ') || text.startsWith('CPU');
    for (const [i, english] of ENGLISH.entries()) {
      if (texts[i] === '' || isPart(english)) continue;
      // Some have one text for two messages.
      const same = ENGLISH.filter((_each, k) => texts[k] === texts[i]).map((each) => print(each).trimEnd());
      expect(same).toContain(inEnglish(print(texts[i]!).trimEnd()));
    }
  });

  it('in English stays as it is, and so does any other', () => {
    for (const english of ENGLISH) expect(inEnglish(print(english))).toBe(print(english));
    expect(inEnglish('etwas anderes: x=1')).toBe('etwas anderes: x=1');
    expect(inEnglish('')).toBe('');
  });

  it('has all that it tells of a connection', () => {
    expect(inEnglish('connexion autorisée : utilisateur=app base de données shop application_name=psql')).toBe(
      'connection authorized: user=app database=shop application_name=psql',
    );
    expect(inEnglish('anslutning auktoriserad: användare=appdatabas=shop')).toBe(
      'connection authorized: user=app database=shop',
    );
    expect(
      inEnglish(
        'Verbindung autorisiert: Benutzer=app Datenbank=shop application_name=a b SSL an (Protokoll=TLSv1.3, Verschlüsselungsmethode=x, Bits=256)',
      ),
    ).toBe('connection authorized: user=app database=shop application_name=a b');
  });
});

describe('what it tells', () => {
  const record = (message: string, severity: EventRecord['severity'] = 'log'): EventRecord =>
    ({ severity, message: inEnglish(message), context: null, sqlState: null, statement: null }) as EventRecord;

  it.each([
    ['Verbindung autorisiert: Benutzer=app Datenbank=shop', { kind: 'connection' }],
    [
      'Prozess 7 erlangte ShareLock-Sperre auf Transaktion 4 nach 300,364 ms',
      { kind: 'lock-acquired', subject: 'ShareLock on transaction', value: 300_364 },
    ],
    [
      'プロセス7は300.364 ms後にトランザクション 4上のShareLockを獲得しました',
      { kind: 'lock-acquired', subject: 'ShareLock on transaction', value: 300_364 },
    ],
    ['начата контрольная точка: immediate force', { kind: 'checkpoint', subject: 'immediate force' }],
    [
      'automatisches Vacuum der Tabelle »shop.public.kv«: Index-Scans: 1\nSeiten: 0 entfernt\nSystembenutzung: CPU: Benutzer: 0,01 s, System: 0,00 s, verstrichen: 1,25 s',
      { kind: 'autovacuum', subject: 'public.kv', value: 1_250_000 },
    ],
    ['déconnexion : durée de la session : 0:00:01.219\nutilisateur=u base=d hôte=h', { value: 1_219_000 }],
  ])('%s', (message, found) => expect(classify(record(message))).toMatchObject(found));

  // As Debian's 15.18 wrote them. All the files were compared with its catalogues (postgres-15.mo), entry by entry; zh-cn.ts and zh-tw.ts are newer.
  it.each([
    [
      'process 10306 still waiting for ShareLock on ტრანზაქცია 1149 after 10.178 ms',
      { kind: 'lock-wait', subject: 'ShareLock on transaction', value: 10_178 },
    ],
    [
      'process 10306 acquired ShareLock on ტრანზაქცია 1149 after 150.434 ms',
      { kind: 'lock-acquired', subject: 'ShareLock on transaction', value: 150_434 },
    ],
    [
      '进程9679在10.191 ms仍然等待在事务 1056上的ShareLock',
      { kind: 'lock-wait', subject: 'ShareLock on transaction', value: 10_191 },
    ],
    [
      '进程9679在151.152 ms后获取在事务 1056上的ShareLock',
      { kind: 'lock-acquired', subject: 'ShareLock on transaction', value: 151_152 },
    ],
    [
      '自动清理表"shop.public.kv"：索引扫描：1\n系统使用: CPU:用户：0.01 s，系统：0.00 s，已用时间：1.25 s',
      { kind: 'autovacuum', subject: 'public.kv', value: 1_250_000 },
    ],
  ])('%s', (message, found) => expect(classify(record(message))).toMatchObject(found));

  it.each([
    ['由于语句执行超时，正在取消查询命令', { kind: 'statement-timeout' }],
    ['由于用户请求而正在取消查询', { kind: 'canceled-by-user' }],
    ['由于锁超时，取消语句操作', { kind: 'lock-timeout' }],
    ['由于空载事务超时而终止连接', { kind: 'idle-in-transaction-timeout' }],
    ['重复键违反唯一约束"t_pkey"', { kind: 'unique-violation', subject: 't_pkey' }],
    ['字段 "nope" 不存在 第 8 个字符处', { kind: 'undefined-object', subject: 'nope' }],
  ])('is the kind of an error: %s', (message, found) =>
    expect(classify(record(message, 'error'))).toMatchObject(found),
  );

  it('is the kind of an error, where one SQLSTATE stands for several or the log has none', () => {
    expect(classify(record('由于用户请求，正在取消语句', 'error'))).toMatchObject({ kind: 'canceled-by-user' });
    expect(classify(record('avbryter sats på grund av sats-timeout', 'error'))).toMatchObject({
      kind: 'statement-timeout',
    });
    expect(classify(record('Relation »orders« existiert nicht bei Zeichen 15', 'error'))).toMatchObject({
      kind: 'undefined-object',
      subject: 'orders',
    });
    expect(classify(record('doppelter Schlüsselwert verletzt Unique-Constraint »k«', 'error'))).toMatchObject({
      kind: 'unique-violation',
      subject: 'k',
    });
  });

  it('is who is who in a log_line_prefix', () => {
    const at = (u: string, d: string) => `2026-11-23 12:51:46.003 UTC [7] ${u} ${d} LOG:  `;
    const russian = [
      `${at('[unknown]', '[unknown]')}принято подключение: узел=10.0.0.7 порт=5`,
      `${at('app', 'shop')}подключение авторизовано: пользователь=app база=shop`,
      `${at('app', 'shop')}duration: 1.000 ms  statement: SELECT 1`,
      `${at('app', 'shop')}отключение: время сеанса: 0:00:01.000 пользователь=app база данных=shop компьютер=10.0.0.7 порт=5`,
    ];
    expect(tellPrefix([...russian, ...russian])).toMatchObject({ prefix: '%m [%p] %u %d ', isVague: false });
  });
});
