import { constantText, strings } from './ast.ts';
import type { TypeName } from './parser.ts';
import { quoteIdentifier } from './quote.ts';

/** Names of the grammar's own types (pg_catalog) as format_type() spells them. */
const SPELLINGS: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  varchar: 'character varying',
  bpchar: 'character',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
  timetz: 'time with time zone',
  varbit: 'bit varying',
};

/** `numeric(15,2)`, `text[]`, `public.mood`; null for what has no plain spelling (interval fields, %TYPE). */
export function spellType(type: TypeName): string | null {
  const names = strings(type.names);
  const local = names.at(-1);
  if (local === undefined || type.pct_type || type.setof) return null;
  const spelled = SPELLINGS[local] ?? local;
  // The grammar's own types are keywords and stand bare; `char` alone is another type than `"char"`.
  const isGrammars = names.length > 1 && names[0] === 'pg_catalog' && local !== 'char';
  const isBuiltin = isGrammars || (names.length === 1 && SPELLINGS[local] !== undefined);
  const head = isBuiltin ? spelled : (names[0] === 'pg_catalog' ? [local] : names).map(quoteIdentifier).join('.');
  const modifiers: string[] = [];
  for (const node of type.typmods ?? []) {
    const text = 'A_Const' in node ? constantText(node.A_Const) : null;
    if (text === null) return null;
    modifiers.push(text);
  }
  const suffix = modifiers.length > 0 ? `(${modifiers.join(',')})` : '';
  // `timestamp(3) with time zone`
  const zone = / with(out)? time zone$/.exec(head)?.[0] ?? '';
  return head.slice(0, head.length - zone.length) + suffix + zone + '[]'.repeat(type.arrayBounds?.length ?? 0);
}
