/**
 * Why something waits, in a few words: without the model's own explanation after its status, which
 * the report holds whole, and without the model's name where the reader sees it anyway.
 *
 * @param model Named beside the reason.
 */
export function shortReason(reason: string, model?: string): string {
  const bare = model === undefined ? reason : reason.replace(/^[\w.-]+: (?=\S)/u, '');
  return /^.*?\(([^()]*, )?HTTP \d{3}\)(?=:)/u.exec(bare)?.[0] ?? bare;
}
