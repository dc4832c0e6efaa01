// src/ports.ts
var HttpBodyError = class extends Error {
	problem;
	constructor(problem, options) {
		super(problem.message, options);
		this.name = "HttpBodyError";
		this.problem = problem;
	}
};
export { HttpBodyError as t };
