import type { Catalog } from '../src/catalog/model.ts';
import { inventedCatalog, type InventedTables } from './invented.ts';

/** Tables as a site of questions and answers has them, in the manner of Stack Exchange's published data. Statistics are invented. */
const TABLES: InventedTables = {
  users: [
    1_200_000, 'id',
    'id/-1 display_name/900000t email_hash/1150000t account_id/-1 reputation/20000 created_at/-1d last_access_at/1100000d location/40000t*0.7 up_votes/3000 down_votes/600 views/2000',
  ],
  posts: [
    5_000_000, 'id',
    'id/-1 post_type_id/2 parent_id/1600000*0.45 accepted_answer_id/900000*0.8 owner_id/700000* last_editor_id/200000*0.5 created_at/-1d last_activity_at/4800000d score/500 view_count/30000*0.55 answer_count/40*0.55 comment_count/60 favorite_count/300*0.8 title/2100000t*0.55 closed_at/90000d*0.97 community_owned_at/30000d*0.98 body/4900000t',
  ],
  comments: [9_000_000, 'id', 'id/-1 post_id/3000000 user_id/450000* score/100 created_at/-1d body/8900000t'],
  votes: [18_000_000, 'id', 'id/-1 post_id/4200000 vote_type_id/15 user_id/100000*0.9 created_at/5000d bounty_amount/20*0.99'],
  badges: [3_000_000, 'id', 'id/-1 user_id/900000 name/110t class/3 is_tag_based/2 created_at/-1d'],
  post_history: [
    12_000_000, 'id',
    'id/-1 post_id/4900000 history_type_id/20 user_id/650000* created_at/-1d revision/9000000t comment/400000t*0.7',
  ],
  post_links: [400_000, 'id', 'id/-1 post_id/300000 related_post_id/150000 link_type_id/2 created_at/-1d'],
  tags: [3_500, 'id', 'id/-1 name/-1t post_count/2000 wiki_post_id/3000*0.3'],
  post_tags: [6_500_000, 'post_id,tag_id', 'post_id/2100000 tag_id/3500'],
  notifications: [8_000_000, 'id', 'id/-1 user_id/400000 kind/12 is_read/2 post_id/2000000* created_at/-1d'],
  reviews: [900_000, 'id', 'id/-1 queue/7t post_id/700000 reviewer_id/20000*0.4 state/4t created_at/-1d completed_at/540000d*0.4'],
  bookmarks: [2_500_000, 'id', 'id/-1 user_id/250000 post_id/1500000 created_at/-1d'],
  vote_types: [15, 'id', 'id/-1 name/-1t'],
  history_types: [20, 'id', 'id/-1 name/-1t'],
}; // prettier-ignore

const PLANNING = { random_page_cost: '1.1', work_mem: '32768', effective_cache_size: '1048576' };

/** 14 tables with some 67 million rows; primary keys and no other index. */
export function forumCatalog(): Catalog {
  return inventedCatalog(TABLES, PLANNING);
}

const text = (number: number) => `'v${String(number).padStart(7, '0')}'`;

/** What pages of the site ask a million times, what moderators and users ask now and then, and reports of the night: calls and text. */
export const FORUM_QUERIES: readonly (readonly [calls: number, sql: string])[] = [
  [900_000, 'SELECT id, parent_id, owner_id, score, created_at, body FROM posts WHERE parent_id = 90211 ORDER BY score DESC'],
  [1_600_000, 'SELECT id, user_id, score, created_at, body FROM comments WHERE post_id = 90211 ORDER BY created_at'],
  [900_000, 'SELECT t.id, t.name FROM post_tags pt JOIN tags t ON t.id = pt.tag_id WHERE pt.post_id = 90211'],
  [700_000, 'SELECT l.link_type_id, p.id, p.title, p.score FROM post_links l JOIN posts p ON p.id = l.related_post_id WHERE l.post_id = 90211'],
  [300_000, 'SELECT l.link_type_id, p.id, p.title, p.score FROM post_links l JOIN posts p ON p.id = l.post_id WHERE l.related_post_id = 70123'],
  [400_000, 'SELECT vote_type_id FROM votes WHERE post_id = 90211 AND user_id = 7001'],
  [1_200_000, 'SELECT count(*) FROM notifications WHERE user_id = 5123 AND is_read = 1'],
  [250_000, 'SELECT id, kind, post_id, created_at FROM notifications WHERE user_id = 5123 ORDER BY created_at DESC LIMIT 30'],
  [120_000, "UPDATE notifications SET is_read = 2 WHERE user_id = 5123 AND is_read = 1 AND created_at <= '2024-06-01'"],
  [500_000, 'SELECT id, title, owner_id, score, answer_count, last_activity_at FROM posts WHERE post_type_id = 1 AND closed_at IS NULL ORDER BY last_activity_at DESC LIMIT 50'],
  [200_000, 'SELECT id, title, owner_id, score, answer_count FROM posts WHERE post_type_id = 1 AND answer_count = 1 ORDER BY created_at DESC LIMIT 50'],
  [260_000, `SELECT p.id, p.title, p.score, p.answer_count, p.view_count FROM post_tags pt JOIN tags t ON t.id = pt.tag_id JOIN posts p ON p.id = pt.post_id WHERE t.name = ${text(1207)} ORDER BY p.last_activity_at DESC LIMIT 50`],
  [60_000, `SELECT p.id, p.title FROM posts p WHERE p.post_type_id = 1 AND EXISTS (SELECT 1 FROM post_tags a JOIN tags t ON t.id = a.tag_id WHERE a.post_id = p.id AND t.name = ${text(310)}) AND EXISTS (SELECT 1 FROM post_tags b JOIN tags u ON u.id = b.tag_id WHERE b.post_id = p.id AND u.name = ${text(2811)}) ORDER BY p.score DESC LIMIT 50`],
  [150_000, 'SELECT id, display_name, reputation, created_at, location FROM users WHERE account_id = 400123'],
  [90_000, `SELECT id, display_name, reputation FROM users WHERE email_hash = ${text(902001)}`],
  [40_000, `SELECT id, display_name, reputation FROM users WHERE display_name = ${text(51234)}`],
  [180_000, 'SELECT id, post_type_id, parent_id, score, created_at FROM posts WHERE owner_id = 4711 ORDER BY created_at DESC LIMIT 20'],
  [110_000, 'SELECT id, title, score FROM posts WHERE owner_id = 4711 AND post_type_id = 1 ORDER BY score DESC LIMIT 10'],
  [80_000, 'SELECT c.id, c.body, c.created_at, p.title FROM comments c JOIN posts p ON p.id = c.post_id WHERE c.user_id = 4711 ORDER BY c.created_at DESC LIMIT 20'],
  [130_000, 'SELECT class, count(*) FROM badges WHERE user_id = 4711 GROUP BY class'],
  [70_000, 'SELECT name, max(created_at), count(*) FROM badges WHERE user_id = 4711 GROUP BY name ORDER BY 2 DESC LIMIT 20'],
  [9_000, `SELECT u.id, u.display_name, b.created_at FROM badges b JOIN users u ON u.id = b.user_id WHERE b.name = ${text(77)} ORDER BY b.created_at DESC LIMIT 60`],
  [30_000, 'SELECT h.history_type_id, h.user_id, h.created_at, h.comment FROM post_history h WHERE h.post_id = 90211 ORDER BY h.created_at'],
  [2_000, `SELECT id, post_id FROM post_history WHERE revision = ${text(8123456)}`],
  [50_000, 'SELECT p.id, p.title, b.created_at FROM bookmarks b JOIN posts p ON p.id = b.post_id WHERE b.user_id = 4711 ORDER BY b.created_at DESC LIMIT 30'],
  [140_000, 'SELECT 1 FROM bookmarks WHERE user_id = 4711 AND post_id = 90211'],
  [25_000, `SELECT r.id, r.post_id, p.score FROM reviews r JOIN posts p ON p.id = r.post_id WHERE r.queue = ${text(3)} AND r.state = ${text(1)} ORDER BY r.created_at LIMIT 20`],
  [6_000, `SELECT count(*) FROM reviews WHERE reviewer_id = 812 AND completed_at >= '2024-11-01'`],
  [15_000, 'SELECT id, display_name, reputation, up_votes FROM users ORDER BY reputation DESC LIMIT 36'],
  [8_000, "SELECT id, display_name, reputation FROM users WHERE created_at >= '2024-10-20' ORDER BY reputation DESC LIMIT 36"],
  [3_000, 'SELECT p.owner_id, sum(v.bounty_amount) FROM votes v JOIN posts p ON p.id = v.post_id WHERE v.vote_type_id = 9 AND p.owner_id = 4711 GROUP BY 1'],
  [20_000, "SELECT v.post_id, count(*) FROM votes v WHERE v.vote_type_id = 2 AND v.created_at = '2024-11-03' GROUP BY 1 ORDER BY 2 DESC LIMIT 20"],
  [400, "SELECT t.name, count(*) FROM posts p JOIN post_tags pt ON pt.post_id = p.id JOIN tags t ON t.id = pt.tag_id WHERE p.created_at >= '2024-11-01' AND p.post_type_id = 1 GROUP BY 1 ORDER BY 2 DESC LIMIT 25"],
  [300, "SELECT u.id, u.display_name, count(*) FROM users u JOIN posts a ON a.owner_id = u.id JOIN posts q ON q.accepted_answer_id = a.id WHERE a.created_at >= '2024-10-15' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 25"],
  [200, "SELECT p.id, count(c.id) FROM posts p JOIN comments c ON c.post_id = p.id WHERE c.created_at >= '2024-11-10' AND p.closed_at IS NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 25"],
  [120, `SELECT u.id, u.display_name, avg(p.score) FROM users u JOIN posts p ON p.owner_id = u.id JOIN post_tags pt ON pt.post_id = p.parent_id JOIN tags t ON t.id = pt.tag_id WHERE t.name = ${text(1207)} AND p.post_type_id = 2 GROUP BY 1, 2 HAVING count(*) > 20 ORDER BY 3 DESC LIMIT 25`],
  [60, "SELECT p.id, p.title FROM posts p LEFT JOIN posts a ON a.parent_id = p.id WHERE p.post_type_id = 1 AND a.id IS NULL AND p.view_count > 29000 ORDER BY p.view_count DESC LIMIT 100"],
  [40, 'SELECT p.id, p.title, p.favorite_count FROM posts p WHERE p.favorite_count > 280 ORDER BY p.favorite_count DESC LIMIT 100'],
  [30, 'SELECT e.id, e.display_name, count(*) FROM posts p JOIN users e ON e.id = p.last_editor_id WHERE p.owner_id <> p.last_editor_id AND p.score > 480 GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 50'],
  [30, "SELECT h.user_id, count(*) FROM post_history h JOIN history_types ht ON ht.id = h.history_type_id WHERE ht.name = 'v0000010' AND h.created_at >= '2024-09-01' GROUP BY 1 ORDER BY 2 DESC LIMIT 50"],
  [20, "SELECT date_trunc('week', v.created_at), vt.name, count(*) FROM votes v JOIN vote_types vt ON vt.id = v.vote_type_id WHERE v.created_at >= '2024-09-01' GROUP BY 1, 2"],
  [12, 'SELECT p.owner_id, count(*), sum(v.bounty_amount) FROM votes v JOIN posts p ON p.id = v.post_id WHERE v.bounty_amount IS NOT NULL GROUP BY 1 ORDER BY 3 DESC LIMIT 100'],
  [10, `SELECT u.location, count(*), avg(u.reputation) FROM users u WHERE u.location IS NOT NULL AND EXISTS (SELECT 1 FROM badges b WHERE b.user_id = u.id AND b.class = 1) GROUP BY 1 ORDER BY 2 DESC LIMIT 100`],
  [10, "DELETE FROM notifications WHERE created_at < '2010-02-01' AND is_read = 2"],
  [8, "SELECT q.id, q.title FROM posts q JOIN post_links l ON l.post_id = q.id AND l.link_type_id = 2 JOIN posts o ON o.id = l.related_post_id WHERE o.closed_at >= '2024-06-01' AND q.closed_at IS NULL"],
  [6, 'SELECT p.community_owned_at, count(*) FROM posts p WHERE p.community_owned_at IS NOT NULL GROUP BY 1'],
]; // prettier-ignore
