import { t as INPUTS } from "./config-inputs2.js";
import { a as privateByFile, c as Mode, i as keysElsewhere, l as titleFilter, n as configPathOf, r as resolveSettings, s as ConfigFile, t as DEFAULT_CONFIG_PATH } from "./config.js";
export { INPUTS, configPathOf, keysElsewhere, privateByFile };
