function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}

/** Reserved words, no column can be named so, after which an expression begins: a minus after one is a sign. */
const RESERVED_BEFORE_EXPRESSION = `
  all and any array as asymmetric between both case check collate default distinct do else except fetch for from group having ilike in
  intersect into leading like limit not offset on only or order placing returning select similar some symmetric then to
  trailing union using values variadic when where window with
`;

export const BEFORE_OPERAND = words(RESERVED_BEFORE_EXPRESSION);

/** Words before which no type's name can stand in front of a literal, as it does in `date '…'`. */
export const BEFORE_EXPRESSION = words(`
  ${RESERVED_BEFORE_EXPRESSION}
  after before by content delimiter document end escape exists filter first following is isnull join key last lateral next notnull
  null nothing overlaps partition passing path preceding range recursive ref repeatable return row rows set similarly tablesample
  true false uescape unknown value version within xmlattributes xmlconcat
`);

/** Keywords that stand before a parenthesis with a blank, unlike the name of a function. */
export const SPACED_BEFORE_PARENTHESIS = words(`
  all and any as between by case check cross distinct else end except exists filter following for from group having ilike in inner
  insert intersect into is join key lateral left like limit materialized merge natural not offset on only or order outer over
  partition range recursive references returning right select set similar some then to union using values when where window with
  within
`);

/** Keywords that end a GROUP BY or ORDER BY list. */
export const AFTER_BY_LIST = words(
  'select union intersect except having window limit offset fetch for values returning on range rows groups from where',
);

/** Words that may follow the first one of a type's name. */
export const TYPE_CONTINUATION = words('precision varying with without time zone');

/** What comes after AS besides the names of types and columns: a parenthesis after one of these holds no modifiers. */
export const NO_NAME_AFTER_AS = words('select values materialized');

/** `interval '1' day to second`. */
export const INTERVAL_FIELDS = words('year month day hour minute second to');

/** Types with modifiers, where a column is declared: `AS t(a numeric(10,2))`. */
export const MODIFIED_TYPES = words(
  'varchar char character bpchar numeric decimal dec bit varbit float time timestamp interval',
);

/** Functions without parentheses of their own, but with an optional precision. */
export const CLOCKS = words('current_time current_timestamp localtime localtimestamp');

/** What EXTRACT takes from a time, as datetime.c of PostgreSQL 18 knows it; any other text there is a value that somebody mistook for one. */
export const TIME_FIELDS = words(`
  c cent centuries century d day days dec decade decades decs dow doy epoch h hour hours hr hrs isodow isoyear julian m microsecond
  microseconds mil millennia millennium millisecond milliseconds mils min mins minute minutes mon mons month months ms msec msecond
  mseconds msecs qtr quarter s sec second seconds secs timezone timezone_hour timezone_minute us usec usecond useconds usecs w week
  weeks y year years yr yrs
`);
