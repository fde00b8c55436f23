/**
 * What the server's messages about statements are in each language of lc_messages, as PostgreSQL 15's message catalogues
 * have them. `%` stands for the duration; what follows `execute`, `fetch` and `statement` is name and text of the statement.
 */
export interface Language {
  readonly code: string;
  /** LOG. */
  readonly log: string;
  /** ERROR, FATAL, PANIC. */
  readonly errors: readonly string[];
  /** WARNING, NOTICE, INFO, DEBUG. */
  readonly others: readonly string[];
  readonly tags: {
    readonly detail: string;
    readonly context: string;
    readonly statement: string;
    readonly others: readonly string[];
  };
  /** `duration: % ms`; two of the words before or after the number with a bar, where the catalogue is not of one mind. */
  readonly duration: string;
  /** Between the duration and the statement: `  statement: `. */
  readonly durationStatement: string;
  /** Between the duration and `execute`: two blanks. */
  readonly durationExecute: string;
  readonly execute: string;
  readonly fetch: string;
  readonly statement: string;
  /** Words that begin what comes after the duration of a parse or bind step, or end it before the colon. */
  readonly steps: readonly string[];
}

const ENGLISH: Language = {
  code: 'en',
  log: 'LOG',
  errors: ['ERROR', 'FATAL', 'PANIC'],
  others: ['WARNING', 'NOTICE', 'INFO', 'DEBUG', 'DEBUG1', 'DEBUG2', 'DEBUG3', 'DEBUG4', 'DEBUG5'],
  tags: {
    detail: 'DETAIL',
    context: 'CONTEXT',
    statement: 'STATEMENT',
    others: ['HINT', 'QUERY', 'LOCATION', 'BACKTRACE'],
  },
  duration: 'duration: % ms',
  durationStatement: '  statement: ',
  durationExecute: '  ',
  execute: 'execute ',
  fetch: 'execute fetch from ',
  statement: 'statement: ',
  steps: ['parse ', 'bind '],
};

function language(
  code: string,
  severities: string,
  tags: string,
  messages: readonly [string, string, string, string, string, string, readonly string[]],
): Language {
  const [log, error, fatal, panic, ...others] = severities.split('|');
  const [detail, context, statement, ...otherTags] = tags.split('|');
  const [duration, durationStatement, durationExecute, execute, fetch, statementOnly, steps] = messages;
  return {
    code,
    log: log!,
    errors: [error!, fatal!, panic!],
    others,
    tags: { detail: detail!, context: context!, statement: statement!, others: otherTags },
    duration,
    durationStatement,
    durationExecute,
    execute,
    fetch,
    statement: statementOnly,
    steps,
  };
}

export const LANGUAGES: readonly Language[] = [
  ENGLISH,
  language(
    'de',
    'LOG|FEHLER|FATAL|PANIK|WARNUNG|HINWEIS|INFO|DEBUG',
    'DETAIL|ZUSAMMENHANG|ANWEISUNG|TIPP|ANFRAGE|ORT',
    ['Dauer: % ms', '  Anweisung: ', '  ', 'Ausführen ', 'Ausführen Fetch von ', 'Anweisung: ', ['Parsen ', 'Binden ']],
  ),
  language('es', 'LOG|ERROR|FATAL|PANIC|WARNING', 'DETALLE|CONTEXTO|SENTENCIA|HINT|CONSULTA|UBICACIÓN', [
    'duración: % ms',
    '  sentencia: ',
    '  ',
    'ejecutar ',
    'ejecutar fetch desde ',
    'sentencia: ',
    ['parse', 'bind '],
  ]),
  language(
    'fr',
    'LOG|ERREUR|FATAL|PANIC|ATTENTION',
    "DÉTAIL|CONTEXTE |INSTRUCTION |ASTUCE |REQUÊTE |EMPLACEMENT |PILE D'APPEL ",
    [
      'durée : % ms',
      ', instruction : ',
      '  ',
      'exécute ',
      'exécute fetch à partir de ',
      'instruction : ',
      ['analyse ', 'lien '],
    ],
  ),
  // As the catalogues of PostgreSQL 9.3 and 16 to 18 have it; no server that writes it was at hand.
  language('pt_BR', 'LOG|ERRO|FATAL|PÂNICO|AVISO|NOTA|INFO|DEPURAÇÃO', 'DETALHE|CONTEXTO|COMANDO|DICA|CONSULTA|LOCAL', [
    'duração: % ms',
    '  comando: ',
    '  ',
    'executar ',
    'executar busca de ',
    'comando: ',
    ['análise de ', 'ligação '],
  ]),
  language(
    'it',
    'LOG|ERRORE|FATALE|PANICO|ATTENZIONE|NOTIFICA',
    'DETTAGLI|CONTESTO|ISTRUZIONE|SUGGERIMENTO|QUERY|POSIZIONE',
    [
      'durata: % ms',
      '  istruzione: ',
      '  ',
      'esecuzione di ',
      'esecuzione di fetch da ',
      'istruzione: ',
      ['analisi di ', 'bind '],
    ],
  ),
  language('ja', 'LOG|ERROR|FATAL|PANIC|WARNING', '詳細|文脈|文|ヒント|問い合わせ|場所|バックトレース', [
    '期間: % ミリ秒',
    '  文: ',
    '  ',
    '実行 ',
    '取り出し実行 ',
    '文: ',
    ['パース', 'バインド '],
  ]),
  language(
    'ka',
    'ჟურნალი|შეცდომა|ფატალური|პანიკა|გაფრთხილება|ინფორმაცია|გამართვა',
    'დეტალები|კონტექსტი|ოპერატორი|მინიშნება|მოთხოვნა|მდებარეობა|სტეკი',
    [
      'ხანგრძლივობა: % მწმ',
      '  გამოსახულება: ',
      's  ',
      'გაშვება ',
      'execute fetch from ',
      'ოპერატორი: ',
      ['-ის დამუშავება', 'მიბმა '],
    ],
  ),
  language('ko', '로그|오류|치명적오류|손상|경고|알림|정보|디버그', '상세정보|내용|명령 구문|힌트|쿼리|위치|역추적', [
    '실행시간|수행시간: % ms',
    '  명령 구문: ',
    '  ',
    '쿼리실행 ',
    '자료뽑기 ',
    '명령 구문: ',
    [' 구문분석', ' 접속'],
  ]),
  // As the catalogues of PostgreSQL 17 and 18 have it; those before had none. No server that writes it was at hand.
  language(
    'pl',
    'DZIENNIK|BŁĄD|KATASTROFALNY|PANIKA|OSTRZEŻENIE|UWAGA|INFORMACJA|DEBUG',
    'SZCZEGÓŁY|KONTEKST|WYRAŻENIE|PODPOWIEDŹ|ZAPYTANIE|POZYCJA',
    [
      'czas trwania: % ms',
      '  wyrażenie: ',
      '  ',
      'wykonanie ',
      'wykonanie pobrania z ',
      'wyrażenie: ',
      ['parsowanie ', 'dowiązanie '],
    ],
  ),
  language(
    'ru',
    'СООБЩЕНИЕ|ОШИБКА|ВАЖНО|ПАНИКА|ПРЕДУПРЕЖДЕНИЕ|ЗАМЕЧАНИЕ|ИНФОРМАЦИЯ|ОТЛАДКА',
    'ПОДРОБНОСТИ|КОНТЕКСТ|ОПЕРАТОР|ПОДСКАЗКА|ЗАПРОС|ПОЛОЖЕНИЕ|СТЕК',
    [
      'продолжительность: % мс',
      ', оператор: ',
      '  ',
      'выполнение ',
      'выборка из ',
      'оператор: ',
      ['разбор ', 'сообщение Bind '],
    ],
  ),
  language('sv', 'LOGG|FEL|FATALT|PANIK|VARNING|NOTIS', 'DETALJ|KONTEXT|SATS|TIPS|FRÅGA|PLATS', [
    'varaktighet: % ms',
    '  sats: ',
    '  ',
    'kör ',
    'kör hämtning från ',
    'sats: ',
    ['parse ', 'bind '],
  ]),
  // As the catalogues of PostgreSQL 13, 17 and 18 have it; no server that writes it was at hand.
  language('tr', 'LOG|HATA|ÖLÜMCÜL (FATAL)|KRİTİK|UYARI|NOT|BİLGİ|DEBUG', 'AYRINTI|ORTAM|KOMUT|İPUCU|SORGU|YER', [
    'süre: % milisaniye| ms',
    '  komut: ',
    '  ',
    'execute ',
    'execute fetch from ',
    'komut: ',
    ['parse ', 'bind '],
  ]),
  language(
    'uk',
    'ЗАПИСУВАННЯ|ПОМИЛКА|ФАТАЛЬНО|ПАНІКА|ПОПЕРЕДЖЕННЯ|ПОВІДОМЛЕННЯ|ІНФОРМАЦІЯ|НАЛАГОДЖЕННЯ',
    'ВІДОМОСТІ|КОНТЕКСТ|ІНСТРУКЦІЯ|УКАЗІВКА|ЗАПИТ|РОЗТАШУВАННЯ|ВІДСТЕЖУВАТИ',
    [
      'тривалість: % мс',
      ', оператор: ',
      ' ',
      'виконувати ',
      'виконати витягнення з ',
      'оператор: ',
      ['аналізування ', 'повідомлення bind '],
    ],
  ),
  language(
    'zh_CN',
    '日志|错误|致命错误|比致命错误还过分的错误|警告|注意|信息|调试',
    '详细信息|上下文|语句|提示|查询|位置',
    ['执行时间: % ms', ' 语句: ', ' ', '执行', '执行FETCH操作', '语句: ', [' 解析 ', '绑定']],
  ),
  // Translated anew in later minor releases (seen in 15.20).
  language('zh_CN', '日志|错误|致命错误|灾难性错误|警告|注意|信息|调试', '详情|上下文|语句|提示|查询|位置|回溯', [
    '耗时: % ms',
    '  语句: ',
    '  ',
    '执行 ',
    '执行提取，来源为 ',
    '语句: ',
    ['解析 ', '绑定 '],
  ]),
  language('zh_TW', '日誌|錯誤|致命錯誤|嚴重錯誤|警告|注意|資訊|除錯', '詳情|上下文|陳述式|提示|查詢|位置|回溯', [
    '持續時間: % 毫秒',
    '  陳述式: ',
    '  ',
    '執行 ',
    '執行擷取，來源為 ',
    '陳述式: ',
    ['解析 ', '繫結 '],
  ]),
];
