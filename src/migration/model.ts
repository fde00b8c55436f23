import type { ForeignKeyAction, IndexDefinition, ObjectName } from '../catalog/model.ts';

/**
 * What mends a finding, as data; the migration stage turns it into ordered, lock-safe SQL. Names are chosen by the
 * migration stage when null, so that nothing collides.
 */
export type FixIntent =
  | {
      readonly kind: 'create-index';
      readonly index: IndexDefinition;
      readonly name: string | null;
      /** Whether all of its keys are compared for equality together, so that their order means nothing. */
      readonly isLookup?: true;
      /** Indexes of the same table that it makes needless: dropped once it is built and valid. */
      readonly replaces?: readonly string[];
    }
  | {
      readonly kind: 'add-unique';
      readonly relation: ObjectName;
      readonly columns: readonly string[];
      readonly nullsNotDistinct: boolean;
      /** For soft-deleted rows and the like: a bare unique index, as no constraint can be partial. */
      readonly predicate: string | null;
      readonly name: string | null;
    }
  | {
      readonly kind: 'drop-index';
      readonly relation: ObjectName;
      readonly index: string;
      /** The index of the same table that does its work: the drop is refused unless it is there, and valid. */
      readonly keep?: string;
    }
  /** Builds it anew; what a killed REINDEX CONCURRENTLY left (`…_ccnew`, `…_ccold`) is dropped instead. */
  | { readonly kind: 'reindex'; readonly relation: ObjectName; readonly index: string }
  | { readonly kind: 'validate-constraint'; readonly relation: ObjectName; readonly constraint: string }
  | {
      readonly kind: 'add-foreign-key';
      readonly relation: ObjectName;
      readonly columns: readonly string[];
      readonly references: { readonly relation: ObjectName; readonly columns: readonly string[] };
      readonly onDelete: ForeignKeyAction;
      readonly onUpdate: ForeignKeyAction;
      readonly name: string | null;
    }
  | { readonly kind: 'set-not-null'; readonly relation: ObjectName; readonly column: string }
  /** Makes a unique index that backs no constraint yet the primary key. */
  | {
      readonly kind: 'primary-key-from-index';
      readonly relation: ObjectName;
      readonly index: string;
      readonly name: string | null;
    }
  /** Changes of the catalog alone, such as `ALTER TABLE … RESET (…)`; each is written by the rule, quoted, without semicolon. */
  | {
      readonly kind: 'statement';
      /** Null for what changes no table or view. */
      readonly relation: ObjectName | null;
      /** What it changes where that is no relation: its kind and its name, quoted, such as `SCHEMA shared`. */
      readonly target?: string;
      readonly up: readonly string[];
      readonly down: readonly string[];
      readonly transactional: boolean;
      /** Conditions in SQL that hold as long as there is something to do, so that a file can be run again; only where it is transactional. */
      readonly due?: { readonly up: string; readonly down: string };
      /** The lock that it takes on the relation, ACCESS EXCLUSIVE when left out; or on the target, none when left out. */
      readonly lock?: string;
      /** Queries to run first: rows that stand in the way. */
      readonly check?: readonly string[];
    };

/** The intent of one kind. */
export type FixIntentOf<Kind extends FixIntent['kind']> = Extract<FixIntent, { readonly kind: Kind }>;

/** A fix as reports show it: SQL ready to run, one statement an entry. */
export interface Fix {
  readonly kind: FixIntent['kind'];
  /** Queries to run first, whose result decides whether `up` can succeed (such as: list the duplicates). */
  readonly check: readonly string[];
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** Whether all of `up` may run inside one transaction. CREATE INDEX CONCURRENTLY may not. */
  readonly transactional: boolean;
  /** The names it creates, quoted and qualified; the one that the finding is about comes last, after those of partitions. */
  readonly creates: readonly string[];
  /** What it changes or drops, quoted and qualified, where it creates nothing. */
  readonly changes?: string;
  /** The index that it builds, under a constraint too; for verification. */
  readonly definition?: IndexDefinition;
  /** What the migration's files hold; only `up` and `down` where a fix was made by hand. */
  readonly script?: FixScript;
}

/**
 * `up` and `down` with their guards: each leftover of a killed run is removed first, each result is checked, and what is
 * done already is passed over, so that a file that was stopped at any step can be run again.
 */
export interface FixScript {
  /** What the statements do, such as `create index`. */
  readonly recipe: string;
  /** One line for each kind of lock it takes and waits for. */
  readonly locks: readonly string[];
  /** One line for each thing that the reader should know before running it. */
  readonly notes: readonly string[];
  readonly up: readonly string[];
  readonly down: readonly string[];
}
