import { n as grouped, t as counted } from "./count.js";
import { r as ok } from "./outcome.js";
import { a as markdownCode, i as linkPath, n as escapeMarkdown, t as escapeHtml } from "./escape.js";
import { _ as object, b as string, f as array, g as number, h as literal, m as int } from "./vendor-zod.js";
import { c as wellFormed, l as withLines, r as readVersioned, t as newestFirst } from "./show-index.js";
import { n as cell, u as prose } from "./summary-text.js";
import { r as spokenLength } from "./when.js";
// src/render/svg.ts
const LIGHT = {
	background: "#ffffff",
	border: "#d1d9e0",
	text: "#1f2328",
	muted: "#59636e",
	track: "#e6eaef",
	done: "#0969da",
	waiting: "#9a6700",
	failed: "#cf222e"
};
const DARK = {
	background: "#0d1117",
	border: "#3d444d",
	text: "#f0f6fc",
	muted: "#9198a1",
	track: "#2a313c",
	done: "#4493f8",
	waiting: "#d29922",
	failed: "#f85149"
};
const FONT = `-apple-system,BlinkMacSystemFont,'Segoe UI','Noto Sans',Helvetica,Arial,sans-serif`;
function card(picture) {
	const { width, height } = picture;
	const frame = `<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6"/>`;
	return svg({
		...picture,
		body: [frame, ...picture.body]
	}, cardStyle());
}
function cardStyle() {
	return [
		`text{font-family:${FONT};font-size:13px;fill:${LIGHT.text}}`,
		"text.head{font-size:14px;font-weight:600}",
		"text.end{text-anchor:end}",
		"text.middle{text-anchor:middle}",
		colours(LIGHT),
		`@media (prefers-color-scheme:dark){${colours(DARK)}}`
	].join("");
}
function colours(palette) {
	return [
		`text{fill:${palette.text}}`,
		`text.muted{fill:${palette.muted}}`,
		`.card{fill:${palette.background};stroke:${palette.border}}`,
		`.line{stroke:${palette.border}}`,
		...[
			"track",
			"done",
			"waiting",
			"failed"
		].map((name) => `.${name}{fill:${palette[name]}}`)
	].join("");
}
function svg(picture, style) {
	const { width, height } = picture;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">`,
		`<title id="title">${xmlText(picture.title)}</title>`,
		`<desc id="desc">${xmlText(picture.description)}</desc>`,
		`<style>${style}</style>`,
		...picture.body,
		"</svg>",
		""
	].join("\n");
}
function textAt(x, y, text, classes = "") {
	const kind = classes === "" ? "" : ` class="${classes}"`;
	return `<text x="${round(x)}" y="${round(y)}"${kind}>${xmlText(text)}</text>`;
}
function bar(box, role) {
	return `<rect class="${role}" x="${round(box.x)}" y="${round(box.y)}" width="${round(box.width)}" height="${round(box.height)}" rx="2"/>`;
}
function xmlText(text) {
	return escapeHtml(text);
}
function round(value) {
	return String(Math.round(value * 100) / 100);
}
function widthOf(text, fontSize) {
	let width = 0;
	for (const character of text) width += emOf(character);
	return width * fontSize;
}
function emOf(character) {
	if (/\p{M}|\p{Cf}/u.test(character)) return 0;
	if (/[ilj|.,:;'!()[\]]/.test(character)) return .34;
	if (/[ftr\s/-]/.test(character)) return .42;
	if (/[mwMW%@]/.test(character)) return .96;
	if (/[A-Z]/.test(character)) return .74;
	if (character <= "ɏ") return .6;
	return /\p{Script=Cyrillic}|\p{Script=Greek}|\p{Script=Arabic}|\p{Script=Hebrew}/u.test(character) ? .72 : 1.1;
}
function fitted(text, fontSize, width) {
	const line = text.slice(0, 1e3);
	if (widthOf(line, fontSize) <= width) return line;
	let kept = "";
	let used = emOf("…") * fontSize;
	for (const { segment } of SEGMENTS.segment(line)) {
		used += widthOf(segment, fontSize);
		if (used > width) break;
		kept += segment;
	}
	return `${kept.trimEnd()}…`;
}
const SEGMENTS = new Intl.Segmenter("en", { granularity: "grapheme" });
// src/render/svg-badge.ts
const BADGE_COLOURS = {
	good: "#1a7f37",
	neutral: "#0969da",
	warn: "#9a6700",
	bad: "#cf222e"
};
const BADGE_LABEL = "#424a53";
const HEIGHT = 22;
const FONT_SIZE$1 = 12;
function badge(label, value, colour) {
	const words = value.slice(0, 40);
	const left = Math.ceil(widthOf(label, FONT_SIZE$1)) + 14;
	const right = Math.ceil(widthOf(words, FONT_SIZE$1)) + 14;
	const width = left + right;
	return svg({
		width,
		height: HEIGHT,
		title: label,
		description: `${label}: ${words}`,
		body: [
			`<clipPath id="round"><rect width="${width}" height="${HEIGHT}" rx="4"/></clipPath>`,
			"<g clip-path=\"url(#round)\">",
			`<rect width="${left}" height="${HEIGHT}" fill="${BADGE_LABEL}"/>`,
			`<rect x="${left}" width="${right}" height="${HEIGHT}" fill="${BADGE_COLOURS[colour]}"/>`,
			"</g>",
			word(label, left / 2, left - 14),
			word(words, left + right / 2, right - 14)
		]
	}, `text{font-family:Verdana,Geneva,'DejaVu Sans',sans-serif;font-size:${FONT_SIZE$1}px;fill:#ffffff;text-anchor:middle}`);
}
function word(text, x, width) {
	return `<text x="${round(x)}" y="15.5" textLength="${round(width)}" lengthAdjust="spacingAndGlyphs">${xmlText(text)}</text>`;
}
// src/render/svg-charts.ts
const WIDTH = 400;
const MARGIN = 16;
const INNER = 368;
const RIGHT = 384;
const FONT_SIZE = 13;
const MAX_ROWS = 12;
const ROW = 38;
function minutesChart(days, day) {
	const total = days.reduce((sum, { minutes }) => sum + minutes, 0);
	const top = niceTop(Math.max(0, ...days.map(({ minutes }) => minutes)));
	const plot = {
		left: 56,
		top: 66,
		width: 328,
		height: 100
	};
	const bottom = plot.top + plot.height;
	const slot = plot.width / Math.max(1, days.length);
	const grid = [
		0,
		top / 2,
		top
	].flatMap((value) => {
		const y = bottom - value / top * plot.height;
		return [`<line class="line" x1="${plot.left}" y1="${round(y)}" x2="${RIGHT}" y2="${round(y)}"/>`, textAt(plot.left - 8, y + 4, grouped(value), "muted end")];
	});
	const columns = days.flatMap(({ minutes }, index) => {
		if (minutes <= 0) return [];
		const height = Math.max(1.5, minutes / top * plot.height);
		const x = plot.left + index * slot + slot * .12;
		return [bar({
			x,
			y: bottom - height,
			width: slot * .76,
			height
		}, "done")];
	});
	return card({
		width: WIDTH,
		height: 200,
		title: "Minutes of audio transcribed a day",
		description: minutesInWords(days, day),
		body: [
			textAt(MARGIN, 28, "Minutes transcribed a day", "head"),
			textAt(MARGIN, 48, `${grouped(total)} in ${counted(days.length, "day")} to ${day}`, "muted"),
			...grid,
			...columns,
			textAt(plot.left, bottom + 20, days[0]?.day ?? "", "muted"),
			textAt(RIGHT, bottom + 20, day, "muted end")
		]
	});
}
function minutesInWords(days, day) {
	const total = days.reduce((sum, { minutes }) => sum + minutes, 0);
	const best = days.reduce((most, one) => one.minutes > (most?.minutes ?? 0) ? one : most, void 0);
	const words = `${counted(total, "minute")} transcribed in ${counted(days.length, "day")} to ${day}`;
	return best === void 0 ? words : `${words}; the most on ${best.day}, ${counted(best.minutes, "minute")}`;
}
function niceTop(most) {
	let power = 1;
	while (power * 10 < most) power *= 10;
	return [
		2,
		4,
		6,
		8,
		10
	].map((step) => step * power).find((top) => top >= most) ?? power * 10;
}
function backlogChart(shows) {
	const all = sumOf(shows);
	const ranked = shows.toSorted(byBacklog);
	const room = shows.length > 1 ? 11 : MAX_ROWS;
	const rows = shows.length > 1 ? [all, ...ranked.slice(0, room)] : ranked;
	const more = shows.length - Math.min(shows.length, room);
	const top = 70;
	const height = top + Math.max(1, rows.length) * ROW + (more > 0 ? 24 : 0) + 4;
	return card({
		width: WIDTH,
		height,
		title: "Episodes done, waiting and failed",
		description: backlogInWords(shows),
		body: [
			textAt(MARGIN, 28, "Episodes", "head"),
			...legend(),
			...rows.length === 0 ? [textAt(MARGIN, 86, "No shows yet", "muted")] : [],
			...rows.flatMap((row, index) => showRow(row, top + index * ROW)),
			...more > 0 ? [textAt(MARGIN, height - 14, `and ${counted(more, "more show")}`, "muted")] : []
		]
	});
}
function backlogInWords(shows) {
	const { done, waiting, failed } = sumOf(shows);
	return `${counted(shows.length, "show")}: ${counted(done, "episode")} done, ${grouped(waiting)} waiting, ${grouped(failed)} failed`;
}
function sumOf(shows) {
	const sum = (pick) => shows.reduce((total, show) => total + pick(show), 0);
	return {
		show: "",
		title: "All shows",
		done: sum(({ done }) => done),
		waiting: sum(({ waiting }) => waiting),
		failed: sum(({ failed }) => failed)
	};
}
function byBacklog(a, b) {
	return b.waiting + b.failed - (a.waiting + a.failed) || compare(a.title.toLowerCase(), b.title.toLowerCase()) || compare(a.show, b.show);
}
function compare(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}
function legend() {
	return [
		["done", "done"],
		["waiting", "waiting"],
		["failed", "failed"]
	].flatMap(([role, word], index) => {
		const x = MARGIN + index * 86;
		return [bar({
			x,
			y: 40,
			width: 10,
			height: 10
		}, role), textAt(x + 16, 49, word, "muted")];
	});
}
function showRow({ title, show, done, waiting, failed }, y) {
	const wanted = done + waiting + failed;
	const numbers = `${grouped(done)} of ${grouped(wanted)}${failed > 0 ? `, ${grouped(failed)} failed` : ""}`;
	const parts = [
		{
			role: "done",
			count: done
		},
		{
			role: "waiting",
			count: waiting
		},
		{
			role: "failed",
			count: failed
		}
	];
	return [...labels(title || show, numbers, y), ...stacked(parts, y)];
}
function labels(name, numbers, y) {
	const room = INNER - widthOf(numbers, FONT_SIZE) - 12;
	return [textAt(MARGIN, y + 13, fitted(name, FONT_SIZE, room)), textAt(RIGHT, y + 13, numbers, "muted end")];
}
const GAP = 2;
const LEAST = 3;
function stacked(parts, y) {
	const shown = parts.filter(({ count }) => count > 0);
	if (shown.length === 0) return [track(y)];
	const whole = shown.reduce((sum, { count }) => sum + count, 0);
	const free = INNER - GAP * (shown.length - 1) - LEAST * shown.length;
	let x = MARGIN;
	return shown.map(({ role, count }) => {
		const width = LEAST + count / whole * free;
		const drawn = bar({
			x,
			y: y + 20,
			width,
			height: 8
		}, role);
		x += width + GAP;
		return drawn;
	});
}
function track(y) {
	return bar({
		x: MARGIN,
		y: y + 20,
		width: INNER,
		height: 8
	}, "track");
}
function quotaChart(quota, day) {
	const rows = quota.slice(0, MAX_ROWS);
	const more = quota.length - rows.length;
	const top = 58;
	const height = top + Math.max(1, rows.length) * ROW + (more > 0 ? 24 : 0) + 4;
	return card({
		width: WIDTH,
		height,
		title: "Requests by key and model",
		description: quotaInWords(quota, day),
		body: [
			textAt(MARGIN, 28, "Requests by key and model", "head"),
			textAt(MARGIN, 48, `on ${day}, as the quota counts days`, "muted"),
			...rows.length === 0 ? [textAt(MARGIN, 80, "None yet", "muted")] : [],
			...rows.flatMap((row, index) => quotaRow(row, top + index * ROW)),
			...more > 0 ? [textAt(MARGIN, height - 14, `and ${grouped(more)} more`, "muted")] : []
		]
	});
}
function quotaInWords(quota, day) {
	const requests = quota.reduce((sum, one) => sum + one.requests, 0);
	const spent = quota.filter(({ exhausted }) => exhausted).length;
	return `${counted(requests, "request")} on ${day}; ${grouped(spent)} of ${grouped(quota.length)} pairs of key and model used up`;
}
function quotaWords({ requests, limit, exhausted }) {
	if (limit === 0) return "no allowance";
	if (limit !== void 0) return `${grouped(requests)} of ${grouped(limit)}`;
	return `${grouped(requests)}, ${exhausted ? "used up" : "limit unknown"}`;
}
function quotaRow(row, y) {
	const { key, model, requests, limit, exhausted } = row;
	const share = limit === void 0 || limit === 0 ? 0 : Math.min(1, requests / limit);
	const width = exhausted && limit !== 0 ? INNER : share * INNER;
	return [
		...labels(`${key} · ${model}`, quotaWords(row), y),
		track(y),
		...width > 0 ? [bar({
			x: MARGIN,
			y: y + 20,
			width: Math.max(LEAST, width),
			height: 8
		}, exhausted ? "waiting" : "done")] : []
	];
}
function charts(figures) {
	return [
		{
			name: "minutes.svg",
			content: minutesChart(figures.days, figures.day)
		},
		{
			name: "backlog.svg",
			content: backlogChart(figures.shows)
		},
		{
			name: "quota.svg",
			content: quotaChart(figures.quota, figures.quotaDay)
		}
	];
}
// src/render/status.ts
const STATUS_FOLDER = "status";
const STATUS_LINK = `](${STATUS_FOLDER}/status.md)`;
const OPEN_ROWS = 20;
const MOST_ROWS = 1e3;
const MOST_FAILURES = 50;
const MOST_QUOTA = 100;
const MOST_TITLE = 100;
const MOST_MESSAGE = 300;
function badgeLinks(folder) {
	return [
		"health",
		"transcripts",
		"backlog",
		"last success"
	].map((label) => `[![${label}](${folder}/${badgeName(label)})](${folder}/status.md)`).join(" ");
}
function badgeName(label) {
	return `badge-${label.replaceAll(" ", "-")}.svg`;
}
const HEALTH = {
	working: {
		value: "working",
		colour: "good"
	},
	waiting: {
		value: "waiting for quota",
		colour: "neutral"
	},
	attention: {
		value: "needs a look",
		colour: "warn"
	},
	failing: {
		value: "failing",
		colour: "bad"
	}
};
function renderStatus(figures) {
	return [
		...badgesOf(figures).map(({ label, value, colour }) => ({
			name: badgeName(label),
			content: badge(label, value, colour)
		})),
		...charts(figures),
		{
			name: "status.md",
			content: page(figures)
		}
	];
}
function badgesOf(figures) {
	const { done, waiting, failed } = sumOf(figures.shows);
	const backlog = waiting + failed === 0 ? "none" : `${grouped(waiting)} waiting${failed > 0 ? `, ${grouped(failed)} failed` : ""}`;
	return [
		{
			label: "health",
			...HEALTH[figures.health.state]
		},
		{
			label: "transcripts",
			value: grouped(done),
			colour: "neutral"
		},
		{
			label: "backlog",
			value: backlog,
			colour: failed > 0 ? "warn" : waiting > 0 ? "neutral" : "good"
		},
		{
			label: "last success",
			value: figures.lastSuccess ?? "none yet",
			colour: figures.lastSuccess === void 0 ? "warn" : "neutral"
		}
	];
}
function page(figures) {
	return `${[
		"# Status",
		badgesOf(figures).map(({ label, value }) => `![${label}: ${value}](${badgeName(label)})`).join(" "),
		summary(figures),
		reasons(figures.health),
		[`![${minutesInWords(figures.days, figures.day)}](minutes.svg)`, `![${quotaInWords(figures.quota, figures.quotaDay)}](quota.svg)`].join("\n"),
		`![${backlogInWords(figures.shows)}](backlog.svg)`,
		failures(figures),
		shows(figures.shows),
		days(figures),
		quota(figures),
		"[All transcripts](../README.md)"
	].filter((part) => part !== "").join("\n\n")}\n`;
}
function summary({ shows: all, day }) {
	const { done, waiting, failed } = sumOf(all);
	return [
		`**${counted(done, "transcript")}** of ${counted(all.length, "show")}.`,
		waiting > 0 ? `${counted(waiting, "episode")} ${waiting === 1 ? "waits" : "wait"}.` : "",
		failed > 0 ? `${counted(failed, "episode")} failed.` : "",
		`As of ${day}, the day of the last run that had something to do.`
	].filter((sentence) => sentence !== "").join(" ");
}
function reasons(health) {
	return health.reasons.slice(0, 20).map((reason) => `- ${prose(cut(reason, MOST_MESSAGE))}`).join("\n");
}
function shows(all) {
	if (all.length === 0) return "";
	const rows = all.toSorted(byBacklog).slice(0, MOST_ROWS).map((one) => {
		const name = escapeMarkdown(cut(one.title, MOST_TITLE)) || escapeMarkdown(one.show);
		return `| ${one.done > 0 ? `[${name}](../${linkPath(one.show)})` : name} | ${grouped(one.done)} | ${grouped(one.waiting)} | ${grouped(one.failed)} |`;
	});
	const head = ["| Show | Done | Waiting | Failed |", "| --- | ---: | ---: | ---: |"];
	const more = all.length - rows.length;
	const open = [...head, ...rows.slice(0, OPEN_ROWS)].join("\n");
	const rest = rows.slice(OPEN_ROWS);
	return [
		"## Shows",
		open,
		...rest.length === 0 ? [] : [folded(counted(rest.length, "more show"), [...head, ...rest].join("\n"))],
		...more > 0 ? [`and ${counted(more, "more show")}`] : []
	].join("\n\n");
}
function failures({ failures: all }) {
	if (all.length === 0) return "";
	const lines = all.slice(0, MOST_FAILURES).map((one) => {
		const again = one.retryable ? "tried again by itself" : "not tried again by itself";
		const name = `${cut(one.show, MOST_TITLE)}: ${cut(one.title, MOST_TITLE)}`;
		const cause = `${cut(one.message, MOST_MESSAGE)} ${cut(one.remedy, MOST_MESSAGE)}`;
		return `- **${escapeMarkdown(name)}** (${counted(one.attempts, "try", "tries")}, ${again}): ${prose(cause)}`;
	});
	const more = all.length - lines.length;
	return [
		"## Failed",
		"The workflow’s form has the mode **retry-failed** for all of these.",
		[...lines, ...more > 0 ? [`- and ${grouped(more)} more`] : []].join("\n")
	].join("\n\n");
}
function days(figures) {
	const rows = figures.days.filter(({ minutes }) => minutes > 0).toReversed().map(({ day, minutes }) => `| ${day} | ${grouped(minutes)} |`);
	if (rows.length === 0) return "";
	return folded("Minutes transcribed a day", [
		"| Day (UTC) | Minutes |",
		"| --- | ---: |",
		...rows
	].join("\n"));
}
function quota(figures) {
	if (figures.quota.length === 0) return "";
	const rows = figures.quota.slice(0, MOST_QUOTA).map((one) => {
		const state = one.exhausted ? "used up" : "free";
		return `| ${markdownCode(cut(one.key, 40))} ${escapeMarkdown(cut(one.model, MOST_TITLE))} | ${quotaWords(one)} | ${state} |`;
	});
	const more = figures.quota.length - rows.length;
	const table = [
		"| Key and model | Requests | State |",
		"| --- | ---: | --- |",
		...rows
	].join("\n");
	return folded(`Requests on ${figures.quotaDay}, by key and model`, more > 0 ? `${table}\n\nand ${grouped(more)} more` : table);
}
function folded(title, content) {
	return `<details>\n<summary>${title}</summary>\n\n${content}\n\n</details>`;
}
function cut(text, most) {
	const characters = Array.from(text.slice(0, most * 2));
	return characters.length <= most ? characters.join("") : `${characters.slice(0, most - 1).join("")}…`;
}
// src/render/top-index.ts
const MAX_TITLE = 120;
const MAX_SHOW = 80;
const NEWEST = 200;
const Summary = object({
	show: string().min(1),
	title: string(),
	feedUrl: string(),
	episodes: int().nonnegative(),
	durationSec: number().nonnegative(),
	newest: string().optional()
});
const Newest = object({
	show: string().min(1),
	id: string().min(1),
	title: string(),
	date: string().optional(),
	durationSec: number().nonnegative(),
	speakers: array(string()),
	path: string().min(1),
	formats: array(string()),
	transcribedAt: string()
});
const Top = object({
	version: literal(1),
	shows: array(Summary),
	newest: array(Newest)
});
function upsertTopIndex(current, changed) {
	const slugs = new Set(changed.map(({ show }) => show));
	const shows = (current?.shows ?? []).filter(({ show }) => !slugs.has(show));
	const newest = (current?.newest ?? []).filter(({ show }) => !slugs.has(show));
	const fresh = changed.flatMap((index) => index.episodes.map((entry) => ({
		...entry,
		show: index.show
	})));
	return {
		version: 1,
		shows: [...shows, ...changed.map(summaryOf)].toSorted(byTitle),
		newest: [...newest, ...fresh].toSorted(newestFirst).slice(0, 200)
	};
}
function summaryOf({ show, title, feedUrl, episodes }) {
	const newest = episodes.map(({ date }) => date ?? "").reduce((a, b) => a > b ? a : b, "");
	return {
		show,
		title,
		feedUrl,
		episodes: episodes.length,
		durationSec: Math.round(episodes.reduce((sum, { durationSec }) => sum + durationSec, 0)),
		...newest === "" ? {} : { newest }
	};
}
function byTitle(a, b) {
	const [left, right] = [a.title.toLowerCase(), b.title.toLowerCase()];
	return left < right ? -1 : left > right ? 1 : a.show < b.show ? -1 : 1;
}
function renderTopIndex(top) {
	const shows = top.shows.map((show) => wellFormed(show));
	const newest = top.newest.map((entry) => wellFormed(entry));
	return `${withLines({ version: top.version }, ["shows", shows], ["newest", newest])}\n`;
}
function readTopIndex(text, name) {
	const read = readVersioned(text, name, Top);
	if (!read.ok) return read;
	return ok({
		version: 1,
		shows: read.value.shows.map(({ newest, ...show }) => newest === void 0 ? show : {
			...show,
			newest
		}),
		newest: read.value.newest.map(({ date, ...entry }) => date === void 0 ? entry : {
			...entry,
			date
		})
	});
}
function renderReadme(top, { status = false } = {}) {
	const episodes = top.shows.reduce((sum, show) => sum + show.episodes, 0);
	const durationSec = top.shows.reduce((sum, show) => sum + show.durationSec, 0);
	const parts = [
		"# Transcripts",
		...status ? [badgeLinks(STATUS_FOLDER)] : [],
		episodes === 0 ? "No transcripts yet." : `${counted(episodes, "transcript")} of ${counted(top.shows.length, "show")}, ${spokenLength(durationSec)} of audio.`
	];
	if (top.shows.length > 0) parts.push("## Shows", showTable(top.shows));
	if (top.newest.length > 0) parts.push(episodes > top.newest.length ? `## Newest ${top.newest.length}` : "## All", newestTable(top));
	return `${parts.join("\n\n")}\n`;
}
function showTable(shows) {
	return [
		"| Show | Transcripts |",
		"| --- | ---: |",
		...shows.map((show) => {
			const link = `[${cell(show.title || show.show, MAX_SHOW)}](${linkPath(show.show)})`;
			const newest = show.newest === void 0 ? "" : `, newest ${escapeMarkdown(show.newest)}`;
			return `| ${link}<br>${spokenLength(show.durationSec)} of audio${newest} | ${grouped(show.episodes)} |`;
		})
	].join("\n");
}
function newestTable(top) {
	const titles = new Map(top.shows.map(({ show, title }) => [show, title]));
	return [
		"| Date | Transcript |",
		"| --- | --- |",
		...top.newest.map((entry) => {
			const show = cell((titles.get(entry.show) ?? "") || entry.show, MAX_SHOW);
			const [title, rest] = transcriptLinks(entry);
			const about = [
				show,
				spokenLength(entry.durationSec),
				...rest
			].join(" · ");
			return `| ${escapeMarkdown(entry.date ?? "")} | ${title}<br>${about} |`;
		})
	].join("\n");
}
function transcriptLinks(entry) {
	const title = cell(entry.title, MAX_TITLE);
	const [best, ...others] = entry.formats.toSorted((a, b) => rank(a) - rank(b));
	if (best === void 0) return [title, []];
	const rest = others.map((format) => `[${escapeMarkdown(format)}](${linkPath(`${entry.path}.${format}`)})`);
	return [`[${title}](${linkPath(`${entry.path}.${best}`)})`, rest];
}
function rank(format) {
	const at = [
		"md",
		"vtt",
		"srt",
		"json"
	].indexOf(format);
	return at < 0 ? 9 : at;
}
export { STATUS_FOLDER as a, upsertTopIndex as i, renderReadme as n, STATUS_LINK as o, renderTopIndex as r, renderStatus as s, readTopIndex as t };
