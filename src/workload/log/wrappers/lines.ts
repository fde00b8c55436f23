import { ISO, ISO_WITHOUT_ZONE, withIdentity } from './carrier-time.ts';
import { isCsvStart } from '../csvlog.ts';
import { findTag } from '../severity-tag.ts';
import { isSeverity } from '../stderr.ts';
import type { CreateUnwrapper } from './unwrapper.ts';

/** What a carrier puts before a line is short; a line may be of megabytes. */
export const LONGEST_HEAD = 1_024;

/** Takes what the pattern matches off the begin of each line; group 1, where there is one, is the carrier's time. */
export function strip(pattern: RegExp): CreateUnwrapper {
  return ({ addTime }) => ({
    unwrap(line) {
      const match = pattern.exec(line.slice(0, LONGEST_HEAD));
      if (!match) return [line];
      const text = line.slice(match[0].length);
      return [addTime && match[1] !== undefined ? withIdentity(text, match[1], null) : text];
    },
    end: () => [],
  });
}

/** containerd and CRI-O: `time stream F|P text`; P marks a part of a line. */
export const CRI = new RegExp(`^(${ISO}) (stdout|stderr) ([FP]) `);
/** CloudWatch's and `kubectl logs --timestamps`; `aws logs tail --format short` leaves out the zone. */
export const CLOCK = new RegExp(`^(${ISO}|${ISO_WITHOUT_ZONE}) `);
/** runit's svlogd, as GitLab's packages have it: in UTC. */
export const SVLOGD = /^(\d{4}-\d\d-\d\d_\d\d:\d\d:\d\d\.\d+) /;
/** A pod's log as TrueNAS shows and saves it: nothing is between the time and the line, which may go on with blanks for TABs. */
export const TRUENAS = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{6})?[+-]\d\d:\d\d)/;
export const IS_TRUENAS = new RegExp(`${TRUENAS.source}(?! )`);
/** What Grafana's log panel saves as text: milliseconds, time, line. */
export const GRAFANA = new RegExp(`^\\d{13}\\t(${ISO})\\t`);
/** `aws logs tail`: the stream's name comes after the time. */
export const AWS_TAIL = new RegExp(`^(${ISO}) \\S+ (?=\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)`);
/** `aws logs get-log-events` and `filter-log-events` with `--output text`: event, time of arrival, stream, message, time. */
export const AWS_EVENT = /^EVENTS\t(?:\d+\t)?\d{13}\t(?:[^\t ]+\t)?(?=\S)/;
const AWS_TIME = /\t\d{13}$/;
/** Tokens for the next page, and the streams that were looked at. */
const AWS_NOTE = /^(?:[bf]\/\d{20,}|SEARCHEDLOGSTREAMS\t)/;
export const awsEvents: CreateUnwrapper = () => ({
  unwrap(line) {
    if (AWS_NOTE.test(line)) return [];
    return [line.slice(AWS_EVENT.exec(line.slice(0, LONGEST_HEAD))?.[0].length ?? 0).replace(AWS_TIME, '')];
  },
  end: () => [],
});
/** Neon's compute: it puts this before each message, and between the lines of one a blank of no width in place of the newline. */
export const NEON = /^PG:(?=\d{4}-\d\d-\d\d )/;
const NEON_NEWLINE = /\u200b(?=\t)/;
export const neon: CreateUnwrapper = () => ({
  unwrap: (line) => (NEON.test(line) ? line.slice(3).split(NEON_NEWLINE) : []),
  end: () => [],
});
/** `docker compose logs` and `docker service logs`; what was pasted lacks the blank where a line is empty. */
export const COMPOSE = /^(?<name>[\w.@-]*[a-zA-Z][\w.@-]*) *\|(?: |$)/;
/** `kubectl logs --prefix`. */
export const POD = /^\[pod\/(?<name>[\w.-]+\/[\w.-]+)\] /;

/** The same of several containers by their names: of those that have written no record yet nothing is handed on. */
export function stripNamed(pattern: RegExp): CreateUnwrapper {
  return () => {
    const servers = new Set<string>();
    return {
      unwrap(line) {
        const match = pattern.exec(line.slice(0, LONGEST_HEAD));
        if (!match) return [line];
        const name = match.groups!.name!;
        const text = line.slice(match[0].length);
        if (!servers.has(name)) {
          if (!isRecord(text)) return [];
          servers.add(name);
        }
        return [text];
      },
      end: () => [],
    };
  };
}

/** Fields of a jsonlog, and a csvlog's severity and SQLSTATE. */
const FIELDS = /"error_severity"|,[A-Z]{3,7}\d?,[\dA-Z]{5},/;

/** Bare, or in another carrier: then it is for that to tell. What only may be one is handed on, too, or nobody would name it. */
function isRecord(text: string): boolean {
  if (text.startsWith('{') || CLOCK.test(text) || isCsvStart(text) || FIELDS.test(text.slice(0, LONGEST_HEAD)))
    return true;
  const place = findTag(text);
  return place !== null && isSeverity(place.tag);
}

export const cri: CreateUnwrapper = ({ addTime }) => {
  const held = new Map<string, string>();
  return {
    unwrap(line) {
      const match = CRI.exec(line.slice(0, LONGEST_HEAD));
      if (!match) return line === '' ? [] : [line];
      const [all, time, stream, part] = match as unknown as [string, string, string, string];
      const text = (held.get(stream) ?? '') + line.slice(all.length);
      if (part === 'P') {
        held.set(stream, text);
        return [];
      }
      held.delete(stream);
      return [addTime ? withIdentity(text, time, null) : text];
    },
    end: () => [...held.values()],
  };
};
