/**
 * Cuts one file in a process of its own and prints what it cost, as one line of JSON. Arguments:
 * folder, file name in it, seconds a chunk, and `keep` to keep the slices, `drop` to remove each when it is
 * written, as a run does.
 */
import { makeScratch } from '../../src/adapters/scratch.ts';
import { indexAudio } from '../../src/pipeline/cut.ts';
import type { CutReport } from './report.ts';

const [folder = '.', name = '', targetSec = '600', mode = ''] = process.argv.slice(2);
const before = process.cpuUsage();
const scratch = makeScratch(folder);
const file = scratch.file(name);
const plan = await indexAudio({ scratch }, file, {
  targetSec: Number(targetSec),
  signal: new AbortController().signal,
});
if (!plan.ok) {
  throw new Error(`${plan.problem.code}: ${plan.problem.message}`);
}
const slices: string[] = [];
for (const chunk of plan.value.chunks) {
  const target = scratch.file(`ours-${chunk.index}.${chunk.mimeType.replace('audio/', '')}`);
  await scratch.assemble(target, file, chunk.pieces);
  slices.push(target.path);
  if (mode === 'drop') await scratch.remove(target);
}
const spent = process.cpuUsage(before);
const whole = process.cpuUsage();
const report: CutReport = {
  durationSec: plan.value.durationSec,
  workSec: (spent.user + spent.system) / 1e6,
  processSec: (whole.user + whole.system) / 1e6,
  peakMib: process.resourceUsage().maxRSS / 1024,
  cuts: plan.value.chunks.map(({ startSec, endSec }) => ({ startSec, endSec })),
  slices,
  notes: plan.value.notes,
  loudness: {
    stepSec: plan.value.loudness.stepSec,
    levels:
      mode === 'keep' ? [...plan.value.loudness.levels].map((level) => Math.round(level)) : [],
  },
};
console.log(JSON.stringify(report));
