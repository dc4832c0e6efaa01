import { t as INPUTS } from "./config-inputs2.js";
import { h as Mode, p as ConfigFile, x as titleFilter } from "./config-problems.js";
import { a as privateByFile, i as keysElsewhere, n as configPathOf, o as unreadVariables, r as resolveSettings, t as DEFAULT_CONFIG_PATH } from "./config.js";
export { INPUTS, configPathOf, keysElsewhere, privateByFile, unreadVariables };
