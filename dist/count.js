// src/base/count.ts
function grouped(count) {
	return Math.round(count).toString().replace(/\B(?=(\d{3})+$)/g, ",");
}
function counted(count, thing, many = `${thing}s`) {
	return `${grouped(count)} ${Math.round(count) === 1 ? thing : many}`;
}
function sized(bytes) {
	if (bytes < 2 ** 20) return bytes < 1e4 ? counted(bytes, "byte") : `${Math.ceil(bytes / 1024)} KiB`;
	if (bytes < 2 ** 30) return `${Math.ceil(bytes / 2 ** 20)} MiB`;
	return `${(Math.ceil(bytes * 10 / 2 ** 30) / 10).toFixed(1)} GiB`;
}
export { grouped as n, sized as r, counted as t };
