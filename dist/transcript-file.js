import { n as isFault } from "./failure.js";
import { n as bad, r as ok } from "./outcome.js";
import { _ as object, b as string, g as number, m as int } from "./vendor-zod.js";
import { o as readJsonTranscript } from "./show-index.js";
// src/commands/transcript-file.ts
const Receipt = object({ receipt: object({
	rendition: object({
		sha256: string(),
		bytes: int().nonnegative(),
		durationSec: number().nonnegative(),
		container: string()
	}),
	requests: int().nonnegative(),
	transcribedAt: string()
}).partial().optional() });
async function readWhole(tree, path, signal) {
	try {
		const text = await tree.read(path, signal);
		return text === void 0 ? void 0 : ok(text);
	} catch (error) {
		if (!isFault(error)) throw error;
		return bad(error.problem);
	}
}
function mayHoldTranscripts(path) {
	return /\.(?:vtt|json)$/u.test(path) || !/\.[^/]*$/u.test(path);
}
const FORMATS = [
	"vtt",
	"json",
	"md",
	"srt"
];
function readOwnTranscript(text, stem, formats) {
	const read = readJsonTranscript(text, `${stem}.json`);
	if (!read.ok) return read;
	const content = read.value;
	const id = content.episode?.id;
	if (id === void 0 || id === "") return bad({
		code: "transcript-not-ours",
		message: `${stem}.json names no episode`,
		remedy: "It was written by another program; nothing is to be done."
	});
	const { receipt } = Receipt.safeParse(JSON.parse(text)).data ?? {};
	const title = content.episode?.title ?? stem;
	const publishedAt = instant(content.episode?.published);
	const transcribedAt = instant(receipt?.transcribedAt);
	const durationSec = receipt?.rendition?.durationSec ?? content.segments.at(-1)?.endTime ?? 0;
	return ok({
		content,
		facts: {
			id,
			title,
			audioUrl: content.episode?.audio ?? "",
			durationSec,
			transcript: stem,
			...publishedAt === void 0 ? {} : { publishedAt },
			...transcribedAt === void 0 ? {} : { transcribedAt },
			...receipt?.rendition === void 0 ? {} : { rendition: receipt.rendition },
			...receipt?.requests === void 0 ? {} : { requests: receipt.requests }
		},
		entry: {
			id,
			title,
			...publishedAt === void 0 ? {} : { date: new Date(publishedAt).toISOString().slice(0, 10) },
			durationSec: Math.round(durationSec),
			speakers: content.speakers ?? [],
			path: stem,
			formats,
			transcribedAt: receipt?.transcribedAt ?? ""
		}
	});
}
function instant(text) {
	const at = Date.parse(text ?? "");
	return Number.isNaN(at) || at < 0 ? void 0 : at;
}
function transcriptsAmong(paths) {
	const byStem = new Map();
	for (const path of paths) {
		const [, stem = "", format = ""] = /^(.+)\.([a-z]+)$/su.exec(path) ?? [];
		if (!FORMATS.includes(format) || isIndex(path)) continue;
		byStem.set(stem, [...byStem.get(stem) ?? [], format]);
	}
	return [...byStem].filter(([, formats]) => formats.some((format) => format !== "md")).map(([stem, formats]) => ({
		stem,
		formats: FORMATS.filter((format) => formats.includes(format))
	})).toSorted((a, b) => a.stem < b.stem ? -1 : 1);
}
function isIndex(path) {
	return /(?:^|\/)(?:index\.json|README\.md)$/u.test(path) || path.startsWith("status/");
}
export { transcriptsAmong as i, readOwnTranscript as n, readWhole as r, mayHoldTranscripts as t };
