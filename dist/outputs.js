// src/pipeline/outputs.ts
const NO_OUTPUTS = {
	completed: "0",
	failed: "0",
	deferred: "0",
	pending: "0",
	transcripts: "[]",
	"commit-sha": "",
	"quota-exhausted": "false",
	"next-attempt-at": "",
	report: "",
	matrix: ""
};
export { NO_OUTPUTS as t };
