import { createRequire } from 'node:module';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { FeedReport, FeedTask } from './feed.ts';
import type { SharedFeed } from './feed-memory.ts';
import type { FeedWorkerData } from './feed-worker.ts';

/** A thread that fills memory with the bytes of files, one after the other. */
export interface FeedThread {
  /** The one before has been taken to its end. */
  begin(task: FeedTask): void;
  /** Of the block that was filled first of those not reported yet: it has been. */
  report(): FeedReport;
  close(): Promise<unknown>;
}

/** @param onFailure gets an error of ours by which the thread has ended */
export type StartFeedThread = (shared: SharedFeed, onFailure: (error: unknown) => void) => FeedThread;

export const startFeedThread: StartFeedThread = (shared, onFailure) => {
  const { port1, port2 } = new MessageChannel();
  // By its name in package.json: what this module is bundled into may be anywhere.
  const worker = new Worker(createRequire(import.meta.url).resolve('#feed-worker'), {
    workerData: { shared, port: port2 } satisfies FeedWorkerData,
    transferList: [port2],
  });
  let isClosing = false;
  worker.on('error', onFailure);
  worker.on('exit', (code) => {
    if (!isClosing) onFailure(new Error(`the thread that reads a log ended by itself, with code ${code}`));
  });
  worker.unref();
  return {
    begin: (task) => port1.postMessage(task),
    report: () => (receiveMessageOnPort(port1) as { message: FeedReport }).message,
    close() {
      isClosing = true;
      port1.close();
      return worker.terminate();
    },
  };
};
