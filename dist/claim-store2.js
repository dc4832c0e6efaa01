import { t as Fault } from "./failure.js";
// src/pipeline/claim-store.ts
async function whileClaimed({ store, log }, stopper, work) {
	let lost;
	const claimed = await store.claim?.(stopper.signals.soft, (why) => {
		lost = why;
		stopper.stopSoon(why.message);
	});
	if (claimed?.kind === "failed") throw new Fault(claimed.error);
	try {
		return await work(() => lost);
	} finally {
		try {
			await claimed?.release();
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			log.debug(`The claim could not be given back: ${reason}`);
		}
	}
}
export { whileClaimed as t };
