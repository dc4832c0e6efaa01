/**
 * Why something waits, in a few words: without the model's own explanation after its status, which
 * the report holds whole, without the part of the episode, which differs from one to the next for the
 * same cause, and without the model's name where the reader sees it anyway.
 *
 * @param model Named beside the reason.
 */
export function shortReason(reason: string, model?: string): string {
  const whole = withoutPart(reason);
  const bare = model === undefined ? whole : whole.replace(/^[\w.-]+: (?=\S)/u, '');
  return /^.*?\(([^()]*, )?HTTP \d{3}\)(?=:)/u.exec(bare)?.[0] ?? bare;
}

/** `Show: Title, part 2 of 5: because` → `because`. */
function withoutPart(reason: string): string {
  const part = [...reason.slice(0, 2_000).matchAll(/, part \d{1,4} of \d{1,4}: (?=\S)/gu)].at(-1);
  return part === undefined ? reason : reason.slice(part.index + part[0].length);
}
