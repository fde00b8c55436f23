import { createRequire } from 'node:module';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';

/** A thread that runs one of our modules, which gets the other port and the data it is started with in `workerData`. */
export interface OwnThread {
  readonly port: MessagePort;
  readonly close: () => Promise<unknown>;
}

/**
 * @param module by its name in package.json: what this one is bundled into may be anywhere
 * @param onFailure gets an error of ours by which the thread has ended
 */
export function startOwnThread(
  module: '#feed-worker' | '#scan-worker',
  data: object,
  onFailure: (error: unknown) => void,
): OwnThread {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(createRequire(import.meta.url).resolve(module), {
    workerData: { ...data, port: port2 },
    transferList: [port2],
  });
  let isClosing = false;
  worker.on('error', onFailure);
  worker.on('exit', (code) => {
    if (!isClosing) onFailure(new Error(`a thread that reads logs ended by itself, with code ${code}`));
  });
  worker.unref();
  return {
    port: port1,
    close() {
      isClosing = true;
      port1.close();
      return worker.terminate();
    },
  };
}
