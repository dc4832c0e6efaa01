// src/config-inputs.ts
function envNameOf(path) {
	return `PODCAST_${path.replaceAll(".", "_").replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase()}`;
}
function isSecret(path) {
	return path.startsWith("keys.");
}
function variablesOf({ path, env = [] }) {
	return path === void 0 || isSecret(path) ? env : [...env, envNameOf(path)];
}
const INPUTS = [
	{
		name: "config",
		description: "Path of the config file in the repository. It may be absent when `feeds` is given.",
		defaultText: "config/production.yaml",
		env: ["PODCAST_CONFIG"]
	},
	{
		name: "feeds",
		description: "Feed URLs, or paths or URLs of OPML files, one a line. Added to the config file's.",
		path: "feeds"
	},
	{
		name: "gemini-api-keys",
		description: "Gemini API keys, one a line or separated by commas; one of each Google project. Required where a model is called.",
		path: "keys.gemini",
		env: ["GEMINI_API_KEYS", "GEMINI_API_KEY"]
	},
	{
		name: "github-token",
		description: "Token for the commits. Needs `contents: write`.",
		defaultText: "${{ github.token }}",
		path: "keys.github",
		env: ["GITHUB_TOKEN"]
	},
	{
		name: "mode",
		description: "What to do: `run`, `resume` (all unfinished episodes of the batch, nothing new), `retry-failed` (failed episodes only, their counts reset), `dry-run` (plan and forecast; spends and writes nothing), `health`, `reset-state` (backup first), `reset-circuit` or `fan-out` (print the job matrix).",
		defaultText: "run",
		path: "mode"
	},
	{
		name: "episodes",
		description: "Episode ids or URLs, one a line: the mode is restricted to them.",
		path: "episodes"
	},
	{
		name: "max-episodes",
		description: "Most episodes that this run takes.",
		defaultText: "from the config file, else as many as fit the time",
		path: "run.maxEpisodes"
	},
	{
		name: "time-budget-minutes",
		description: "No new request starts that cannot end inside this time. On GitHub's runners at most 330.",
		defaultText: "300",
		path: "run.timeBudgetMinutes"
	},
	{
		name: "on-quota",
		description: "When the quota is used up: `defer` leaves the rest to the next run; `wait` waits for the reset (self-hosted runners; elsewhere only if it fits into the job).",
		defaultText: "defer",
		path: "run.onQuota"
	},
	{
		name: "max-quota-wait-hours",
		description: "Longest wait with `on-quota: wait`. Past 23 hours a job defers all the same.",
		defaultText: "25",
		path: "run.maxQuotaWaitHours"
	},
	{
		name: "state-dir",
		description: "Folder of the state in the repository.",
		defaultText: "state",
		path: "output.stateDir",
		env: ["STATE_DIR"]
	},
	{
		name: "transcripts-dir",
		description: "Folder of the transcripts in the repository.",
		defaultText: "transcripts",
		path: "output.transcriptsDir",
		env: ["TRANSCRIPTS_DIR"]
	},
	{
		name: "branch",
		description: "Branch that the commits go to.",
		defaultText: "the run's branch",
		path: "output.branch"
	},
	{
		name: "commit",
		description: "`false` writes to the workspace instead and lets another step commit.",
		defaultText: "true",
		path: "output.commit"
	},
	{
		name: "gemini-base-url",
		description: "Address of the Gemini API, for gateways and tests.",
		defaultText: "Google's",
		path: "gemini.baseUrl"
	},
	{
		name: "youtube-api-key",
		description: "YouTube Data API key; finds an episode's video.",
		path: "keys.youtube",
		env: ["YOUTUBE_API_KEY"]
	},
	{
		name: "allow-private-network",
		description: "Lets feeds and audio come from private networks: `true`, or the hosts, CIDRs or host:port that may, one a line. Link-local and cloud metadata addresses are refused always.",
		defaultText: "false",
		path: "network.allowPrivate"
	},
	{
		name: "shard",
		description: "This job's part of a fan-out, as `i/n`.",
		path: "shard"
	}
];
export { variablesOf as i, envNameOf as n, isSecret as r, INPUTS as t };
