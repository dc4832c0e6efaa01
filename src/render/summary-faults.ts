import { counted } from '../base/count.ts';
import { told } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { markdownCode } from './escape.ts';
import { bounded, cell, joined, prose } from './summary-text.ts';

/** A fault of the configuration, with its place in the file when it has one. */
export interface PlacedFault extends Problem {
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
}

/** Faults that are listed; a file that is no configuration at all has hundreds. */
const MOST = 50;

/** The job summary of a run that a faulty configuration stopped before it began. */
export function renderFaults(faults: readonly PlacedFault[]): string {
  const lines = faults.slice(0, MOST).map((fault) => {
    const place =
      fault.file === undefined
        ? ''
        : ` ${cell(fault.line === undefined ? fault.file : `${fault.file}, line ${fault.line}`, 200)}`;
    return `- ${markdownCode(bounded(fault.code, 60))}${place}<br>${prose(told(fault), 800)}`;
  });
  return `${joined([
    `## 🛑 Nothing was done: the configuration has ${counted(faults.length, 'fault')}`,
    lines.join('\n'),
    faults.length > MOST ? `and ${faults.length - MOST} more; all of them are annotations` : '',
  ])}\n`;
}
