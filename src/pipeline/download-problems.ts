/** Why audio could not be downloaded, in words for the user. Hosts are named, never whole addresses. */
import { counted, sized } from '../base/count.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';

/** A refusal: what to say, and whether a later run may fare better. */
export interface Refusal {
  readonly error: Problem;
  readonly retryable: boolean;
  /** Worth asking again within the same download. */
  readonly isPassing: boolean;
}

/** The host of an address, for messages. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : 'the host';
}

const ASK_PUBLISHER =
  'Open the enclosure address of the episode in a browser; the publisher may have moved or removed the file.';

/** What an HTTP status other than 200, 206 and 416 means for audio. */
export function refusalOf(status: number, host: string): Refusal {
  const said = `${host} answered ${status} for the audio`;
  const refusal = (code: string, message: string, remedy: string) => ({
    error: problem(code, `${message}.`, remedy),
    retryable: true,
    isPassing: false,
  });
  switch (status) {
    case 401:
    case 402:
    case 407:
      return {
        ...refusal(
          'audio-needs-login',
          `${said}: it wants a login`,
          'Use the private address of the feed that the host gives to subscribers.',
        ),
        retryable: false,
      };
    case 403:
      return refusal(
        'audio-forbidden',
        `${said}: it refuses this machine`,
        'The host may block servers or regions; it is tried again later, or run it on your own machine.',
      );
    case 404:
      // A feed is often published before its file.
      return refusal('audio-not-found', `${said}: there is no such file`, ASK_PUBLISHER);
    case 410:
    case 451:
      return {
        ...refusal('audio-not-found', `${said}: the file was removed`, ASK_PUBLISHER),
        retryable: false,
      };
    case 429:
      return {
        ...refusal(
          'audio-rate-limited',
          `${said}: too many requests`,
          'It is tried again later; fewer shows of one host in a run help.',
        ),
        isPassing: true,
      };
    default:
      return unusualRefusal(status, said);
  }
}

function unusualRefusal(status: number, said: string): Refusal {
  const isPassing = status >= 500 || status === 408 || status === 425;
  const error = isPassing
    ? problem(
        'audio-server-error',
        `${said}: the server has a fault.`,
        'It is tried again later; nothing needs to be done.',
      )
    : problem(
        'audio-refused',
        `${said}, which no download should be answered with.`,
        ASK_PUBLISHER,
      );
  return { error, retryable: isPassing, isPassing };
}

/** More bytes than the configuration allows. */
export function tooLarge(host: string, maxBytes: number, bytes: number | undefined): Problem {
  const size = bytes === undefined ? `over ${sized(maxBytes)}` : sized(bytes);
  return problem(
    'audio-too-large',
    `The audio from ${host} has ${size}; the configuration allows ${sized(maxBytes)}.`,
    'Allow larger files in the configuration, or leave the episode out.',
  );
}

/** The whole download took too long. */
export function tookTooLong(host: string, deadlineMs: number, bytes: number): Problem {
  return problem(
    'audio-timeout',
    `The audio from ${host} was not there after ${Math.round(deadlineMs / 1000)} s; ${sized(bytes)} had come.`,
    'It is tried again later; allow more time in the configuration when the host is always slow.',
  );
}

/** The connection broke too often, or the lengths never agreed. */
export function keptBreaking(host: string, tries: number, cause: Problem): Problem {
  return problem(
    cause.code,
    `The download from ${host} failed ${counted(tries, 'time')}; the last time: ${cause.message}`,
    cause.remedy,
  );
}

/** Another number of bytes came than was promised. */
export function lengthMismatch(host: string, promised: number, bytes: number): Problem {
  return problem(
    'audio-length-mismatch',
    `${host} promised ${counted(promised, 'byte')} and sent ${counted(bytes, 'byte')}`,
    'It is tried again later; the file may be replaced at the moment.',
  );
}

/** The disk would be full before the download ended. */
export function noRoom(bytes: number, freeBytes: number): Problem {
  return problem(
    'disk-full',
    `The audio has ${sized(bytes)}, but the disk for temporary files has only ${sized(freeBytes)} left.`,
    'Free space there, or point RUNNER_TEMP to a larger disk.',
  );
}
