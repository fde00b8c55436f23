import { workerData, type MessagePort } from 'node:worker_threads';
import { keepLean } from '../lean-heap.ts';
import { feed, type FeedTask } from './feed.ts';
import { FeedMemory, type SharedFeed } from './feed-memory.ts';

export interface FeedWorkerData {
  readonly shared: SharedFeed;
  readonly port: MessagePort;
}

/** What a feeding thread does: one file after the other, as it is told. */
keepLean();
const { shared, port } = workerData as FeedWorkerData;
const memory = new FeedMemory(shared);
port.on('message', (task: FeedTask) => void feed(task, memory, (report) => port.postMessage(report)));
