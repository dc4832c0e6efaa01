// src/base/short-reason.ts
function shortReason(reason, model) {
	const whole = withoutPart(reason);
	const bare = model === void 0 ? whole : whole.replace(/^[\w.-]+: (?=\S)/u, "");
	return /^.*?\(([^()]*, )?HTTP \d{3}\)(?=:)/u.exec(bare)?.[0] ?? bare;
}
function withoutPart(reason) {
	const part = [...reason.slice(0, 2e3).matchAll(/, part \d{1,4} of \d{1,4}: (?=\S)/gu)].at(-1);
	return part === void 0 ? reason : reason.slice(part.index + part[0].length);
}
export { shortReason as t };
