import { n as grouped } from "./count.js";
// src/render/when.ts
function isoDay(epochMs) {
	return isoInstant(epochMs)?.slice(0, 10);
}
function isoInstant(epochMs) {
	if (epochMs === void 0 || !(epochMs >= -22089888e5 && epochMs < 0xe677d21fdc00)) return;
	return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
function spokenLength(sec) {
	const minutes = Math.round(sec / 60);
	if (minutes < 1) return "under a minute";
	if (minutes < 60) return `${minutes} min`;
	return `${grouped(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, "0")} min`;
}
function spokenSpan(ms) {
	return ms < 6e4 ? `${Math.max(0, Math.round(ms / 1e3))} s` : spokenLength(ms / 1e3);
}
export { spokenSpan as i, isoInstant as n, spokenLength as r, isoDay as t };
