// src/commands/check-vtt.ts
const TIME = /^(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})$/u;
const TIMING = /^(\S+)[ \t]+-->[ \t]+(\S+)(?:[ \t]+(.*))?$/u;
const SETTING = /^(?:vertical|line|position|size|align|region):\S+$/u;
const TAG = /^<(?:\/?(?:c|i|b|u|ruby|rt|lang|v)(?:\.[^\s.<>&]+)*(?:[ \t][^<>]*)?|(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3})>$/u;
const REFERENCE = /^&(?:amp|lt|gt|nbsp|lrm|rlm|#\d{1,7}|#x[\da-f]{1,6});/iu;
const MOST_FAULTS = 100;
function checkVtt(text) {
	const faults = [];
	const fault = (message, line) => {
		if (faults.length < MOST_FAULTS) faults.push(line === void 0 ? { message } : {
			line,
			message
		});
	};
	if (text.includes("\0")) fault("it holds a NUL character");
	const [head, ...blocks] = blocksOf(text);
	if (!/^WEBVTT(?:[ \t].*)?$/u.test(head?.lines[0] ?? "")) fault("the first line is not WEBVTT", 1);
	else if (head !== void 0 && head.lines.length > 1) fault("an empty line must follow WEBVTT", 2);
	const ids = new Set();
	const cues = [];
	let before = 0;
	for (const block of blocks) {
		const at = block.lines.findIndex((line) => line.includes("-->"));
		if (at < 0) {
			checkPlain(block, cues.length > 0, fault);
			continue;
		}
		if (at > 1) fault("more than one line stands before the timing of a cue", block.line);
		const id = at === 1 ? block.lines[0] : void 0;
		if (id !== void 0 && ids.has(id)) fault(`the identifier ${id} is there twice`, block.line);
		if (id !== void 0) ids.add(id);
		const cue = readCue(block, at, fault);
		if (cue === void 0) continue;
		if (cue.startSec < before) fault("it begins before the cue above it", cue.line);
		before = Math.max(before, cue.startSec);
		cues.push(cue);
	}
	if (cues.length === 0) fault("it has no cues");
	return {
		cues,
		faults
	};
}
function blocksOf(text) {
	const lines = text.replace(/^\ufeff/u, "").split(/\r\n|\n|\r/u);
	const blocks = [];
	let from = 0;
	for (let at = 0; at <= lines.length; at += 1) {
		if (at < lines.length && lines[at] !== "") continue;
		if (at > from) blocks.push({
			line: from + 1,
			lines: lines.slice(from, at)
		});
		from = at + 1;
	}
	return blocks;
}
function checkPlain(block, afterCues, fault) {
	const [first = ""] = block.lines;
	if (/^NOTE(?:[ \t]|$)/u.test(first)) return;
	if (/^(?:STYLE|REGION)[ \t]*$/u.test(first)) {
		if (afterCues) fault(`${first.trim()} must stand before all cues`, block.line);
		return;
	}
	fault("a block is neither a cue nor a NOTE, STYLE or REGION", block.line);
}
function readCue(block, at, fault) {
	const line = block.line + at;
	const match = TIMING.exec(block.lines[at] ?? "");
	const startSec = secondsOf(match?.[1]);
	const endSec = secondsOf(match?.[2]);
	if (startSec === void 0 || endSec === void 0) {
		fault(`the timing is not like 00:00:00.000 --> 00:00:01.000: ${block.lines[at]}`, line);
		return;
	}
	if (endSec <= startSec) fault("it does not end after its beginning", line);
	const settings = (match?.[3] ?? "").split(/[ \t]+/u).filter((one) => one !== "");
	for (const one of settings) if (!SETTING.test(one)) fault(`${one} is no setting of a cue`, line);
	const payload = block.lines.slice(at + 1);
	if (payload.some((one) => one.includes("-->"))) fault("an arrow stands in the text", line);
	const { text, speaker } = readPayload(payload.join("\n"), line + 1, fault);
	if (text === "") fault("the cue is empty", line);
	return {
		line,
		startSec,
		endSec,
		text,
		...speaker === void 0 ? {} : { speaker }
	};
}
function secondsOf(written) {
	const [, hours = "0", minutes, seconds, thousandths] = TIME.exec(written ?? "") ?? [];
	if (minutes === void 0) return void 0;
	return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(thousandths) / 1e3;
}
function readPayload(payload, line, fault) {
	const open = [];
	let speaker;
	let text = "";
	let last = 0;
	for (const match of payload.matchAll(/<[^<>]*>?|>|&/gu)) {
		text += payload.slice(last, match.index);
		last = match.index + match[0].length;
		const [sign] = match;
		if (sign === "&") {
			if (REFERENCE.exec(payload.slice(match.index)) === null) fault("a bare & stands in the text", line);
			text += "&";
			continue;
		}
		if (!TAG.test(sign)) {
			fault(sign === ">" ? "a bare > stands in the text" : `${sign.slice(0, 40)} is no whole tag`, line);
			continue;
		}
		const voice = checkTag(sign, {
			open,
			line,
			fault
		});
		speaker ??= voice;
	}
	text += payload.slice(last);
	if (open.length > 0) fault(`<${open.at(-1)}> is not closed`, line);
	return {
		text: decoded(text).replaceAll(/\s+/gu, " ").trim(),
		...speaker === void 0 || speaker === "" ? {} : { speaker }
	};
}
function checkTag(sign, given) {
	const { open, line, fault } = given;
	const name = /^<\/?([a-z]+)/u.exec(sign)?.[1];
	if (name === void 0) return void 0;
	if (sign.startsWith("</")) {
		if (open.pop() !== name) fault(`</${name}> closes nothing that is open`, line);
		return;
	}
	open.push(name);
	if (name !== "v") return void 0;
	const voice = /[ \t]([^>]*)>$/u.exec(sign)?.[1]?.trim() ?? "";
	if (voice === "") fault("a voice has no name", line);
	for (const { index } of voice.matchAll(/&/gu)) if (!REFERENCE.test(voice.slice(index))) fault("a bare & stands in the name of a voice", line);
	return decoded(voice);
}
function decoded(text) {
	return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&nbsp;", " ").replaceAll(/&(?:lrm|rlm);/gu, "").replaceAll("&amp;", "&");
}
export { checkVtt as t };
