import type { Catalog, ColumnStatistics } from '../src/catalog/model.ts';
import { aCatalog, aTable, type ColumnSpec } from '../test/support/catalog-builder.ts';
import { keyed } from './keyed.ts';

/**
 * The tables of TPC-DS at scale 1 (seven of facts, 17 of dimensions) with their rows and primary keys, and the columns that the queries below
 * name: `column/distinct values`, with `t` behind it for text, `n` for numeric; `*` for a share of nulls of 4 %. Statistics are invented.
 */
const TABLES: Readonly<Record<string, readonly [rows: number, primaryKey: string, columns: string]>> = {
  store_sales: [
    2_880_404, 'ss_item_sk,ss_ticket_number',
    'ss_sold_date_sk/1823* ss_sold_time_sk/45000* ss_item_sk/18000 ss_customer_sk/100000* ss_cdemo_sk/1200000* ss_hdemo_sk/7200* ss_addr_sk/50000* ss_store_sk/6* ss_promo_sk/300* ss_ticket_number/240000 ss_quantity/100* ss_wholesale_cost/9900n* ss_list_price/19000n* ss_sales_price/20000n* ss_ext_discount_amt/200000n* ss_ext_sales_price/600000n* ss_ext_wholesale_cost/300000n* ss_coupon_amt/200000n* ss_net_paid/800000n* ss_net_profit/900000n*',
  ],
  store_returns: [
    287_514, 'sr_item_sk,sr_ticket_number',
    'sr_returned_date_sk/2003* sr_item_sk/18000 sr_customer_sk/91000* sr_cdemo_sk/240000* sr_store_sk/6* sr_reason_sk/35* sr_ticket_number/168000 sr_return_quantity/100* sr_return_amt/130000n* sr_net_loss/80000n*',
  ],
  catalog_sales: [
    1_441_548, 'cs_item_sk,cs_order_number',
    'cs_sold_date_sk/1830* cs_sold_time_sk/70000* cs_ship_date_sk/1900* cs_bill_customer_sk/77000* cs_bill_cdemo_sk/140000* cs_bill_hdemo_sk/7200* cs_bill_addr_sk/48000* cs_ship_addr_sk/48000* cs_call_center_sk/6* cs_catalog_page_sk/8800* cs_ship_mode_sk/20* cs_warehouse_sk/5* cs_item_sk/18000 cs_promo_sk/300* cs_order_number/160000 cs_quantity/100* cs_list_price/29000n* cs_sales_price/29000n* cs_ext_sales_price/500000n* cs_coupon_amt/160000n* cs_ext_discount_amt/400000n* cs_ext_ship_cost/260000n* cs_net_profit/700000n*',
  ],
  catalog_returns: [
    144_067, 'cr_item_sk,cr_order_number',
    'cr_returned_date_sk/2100* cr_item_sk/18000 cr_returning_customer_sk/75000* cr_returning_addr_sk/47000* cr_call_center_sk/6* cr_order_number/94000 cr_return_amount/80000n* cr_return_amt_inc_tax/90000n* cr_net_loss/60000n* cr_reason_sk/35* cr_warehouse_sk/5*',
  ],
  web_sales: [
    719_384, 'ws_item_sk,ws_order_number',
    'ws_sold_date_sk/1823* ws_sold_time_sk/60000* ws_ship_date_sk/1950* ws_item_sk/18000 ws_bill_customer_sk/45000* ws_bill_addr_sk/35000* ws_ship_customer_sk/45000* ws_ship_addr_sk/35000* ws_ship_hdemo_sk/7200* ws_web_page_sk/60* ws_web_site_sk/30* ws_ship_mode_sk/20* ws_warehouse_sk/5* ws_promo_sk/300* ws_order_number/60000 ws_quantity/100* ws_sales_price/29000n* ws_ext_sales_price/300000n* ws_ext_discount_amt/250000n* ws_ext_ship_cost/150000n* ws_net_paid/400000n* ws_net_profit/400000n*',
  ],
  web_returns: [
    71_763, 'wr_item_sk,wr_order_number',
    'wr_returned_date_sk/2180* wr_item_sk/17600 wr_refunded_cdemo_sk/56000* wr_returning_customer_sk/46000* wr_returning_addr_sk/37000* wr_web_page_sk/60* wr_reason_sk/35* wr_order_number/42000 wr_return_quantity/100* wr_return_amt/43000n* wr_fee/10000n* wr_net_loss/40000n*',
  ],
  inventory: [11_745_000, 'inv_date_sk,inv_item_sk,inv_warehouse_sk', 'inv_date_sk/261 inv_item_sk/18000 inv_warehouse_sk/5 inv_quantity_on_hand/1000*'],
  customer: [
    100_000, 'c_customer_sk',
    'c_customer_sk/-1 c_customer_id/-1t c_current_cdemo_sk/95000* c_current_hdemo_sk/7200* c_current_addr_sk/43000 c_first_name/5100t* c_last_name/5000t* c_birth_month/12* c_birth_year/69* c_birth_country/211t* c_preferred_cust_flag/2t*',
  ],
  customer_address: [50_000, 'ca_address_sk', 'ca_address_sk/-1 ca_city/977t* ca_county/1850t* ca_state/51t* ca_zip/7600t* ca_country/1t* ca_gmt_offset/6n*'],
  customer_demographics: [1_920_800, 'cd_demo_sk', 'cd_demo_sk/-1 cd_gender/2t cd_marital_status/5t cd_education_status/7t cd_purchase_estimate/20 cd_credit_rating/4t cd_dep_count/7'],
  household_demographics: [7_200, 'hd_demo_sk', 'hd_demo_sk/-1 hd_income_band_sk/20 hd_buy_potential/6t hd_dep_count/10 hd_vehicle_count/6'],
  date_dim: [73_049, 'd_date_sk', 'd_date_sk/-1 d_date_id/-1t d_month_seq/2400 d_week_seq/10400 d_year/201 d_moy/12 d_dom/31 d_qoy/4 d_dow/7 d_day_name/7t d_quarter_name/800t'],
  time_dim: [86_400, 't_time_sk', 't_time_sk/-1 t_hour/24 t_minute/60 t_meal_time/3t*'],
  item: [18_000, 'i_item_sk', 'i_item_sk/-1 i_item_id/9000t i_item_desc/13600t* i_current_price/3700n* i_brand_id/950* i_brand/715t* i_class_id/16* i_class/99t* i_category_id/10* i_category/10t* i_manufact_id/1000* i_manufact/999t* i_size/7t* i_color/92t* i_units/21t* i_manager_id/100* i_product_name/17900t*'],
  store: [12, 's_store_sk', 's_store_sk/-1 s_store_id/6t s_store_name/6t s_number_employees/10 s_state/1t s_county/1t s_gmt_offset/1n s_zip/8t s_city/2t'],
  promotion: [300, 'p_promo_sk', 'p_promo_sk/-1 p_channel_dmail/2t p_channel_email/1t p_channel_event/1t p_channel_tv/1t'],
  warehouse: [5, 'w_warehouse_sk', 'w_warehouse_sk/-1 w_warehouse_name/5t w_state/1t'],
  web_site: [30, 'web_site_sk', 'web_site_sk/-1 web_site_id/15t web_name/5t web_company_name/6t'],
  web_page: [60, 'wp_web_page_sk', 'wp_web_page_sk/-1 wp_char_count/50'],
  call_center: [6, 'cc_call_center_sk', 'cc_call_center_sk/-1 cc_name/3t cc_county/1t cc_manager/5t'],
  catalog_page: [11_718, 'cp_catalog_page_sk', 'cp_catalog_page_sk/-1 cp_catalog_page_id/-1t'],
  ship_mode: [20, 'sm_ship_mode_sk', 'sm_ship_mode_sk/-1 sm_type/6t'],
  reason: [35, 'r_reason_sk', 'r_reason_sk/-1 r_reason_desc/34t'],
  income_band: [20, 'ib_income_band_sk', 'ib_income_band_sk/-1 ib_lower_bound/20 ib_upper_bound/20'],
}; // prettier-ignore

const PLANNING = { random_page_cost: '1.1', work_mem: '65536', effective_cache_size: '524288' };

/** Of 24 tables with some 19 million rows; primary keys and no other index. */
export function retailCatalog(): Catalog {
  const relations = Object.entries(TABLES).map(([name, [rows, primaryKey, spec]]) => {
    const columns = spec.split(' ').map((text): [string, ColumnSpec] => columnOf(text, rows, primaryKey.split(',')));
    const bytes = columns.reduce((sum, [, { statistics }]) => sum + (statistics?.averageWidth ?? 4), 28);
    const pages = Math.max(1, Math.ceil((rows * bytes) / 8000));
    const table = aTable(name, {
      rows,
      columns: Object.fromEntries(columns),
      primaryKey: primaryKey.split(','),
      with: { pages, allVisiblePages: pages, sizeBytes: pages * 8192, totalBytes: pages * 8192 },
    });
    const keyPages = Math.ceil(rows / 330) + 1;
    const sizes = { pages: keyPages, tuples: rows, sizeBytes: keyPages * 8192 };
    return { ...table, indexes: table.indexes.map((index) => ({ ...index, ...sizes })) };
  });
  const settings: Catalog['settings'] = Object.fromEntries(
    Object.entries(PLANNING).map(([name, value]) => [name, { value, unit: null, source: 'configuration file' }]),
  );
  return { ...keyed(aCatalog(...relations)), settings };
}

function columnOf(text: string, rows: number, primaryKey: readonly string[]): [string, ColumnSpec] {
  const [, name = '', count = '', kind = '', nulls = ''] = /^(\w+)\/(-?\d+)([tn]?)(\*?)$/.exec(text) ?? [];
  const type = kind === 't' ? 'text' : kind === 'n' ? 'numeric' : 'integer';
  const distinct = Number(count) < 0 ? -1 : Math.min(Number(count), rows);
  // Facts stand in the order of their first key, dimensions in that of their number.
  const correlation = name === primaryKey[0] && primaryKey.length === 1 ? 1 : 0.05;
  return [
    name,
    { type, notNull: primaryKey.includes(name), statistics: statistics(type, distinct, rows, nulls === '*' ? 0.04 : 0, correlation) },
  ]; // prettier-ignore
}

function statistics(
  type: string,
  distinct: number,
  rows: number,
  nullFraction: number,
  correlation: number,
): ColumnStatistics {
  const values = distinct < 0 ? rows : distinct;
  const value = (share: number) => {
    const number = 1 + Math.floor(share * Math.max(0, values - 1));
    return type === 'text' ? `v${String(number).padStart(7, '0')}` : String(number);
  };
  const few = values <= 100 && values > 0 && distinct > 0;
  const common = few
    ? [...new Set(Array.from({ length: values }, (_, at) => value(at / Math.max(1, values - 1))))]
    : [];
  const bounds = [...new Set(Array.from({ length: 101 }, (_, at) => value(at / 100)))];
  return {
    nullFraction, distinct, correlation,
    averageWidth: type === 'text' ? 12 : type === 'numeric' ? 6 : 4,
    mostCommonValues: few ? `{${common.join(',')}}` : null,
    mostCommonFrequencies: few ? common.map(() => (1 - nullFraction) / common.length) : null,
    histogramBounds: few || bounds.length < 2 ? null : `{${bounds.join(',')}}`,
    mostCommonElements: null, mostCommonElementFrequencies: null, elementCountHistogram: null,
  }; // prettier-ignore
}

const text = (number: number) => `'v${String(number).padStart(7, '0')}'`;

/** The shapes of 36 of the 99 queries, by hand and shortened: joins, filters, groups and orders as they are, fewer columns. */
export const RETAIL_QUERIES: readonly string[] = [
  `WITH ctr AS (SELECT sr_customer_sk AS ck, sr_store_sk AS sk, sum(sr_return_amt) AS total FROM store_returns JOIN date_dim ON sr_returned_date_sk = d_date_sk WHERE d_year = 100 GROUP BY 1, 2) SELECT c_customer_id FROM ctr c1 JOIN store ON s_store_sk = c1.sk JOIN customer ON c1.ck = c_customer_sk WHERE c1.total > (SELECT avg(total) * 1.2 FROM ctr c2 WHERE c1.sk = c2.sk) AND s_state = ${text(1)} ORDER BY c_customer_id LIMIT 100`,
  `SELECT d_year, i_brand_id, i_brand, sum(ss_ext_sales_price) FROM date_dim, store_sales, item WHERE d_date_sk = ss_sold_date_sk AND ss_item_sk = i_item_sk AND i_manufact_id = 128 AND d_moy = 11 GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC LIMIT 100`,
  `SELECT a.ca_state, count(*) FROM customer_address a, customer c, store_sales s, date_dim d, item i WHERE a.ca_address_sk = c.c_current_addr_sk AND c.c_customer_sk = s.ss_customer_sk AND s.ss_sold_date_sk = d.d_date_sk AND s.ss_item_sk = i.i_item_sk AND d.d_month_seq = 1200 AND i.i_current_price > 1.2 * (SELECT avg(j.i_current_price) FROM item j WHERE j.i_category = i.i_category) GROUP BY 1 HAVING count(*) >= 10 ORDER BY 2 LIMIT 100`,
  `SELECT i_item_id, avg(ss_quantity), avg(ss_list_price) FROM store_sales, customer_demographics, date_dim, item, promotion WHERE ss_sold_date_sk = d_date_sk AND ss_item_sk = i_item_sk AND ss_cdemo_sk = cd_demo_sk AND ss_promo_sk = p_promo_sk AND cd_gender = ${text(1)} AND cd_marital_status = ${text(2)} AND cd_education_status = ${text(3)} AND (p_channel_email = ${text(1)} OR p_channel_event = ${text(1)}) AND d_year = 100 GROUP BY 1 ORDER BY 1 LIMIT 100`,
  `SELECT s_store_name, sum(ss_net_profit) FROM store_sales, date_dim, store, customer_address, customer WHERE ss_store_sk = s_store_sk AND ss_sold_date_sk = d_date_sk AND d_qoy = 2 AND d_year = 98 AND c_current_addr_sk = ca_address_sk AND ss_customer_sk = c_customer_sk AND ca_zip = ${text(900)} GROUP BY 1 ORDER BY 1`,
  `SELECT cd_gender, cd_marital_status, count(*) FROM customer c, customer_address ca, customer_demographics WHERE c.c_current_addr_sk = ca.ca_address_sk AND ca_county IN (${text(5)}, ${text(70)}) AND cd_demo_sk = c.c_current_cdemo_sk AND EXISTS (SELECT 1 FROM store_sales, date_dim WHERE c.c_customer_sk = ss_customer_sk AND ss_sold_date_sk = d_date_sk AND d_year = 102 AND d_moy BETWEEN 1 AND 4) AND (EXISTS (SELECT 1 FROM web_sales, date_dim WHERE c.c_customer_sk = ws_bill_customer_sk AND ws_sold_date_sk = d_date_sk AND d_year = 102) OR EXISTS (SELECT 1 FROM catalog_sales, date_dim WHERE c.c_customer_sk = cs_bill_customer_sk AND cs_sold_date_sk = d_date_sk AND d_year = 102)) GROUP BY 1, 2 LIMIT 100`,
  `SELECT i_item_id, i_class, sum(ws_ext_sales_price) FROM web_sales, item, date_dim WHERE ws_item_sk = i_item_sk AND i_category IN (${text(1)}, ${text(4)}) AND ws_sold_date_sk = d_date_sk AND d_date_sk BETWEEN 40000 AND 40030 GROUP BY 1, 2 ORDER BY 1 LIMIT 100`,
  `SELECT avg(ss_quantity), sum(ss_ext_wholesale_cost) FROM store_sales, store, customer_demographics, household_demographics, date_dim WHERE s_store_sk = ss_store_sk AND ss_sold_date_sk = d_date_sk AND d_year = 101 AND ss_hdemo_sk = hd_demo_sk AND cd_demo_sk = ss_cdemo_sk AND cd_marital_status = ${text(2)} AND cd_education_status = ${text(4)} AND ss_sales_price BETWEEN 100 AND 150 AND hd_dep_count = 3`,
  `SELECT ca_zip, sum(cs_sales_price) FROM catalog_sales, customer, customer_address, date_dim WHERE cs_bill_customer_sk = c_customer_sk AND c_current_addr_sk = ca_address_sk AND ca_state = ${text(5)} AND cs_sold_date_sk = d_date_sk AND d_qoy = 2 AND d_year = 101 GROUP BY 1 ORDER BY 1 LIMIT 100`,
  `SELECT count(DISTINCT cs_order_number), sum(cs_ext_ship_cost) FROM catalog_sales cs1, date_dim, customer_address, call_center WHERE d_date_sk BETWEEN 40000 AND 40060 AND cs1.cs_ship_date_sk = d_date_sk AND cs1.cs_ship_addr_sk = ca_address_sk AND ca_state = ${text(10)} AND cs1.cs_call_center_sk = cc_call_center_sk AND EXISTS (SELECT 1 FROM catalog_sales cs2 WHERE cs1.cs_order_number = cs2.cs_order_number AND cs1.cs_warehouse_sk <> cs2.cs_warehouse_sk) AND NOT EXISTS (SELECT 1 FROM catalog_returns cr1 WHERE cs1.cs_order_number = cr1.cr_order_number)`,
  `SELECT i_item_id, s_state, count(ss_quantity), avg(sr_return_quantity), avg(cs_quantity) FROM store_sales, store_returns, catalog_sales, date_dim d1, date_dim d2, date_dim d3, store, item WHERE d1.d_quarter_name = ${text(400)} AND d1.d_date_sk = ss_sold_date_sk AND i_item_sk = ss_item_sk AND s_store_sk = ss_store_sk AND ss_customer_sk = sr_customer_sk AND ss_item_sk = sr_item_sk AND ss_ticket_number = sr_ticket_number AND sr_returned_date_sk = d2.d_date_sk AND d2.d_year = 101 AND sr_customer_sk = cs_bill_customer_sk AND sr_item_sk = cs_item_sk AND cs_sold_date_sk = d3.d_date_sk AND d3.d_year = 101 GROUP BY 1, 2 ORDER BY 1 LIMIT 100`,
  `SELECT i_item_id, ca_state, avg(cs_quantity) FROM catalog_sales, customer_demographics, customer, customer_address, date_dim, item WHERE cs_sold_date_sk = d_date_sk AND cs_item_sk = i_item_sk AND cs_bill_cdemo_sk = cd_demo_sk AND cs_bill_customer_sk = c_customer_sk AND cd_gender = ${text(2)} AND cd_education_status = ${text(1)} AND c_current_addr_sk = ca_address_sk AND c_birth_month IN (1, 6, 8) AND d_year = 98 GROUP BY 1, 2 LIMIT 100`,
  `SELECT i_brand_id, i_manufact_id, sum(ss_ext_sales_price) FROM date_dim, store_sales, item, customer, customer_address, store WHERE d_date_sk = ss_sold_date_sk AND ss_item_sk = i_item_sk AND i_manager_id = 8 AND d_moy = 11 AND d_year = 98 AND ss_customer_sk = c_customer_sk AND c_current_addr_sk = ca_address_sk AND ca_zip <> s_zip AND ss_store_sk = s_store_sk GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 100`,
  `SELECT w_warehouse_name, i_item_id, sum(inv_quantity_on_hand) FROM inventory, warehouse, item, date_dim WHERE i_current_price BETWEEN 100 AND 110 AND i_item_sk = inv_item_sk AND inv_warehouse_sk = w_warehouse_sk AND inv_date_sk = d_date_sk AND d_date_sk BETWEEN 40000 AND 40060 GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 100`,
  `SELECT c_last_name, c_first_name, sum(ss_net_paid) FROM store_sales, store_returns, store, item, customer, customer_address WHERE ss_ticket_number = sr_ticket_number AND ss_item_sk = sr_item_sk AND ss_customer_sk = c_customer_sk AND ss_item_sk = i_item_sk AND ss_store_sk = s_store_sk AND c_current_addr_sk = ca_address_sk AND i_color = ${text(40)} AND s_county = ${text(1)} GROUP BY 1, 2`,
  `SELECT i_item_id, s_store_id, sum(ss_net_profit), sum(sr_net_loss) FROM store_sales, store_returns, date_dim d1, date_dim d2, store, item WHERE d1.d_moy = 4 AND d1.d_year = 100 AND d1.d_date_sk = ss_sold_date_sk AND i_item_sk = ss_item_sk AND s_store_sk = ss_store_sk AND ss_customer_sk = sr_customer_sk AND ss_item_sk = sr_item_sk AND ss_ticket_number = sr_ticket_number AND sr_returned_date_sk = d2.d_date_sk AND d2.d_moy BETWEEN 4 AND 10 AND d2.d_year = 100 GROUP BY 1, 2 ORDER BY 1 LIMIT 100`,
  `SELECT sum(cs_ext_discount_amt) FROM catalog_sales, item, date_dim WHERE i_manufact_id = 977 AND i_item_sk = cs_item_sk AND d_date_sk BETWEEN 40000 AND 40090 AND d_date_sk = cs_sold_date_sk AND cs_ext_discount_amt > (SELECT 1.3 * avg(c.cs_ext_discount_amt) FROM catalog_sales c, date_dim d WHERE c.cs_item_sk = i_item_sk AND d.d_date_sk BETWEEN 40000 AND 40090 AND d.d_date_sk = c.cs_sold_date_sk)`,
  `SELECT c_last_name, c_first_name, ss_ticket_number, cnt FROM (SELECT ss_ticket_number, ss_customer_sk, count(*) AS cnt FROM store_sales, date_dim, store, household_demographics WHERE ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk AND ss_hdemo_sk = hd_demo_sk AND d_dom BETWEEN 1 AND 3 AND hd_buy_potential = ${text(2)} AND d_year IN (98, 99) GROUP BY 1, 2) dn, customer WHERE ss_customer_sk = c_customer_sk AND cnt BETWEEN 15 AND 20 ORDER BY 1`,
  `SELECT i_item_id, i_item_desc, i_current_price FROM item, inventory, date_dim, catalog_sales WHERE i_current_price BETWEEN 68 AND 98 AND inv_item_sk = i_item_sk AND d_date_sk = inv_date_sk AND d_date_sk BETWEEN 40000 AND 40060 AND i_manufact_id IN (677, 940, 694, 808) AND inv_quantity_on_hand BETWEEN 100 AND 500 AND cs_item_sk = i_item_sk GROUP BY 1, 2, 3 ORDER BY 1 LIMIT 100`,
  `SELECT w_state, i_item_id, sum(cs_sales_price) FROM catalog_sales LEFT JOIN catalog_returns ON cs_order_number = cr_order_number AND cs_item_sk = cr_item_sk, warehouse, item, date_dim WHERE i_current_price BETWEEN 10 AND 12 AND i_item_sk = cs_item_sk AND cs_warehouse_sk = w_warehouse_sk AND cs_sold_date_sk = d_date_sk AND d_date_sk BETWEEN 40000 AND 40060 GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 100`,
  `SELECT d_year, i_category_id, i_category, sum(ss_ext_sales_price) FROM date_dim, store_sales, item WHERE d_date_sk = ss_sold_date_sk AND ss_item_sk = i_item_sk AND i_manager_id = 1 AND d_moy = 11 AND d_year = 100 GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT 100`,
  `SELECT ca_zip, ca_city, sum(ws_sales_price) FROM web_sales, customer, customer_address, date_dim, item WHERE ws_bill_customer_sk = c_customer_sk AND c_current_addr_sk = ca_address_sk AND ws_item_sk = i_item_sk AND i_item_sk IN (2, 3, 5, 7, 11, 13, 17, 19, 23, 29) AND ws_sold_date_sk = d_date_sk AND d_qoy = 2 AND d_year = 101 GROUP BY 1, 2 ORDER BY 1 LIMIT 100`,
  `SELECT sum(ss_quantity) FROM store_sales, store, customer_demographics, customer_address, date_dim WHERE s_store_sk = ss_store_sk AND ss_sold_date_sk = d_date_sk AND d_year = 100 AND cd_demo_sk = ss_cdemo_sk AND cd_marital_status = ${text(1)} AND cd_education_status = ${text(5)} AND ss_addr_sk = ca_address_sk AND ca_state IN (${text(1)}, ${text(9)}, ${text(22)}) AND ss_net_profit BETWEEN 0 AND 2000`,
  `SELECT s_store_name, sum(CASE WHEN sr_returned_date_sk - ss_sold_date_sk <= 30 THEN 1 ELSE 0 END) FROM store_sales, store_returns, store, date_dim WHERE d_year = 101 AND d_moy = 8 AND ss_ticket_number = sr_ticket_number AND ss_item_sk = sr_item_sk AND sr_returned_date_sk = d_date_sk AND ss_customer_sk = sr_customer_sk AND ss_store_sk = s_store_sk GROUP BY 1 ORDER BY 1 LIMIT 100`,
  `SELECT i_brand_id, t_hour, t_minute, sum(ext_price) FROM item, (SELECT ws_ext_sales_price AS ext_price, ws_sold_date_sk AS date_sk, ws_item_sk AS item_sk, ws_sold_time_sk AS time_sk FROM web_sales UNION ALL SELECT cs_ext_sales_price, cs_sold_date_sk, cs_item_sk, cs_sold_time_sk FROM catalog_sales UNION ALL SELECT ss_ext_sales_price, ss_sold_date_sk, ss_item_sk, ss_sold_time_sk FROM store_sales) sold, time_dim, date_dim WHERE item_sk = i_item_sk AND i_manager_id = 1 AND time_sk = t_time_sk AND date_sk = d_date_sk AND d_moy = 11 AND d_year = 99 AND t_meal_time = ${text(1)} GROUP BY 1, 2, 3`,
  `SELECT i_item_desc, w_warehouse_name, d1.d_week_seq, count(*) FROM catalog_sales JOIN inventory ON cs_item_sk = inv_item_sk JOIN warehouse ON w_warehouse_sk = inv_warehouse_sk JOIN item ON i_item_sk = cs_item_sk JOIN customer_demographics ON cs_bill_cdemo_sk = cd_demo_sk JOIN household_demographics ON cs_bill_hdemo_sk = hd_demo_sk JOIN date_dim d1 ON cs_sold_date_sk = d1.d_date_sk JOIN date_dim d2 ON inv_date_sk = d2.d_date_sk WHERE d1.d_week_seq = d2.d_week_seq AND inv_quantity_on_hand < cs_quantity AND hd_buy_potential = ${text(3)} AND d1.d_year = 99 AND cd_marital_status = ${text(4)} GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT 100`,
  `SELECT c_last_name, c_first_name, ca_city, ss_ticket_number, sum(ss_coupon_amt), sum(ss_net_profit) FROM store_sales, date_dim, store, household_demographics, customer_address, customer WHERE ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk AND ss_hdemo_sk = hd_demo_sk AND ss_addr_sk = ca_address_sk AND ss_customer_sk = c_customer_sk AND (hd_dep_count = 6 OR hd_vehicle_count > 2) AND d_dow = 1 AND d_year IN (98, 99) GROUP BY 1, 2, 3, 4 ORDER BY 1 LIMIT 100`,
  `SELECT cc_name, i_category, i_brand, d_year, d_moy, sum(cs_sales_price) FROM item, catalog_sales, date_dim, call_center WHERE cs_item_sk = i_item_sk AND cs_sold_date_sk = d_date_sk AND cc_call_center_sk = cs_call_center_sk AND d_year = 99 AND i_category = ${text(7)} GROUP BY 1, 2, 3, 4, 5`,
  `SELECT ca_state, cr_returning_customer_sk, sum(cr_return_amt_inc_tax) FROM catalog_returns, date_dim, customer_address WHERE cr_returned_date_sk = d_date_sk AND d_year = 100 AND cr_returning_addr_sk = ca_address_sk GROUP BY 1, 2`,
  `SELECT count(*) FROM store_sales, store_returns, reason WHERE sr_item_sk = ss_item_sk AND sr_ticket_number = ss_ticket_number AND sr_reason_sk = r_reason_sk AND r_reason_desc = ${text(28)}`,
  `SELECT r_reason_desc, avg(ws_quantity), avg(wr_fee) FROM web_sales, web_returns, web_page, customer_demographics, date_dim, reason WHERE ws_web_page_sk = wp_web_page_sk AND ws_item_sk = wr_item_sk AND ws_order_number = wr_order_number AND ws_sold_date_sk = d_date_sk AND d_year = 100 AND cd_demo_sk = wr_refunded_cdemo_sk AND r_reason_sk = wr_reason_sk AND cd_marital_status = ${text(1)} AND ws_sales_price BETWEEN 100 AND 150 GROUP BY 1 ORDER BY 1 LIMIT 100`,
  `SELECT count(*) FROM store_sales, household_demographics, time_dim, store WHERE ss_sold_time_sk = t_time_sk AND ss_hdemo_sk = hd_demo_sk AND ss_store_sk = s_store_sk AND t_hour = 20 AND t_minute >= 30 AND hd_dep_count = 7 AND s_store_name = ${text(3)}`,
  `SELECT cc_name, cc_manager, sum(cr_net_loss) FROM call_center, catalog_returns, date_dim, customer, customer_address, customer_demographics WHERE cr_call_center_sk = cc_call_center_sk AND cr_returned_date_sk = d_date_sk AND cr_returning_customer_sk = c_customer_sk AND cd_demo_sk = c_current_cdemo_sk AND ca_address_sk = c_current_addr_sk AND d_year = 98 AND d_moy = 11 AND cd_education_status = ${text(3)} AND ca_gmt_offset = 3 GROUP BY 1, 2 ORDER BY 3 DESC`,
  `SELECT sum(ws_ext_discount_amt) FROM web_sales, item, date_dim WHERE i_manufact_id = 350 AND i_item_sk = ws_item_sk AND d_date_sk BETWEEN 40000 AND 40090 AND d_date_sk = ws_sold_date_sk AND ws_ext_discount_amt > (SELECT 1.3 * avg(w.ws_ext_discount_amt) FROM web_sales w, date_dim d WHERE w.ws_item_sk = i_item_sk AND d.d_date_sk BETWEEN 40000 AND 40090 AND d.d_date_sk = w.ws_sold_date_sk)`,
  `SELECT count(DISTINCT ws_order_number), sum(ws_ext_ship_cost) FROM web_sales ws1, date_dim, customer_address, web_site WHERE d_date_sk BETWEEN 40000 AND 40060 AND ws1.ws_ship_date_sk = d_date_sk AND ws1.ws_ship_addr_sk = ca_address_sk AND ca_state = ${text(15)} AND ws1.ws_web_site_sk = web_site_sk AND web_company_name = ${text(2)} AND ws1.ws_order_number IN (SELECT wr_order_number FROM web_returns)`,
  `SELECT sm_type, web_name, count(*) FROM web_sales, warehouse, ship_mode, web_site, date_dim WHERE d_month_seq BETWEEN 1200 AND 1211 AND ws_ship_date_sk = d_date_sk AND ws_warehouse_sk = w_warehouse_sk AND ws_ship_mode_sk = sm_ship_mode_sk AND ws_web_site_sk = web_site_sk GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 100`,
];
