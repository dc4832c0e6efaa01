import type { Settings } from '../config.ts';
import { mayCall } from '../quota/breaker.ts';
import type { Limits } from '../quota/types.ts';
import type { ServiceHolder } from './service-state.ts';

/** A model of the configuration with the limits that the user gives it. */
export interface RunModel {
  readonly model: string;
  readonly limits: Limits;
  /** Its breaker is open until then, epoch ms, as the run began. */
  readonly openUntil?: number;
  /** The fault that opened it last, in words. */
  readonly openBecause?: string;
}

/** The models of a run in the order of preference. */
export function modelsOf(
  settings: Settings,
  service: ServiceHolder,
  now: number,
): readonly RunModel[] {
  return settings.models.map((model) => {
    const limits = { ...settings.limits['default'], ...settings.limits[model] };
    const subject = `model:${model}`;
    const may = mayCall(service.now.circuit, subject, now);
    const openBecause = service.now.circuit.breakers[subject]?.reason ?? '';
    return {
      model,
      limits,
      ...(may.kind === 'open' ? { openUntil: may.until, openBecause } : {}),
    };
  });
}
