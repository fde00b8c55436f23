import { singular, wordsOf } from './identifier-words.ts';

/** How much a column's name alone says that its value tells one row of its table from all others. */
export interface ExternalKeyName {
  /** 3: it is what such columns are for; 2: it often is; 1: it may be, or it refers to another table; 0: nothing. */
  readonly weight: 0 | 1 | 2 | 3;
  /**
   * Within what it would be unique. `global`: made to be unique anywhere (uuid, token). `source`: given by somebody else,
   * who is named in another column (type, provider). `tenant`: chosen by people, perhaps once in each tenant (slug, email).
   */
  readonly scope: 'global' | 'source' | 'tenant';
}

const NOTHING: ExternalKeyName = { weight: 0, scope: 'global' };

const set = (words: string) => new Set(words.split(' '));

const EXTERNAL = set('external ext remote foreign upstream legacy provider vendor thirdparty');
const ID_WORDS = set('id ids uid ref reference key identifier number code xid');
const PROVIDERS = set(
  'stripe github gitlab bitbucket google facebook twitter apple discord slack telegram whatsapp twilio sendgrid mailgun ' +
    'mailchimp hubspot salesforce zendesk intercom shopify paypal braintree adyen plaid square chargebee recurly okta ' +
    'auth0 cognito firebase azure aws linkedin instagram tiktok youtube spotify steam twitch jira asana trello notion ' +
    'linear segment mixpanel xero quickbooks netsuite sap ebay amazon etsy woocommerce magento klarna mollie gocardless',
);
/** Tables whose rows are people, or those that people act for: an email or a customer number there is theirs alone. */
const IDENTITIES = set(
  'user account customer member person profile employee admin administrator subscriber patient student teacher author ' +
    'organization organisation company tenant team workspace merchant vendor partner client player agent driver seller buyer',
);
const NATURAL_CODES = set(
  'sku iban isbn isbn10 isbn13 ean upc gtin vin imei lei doi orcid issn asin barcode ulid cuid nanoid',
);
/** Tables whose rows name a thing that another table holds: a code repeats there. */
const OCCURRENCES = set(
  'item line order payment transfer transaction movement sale purchase shipment booking reading invoice',
);
const BEARER = set(
  'api reset password confirmation invitation invite verification unlock unsubscribe share magic session auth authentication activation',
);
const REPEATED = set('device push csrf page next bot id cache sort storage s3 partition encryption');
const DERIVED = set('hash checksum digest md5 sha sha1 sha256 signature fingerprint');

/**
 * @param tableNouns what the tables of the database hold, in the singular: `customer_uuid` refers to one of them.
 */
export function externalKeyName(table: string, column: string, tableNouns: ReadonlySet<string>): ExternalKeyName {
  const words = wordsOf(column);
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const tableWords = new Set(wordsOf(table).map(singular));
  const mainNoun = singular(wordsOf(table).at(-1) ?? '');
  const isOwn = (nouns: readonly string[]) => nouns.every((noun) => tableWords.has(singular(noun)));
  const isOther = (nouns: readonly string[]) => !isOwn(nouns) && tableNouns.has(singular(nouns.at(-1) ?? ''));
  const isIdentity = IDENTITIES.has(mainNoun);
  const weigh = (weight: 0 | 1 | 2 | 3, scope: ExternalKeyName['scope']): ExternalKeyName => ({ weight, scope });
  /** Full weight for the table's own key, a little for one that might be another's. */
  const ownOr1 = (nouns: readonly string[], weight: 2 | 3, scope: ExternalKeyName['scope']) =>
    isOwn(nouns) ? weigh(weight, scope) : isOther(nouns) ? NOTHING : weigh(1, scope);

  if (DERIVED.has(last) || words[0] === 'encrypted' || words[0] === 'hashed') return NOTHING;

  const external = words.findIndex((word) => EXTERNAL.has(word));
  if (external >= 0 && external < words.length - 1 && ID_WORDS.has(last)) {
    // A vendor's own table may well point to its vendor: `vendor_id` and `provider_id` are keys of ours.
    if (words.length === 2 && (words[0] === 'vendor' || words[0] === 'provider') && last === 'id') return NOTHING;
    return ownOr1([...words.slice(0, external), ...words.slice(external + 1, -1)], 3, 'source');
  }
  if (PROVIDERS.has(words[0] ?? '') && words.length > 1 && (ID_WORDS.has(last) || last === 'uuid')) {
    const nouns = words.slice(1, -1);
    return isOwn(nouns) ||
      (isIdentity && !isOther(nouns)) ||
      (isIdentity && nouns.length === 1 && IDENTITIES.has(nouns[0]!))
      ? weigh(3, 'global')
      : ownOr1(nouns, 3, 'global');
  }
  switch (last) {
    case 'uuid':
    case 'guid':
    case 'ulid':
      return ownOr1(before, 3, 'global');
    case 'uid':
    case 'xid':
      // Odoo and Tryton have `write_uid` in each table: who wrote the row.
      if (/^(?:create|write|update|delete|owner|user|author|creator|modifier)$/.test(before.at(-1) ?? ''))
        return NOTHING;
      // Of no noun at all it is as often what a calendar or another table knows the row by.
      return ownOr1(before, before.length > 0 ? 3 : 2, 'source');
    case 'slug':
    case 'permalink':
    case 'subdomain':
      return ownOr1(before, 3, 'tenant');
    case 'email':
    case 'username':
    case 'login':
    case 'handle':
      if (before.length > 0 && !(before.length === 1 && (before[0] === 'primary' || isOwn(before)))) return NOTHING;
      return isIdentity ? weigh(3, 'tenant') : weigh(mainNoun === 'contact' || mainNoun === 'lead' ? 2 : 1, 'tenant');
    case 'ref':
    case 'reference':
      // Of no noun at all it is a document's number as often as free text.
      return before.length > 0 && isOwn(before)
        ? weigh(3, 'source')
        : isOther(before)
          ? weigh(1, 'source')
          : weigh(2, 'source');
    case 'token':
      if (before.length === 0 || BEARER.has(before.at(-1)!)) return weigh(3, 'global');
      return weigh(REPEATED.has(before.at(-1)!) ? 1 : 2, 'global');
    case 'key':
      if (
        /^(?:api|access|license|activation|idempotency|dedup|dedupe|deduplication|natural|business)$/.test(
          before.at(-1) ?? '',
        )
      )
        return weigh(3, before.at(-1) === 'api' ? 'global' : 'tenant');
      return REPEATED.has(before.at(-1) ?? '') ? NOTHING : ownOr1(before, 2, 'tenant');
    case 'code':
    case 'number':
    case 'identifier':
      // `room_number` counts within a building and `page_number` within a book: never by the name alone.
      return isOwn(before) ||
        /^(?:tracking|serial|short|referral|invite|coupon|voucher|vat|tax)$/.test(before.at(-1) ?? '')
        ? weigh(2, 'tenant')
        : NOTHING;
    case 'id':
      if (/^(?:public|short|hash|nano)$/.test(before.at(-1) ?? '')) return weigh(3, 'global');
      return isOther(before) ? NOTHING : weigh(before.length > 0 && isOwn(before) ? 2 : 1, 'source');
    default:
      if (!NATURAL_CODES.has(last)) return NOTHING;
      return weigh(OCCURRENCES.has(mainNoun) ? 1 : 3, last === 'sku' || last === 'barcode' ? 'tenant' : 'global');
  }
}
