/** How a node of a plan that was really run read a table. Counts are of all loops together; null where the plan was logged without ANALYZE. */
export interface PlanAccess {
  /** As EXPLAIN names it: `Seq Scan`, `Index Scan`. */
  readonly node: string;
  /** Null where the plan does not name it. */
  readonly schema: string | null;
  readonly relation: string;
  readonly rows: number | null;
  /** Rows that were read, and that the filter removed. */
  readonly removed: number | null;
}

interface Fields {
  node: string;
  schema: string | null;
  relation: string | null;
  rows: number | null;
  loops: number;
  removed: number | null;
}

const JSON_YAML_OR_XML = /^\s*(?:- )?(?:"([^"]+)": |<([\w-]+)>|([A-Z][\w /-]*): )"?([^"<,]*)/;
const TEXT_NODE = /^\s*(?:->\s+)?([A-Z][\w ]*?Scan)(?: Backward)?(?: using .+?)? on (.+?) {2}\(cost=/;
const ACTUAL = /\(actual (?:time=\S+ )?rows=([\d.]+) loops=(\d+)\)/;
const REMOVED = /^\s*Rows Removed by Filter: (\d+)/;
const NAME = '("(?:[^"]|"")*"|[^\\s".]+)';
const RELATION = new RegExp(`^(?:${NAME}\\.)?${NAME}`);

/** The tables that an EXPLAIN's output reads, in any of its formats and in its order. */
export function planAccesses(plan: string): PlanAccess[] {
  const isText = /^[^\n]* {2}\(cost=\d/.test(plan.trimStart());
  const nodes = isText ? textNodes(plan) : fieldNodes(plan);
  return nodes.flatMap(({ node, schema, relation, rows, loops, removed }) =>
    relation === null
      ? []
      : [
          {
            node,
            schema,
            relation,
            rows: times(rows, loops),
            removed: rows === null ? null : times(removed ?? 0, loops),
          },
        ],
  );
}

function times(count: number | null, loops: number): number | null {
  return count === null ? null : Math.round(count * loops);
}

function newNode(node: string): Fields {
  return { node, schema: null, relation: null, rows: null, loops: 1, removed: null };
}

/** JSON, XML and YAML have a field on each line, the kind of a node first. */
function fieldNodes(plan: string): Fields[] {
  const nodes: Fields[] = [];
  for (const line of plan.split('\n')) {
    const [, json, xml, yaml, value = ''] = JSON_YAML_OR_XML.exec(line) ?? [];
    const name = (json ?? xml ?? yaml ?? '').replaceAll('-', ' ');
    if (name === 'Node Type') nodes.push(newNode(value));
    const node = nodes.at(-1);
    if (!node) continue;
    if (name === 'Relation Name') node.relation = value;
    else if (name === 'Schema') node.schema = value;
    else if (name === 'Actual Rows') node.rows = Number(value);
    else if (name === 'Actual Loops') node.loops = Number(value);
    else if (name === 'Rows Removed by Filter') node.removed = Number(value);
  }
  return nodes;
}

function textNodes(plan: string): Fields[] {
  const nodes: Fields[] = [];
  for (const line of plan.split('\n')) {
    const removed = REMOVED.exec(line);
    const last = nodes.at(-1);
    if (removed && last) last.removed = Number(removed[1]);
    if (!line.includes('  (cost=')) continue;
    const [, kind = '', object = ''] = TEXT_NODE.exec(line) ?? [];
    const node = newNode(kind);
    const [, schema, relation] = RELATION.exec(object) ?? [];
    node.schema = schema === undefined ? null : unquote(schema);
    // A bitmap index scan is on its index.
    if (relation !== undefined && kind !== 'Bitmap Index Scan') node.relation = unquote(relation);
    const [, rows, loops] = ACTUAL.exec(line) ?? [];
    if (rows !== undefined) node.rows = Number(rows);
    if (loops !== undefined) node.loops = Number(loops);
    nodes.push(node);
  }
  return nodes;
}

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
