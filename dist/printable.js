// src/base/printable.ts
const TERMINAL_CODES = /\u001b\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-~]/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
function printable(text, longest = 8e3) {
	const clean = text.slice(0, 4 * longest).replaceAll(TERMINAL_CODES, "").replaceAll(/\r\n?/g, "\n").replaceAll(CONTROLS, "");
	if (clean.length <= longest && text.length <= 4 * longest) return clean;
	return `${clean.slice(0, longest).replace(/[\ud800-\udbff]$/, "")}…`;
}
export { printable as t };
