import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const BUILT = join(ROOT, 'oclif.manifest.json');

/** Builds the executable where a source is newer than what was built last. */
export function buildProgram(): void {
  const builtAt = existsSync(BUILT) ? statSync(BUILT).mtimeMs : 0;
  const isStale = ['src', 'rules', 'bin'].some((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).some(
      (name) => statSync(join(ROOT, folder, name)).mtimeMs > builtAt,
    ),
  );
  if (!isStale) return;
  // A command that has been moved would live on in its old place. The scanner stays: other tests are using it.
  for (const folder of ['src', 'rules', 'bundle']) rmSync(join(ROOT, 'dist', folder), { recursive: true, force: true });
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { cwd: ROOT });
  for (const script of ['bundle', 'write-manifest'])
    execFileSync(process.execPath, [`scripts/${script}.js`], { cwd: ROOT });
}

export interface Program {
  readonly child: ChildProcessWithoutNullStreams;
  /** When it has ended. */
  readonly ended: Promise<{ readonly stdout: string; readonly stderr: string; readonly exitCode: number | null }>;
}

/** Starts the executable as a shell would, with pipes; standard input stays open. */
export function startProgram(...argv: readonly string[]): Program {
  const { PATH, HOME, TMPDIR, XDG_CACHE_HOME } = process.env;
  const env = { PATH, HOME, ...(TMPDIR && { TMPDIR }), ...(XDG_CACHE_HOME && { XDG_CACHE_HOME }) };
  const child = spawn(process.execPath, [join(ROOT, 'bin/run.js'), ...argv], { env });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (written[name] += text));
  const ended = new Promise<Awaited<Program['ended']>>((resolve, reject) => {
    child.on('error', reject).on('close', (exitCode) => resolve({ ...written, exitCode }));
  });
  return { child, ended };
}
