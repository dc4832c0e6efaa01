import { t as whileClaimed } from "./claim-store2.js";
export { whileClaimed };
