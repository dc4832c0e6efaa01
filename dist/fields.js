// src/feed/fields.ts
const ASIDE = "aside:";
const ASIDE_TEXT = new Set([
	"description",
	"summary",
	"content",
	"content:encoded",
	"itunes:summary",
	"itunes:subtitle"
]);
const ASIDE_PLAIN = new Set([
	"link",
	"published",
	"updated",
	"enclosure"
]);
const SHORT_TEXT = new Set([
	"title",
	"guid",
	"id",
	"language",
	"pubDate",
	"published",
	"updated",
	"link",
	"enclosure",
	"dc:date",
	"itunes:title",
	"itunes:duration",
	"itunes:season",
	"itunes:episode"
]);
const STRUCTURE = new Set([
	"channel",
	"item",
	"entry",
	"guid",
	"enclosure",
	"pubDate"
]);
const FEED_FIELDS = [
	"title",
	"language",
	"author",
	"managingEditor",
	"dc:creator",
	"dc:language",
	"itunes:author",
	"googleplay:author",
	"podcast:person",
	"subtitle",
	...[...ASIDE_TEXT, ...ASIDE_PLAIN].map((name) => ASIDE + name)
];
const ITEM_FIELDS = [
	"title",
	"guid",
	"id",
	"media:content",
	"media:group",
	"pubDate",
	"dc:date",
	"dc:creator",
	"author",
	"atom:link",
	"itunes:title",
	"itunes:duration",
	"itunes:season",
	"itunes:episode",
	"itunes:author",
	"podcast:person",
	"podcast:transcript",
	"podcast:chapters",
	"podcast:season",
	"podcast:episode",
	...[...ASIDE_TEXT, ...ASIDE_PLAIN].map((name) => ASIDE + name)
];
export { ITEM_FIELDS as a, FEED_FIELDS as i, ASIDE_PLAIN as n, SHORT_TEXT as o, ASIDE_TEXT as r, STRUCTURE as s, ASIDE as t };
