// src/base/outcome.ts
function problem(code, message, remedy) {
	return {
		code,
		message,
		remedy
	};
}
function told(fault) {
	const message = fault.message.trimEnd().replace(/(?<![.:;,])[.:;,]+$/u, "");
	return `${message}${/[!?…]$/u.test(message) ? "" : "."} ${fault.remedy}`;
}
function toldWithCode(fault) {
	return `${told(fault)} (${fault.code})`;
}
function ok(value) {
	return {
		ok: true,
		value
	};
}
function bad(error) {
	return {
		ok: false,
		problem: error
	};
}
function assertNever(value) {
	throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
export { told as a, problem as i, bad as n, toldWithCode as o, ok as r, assertNever as t };
