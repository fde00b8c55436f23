import type { Origin } from './statement-tally.ts';

type Level<Next> = Map<string | null, Next>;

/** Origins that are remembered at a time; forgetting them costs nothing but memory later. */
const MOST_ORIGINS = 10_000;

/** One object for each combination of user, database, application and host, so that counting by it compares no texts. */
export class OriginTable {
  #last: Origin | null = null;
  #users: Level<Level<Level<Level<Origin>>>> = new Map();
  #size = 0;

  of(given: Origin): Origin {
    const last = this.#last;
    if (last && isSame(last, given)) return last;
    const hosts = below(below(below(this.#users, given.user), given.database), given.application);
    let origin = hosts.get(given.host);
    if (!origin) {
      const { user, database, application, host } = given;
      hosts.set(host, (origin = { user, database, application, host }));
      if (++this.#size > MOST_ORIGINS) {
        this.#users = new Map();
        this.#size = 0;
      }
    }
    return (this.#last = origin);
  }
}

function below<Next>(level: Level<Level<Next>>, key: string | null): Level<Next> {
  let next = level.get(key);
  if (!next) level.set(key, (next = new Map<string | null, Next>()));
  return next;
}

function isSame(a: Origin, b: Origin): boolean {
  return a.user === b.user && a.database === b.database && a.application === b.application && a.host === b.host;
}
