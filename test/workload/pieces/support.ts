import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectSources } from '../../../src/workload/collect.ts';
import { openInput } from '../../../src/workload/files.ts';
import { PieceScanner } from '../../../src/workload/pieces/piece-scanner.ts';
import { ScanPool, type ScanPoolOptions } from '../../../src/workload/pieces/scan-pool.ts';
import type { StartScanThread } from '../../../src/workload/pieces/scan-thread.ts';
import { readLog } from '../../../src/workload/read-log.ts';

/** Stand for threads, inside of this one: each has memory of its own, and scans when `schedule` lets it. */
function threadOf(schedule: (scan: () => void) => void): StartScanThread {
  return () => {
    let scanner: PieceScanner | null = null;
    let isTaken = false;
    return {
      prepare(options) {
        scanner = new PieceScanner(options);
        isTaken = false;
      },
      takeMemory() {
        if (!scanner || isTaken) return null;
        isTaken = true;
        return scanner.memories.map((memory) => memory.share());
      },
      wake: () => schedule(() => void scanner?.scanNext()),
      close: () => Promise.resolve(),
    };
  };
}

/** Scans what it is offered before the offer returns. */
export const eagerThread = threadOf((scan) => scan());
/** Leaves others the time to be first. */
export const slowThread = threadOf((scan) => setImmediate(scan));
/** Scans one piece in three at once, and the others in a later turn. */
export function unsteadyThread(): StartScanThread {
  let offers = 0;
  return threadOf((scan) => (++offers % 3 === 0 ? scan() : setImmediate(scan)));
}

/** Writes files that vanish with the process. */
export function temporaryFiles(): (name: string, content: Buffer | string) => string {
  const directory = mkdtempSync(join(tmpdir(), 'idx-advisor-pieces-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return (name, content) => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };
}

/** The workload file of logs, as text; what is wrong with them instead, where nothing can be made of them. */
export async function documentOf(paths: readonly string[], options: ScanPoolOptions | null): Promise<string> {
  const pool = options && new ScanPool(options);
  try {
    const sources = paths.map((path) => readLog(path, openInput(path), { pool }));
    return JSON.stringify((await collectSources(sources)).toDocument(), null, 1);
  } catch (error) {
    return String(error);
  } finally {
    await pool?.close();
  }
}
