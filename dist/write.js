// src/state/write.ts
function writeFeedState(state) {
	return writeLines(state, ["episodes"]);
}
function writeLedger(ledger) {
	return writeLines(ledger, ["entries", "keys"]);
}
function writeBatchState(state) {
	return writeLines(state, ["batches"]);
}
function writeCircuitState(state) {
	return writeLines(state, ["breakers"]);
}
function writeRunsState(state) {
	return writeLines(state, ["runs"]);
}
function writeLines(document, expanded) {
	return `{\n${["version", ...Object.keys(document).filter((name) => name !== "version").toSorted()].flatMap((name) => {
		const value = document[name];
		if (value === void 0) return [];
		const text = expanded.includes(name) ? writeMembers(value) : stableJson(value);
		return [`  ${JSON.stringify(name)}: ${text}`];
	}).join(",\n")}\n}\n`;
}
function writeMembers(value) {
	if (Array.isArray(value)) {
		if (value.length === 0) return "[]";
		return `[\n${value.map((item) => `    ${stableJson(item)}`).join(",\n")}\n  ]`;
	}
	const record = value;
	const names = Object.keys(record).toSorted();
	if (names.length === 0) return "{}";
	return `{\n${names.map((name) => `    ${JSON.stringify(name)}: ${stableJson(record[name])}`).join(",\n")}\n  }`;
}
function stableJson(value) {
	if (Array.isArray(value)) return `[${value.map(stableJson).join(",")}]`;
	if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
	const record = value;
	return `{${Object.keys(record).toSorted().filter((name) => record[name] !== void 0).map((name) => `${JSON.stringify(name)}:${stableJson(record[name])}`).join(",")}}`;
}
export { writeLedger as a, writeFeedState as i, writeBatchState as n, writeRunsState as o, writeCircuitState as r, stableJson as t };
