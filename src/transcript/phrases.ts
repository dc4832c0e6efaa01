import { instructionsOf } from './prompt.ts';
import { tokensOf } from './words.ts';

/** Models that refuse say so in ordinary words. What they say about themselves and the audio. */
const REFUSALS: readonly RegExp[] = [
  /\b(?:can ?not|can'?t|could not|couldn'?t|am not able to|unable to|am not capable of|not possible to|won'?t be able to) (?:\w+ ){0,4}?(?:transcribe|transcribing|transcription|transcript|process|listen|hear|access|analy[sz]e|fulfil+)/i,
  /\bas an? (?:ai|artificial intelligence|large language|text-based|language) /i,
  /\bno (?:audio|audio file|recording) (?:\w+ ){0,3}?(?:provided|attached|received|found|included|uploaded)/i,
  /\b(?:provide|upload|attach|share) (?:me with )?(?:the|an|your) (?:audio|recording)/i,
  /\b(?:ich kann|kann ich) .{0,60}(?:nicht|keine) .{0,40}(?:transkri|audio)/i,
  /\bje ne (?:peux|suis) .{0,60}(?:transcri|audio)/i,
  /\bno (?:puedo|es posible) .{0,60}(?:transcri|audio)/i,
];

/** What a refusal by itself, among other segments, is unlikely not to be. */
const PLAIN_REFUSAL =
  /\b(?:can ?not|can'?t|unable to|not able to) (?:\w+ ){0,3}?(?:transcribe|continue (?:the |this |with )?(?:\w+ )?transcri)/i;

/** The same as a model says it of itself, and as people hardly do. */
const OWN_REFUSAL =
  /^(?:(?:i'?m |i am )?sorry\b|i apologi[sz]e|i (?:can ?not|can'?t|am unable|am not able|'?m unable))/i;

/** A refusal is short; a discussion about language models is not. */
const LONGEST_REFUSAL_WORDS = 90;

/** Instructions are told apart by this many words in a row. */
const ECHO_WORDS = 8;

/** True when a whole reply (or what was dropped of it) is a refusal or an apology. */
export function isRefusal(text: string): boolean {
  const head = text.slice(0, 2_000);
  if (tokensOf(text.slice(0, 5_000)).length > LONGEST_REFUSAL_WORDS) return false;
  return REFUSALS.some((pattern) => pattern.test(head));
}

/** True when one segment among others says that the transcription ends here. */
export function isPlainRefusal(text: string): boolean {
  return text.length < 400 && PLAIN_REFUSAL.test(text);
}

/** True when such a segment speaks as a model does of itself. */
export function isOwnRefusal(text: string): boolean {
  return isPlainRefusal(text) && OWN_REFUSAL.test(text.trim());
}

/**
 * A test for texts that repeat the request's instructions, by their tokens. Feed data in it does
 * not count.
 */
export function echoOf(promptText: string): (tokens: readonly string[]) => boolean {
  const instructions = tokensOf(instructionsOf(promptText).slice(0, 20_000));
  const grams = new Set<string>();
  const heads = new Set<string>();
  for (let at = 0; at + ECHO_WORDS <= instructions.length; at += 1) {
    grams.add(gramAt(instructions, at, ECHO_WORDS));
    heads.add(gramAt(instructions, at, 2));
  }
  return (tokens) => {
    for (let at = 0; at + ECHO_WORDS <= Math.min(tokens.length, 5_000); at += 1) {
      if (heads.has(gramAt(tokens, at, 2)) && grams.has(gramAt(tokens, at, ECHO_WORDS)))
        return true;
    }
    return false;
  };
}

function gramAt(tokens: readonly string[], at: number, length: number): string {
  let gram = tokens[at] ?? '';
  for (let word = at + 1; word < at + length; word += 1) gram += ` ${tokens[word] ?? ''}`;
  return gram;
}
