import { jsonFilePieces, notOfKind, readJsonFile, writeJsonFile, type FileKind } from '../../files/json-file.ts';
import type { SourceEvent } from '../model.ts';
import { findProblem } from './check.ts';
import { DOCUMENT, type LazyDocument, type WorkloadDocument } from './document.ts';

const WORKLOAD_FILE: FileKind = {
  noun: 'workload file',
  format: DOCUMENT.format,
  version: DOCUMENT.version,
  saveHint: 'Save one with: idx-advisor workload LOG --output FILE.',
  smallerHint: 'Save it again, of fewer logs.',
};

/**
 * Writes a workload file, gzipped when the name ends in `.gz`. The same document gives the same bytes.
 * @throws UserError when it cannot be written
 */
export async function writeWorkloadFile(path: string, document: LazyDocument): Promise<void> {
  await writeJsonFile(path, document, WORKLOAD_FILE);
}

/** The same as text, not compressed. */
export function workloadFilePieces(document: LazyDocument): Iterable<string> {
  return jsonFilePieces(document, WORKLOAD_FILE);
}

/**
 * What writeWorkloadFile wrote, gzipped or not whatever its name.
 * @throws UserError when it is unreadable, of a newer version, or no workload file
 */
export async function* readWorkloadFile(path: string): AsyncGenerator<SourceEvent> {
  const document = await readJsonFile(path, WORKLOAD_FILE);
  const problem = findProblem(document);
  if (problem !== null) throw notOfKind(path, WORKLOAD_FILE, problem);
  yield { type: 'workload', document: document as unknown as WorkloadDocument };
}
