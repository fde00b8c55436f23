import { ownText } from '../own-text.ts';
import type { Origin } from './statement-tally.ts';

/** A client without its number. */
export type Client = Omit<Origin, 'id'>;

let count = 0;

/** A client of its own: whoever makes one hands out the same object for the same client as far as possible. */
export function createOrigin({ user, database, application, host }: Client): Origin {
  return { id: ++count, user: own(user), database: own(database), application: own(application), host: own(host) };
}

function own(name: string | null): string | null {
  return name === null ? null : ownText(name);
}

type Level<Next> = Map<string | null, Next>;

/** Origins that are remembered at a time; forgetting them costs nothing but memory later. */
const MOST_ORIGINS = 10_000;

/** One object for each combination of user, database, application and host, so that counting by it compares no texts. */
export class OriginTable {
  #last: Origin | null = null;
  #users: Level<Level<Level<Level<Origin>>>> = new Map();
  #size = 0;

  /** Null where nothing is known. */
  of(client: Client): Origin | null {
    if (!isKnown(client)) return null;
    const last = this.#last;
    if (last && isSame(last, client)) return last;
    const hosts = below(below(below(this.#users, client.user), client.database), client.application);
    let origin = hosts.get(client.host);
    if (!origin) {
      origin = createOrigin(client);
      hosts.set(origin.host, origin);
      if (++this.#size > MOST_ORIGINS) {
        this.#users = new Map();
        this.#size = 0;
      }
    }
    return (this.#last = origin);
  }
}

export function isKnown({ user, database, application, host }: Client): boolean {
  return user !== null || database !== null || application !== null || host !== null;
}

function below<Next>(level: Level<Level<Next>>, key: string | null): Level<Next> {
  let next = level.get(key);
  if (!next) level.set(own(key), (next = new Map<string | null, Next>()));
  return next;
}

function isSame(a: Client, b: Client): boolean {
  return a.user === b.user && a.database === b.database && a.application === b.application && a.host === b.host;
}
