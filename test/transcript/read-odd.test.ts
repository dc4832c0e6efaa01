import { describe, expect, it } from 'vitest';
import { readReply } from '../../src/transcript/read-reply.ts';

/** Replies to audio of ten minutes, and what must be read: `second speaker: words`. */
type Odd = readonly [name: string, reply: string, expected: readonly string[]];

const TWO = ['1 Host: Hello there.', '65 Guest: Hi, you.'];

/** Two lines with other signs before the speaker. */
const heads = (name: string, first: string, second: string): Odd => [
  name,
  `${first} Host: Hello there.\n${second} Guest: Hi, you.`,
  TWO,
];

/** Each of these lost all words, or its speakers, or had none but the first one's. */
const NOTATIONS: readonly Odd[] = [
  heads('as asked', '[00:01]', '[01:05]'),
  heads('a byte order mark', '\ufeff[00:01]', '\ufeff[01:05]'),
  heads('a mark of direction before', '\u200f[00:01]', '\u200f[01:05]'),
  heads('a mark of direction behind', '[00:01]\u200f', '[01:05]\u200f'),
  heads('marks of direction inside', '[\u200e00:01\u200e]', '[\u200e01:05\u200e]'),
  heads('embedded right to left', '\u202b[00:01]', '\u202b[01:05]'),
  heads('an isolate', '\u2067[00:01]\u2069', '\u2067[01:05]\u2069'),
  heads('zero-width spaces', '\u200b[00:01]\u200b', '\u200b[01:05]\u200b'),
  heads('an Arabic letter mark', '\u061c[00:01]', '\u061c[01:05]'),
  heads('hard spaces', '[00:01]\u00a0', '\u00a0[01:05]'),
  heads('ideographic spaces', '[00:01]\u3000', '\u3000[01:05]'),
  heads('Arabic digits', '[٠٠:٠١]', '[٠١:٠٥]'),
  heads('Persian digits', '[۰۰:۰۱]', '[۰۱:۰۵]'),
  heads('Devanagari digits', '[००:०१]', '[०१:०५]'),
  heads('Bengali digits', '[০০:০১]', '[০১:০৫]'),
  heads('Thai digits', '[๐๐:๐๑]', '[๐๑:๐๕]'),
  heads('full-width digits', '[００:０１]', '[０１:０５]'),
  heads('a full-width colon', '[00：01]', '[01：05]'),
  heads('full-width brackets', '［00:01］', '［01:05］'),
  heads('lenticular brackets', '【00:01】', '【01:05】'),
  heads('tortoise shell brackets', '〔00:01〕', '〔01:05〕'),
  heads('full-width parentheses', '（00：01）', '（01：05）'),
  heads('braces', '{00:01}', '{01:05}'),
  heads('angle brackets', '<00:01>', '<01:05>'),
  heads('a numbered list', '1. [00:01]', '2. [01:05]'),
  heads('numbers in parentheses', '(1) [00:01]', '(2) [01:05]'),
  heads('numbers without a space', '1)[00:01]', '2)[01:05]'),
  heads('numbers before bare times', '1. 00:01 -', '2. 01:05 -'),
  heads('bullets', '- [00:01]', '• [01:05]'),
  heads('dashes and emoji', '— [00:01]', '🎙️ [01:05]'),
  heads('quotes', '> [00:01]', '> [01:05]'),
  heads('headings', '### [00:01]', '### [01:05]'),
  heads('minutes and seconds by letters', '[0m01s]', '[1m05s]'),
  heads('minutes and seconds by words', '[0 min 1 sec]', '[1 min 5 sec]'),
  heads('hours by letters', '[0h00m01s]', '[0h01m05s]'),
  heads('primes', '[0′01″]', '[1′05″]'),
  heads('seconds by letter', '[1s]', '[65s]'),
  heads('seconds by word', '[1 second]', '[65 seconds]'),
  heads('seconds with decimals', '[1.00]', '[65.00]'),
  heads('ranges in seconds', '[1.00 - 4.20]', '[65.00 - 66.00]'),
  heads('ranges in seconds by letter', '[1s - 4s]', '[65s - 70s]'),
  heads('spaces inside', '[ 00:01 ]', '[ 01:05 ]'),
  heads('spaces around colons', '[00 : 01]', '[01: 05]'),
  heads('hours', '[0:00:01]', '[0:01:05]'),
  heads('milliseconds behind a colon', '[00:00:01:000]', '[00:01:05:000]'),
  heads('frames', '[00:00:01:00]', '[00:01:05:00]'),
  heads('commas before fractions', '[00:01,000]', '[01:05,000]'),
  heads('a word before the time', '[time: 00:01]', '[timestamp 01:05]'),
  heads('emphasis', '**[00:01]**', '**[01:05]**'),
  heads('underscores', '__[00:01]__', '__[01:05]__'),
  heads('code', '`[00:01]`', '`[01:05]`'),
  heads('emphasis inside', '[**00:01**]', '[**01:05**]'),
  heads('bare emphasised times', '**00:01**', '**01:05**'),
  heads('colons behind', '[00:01]:', '[01:05]:'),
  heads('dashes behind', '[00:01] -', '[01:05] –'),
  heads('two brackets', '[00:01] [00:04]', '[01:05] [01:08]'),
  heads('arrows', '[00:01 → 00:04]', '[01:05 => 01:08]'),
  heads('ranges with to', '[00:01 to 00:04]', '[01:05 to 01:08]'),
  heads('bare ranges', '00:01 - 00:04', '01:05 - 01:08'),
  ['tabs', '00:01\tHost\tHello there.\n01:05\tGuest\tHi, you.', TWO],
  ['tabs and ranges', '00:01\t00:04\tHost\tHello there.\n01:05\t01:08\tGuest\tHi, you.', TWO],
  [
    'a table',
    '| Time | Speaker | Text |\n|:---|---|---|\n| 00:01 | Host | Hello there. |\n| [01:05] | **Guest** | Hi, you. |',
    TWO,
  ],
  ['a table by speakers', '| Host | 00:01 | Hello there. |\n| Guest | 01:05 | Hi, you. |', TWO],
  ['speakers in brackets', '[00:01] [Host] Hello there.\n[01:05] [Guest]: Hi, you.', TWO],
  ['speakers in angle brackets', '[00:01] <Host> Hello there.\n[01:05] <Guest>: Hi, you.', TWO],
  ['voices in lines', '[00:01] <v Host>Hello there.</v>\n[01:05] <v Guest>Hi, you.', TWO],
  ['dashes behind speakers', '[00:01] Host - Hello there.\n[01:05] Guest — Hi, you.', TWO],
  ['full-width colons', '[00:01] Host：Hello there.\n[01:05] Guest ： Hi, you.', TWO],
  ['bold speakers', '[00:01] **Host:** Hello there.\n[01:05] **Guest**: Hi, you.', TWO],
  ['bold heads', '**[00:01] Host:** Hello there.\n**[01:05] Guest**: Hi, you.', TWO],
  ['bold lines', '**[00:01] Host: Hello there.**\n**[01:05] Guest: Hi, you.**', TWO],
  ['speakers and times in brackets', '[Host 00:01] Hello there.\n[Guest 01:05] Hi, you.', TWO],
  ['times behind speakers', 'Host [00:01] Hello there.\nGuest [01:05] Hi, you.', TWO],
  ['times and colons behind', 'Host (00:01): Hello there.\nGuest (01:05): Hi, you.', TWO],
  ['three lines each', '00:01\nHost\nHello there.\n\n01:05\nGuest\nHi, you.', TWO],
  ['heads on lines of their own', 'Host [00:01]\nHello there.\n\nGuest [01:05]\nHi, you.', TWO],
  ['all on one line', '[00:01] Host: Hello there. [01:05] Guest: Hi, you.', TWO],
  ['all on one line in parentheses', '(00:01) Host: Hello there. (01:05) Guest: Hi, you.', TWO],
  ['all on one line, full width', '【00：01】Host：Hello there.【01：05】Guest：Hi, you.', TWO],
  ['all on one line, bare', '00:01 Host: Hello there. 01:05 Guest: Hi, you.', TWO],
  ['all on one line, speakers inside', '[00:01 Host] Hello there. [01:05 Guest] Hi, you.', TWO],
  ['line breaks as signs', '[00:01] Host: Hello there.\\n[01:05] Guest: Hi, you.', TWO],
  [
    'line breaks as signs, twice',
    '[00:01] Host: Hello there.\\n\\n[01:05] Guest: Hi, you.\\n',
    TWO,
  ],
  ['a JSON string', '"[00:01] Host: Hello there.\\n[01:05] Guest: Hi, you."', TWO],
  ['a list of lines', '["[00:01] Host: Hello there.", "[01:05] Guest: Hi, you."]', TWO],
  ['a list of lines, cut', '[\n"[00:01] Host: Hello there.",\n"[01:05] Guest: Hi, you.', TWO],
  [
    'lines in an object',
    '{"transcript":"[00:01] Host: Hello there.\\n[01:05] Guest: Hi, you."}',
    TWO,
  ],
  ['one line in an object', '{"text":"[00:01] Host: Hello there. [01:05] Guest: Hi, you."}', TWO],
  [
    'times twice in objects',
    '[{"time":"00:01","text":"[00:01] Host: Hello there."},{"time":"01:05","text":"[01:05] Guest: Hi, you."}]',
    TWO,
  ],
  [
    'an opening on the same line',
    'Here is the transcript: [00:01] Host: Hello there.\n[01:05] Guest: Hi, you.',
    TWO,
  ],
  [
    'an opening',
    'Sure! Here’s the transcript:\n\n[00:01] Host: Hello there.\n[01:05] Guest: Hi, you.',
    TWO,
  ],
];

const object = (first: string, second: string): string =>
  `[{${first},"speaker":"Host","text":"Hello there."},{${second},"speaker":"Guest","text":"Hi, you."}]`;

const OBJECTS: readonly Odd[] = [
  [
    'YAML',
    '```yaml\n- start: 00:01\n  speaker: Host\n  text: "Hello there."\n- start: 01:05\n  speaker: Guest\n  text: Hi, you.\n```',
    TWO,
  ],
  ['start_ms', object('"start_ms":1000', '"start_ms":65000'), TWO],
  [
    'startMs and endMs',
    object('"startMs":1000,"endMs":2000', '"startMs":65000,"endMs":66000'),
    TWO,
  ],
  ['startTimeMs', object('"startTimeMs":"1000"', '"startTimeMs":"65000"'), TWO],
  ['start_time_ms', object('"start_time_ms":1000', '"start_time_ms":65000'), TWO],
  ['milliseconds without a unit', object('"start":1000', '"start":65000'), TWO],
  ['start_seconds', object('"start_seconds":1.0', '"start_seconds":65'), TWO],
  ['startSec', object('"startSec":1', '"startSec":65'), TWO],
  ['offsets of Google', object('"startOffset":"1s"', '"startOffset":"65.000s"'), TWO],
  [
    'seconds and nanos',
    object('"startTime":{"seconds":1,"nanos":0}', '"startTime":{"seconds":"65"}'),
    TWO,
  ],
  ['pairs of times', object('"timestamp":[1.0,2.5]', '"timestamp":[65.0,null]'), TWO],
  ['ranges', object('"timestamp":"00:01 - 00:04"', '"timestamp":"[01:05 - 01:06]"'), TWO],
  ['capitals', object('"Start":"00:01"', '"Timestamp":"01:05"'), TWO],
  [
    'speakers as objects',
    '{"segments":[{"start":1,"text":"Hello there.","speaker":{"name":"Host"}},{"start":65,"speaker":{"label":"Guest","id":2},"text":"Hi, you."}]}',
    TWO,
  ],
  [
    'speakers as numbers',
    '[{"start":1,"text":"Hello there.","speaker":1},{"start":65,"speaker":2,"text":"Hi, you."}]',
    ['1 Speaker 1: Hello there.', '65 Speaker 2: Hi, you.'],
  ],
  [
    'words one by one beside texts',
    '{"segments":[{"start":1,"speaker":"Host","text":"Hello there.","words":[{"word":"Hello","start":1},{"word":"there.","start":2}]},{"start":65,"speaker":"Guest","text":"Hi, you.","words":[{"text":"Hi,","start":65},{"text":"you.","start":66}]}]}',
    TWO,
  ],
  [
    'words one by one alone',
    '[{"speaker":"Host","words":[{"word":"Hello","start":1,"end":1.4},{"word":"there.","start":1.5,"end":2}]},{"speaker":"Guest","words":[{"word":"Hi,","start":65},{"word":"you.","start":65.5}]}]',
    TWO,
  ],
  [
    'the whole text beside its segments',
    '{"text":"Hello there. Hi, you.","language":"en","segments":[{"id":0,"start":1,"speaker":"Host","text":"Hello there."},{"id":1,"start":65,"speaker":"Guest","text":"Hi, you."}]}',
    TWO,
  ],
  [
    'a break inside a text and a comma at the end',
    '[{"start":"00:01","speaker":"Host","text":"Hello\nthere.",},{"start":"01:05","speaker":"Guest","text":"Hi, you."},]',
    TWO,
  ],
  [
    'words one by one, cut',
    '{"segments":[{"start":1,"speaker":"Host","text":"Hello there.","words":[{"word":"Hello","start":1}]},{"start":65,"speaker":"Guest","text":"Hi, you.","words":[{"word":"Hi,","sta',
    TWO,
  ],
];

describe('odd notations', () => {
  it.each([...NOTATIONS, ...OBJECTS])('%s', (_, reply, expected) => {
    const { segments } = readReply(reply, { durationSec: 600 });
    expect(
      segments.map(({ startSec, speaker, text }) => `${startSec} ${speaker ?? '?'}: ${text}`),
    ).toEqual(expected);
  });
});
