import { moment } from '../base/moment.ts';
import { problem } from '../base/outcome.ts';
import { HttpBodyError } from '../ports.ts';
import type { Clock, Http, HttpOutcome, HttpRequest } from '../ports.ts';
import { beginProbe, mayCall, onServiceFault, onSuccess } from '../quota/breaker.ts';
import type { ServiceHolder } from './service-state.ts';

/** Code of the problem of a host that is left alone. */
export const HOST_PAUSED = 'host-paused';

/** A body that has brought this much shows that its host works, however it ends; bytes. */
const ENOUGH_BYTES = 1 << 20;

/** What hosts are judged by. */
export interface HostGuard {
  readonly service: Pick<ServiceHolder, 'now'>;
  readonly clock: Clock;
  /** Faults in a row that open a breaker. */
  readonly threshold: number;
}

/**
 * What a request says of its host: it works, it has a fault, or nothing (the run gave it up, the
 * address was refused by us).
 */
type Verdict = { readonly kind: 'works' | 'nothing' } | { readonly kind: 'fault'; reason: string };

interface Guarded extends HostGuard {
  /** Requests that find out whether a host works again, by subject. */
  readonly probes: Map<string, Promise<void>>;
  /** Addresses that were answered with a fault since their host last worked, by subject. */
  readonly faulty: Map<string, Set<string>>;
  /** The host that failed in the place of the one that was asked, by address. */
  readonly behind: Map<string, string>;
}

/**
 * HTTP with a breaker for each host of an address: a host that fails again and again is left alone
 * until the breaker lets one request find out whether it works. Connections that fail and answers
 * of 5xx and 408 count, each address once for its answers, since one broken file does not make a
 * host; refusals, quotas and content never do. A host that rests is a `failed` outcome with
 * `notBefore`, without a request. What fails behind a redirect is the fault of the host that failed:
 * the one that redirects, which may serve many shows, works; and an address that led to such a host
 * waits for both.
 */
export function guardHosts(http: Http, guard: HostGuard): Http {
  const guarded: Guarded = {
    ...guard,
    probes: new Map(),
    faulty: new Map(),
    behind: new Map(),
  };
  return {
    get: async (request) => {
      const host = hostOf(request.url);
      if (host === undefined) return await http.get(request);
      const behind = guarded.behind.get(request.url);
      const hosts = behind === undefined || behind === host ? [host] : [host, behind];
      return await askWhenFree(http, guarded, hosts, request);
    },
  };
}

/** The breaker of an address's host; undefined: it is no address. */
export function hostSubject(url: string): string | undefined {
  const host = hostOf(url);
  return host === undefined ? undefined : `host:${host}`;
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** Asks when the hosts may be asked; waits for a probe of this run to tell. */
async function askWhenFree(
  http: Http,
  guarded: Guarded,
  hosts: readonly string[],
  request: HttpRequest,
): Promise<HttpOutcome> {
  const { service, clock, probes } = guarded;
  for (;;) {
    const now = clock.now();
    const resting = hosts.flatMap((host) => {
      const may = mayCall(service.now.circuit, subjectOf(host), now);
      return may.kind === 'open' ? [{ host, until: may.until }] : [];
    });
    const [first] = resting;
    // In the same breath as it was asked whether it may: else several would be the one probe.
    if (first === undefined) return await ask(http, guarded, hosts, request);
    const probe = probes.get(subjectOf(first.host));
    if (probe === undefined) return paused(first.host, first.until);
    await settledOrAborted(probe, request.signal);
  }
}

function subjectOf(host: string): string {
  return `host:${host}`;
}

function paused(host: string, until: number): HttpOutcome {
  return {
    kind: 'failed',
    error: problem(
      HOST_PAUSED,
      `${host} failed again and again, and is left alone until ${moment(until)}`,
      'Nothing needs to be done; the mode reset-circuit asks it again at once.',
    ),
    retryable: true,
    notBefore: until,
  };
}

async function settledOrAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const give = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', give, { once: true });
  try {
    if (signal.aborted) give();
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', give);
  }
}

async function ask(
  http: Http,
  guarded: Guarded,
  hosts: readonly string[],
  request: HttpRequest,
): Promise<HttpOutcome> {
  const begun = begin(guarded, hosts, request.url);
  try {
    const outcome = await http.get(request);
    const at = hostOf(outcome.finalUrl ?? request.url) ?? hosts[0] ?? '';
    const tell: Tell = (verdict, by) => begun(at, verdict, by);
    if (outcome.kind === 'failed') {
      tell(
        outcome.retryable ? { kind: 'fault', reason: outcome.error.message } : { kind: 'nothing' },
      );
      return outcome;
    }
    const { status } = outcome;
    if (status >= 500 || status === 408) {
      tell({ kind: 'fault', reason: `${at} answered ${status}` }, 'answer');
      return outcome;
    }
    if (status !== 200 && status !== 206) {
      tell({ kind: 'works' });
      return outcome;
    }
    return {
      ...outcome,
      body: watched(outcome.body, tell),
      discard: () => {
        tell({ kind: 'works' });
        outcome.discard();
      },
    };
  } catch (error) {
    begun(hosts[0] ?? '', { kind: 'nothing' });
    throw error;
  }
}

/** The body, and the verdict that it gives. */
async function* watched(body: AsyncIterable<Uint8Array>, tell: Tell): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const part of body) {
      bytes += part.length;
      if (bytes >= ENOUGH_BYTES) tell({ kind: 'works' });
      yield part;
    }
  } catch (error) {
    const broke = error instanceof HttpBodyError;
    tell(broke ? { kind: 'fault', reason: error.problem.message } : { kind: 'nothing' });
    throw error;
  } finally {
    // Read whole, or left by a reader that has seen enough.
    tell({ kind: 'works' });
  }
}

/** Says what a request has shown; `answer`: by what it was answered with. */
type Tell = (verdict: Verdict, by?: 'answer') => void;

/**
 * Begins a request, as the probe of each of its hosts of which one is due. The first verdict that the
 * returned function is given counts, and is about the host `at`: others, which redirected to it, work.
 */
function begin(
  guarded: Guarded,
  hosts: readonly string[],
  url: string,
): (at: string, verdict: Verdict, by?: 'answer') => void {
  const { service, clock, probes, behind } = guarded;
  const now = clock.now();
  const { promise, resolve } = Promise.withResolvers<void>();
  const probing = hosts
    .map(subjectOf)
    .filter((subject) => mayCall(service.now.circuit, subject, now).kind === 'probe');
  for (const subject of probing) {
    service.now.circuit = beginProbe(service.now.circuit, subject, now);
    probes.set(subject, promise);
  }
  let over = false;
  return (at, verdict, by) => {
    if (over) return;
    over = true;
    const [asked = at] = hosts;
    const about = (host: string): Judged => {
      const subject = subjectOf(host);
      return { subject, url, probing: probing.includes(subject) };
    };
    if (at !== asked && verdict.kind !== 'nothing') {
      judge(guarded, about(asked), { kind: 'works' });
    }
    if (at !== asked && verdict.kind === 'fault') behind.set(url, at);
    else behind.delete(url);
    judge(guarded, about(at), verdict, by);
    for (const subject of probing) probes.delete(subject);
    resolve();
  };
}

/** A host that a request was about. */
interface Judged {
  readonly subject: string;
  readonly url: string;
  readonly probing: boolean;
}

function judge(guarded: Guarded, request: Judged, verdict: Verdict, by?: 'answer'): void {
  const { service, clock, threshold, faulty } = guarded;
  const { subject, url, probing } = request;
  switch (verdict.kind) {
    case 'nothing':
      return;
    case 'works':
      faulty.delete(subject);
      service.now.circuit = onSuccess(service.now.circuit, subject);
      return;
    case 'fault': {
      const known = faulty.get(subject) ?? new Set();
      faulty.set(subject, known);
      if (by === 'answer' && known.has(url) && !probing) return;
      known.add(url);
      service.now.circuit = onServiceFault(service.now.circuit, subject, {
        now: clock.now(),
        reason: verdict.reason,
        threshold,
      });
    }
  }
}
