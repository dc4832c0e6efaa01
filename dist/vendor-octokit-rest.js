import { a as Octokit$1, n as paginateRest, r as legacyRestEndpointMethods, t as requestLog } from "./vendor-octokit-plugin-request-log.js";
// node_modules/@octokit/rest/dist-src/version.js
const VERSION = "22.0.1";
// node_modules/@octokit/rest/dist-src/index.js
const Octokit = Octokit$1.plugin(requestLog, legacyRestEndpointMethods, paginateRest).defaults({ userAgent: `octokit-rest.js/${VERSION}` });
export { Octokit };
