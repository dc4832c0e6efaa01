import { t as closest } from "./config-problems.js";
import { t as counted } from "./count.js";
import { a as clean } from "./cli-words.js";
// src/cli-shows.ts
const SHOWN = 10;
function showsInstead(wrong, shows) {
	const near = closest(wrong, shows.flatMap(({ show, title }) => [show, title]));
	if (near !== void 0) {
		const meant = shows.find(({ show, title }) => show === near || title === near);
		return `Did you mean ${clean(meant?.show ?? near)}?`;
	}
	if (shows.length === 0) return "There is no show yet.";
	const names = shows.slice(0, SHOWN).map(({ show }) => clean(show, 60));
	const more = shows.length > SHOWN ? `, … and ${shows.length - SHOWN} more` : "";
	return `There ${shows.length === 1 ? "is" : "are"} ${counted(shows.length, "show")}: ${names.join(", ")}${more}.`;
}
export { showsInstead as t };
