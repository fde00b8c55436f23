import { readFileSync } from 'node:fs';

/**
 * SQL that makes TPC-H's tables and fills them at a scale factor, each column distributed as the specification (revision 3.0.1, 4.2.3)
 * says: what a benchmark's own generator would write, but for its texts, which are short. The same rows each time, by setseed.
 * ANALYZE is the caller's.
 */
export function tpchData(scale: number): string {
  const schema = readFileSync(new URL('../../fixtures/tpch/schema.sql', import.meta.url), 'utf8');
  const rows = (at1: number) => Math.round(at1 * scale);
  const [suppliers, parts, customers, orders] = [rows(10_000), rows(200_000), rows(150_000), rows(1_500_000)];
  const pick = (...words: readonly string[]) =>
    `(ARRAY['${words.join("','")}'])[1 + floor(random() * ${words.length})::int]`;
  const between = (least: number, most: number) => `(${least} + floor(random() * ${most - least + 1}))::int`;
  const money = (least: number, most: number) => `round((${least} + random() * ${most - least})::numeric, 2)`;
  const words = pick(
    'carefully',
    'furiously',
    'quickly',
    'slyly',
    'blithely',
    'express',
    'pending',
    'special',
    'regular',
  );
  const comment = `${words} || ' ' || ${words} || ' ' || ${pick('packages', 'requests', 'deposits', 'accounts', 'ideas')} || ' ' || ${words}`;
  const colours = pick(
    'almond',
    'antique',
    'azure',
    'beige',
    'black',
    'blue',
    'forest',
    'green',
    'ivory',
    'lime',
    'plum',
    'red',
  );
  const nations = `ALGERIA 0,ARGENTINA 1,BRAZIL 1,CANADA 1,EGYPT 4,ETHIOPIA 0,FRANCE 3,GERMANY 3,INDIA 2,INDONESIA 2,IRAN 4,IRAQ 4,JAPAN 2,JORDAN 4,KENYA 0,MOROCCO 0,MOZAMBIQUE 0,PERU 1,CHINA 2,ROMANIA 3,SAUDI ARABIA 4,VIETNAM 2,RUSSIA 3,UNITED KINGDOM 3,UNITED STATES 1`;
  // 4.2.3: the s-th of a part's four suppliers.
  const supplierOf = (part: string, s: string) =>
    `((${part} + ${s} * (${suppliers} / 4 + (${part} - 1) / ${suppliers})) % ${suppliers} + 1)`;
  const priceOf = (part: string) => `(90000 + (${part} / 10) % 20001 + 100 * (${part} % 1000)) / 100.0`;
  const phone = (nation: string) =>
    `(${nation} + 10) || '-' || ${between(100, 999)} || '-' || ${between(100, 999)} || '-' || ${between(1000, 9999)}`;
  return `${schema}
    SELECT setseed(0.42);
    INSERT INTO region SELECT i - 1, (ARRAY['AFRICA','AMERICA','ASIA','EUROPE','MIDDLE EAST'])[i], 'x' FROM generate_series(1, 5) i;
    INSERT INTO nation SELECT n - 1, regexp_replace(t, ' \\d$', ''), right(t, 1)::int, 'x'
      FROM unnest(string_to_array('${nations}', ',')) WITH ORDINALITY u (t, n);
    INSERT INTO supplier SELECT i, 'Supplier#' || lpad(i::text, 9, '0'), md5(i::text), n, ${phone('n')}, ${money(-999.99, 9999.99)},
        CASE WHEN i % 2000 = 7 THEN 'the Customer some Complaints' ELSE ${comment} END
      FROM (SELECT i, ${between(0, 24)} AS n FROM generate_series(1, ${suppliers}) i) s;
    INSERT INTO part SELECT i, ${colours} || ' ' || ${colours} || ' ' || ${colours} || ' ' || ${colours}, 'Manufacturer#' || m,
        'Brand#' || m || ${between(1, 5)},
        ${pick('STANDARD', 'SMALL', 'MEDIUM', 'LARGE', 'ECONOMY', 'PROMO')} || ' ' || ${pick('ANODIZED', 'BURNISHED', 'PLATED', 'POLISHED', 'BRUSHED')} || ' ' || ${pick('TIN', 'NICKEL', 'BRASS', 'STEEL', 'COPPER')},
        ${between(1, 50)}, ${pick('SM', 'LG', 'MED', 'JUMBO', 'WRAP')} || ' ' || ${pick('CASE', 'BOX', 'BAG', 'JAR', 'PKG', 'PACK', 'CAN', 'DRUM')},
        ${priceOf('i')}, ${words}
      FROM (SELECT i, ${between(1, 5)} AS m FROM generate_series(1, ${parts}) i) p;
    INSERT INTO partsupp SELECT p, ${supplierOf('p', 's')}, ${between(1, 9999)}, ${money(1, 1000)}, ${comment} || ' ' || ${comment} || ' ' || ${comment}
      FROM generate_series(1, ${parts}) p, generate_series(0, 3) s;
    INSERT INTO customer SELECT i, 'Customer#' || lpad(i::text, 9, '0'), md5(i::text), n, ${phone('n')}, ${money(-999.99, 9999.99)},
        ${pick('AUTOMOBILE', 'BUILDING', 'FURNITURE', 'MACHINERY', 'HOUSEHOLD')}, ${comment} || ' ' || ${comment}
      FROM (SELECT i, ${between(0, 24)} AS n FROM generate_series(1, ${customers}) i) c;
    -- A third of the customers have no orders; eight of 32 keys are used.
    CREATE TEMPORARY TABLE drawn AS SELECT (i / 8) * 32 + i % 8 + 1 AS key, 3 * ${between(0, Math.floor(customers / 3) - 1)} + 1 + (i % 2) AS customer,
        date '1992-01-01' + ${between(0, 2405)} AS day, ${between(1, 7)} AS lines FROM generate_series(0, ${orders - 1}) i;
    INSERT INTO orders SELECT key, customer, CASE WHEN day > '1995-06-17' THEN 'O' WHEN day < '1995-03-01' THEN 'F' ELSE 'P' END, ${money(1000, 450_000)}, day,
        ${pick('1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW')}, 'Clerk#' || lpad(${between(1, Math.max(1, rows(1000)))}::text, 9, '0'), 0, ${comment}
      FROM drawn;
    INSERT INTO lineitem SELECT key, p, ${supplierOf('p', 's')}, line, quantity, quantity * ${priceOf('p')}, ${between(0, 10)} / 100.0, ${between(0, 8)} / 100.0,
        CASE WHEN received > '1995-06-17' THEN 'N' ELSE ${pick('R', 'A')} END, CASE WHEN shipped > '1995-06-17' THEN 'O' ELSE 'F' END,
        shipped, day + ${between(30, 90)}, received, ${pick('DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN')},
        ${pick('REG AIR', 'AIR', 'RAIL', 'SHIP', 'TRUCK', 'MAIL', 'FOB')}, ${words} || ' ' || ${words}
      FROM (SELECT key, day, line, ${between(1, parts)} AS p, ${between(0, 3)} AS s, ${between(1, 50)} AS quantity, shipped, shipped + ${between(1, 30)} AS received
        FROM (SELECT key, day, line, day + ${between(1, 121)} AS shipped FROM drawn, generate_series(1, lines) line) a) b;
    DROP TABLE drawn;`;
}
