/* eslint-disable @typescript-eslint/no-restricted-imports -- this file alone imports rules */
import type { Rule } from './contract.ts';
import churn from '../../rules/connection/churn.ts';
import compositeFkNullable from '../../rules/constraint/composite-fk-nullable.ts';
import compositePkTooWide from '../../rules/constraint/composite-pk-too-wide.ts';
import disabledTrigger from '../../rules/constraint/disabled-trigger.ts';
import duplicateForeignKey from '../../rules/constraint/duplicate-foreign-key.ts';
import fkActionPolicy from '../../rules/constraint/fk-action-policy.ts';
import fkCrossSchema from '../../rules/constraint/fk-cross-schema.ts';
import fkMissingOnDelete from '../../rules/constraint/fk-missing-on-delete.ts';
import fkNullable from '../../rules/constraint/fk-nullable.ts';
import foreignKeyCycle from '../../rules/constraint/foreign-key-cycle.ts';
import foreignKeyTypeMismatch from '../../rules/constraint/foreign-key-type-mismatch.ts';
import integerKeyOverflow from '../../rules/constraint/integer-key-overflow.ts';
import missingForeignKey from '../../rules/constraint/missing-foreign-key.ts';
import missingNotNull from '../../rules/constraint/missing-not-null.ts';
import missingPrimaryKey from '../../rules/constraint/missing-primary-key.ts';
import missingUniqueJoinTable from '../../rules/constraint/missing-unique-join-table.ts';
import naming from '../../rules/constraint/naming.ts';
import naturalPrimaryKey from '../../rules/constraint/natural-primary-key.ts';
import noUniqueKey from '../../rules/constraint/no-unique-key.ts';
import nonUniqueExternalKey from '../../rules/constraint/non-unique-external-key.ts';
import notValidated from '../../rules/constraint/not-validated.ts';
import nullableUniqueColumn from '../../rules/constraint/nullable-unique-column.ts';
import overlappingForeignKey from '../../rules/constraint/overlapping-foreign-key.ts';
import polymorphicNullability from '../../rules/constraint/polymorphic-nullability.ts';
import replicaIdentityMissing from '../../rules/constraint/replica-identity-missing.ts';
import selfReferenceNoAction from '../../rules/constraint/self-reference-no-action.ts';
import sequenceBehind from '../../rules/constraint/sequence-behind.ts';
import sequenceExhaustion from '../../rules/constraint/sequence-exhaustion.ts';
import sequenceOwnerDrift from '../../rules/constraint/sequence-owner-drift.ts';
import shortPrimaryKey from '../../rules/constraint/short-primary-key.ts';
import threeStateBoolean from '../../rules/constraint/three-state-boolean.ts';
import uuidAsText from '../../rules/constraint/uuid-as-text.ts';
import indexBloat from '../../rules/index/bloat.ts';
import booleanColumn from '../../rules/index/boolean-column.ts';
import brinCandidate from '../../rules/index/brin-candidate.ts';
import btreeOnArray from '../../rules/index/btree-on-array.ts';
import indexCacheHitLow from '../../rules/index/cache-hit-low.ts';
import collationVersionMismatch from '../../rules/index/collation-version-mismatch.ts';
import duplicate from '../../rules/index/duplicate.ts';
import duplicatesConstraint from '../../rules/index/duplicates-constraint.ts';
import hashIndex from '../../rules/index/hash-index.ts';
import invalid from '../../rules/index/invalid.ts';
import largerThanTable from '../../rules/index/larger-than-table.ts';
import lowCardinality from '../../rules/index/low-cardinality.ts';
import missingComposite from '../../rules/index/missing-composite.ts';
import notReady from '../../rules/index/not-ready.ts';
import nullHeavy from '../../rules/index/null-heavy.ts';
import partitionIncomplete from '../../rules/index/partition-incomplete.ts';
import pg14CicCorruption from '../../rules/index/pg14-cic-corruption.ts';
import questionableFkIndex from '../../rules/index/questionable-fk-index.ts';
import rarelyUsed from '../../rules/index/rarely-used.ts';
import redundantPredicate from '../../rules/index/redundant-predicate.ts';
import redundantPrefix from '../../rules/index/redundant-prefix.ts';
import redundantUnique from '../../rules/index/redundant-unique.ts';
import softDeleteNotPartial from '../../rules/index/soft-delete-not-partial.ts';
import timestampNotLast from '../../rules/index/timestamp-not-last.ts';
import indexTooManyColumns from '../../rules/index/too-many-columns.ts';
import tooManyPerTable from '../../rules/index/too-many-per-table.ts';
import unindexedForeignKey from '../../rules/index/unindexed-foreign-key.ts';
import unindexedPolymorphic from '../../rules/index/unindexed-polymorphic.ts';
import indexUnused from '../../rules/index/unused.ts';
import wideKey from '../../rules/index/wide-key.ts';
import constraintViolationLoop from '../../rules/query/constraint-violation-loop.ts';
import deadlock from '../../rules/query/deadlock.ts';
import nPlusOne from '../../rules/query/n-plus-one.ts';
import rowByRowWrite from '../../rules/query/row-by-row-write.ts';
import sortSpill from '../../rules/query/sort-spill.ts';
import unindexedAggregateFilter from '../../rules/query/unindexed-aggregate-filter.ts';
import alignmentPadding from '../../rules/schema/alignment-padding.ts';
import charType from '../../rules/schema/char-type.ts';
import defaultLiteralNull from '../../rules/schema/default-literal-null.ts';
import defaultPrivilegesMissing from '../../rules/schema/default-privileges-missing.ts';
import enumType from '../../rules/schema/enum-type.ts';
import extensionInPublic from '../../rules/schema/extension-in-public.ts';
import extensionOutdated from '../../rules/schema/extension-outdated.ts';
import functionSearchPathMutable from '../../rules/schema/function-search-path-mutable.ts';
import inconsistentColumnType from '../../rules/schema/inconsistent-column-type.ts';
import incrementingColumns from '../../rules/schema/incrementing-columns.ts';
import intColumn from '../../rules/schema/int-column.ts';
import jsonType from '../../rules/schema/json-type.ts';
import largeObject from '../../rules/schema/large-object.ts';
import mandatoryColumns from '../../rules/schema/mandatory-columns.ts';
import missingColumnComment from '../../rules/schema/missing-column-comment.ts';
import missingFunctionComment from '../../rules/schema/missing-function-comment.ts';
import missingTableComment from '../../rules/schema/missing-table-comment.ts';
import missingTimestamps from '../../rules/schema/missing-timestamps.ts';
import moneyType from '../../rules/schema/money-type.ts';
import multiplePermissivePolicies from '../../rules/schema/multiple-permissive-policies.ts';
import nameCasing from '../../rules/schema/name-casing.ts';
import nameConfusable from '../../rules/schema/name-confusable.ts';
import nameEnvironmentAffix from '../../rules/schema/name-environment-affix.ts';
import nameInflection from '../../rules/schema/name-inflection.ts';
import namePolicy from '../../rules/schema/name-policy.ts';
import nameRequiresQuoting from '../../rules/schema/name-requires-quoting.ts';
import nameReservedKeyword from '../../rules/schema/name-reserved-keyword.ts';
import nameTruncationRisk from '../../rules/schema/name-truncation-risk.ts';
import ownerMismatch from '../../rules/schema/owner-mismatch.ts';
import policyExistsRlsDisabled from '../../rules/schema/policy-exists-rls-disabled.ts';
import publicCreatePrivilege from '../../rules/schema/public-create-privilege.ts';
import regTypeColumn from '../../rules/schema/reg-type-column.ts';
import rlsDisabled from '../../rules/schema/rls-disabled.ts';
import rlsEnabledNoPolicy from '../../rules/schema/rls-enabled-no-policy.ts';
import rlsInitplan from '../../rules/schema/rls-initplan.ts';
import rlsPolicyAlwaysTrue from '../../rules/schema/rls-policy-always-true.ts';
import securityDefinerExecutable from '../../rules/schema/security-definer-executable.ts';
import securityDefinerView from '../../rules/schema/security-definer-view.ts';
import serialColumn from '../../rules/schema/serial-column.ts';
import timestampWithoutTz from '../../rules/schema/timestamp-without-tz.ts';
import triggerSharedFunction from '../../rules/schema/trigger-shared-function.ts';
import unloggedObject from '../../rules/schema/unlogged-object.ts';
import varcharWithLength from '../../rules/schema/varchar-with-length.ts';
import allNullable from '../../rules/table/all-nullable.ts';
import autovacuumDisabled from '../../rules/table/autovacuum-disabled.ts';
import autovacuumLagging from '../../rules/table/autovacuum-lagging.ts';
import bloat from '../../rules/table/bloat.ts';
import cacheHitLow from '../../rules/table/cache-hit-low.ts';
import defaultPartitionNonempty from '../../rules/table/default-partition-nonempty.ts';
import empty from '../../rules/table/empty.ts';
import inheritance from '../../rules/table/inheritance.ts';
import isolated from '../../rules/table/isolated.ts';
import lowHotUpdates from '../../rules/table/low-hot-updates.ts';
import neverAnalyzed from '../../rules/table/never-analyzed.ts';
import newPageUpdates from '../../rules/table/new-page-updates.ts';
import noIndexes from '../../rules/table/no-indexes.ts';
import orphanedTemp from '../../rules/table/orphaned-temp.ts';
import partitionPremakeMissing from '../../rules/table/partition-premake-missing.ts';
import pkNotFirst from '../../rules/table/pk-not-first.ts';
import seqScanHeavy from '../../rules/table/seq-scan-heavy.ts';
import singleColumn from '../../rules/table/single-column.ts';
import staleStatistics from '../../rules/table/stale-statistics.ts';
import tooManyColumns from '../../rules/table/too-many-columns.ts';
import unused from '../../rules/table/unused.ts';
import wraparoundRisk from '../../rules/table/wraparound-risk.ts';

/** Every rule, in the order of their ids. `npm run new-rule` adds to it. */
export const rules: readonly Rule[] = [
  churn,
  compositeFkNullable,
  compositePkTooWide,
  disabledTrigger,
  duplicateForeignKey,
  fkActionPolicy,
  fkCrossSchema,
  fkMissingOnDelete,
  fkNullable,
  foreignKeyCycle,
  foreignKeyTypeMismatch,
  integerKeyOverflow,
  missingForeignKey,
  missingNotNull,
  missingPrimaryKey,
  missingUniqueJoinTable,
  naming,
  naturalPrimaryKey,
  noUniqueKey,
  nonUniqueExternalKey,
  notValidated,
  nullableUniqueColumn,
  overlappingForeignKey,
  polymorphicNullability,
  replicaIdentityMissing,
  selfReferenceNoAction,
  sequenceBehind,
  sequenceExhaustion,
  sequenceOwnerDrift,
  shortPrimaryKey,
  threeStateBoolean,
  uuidAsText,
  indexBloat,
  booleanColumn,
  brinCandidate,
  btreeOnArray,
  indexCacheHitLow,
  collationVersionMismatch,
  duplicate,
  duplicatesConstraint,
  hashIndex,
  invalid,
  largerThanTable,
  lowCardinality,
  missingComposite,
  notReady,
  nullHeavy,
  partitionIncomplete,
  pg14CicCorruption,
  questionableFkIndex,
  rarelyUsed,
  redundantPredicate,
  redundantPrefix,
  redundantUnique,
  softDeleteNotPartial,
  timestampNotLast,
  indexTooManyColumns,
  tooManyPerTable,
  unindexedForeignKey,
  unindexedPolymorphic,
  indexUnused,
  wideKey,
  constraintViolationLoop,
  deadlock,
  nPlusOne,
  rowByRowWrite,
  sortSpill,
  unindexedAggregateFilter,
  alignmentPadding,
  charType,
  defaultLiteralNull,
  defaultPrivilegesMissing,
  enumType,
  extensionInPublic,
  extensionOutdated,
  functionSearchPathMutable,
  inconsistentColumnType,
  incrementingColumns,
  intColumn,
  jsonType,
  largeObject,
  mandatoryColumns,
  missingColumnComment,
  missingFunctionComment,
  missingTableComment,
  missingTimestamps,
  moneyType,
  multiplePermissivePolicies,
  nameCasing,
  nameConfusable,
  nameEnvironmentAffix,
  nameInflection,
  namePolicy,
  nameRequiresQuoting,
  nameReservedKeyword,
  nameTruncationRisk,
  ownerMismatch,
  policyExistsRlsDisabled,
  publicCreatePrivilege,
  regTypeColumn,
  rlsDisabled,
  rlsEnabledNoPolicy,
  rlsInitplan,
  rlsPolicyAlwaysTrue,
  securityDefinerExecutable,
  securityDefinerView,
  serialColumn,
  timestampWithoutTz,
  triggerSharedFunction,
  unloggedObject,
  varcharWithLength,
  allNullable,
  autovacuumDisabled,
  autovacuumLagging,
  bloat,
  cacheHitLow,
  defaultPartitionNonempty,
  empty,
  inheritance,
  isolated,
  lowHotUpdates,
  neverAnalyzed,
  newPageUpdates,
  noIndexes,
  orphanedTemp,
  partitionPremakeMissing,
  pkNotFirst,
  seqScanHeavy,
  singleColumn,
  staleStatistics,
  tooManyColumns,
  unused,
  wraparoundRisk,
];
