import { availability } from '../quota/availability.ts';
import { mayCall } from '../quota/breaker.ts';
import type { ReportWaiting } from '../render/report-types.ts';
import type { EpisodeState } from '../state/types.ts';
import { chunkSecOf } from './chunk-length.ts';
import { PROMPT_TOKENS, TOKENS_PER_SECOND } from './dispatch-types.ts';
import type { RunStory } from './run.ts';

const LEFT_WORDS = {
  'max-episodes': 'the run takes no more episodes',
  'time-budget': 'the time of the run holds no more',
  quota: 'the quota holds no more',
} as const;

/** What waits after the run, in the order in which it will be taken. */
export function waitingOf(story: RunStory): readonly ReportWaiting[] {
  const { worked, slice, eligible, gathered } = story;
  const shows = new Map(gathered.discovery.shows.map((show) => [show.facts.slug, show]));
  const ended = new Set(worked.episodes.map(({ show, id }) => `${show.facts.slug}/${id}`));
  const waiting: ReportWaiting[] = [];
  const add = (
    where: { readonly show: string; readonly id: string },
    more: Pick<ReportWaiting, 'reason' | 'notBefore'> & Partial<ReportWaiting>,
  ): void => {
    const show = shows.get(where.show);
    const title = show?.state.episodes[where.id]?.title ?? where.id;
    waiting.push({ show: show?.facts.title ?? where.show, id: where.id, title, ...more });
  };
  for (const { show, id, result } of worked.episodes) {
    const { chunksKept, chunksNew, chunks } = result.figures;
    const begun = chunks > 0 ? { chunksDone: chunksKept + chunksNew, chunks } : {};
    if (result.kind === 'deferred') {
      add(
        { show: show.facts.slug, id },
        { reason: result.reason, notBefore: result.notBefore, ...begun },
      );
    }
    if (result.kind === 'stopped')
      add({ show: show.facts.slug, id }, { reason: result.reason, ...begun });
  }
  const unworked =
    story.run.mode === 'dry-run' ? 'a run would take it now' : 'the run ended before its turn';
  for (const one of slice.taken) {
    if (!ended.has(`${one.show}/${one.id}`)) add(one, { reason: unworked });
  }
  for (const one of slice.left) add(one, { reason: LEFT_WORDS[one.because] });
  for (const one of eligible.waiting) {
    const state = shows.get(one.show)?.state.episodes[one.id];
    add(one, { reason: one.reason ?? reasonOf(state), notBefore: one.notBefore });
  }
  return waiting;
}

function reasonOf(state: EpisodeState | undefined): string {
  if (state?.status === 'failed')
    return `tried again after: ${state.error?.message ?? 'a failure'}`;
  return state?.reason ?? 'its time has not come';
}

/** When the next run can do something, epoch ms; undefined when nothing waits for a moment. */
export function nextAttempt(story: RunStory): number | undefined {
  const { run, worked, slice, eligible } = story;
  const times = [
    ...worked.episodes.flatMap(({ state, result }) =>
      result.kind === 'deferred' || (result.kind === 'failed' && result.retryable)
        ? [state.notBefore ?? run.startedAt]
        : [],
    ),
    ...eligible.waiting.map(({ notBefore }) => notBefore),
  ];
  const left = slice.left.some(({ because }) => because === 'quota');
  // What this run had no time or room for can go on at once.
  const begun = new Set(worked.episodes.map(({ show, id }) => `${show.facts.slug}/${id}`));
  const unfinished =
    worked.episodes.some(({ result }) => result.kind === 'stopped') ||
    slice.taken.some(({ show, id }) => !begun.has(`${show}/${id}`)) ||
    slice.left.some(({ because }) => because !== 'quota');
  if (unfinished) times.push(run.ports.clock.now());
  const quotaAt = left ? quotaReturns(story) : undefined;
  const all = quotaAt === undefined ? times : [...times, quotaAt];
  return all.length === 0 ? undefined : Math.min(...all);
}

/** The first moment at which some key and model can serve again. */
function quotaReturns(story: RunStory): number | undefined {
  const { run, models, service } = story;
  const now = run.ports.clock.now();
  const times = run.keys.flatMap(({ fingerprint }) =>
    models.flatMap(({ model, limits }) => {
      const when = availability(service.now.ledger, {
        key: fingerprint,
        model,
        limits,
        tokens: Math.ceil(chunkSecOf(run.settings) * TOKENS_PER_SECOND) + PROMPT_TOKENS,
        now,
      });
      if (when.kind === 'never') return [];
      const may = mayCall(service.now.circuit, `model:${model}`, now);
      const paused = may.kind === 'open' ? may.until : now;
      return [Math.max(paused, when.kind === 'now' ? now : when.untilMs)];
    }),
  );
  return times.length === 0 ? undefined : Math.min(...times);
}
