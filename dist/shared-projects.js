// src/quota/shared-projects.ts
const TOGETHER_MS = 18e5;
function suspectedSharedProjects(ledger) {
	return withoutRepeats([...new Set(ledger.entries.map(({ model }) => model))].toSorted().flatMap((model) => groups(refusedEarly(ledger, model)).flatMap((group) => {
		const [first] = group;
		if (first === void 0 || group.length < 2) return [];
		const requests = group.reduce((sum, refused) => sum + refused.requests, 0);
		if (requests < .8 * first.limit || requests > 1.5 * first.limit) return [];
		return [{
			keys: group.map(({ key }) => key).toSorted(),
			model,
			day: first.day,
			requests,
			limit: first.limit
		}];
	})));
}
function refusedEarly(ledger, model) {
	return ledger.entries.filter((entry) => entry.model === model).flatMap(({ key, dayRefusal }) => {
		const limit = dayRefusal?.limit;
		if (dayRefusal === void 0 || limit === void 0 || dayRefusal.requests >= limit) return [];
		return [{
			...dayRefusal,
			key,
			limit
		}];
	}).toSorted((a, b) => a.at - b.at);
}
function groups(refusals) {
	const result = [];
	for (const refused of refusals) {
		const group = result.at(-1);
		const last = group?.at(-1);
		if (last !== void 0 && last.day === refused.day && last.limit === refused.limit && refused.at - last.at <= TOGETHER_MS) group?.push(refused);
		else result.push([refused]);
	}
	return result;
}
function withoutRepeats(found) {
	return [...new Map(found.map((shared) => [shared.keys.join(" "), shared])).values()];
}
export { suspectedSharedProjects as t };
