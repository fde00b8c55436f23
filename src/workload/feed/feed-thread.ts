import { receiveMessageOnPort } from 'node:worker_threads';
import { startOwnThread } from '../own-thread.ts';
import type { FeedReport, FeedTask } from './feed.ts';
import type { SharedFeed } from './feed-memory.ts';

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
  const { port, close } = startOwnThread('#feed-worker', { shared }, onFailure);
  return {
    begin: (task) => port.postMessage(task),
    report: () => (receiveMessageOnPort(port) as { message: FeedReport }).message,
    close,
  };
};
