import { t as UsageError } from "./arguments-BzRVb8AW.js";
// dist/addresses.js
/** An e-mail address as typed; whether it is one exactly is for the server to say. @throws UsageError for what cannot be one. */
function readAddress(typed, words) {
	const address = typed.trim();
	if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw new UsageError(words.usage.notAnAddress(typed));
	return address;
}
/**
* The address of a server as typed. Without a scheme it is https, and http on this very machine, where nothing can listen in.
* @throws UsageError for what cannot be one.
*/
function readServer(typed, words) {
	const wrong = () => new UsageError(words.usage.notAServer(typed));
	const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `${isLoopback(typed) ? "http" : "https"}://${typed}`;
	if (!URL.canParse(full)) throw wrong();
	const url = new URL(full);
	const plain = url.username === "" && url.password === "" && url.search === "" && url.hash === "";
	if (url.protocol !== "http:" && url.protocol !== "https:" || url.hostname === "" || !plain || /\s|@/.test(typed)) throw wrong();
	return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
function isLoopback(typed) {
	return /^(localhost|127(\.\d{1,3}){3}|\[::1\])([:/]|$)/i.test(typed);
}
export { readServer as n, readAddress as t };
