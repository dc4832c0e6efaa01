// src/base/short-reason.ts
function shortReason(reason, model) {
	const bare = model === void 0 ? reason : reason.replace(/^[\w.-]+: (?=\S)/u, "");
	return /^.*?\(([^()]*, )?HTTP \d{3}\)(?=:)/u.exec(bare)?.[0] ?? bare;
}
export { shortReason as t };
