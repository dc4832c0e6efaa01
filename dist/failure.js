// src/base/failure.ts
var Fault = class extends Error {
	problem;
	constructor(problem, options) {
		super(problem.message, options);
		this.name = "Fault";
		this.problem = problem;
	}
};
function isFault(error) {
	return error instanceof Fault;
}
export { isFault as n, Fault as t };
