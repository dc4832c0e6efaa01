import { a as Mode, i as ConfigFile, n as configPathOf, o as titleFilter, r as resolveSettings, s as INPUTS, t as DEFAULT_CONFIG_PATH } from "./config.js";
export { INPUTS };
