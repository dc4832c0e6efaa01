import { moment } from '../base/moment.ts';
import { counted } from '../base/count.ts';
import type { Problem } from '../base/outcome.ts';
import { availability } from '../quota/availability.ts';
import type { Choice } from '../quota/choose.ts';
import { keysOff } from '../quota/ledger.ts';
import { POLICIES } from '../quota/policies.ts';
import { suspectedSharedProjects } from '../quota/shared-projects.ts';
import type { Ledger } from '../quota/types.ts';
import type { RunContext } from './context.ts';
import { noUsableKey, noUsableModel } from './dispatch.ts';
import type { RunModel } from './models.ts';
import type { ServiceHolder } from './service-state.ts';

/** What earlier runs found out about keys and models, and what is the user's to mend. */
export function sayKeys(
  run: RunContext,
  service: ServiceHolder,
  models: readonly RunModel[],
): void {
  const { ledger } = service.now;
  const keys = run.keys.map(({ fingerprint }) => fingerprint);
  for (const note of keysOff(ledger, keys, run.startedAt)) {
    run.ports.log.warning(
      `Gemini key ${note.key} is out of use: ${note.reason.replace(/\.+$/u, '')}. It is tried again after ${moment(note.until)}. ${remedyOf(note.kind)}`,
      { title: `Gemini key ${note.key} is out of use` },
    );
  }
  for (const words of sharedQuotas(run, ledger)) {
    run.ports.log.warning(words, { title: 'Gemini keys share a quota' });
  }
  for (const { model, reason } of unoffered(run, service, models)) {
    run.ports.log.warning(
      `No key can use the model ${model}: ${reason}. The others of the configuration are used. ${POLICIES['model-gone'].remedy}`,
      { title: `Model ${model} is out of use` },
    );
  }
}

/** Keys of this run that seem to spend one project's quota: a sentence for each group of them. */
export function sharedQuotas(run: RunContext, ledger: Ledger): readonly string[] {
  const keys = run.keys.map(({ fingerprint }) => fingerprint);
  return suspectedSharedProjects(ledger).flatMap((group) => {
    const ours = group.keys.filter((key) => keys.includes(key));
    if (ours.length < 2) return [];
    return [
      `Gemini keys ${ours.join(', ')} were refused together on ${group.day} after ${counted(group.requests, 'request')} between them, where one project is allowed ${group.limit}: they seem to belong to one Google project, which has one quota. Make each key in a project of its own.`,
    ];
  });
}

function remedyOf(kind: string): string {
  return Object.entries(POLICIES).find(([name]) => name === kind)?.[1].remedy ?? '';
}

/** Models that no key is offered while others are: work goes on, and the user should know. */
function unoffered(
  run: RunContext,
  service: ServiceHolder,
  models: readonly RunModel[],
): readonly { readonly model: string; readonly reason: string }[] {
  const seen = models.map(({ model, limits }) => {
    const reasons = run.keys.flatMap(({ fingerprint: key }) => {
      const query = { key, model, limits, tokens: 1, now: run.startedAt };
      const when = availability(service.now.ledger, query);
      return when.kind === 'never' && when.cause === 'model' ? [when.reason] : [];
    });
    return { model, reason: reasons[0] ?? '', gone: reasons.length === run.keys.length };
  });
  return seen.every(({ gone }) => gone) ? [] : seen.filter(({ gone }) => gone);
}

/**
 * The fault of a run that could not send one request: every key is switched off, or none of the
 * models is offered to any. Undefined while something can serve, now or later.
 */
export function unableToServe(outlook: Choice): Problem | undefined {
  if (outlook.kind !== 'none') return undefined;
  if (outlook.cause === 'keys') return noUsableKey(outlook.reason);
  return outlook.cause === 'models' ? noUsableModel(outlook.reason) : undefined;
}
