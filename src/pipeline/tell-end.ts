import { moment } from '../base/moment.ts';
import { counted } from '../base/count.ts';
import { shortReason } from '../base/short-reason.ts';
import { assertNever, toldWithCode } from '../base/outcome.ts';
import type { Log } from '../ports.ts';
import { spokenSpan } from '../render/when.ts';
import { oneLine } from './committer.ts';
import type { WorkedEpisode } from './work-slice.ts';

/** Says in the log how the work on an episode ended. */
export function tellEnd(log: Log, worked: WorkedEpisode): void {
  const name = `${worked.show.facts.title}: ${worked.title}`;
  const { result } = worked;
  const { figures } = result;
  switch (result.kind) {
    case 'done': {
      const length = spokenSpan(result.document.receipt.rendition.durationSec * 1_000);
      const kept =
        figures.chunksKept > 0 ? `, ${counted(figures.chunksKept, 'part')} kept from before` : '';
      log.info(`Done: ${name} (${length}, ${counted(figures.requests, 'request')}${kept})`);
      return;
    }
    case 'deferred':
      log.info(
        `Deferred: ${name}: not before ${moment(result.notBefore)}: ${oneLine(shortReason(result.reason), 160)}`,
      );
      return;
    case 'failed':
      log.warning(toldWithCode(result.error), { title: `Failed: ${name}` });
      return;
    case 'skipped':
      log.info(`Skipped: ${name}: ${result.reason}`);
      return;
    case 'stopped':
      log.info(`Stopped: ${name}: the next run goes on with it: ${oneLine(result.reason, 120)}`);
      return;
    default:
      assertNever(result);
  }
}
