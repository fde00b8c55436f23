import type { Finding } from '../report/model.ts';
import type { VerifyTarget } from './model.ts';

/** What the findings of a scan propose to build, each index once, with every query that it is said to help. */
export function verifyTargets(findings: readonly Finding[]): readonly VerifyTarget[] {
  const targets = new Map<string, VerifyTarget>();
  for (const { fix, evidence } of findings) {
    const name = fix?.creates.at(-1);
    if (!fix?.definition || name === undefined) continue;
    const known = targets.get(name);
    const fingerprints = [...(known?.fingerprints ?? []), ...evidence.queries.map((query) => query.fingerprint)];
    targets.set(name, {
      name,
      definition: fix.definition,
      estimatedSizeBytes: known?.estimatedSizeBytes ?? evidence.sizeBytes,
      fingerprints: [...new Set(fingerprints)],
    });
  }
  return [...targets.values()];
}
