/** Bytes → text. The order of trust: byte order mark, HTTP header, XML declaration, UTF-8. */

/** Text and the charset that it was read by (a label of the WHATWG encoding standard). */
export interface DecodedText {
  readonly text: string;
  readonly charset: string;
}

/**
 * What windows-1252 means by 0x80 to 0x9F (WHATWG index). Some releases of Node decode these
 * bytes as ISO-8859-1 controls, so they are mapped here; where the decoder is right, this finds
 * nothing to do.
 */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** An XML declaration stands in the first line; some servers print a little before it. */
const HEAD_BYTES = 1_024;

/** The charset that an HTTP `Content-Type` names, lower case. */
function charsetOfHeader(contentType: string | undefined): string | undefined {
  return /charset\s*=\s*["']?\s*([\w.:-]{1,40})/i
    .exec((contentType ?? '').slice(0, 500))?.[1]
    ?.toLowerCase();
}

function charsetOfMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** UTF-16 without a mark: `<` and a NUL. */
function charsetOfZeros(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0x3c && bytes[1] === 0 && bytes[3] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] === 0x3c && bytes[2] === 0) return 'utf-16be';
  return undefined;
}

/** The charset that the XML declaration names. It was read as ASCII, so a claim of UTF-16 is false. */
function charsetOfDeclaration(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES));
  const start = head.indexOf('<?xml');
  if (start < 0) return undefined;
  const declaration = head.slice(start).split('>', 1)[0] ?? '';
  const name = /encoding\s*=\s*["']\s*([\w.:-]{1,40})/i.exec(declaration)?.[1]?.toLowerCase();
  return name?.startsWith('utf-16') === true || name === 'ucs-2' ? undefined : name;
}

function decoderFor(
  charset: string | undefined,
  fatal: boolean,
): InstanceType<typeof TextDecoder> | undefined {
  if (charset === undefined) return undefined;
  try {
    return new TextDecoder(charset, { fatal });
  } catch (error) {
    // A label that no standard knows: the next source of a charset is asked.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Decodes, or `undefined` when a byte does not fit. A character cut at the end is left out. */
function tryDecode(bytes: Uint8Array, charset: string | undefined): DecodedText | undefined {
  const decoder = decoderFor(charset, true);
  if (decoder === undefined) return undefined;
  try {
    const text = decoder.decode(bytes, { stream: true });
    return { text: fixWindows1252(text, decoder.encoding), charset: decoder.encoding };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function fixWindows1252(text: string, encoding: string): string {
  if (encoding !== 'windows-1252') return text;
  return text.replace(
    /[\u0080-\u009f]/g,
    (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] ?? char,
  );
}

/**
 * Text that is valid in no charset it claims: UTF-8 with a few broken bytes keeps its good
 * characters, anything else is windows-1252, where every byte has a meaning.
 */
function decodeBroken(bytes: Uint8Array): DecodedText {
  const text = new TextDecoder('utf-8').decode(bytes);
  let broken = 0;
  let good = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd) broken += 1;
    else if (code > 0x7f) good += 1;
  }
  if (good > broken) return { text, charset: 'utf-8' };
  const latin = new TextDecoder('windows-1252').decode(bytes);
  return { text: fixWindows1252(latin, 'windows-1252'), charset: 'windows-1252' };
}

/**
 * Decodes a feed's bytes. A charset that is unknown, or in which the bytes are invalid, gives way
 * to the next source. Never fails; the byte order mark is not part of the text.
 *
 * @param contentType the HTTP header's value
 */
export function decodeText(bytes: Uint8Array, contentType: string | undefined): DecodedText {
  const candidates = [
    charsetOfMark(bytes),
    charsetOfZeros(bytes),
    charsetOfHeader(contentType),
    charsetOfDeclaration(bytes),
    'utf-8',
  ];
  for (const charset of candidates) {
    const decoded = tryDecode(bytes, charset);
    if (decoded !== undefined) return decoded;
  }
  return decodeBroken(bytes);
}
