import { n as CommandError, t as quoted } from "./quoted-B62DVpbZ.js";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { close, closeSync, constants, createReadStream, createWriteStream, existsSync, fdatasync, fstatSync, fsync, fsyncSync, futimesSync, linkSync, lstatSync, mkdirSync, open, openSync, read, readFileSync, readSync, readdirSync, renameSync, rmSync, rmdirSync, statSync, unlinkSync, watch, writeFileSync, writeSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import Database from "better-sqlite3";
import { createHash, hash } from "node:crypto";
import { constants as constants$1, createGunzip, createGzip, gunzipSync, gzipSync } from "node:zlib";
import { execFile } from "node:child_process";
import { setImmediate as setImmediate$1, setTimeout as setTimeout$1 } from "node:timers/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
// ../protocol/dist/byte-source.js
const nothing = /* @__PURE__ */ new Uint8Array(0);
/**
* Reads exact numbers of bytes from pieces of any size. Bytes that lie in one piece are given as a view of it; others are copied once.
* `endsEarly` makes the error for an input that stops in the middle of what was asked for.
*/
var ByteSource = class {
	#iterator;
	#endsEarly;
	#piece = nothing;
	#at = 0;
	#done = false;
	/** Bytes that the open stream has not given yet. */
	#streamLeft = 0;
	#streamNumber = 0;
	constructor(input, endsEarly) {
		this.#iterator = input[Symbol.asyncIterator]();
		this.#endsEarly = endsEarly;
	}
	/** The next `count` bytes when they are here in one piece, else null; saves the hot path from waiting. */
	takeReady(count) {
		const end = this.#at + count;
		if (end > this.#piece.length) return null;
		const view = this.#piece.subarray(this.#at, end);
		this.#at = end;
		return view;
	}
	/** The next `count` bytes. */
	async take(count) {
		if (this.#at === this.#piece.length && count > 0) await this.#pull();
		const ready = this.takeReady(count);
		if (ready !== null) return ready;
		const whole = new Uint8Array(count);
		for (let filled = 0; filled < count;) {
			const part = await this.#upTo(count - filled);
			whole.set(part, filled);
			filled += part.length;
		}
		return whole;
	}
	/** The next `count` bytes as they come. Ends early, without an error, once `skipStream` has moved on. */
	stream(count) {
		this.#streamLeft = count;
		return this.#parts(++this.#streamNumber);
	}
	async *#parts(number) {
		while (number === this.#streamNumber && this.#streamLeft > 0) {
			const part = await this.#upTo(this.#streamLeft);
			this.#streamLeft -= part.length;
			yield part;
		}
	}
	/** Passes over what the open stream has not given. */
	async skipStream() {
		this.#streamNumber++;
		while (this.#streamLeft > 0) this.#streamLeft -= (await this.#upTo(this.#streamLeft)).length;
	}
	/** Whether nothing follows. */
	async atEnd() {
		while (this.#at === this.#piece.length) if (!await this.#next()) return true;
		return false;
	}
	/** Lets the input go when it was not read to its end. */
	async close() {
		if (!this.#done) await this.#iterator.return?.();
		this.#done = true;
	}
	async #upTo(count) {
		if (this.#at === this.#piece.length) await this.#pull();
		const end = Math.min(this.#piece.length, this.#at + count);
		const part = this.#piece.subarray(this.#at, end);
		this.#at = end;
		return part;
	}
	/** Goes on to the next piece that holds something. */
	async #pull() {
		do
			if (!await this.#next()) throw this.#endsEarly();
		while (this.#piece.length === 0);
	}
	async #next() {
		const step = await this.#iterator.next();
		this.#done = step.done === true;
		this.#piece = step.done === true ? nothing : step.value;
		this.#at = 0;
		return !this.#done;
	}
};
// ../protocol/dist/coalescer.js
const pieceSize = 65536;
/** From this size on, copying a part costs more than sending it by itself. */
const passThrough = 16384;
/** Gathers small parts into pieces of up to 64 KiB, so that thousands of small files are not thousands of small writes. */
var Coalescer = class {
	#piece = new Uint8Array(pieceSize);
	#used = 0;
	/** Takes a part; gives the pieces that are ready to be sent now, in order. */
	add(part) {
		if (part.length >= passThrough) return [...this.flush(), part];
		const ready = this.#used + part.length > pieceSize ? this.flush() : none$1;
		this.#piece.set(part, this.#used);
		this.#used += part.length;
		return ready;
	}
	/** What is left. */
	flush() {
		if (this.#used === 0) return none$1;
		const full = this.#piece.subarray(0, this.#used);
		this.#piece = new Uint8Array(pieceSize);
		this.#used = 0;
		return [full];
	}
};
const none$1 = [];
// ../protocol/dist/errors.js
const errors = {
	"address-invalid": {
		status: 400,
		errorCode: 101,
		text: "This is not an e-mail address: {address}. Nothing was changed."
	},
	"plan-lacks-type": {
		status: 403,
		errorCode: 102,
		text: "Your plan does not include {type}. The file stays on your device."
	},
	"not-registered": {
		status: 403,
		errorCode: 103,
		text: "There is no account with this address on this server."
	},
	"code-invalid": {
		status: 403,
		errorCode: 104,
		text: "The code is wrong, used or no longer valid. Ask for a new one."
	},
	"not-signed-in": {
		status: 401,
		errorCode: 105,
		text: "You are not signed in, or this device was signed out. Sign in again; files on this device stay as they are."
	},
	"file-not-available": {
		status: 404,
		errorCode: 106,
		text: "There is no such file or version in the cloud."
	},
	"not-gzip": {
		status: 400,
		errorCode: 107,
		text: "The content is not one whole gzip stream. Nothing was stored."
	},
	"space-exceeded": {
		status: 413,
		errorCode: 108,
		text: "Maximum size of OsmAnd Cloud exceeded {allowedMb} MB. The file stays on your device; free space or change the plan."
	},
	"purchase-elsewhere": {
		status: 409,
		errorCode: 109,
		text: "This purchase is in use by another account."
	},
	"subscription-expired": {
		status: 403,
		errorCode: 110,
		text: "The subscription has expired or is not present."
	},
	"already-registered": {
		status: 409,
		errorCode: 111,
		text: "There is an account with this address already. Sign in instead."
	},
	"password-refused": {
		status: 400,
		errorCode: 112,
		text: "This password cannot be used: {reason}."
	},
	"device-limit": {
		status: 409,
		errorCode: 113,
		text: "The account has {limit} devices already. Sign one of them out, then try again."
	},
	"bad-request": {
		status: 400,
		text: "The request is not as it should be: {reason}. Nothing was changed."
	},
	"not-found": {
		status: 404,
		text: "There is nothing at this address."
	},
	"method-not-allowed": {
		status: 405,
		text: "This address does not take {method}."
	},
	forbidden: {
		status: 403,
		text: "You may not do this: {reason}."
	},
	"name-refused": {
		status: 400,
		text: "The name cannot be used: {reason}. The file stays on your device; rename it."
	},
	"base-outdated": {
		status: 409,
		text: "The file has changed in the cloud since this device last looked. Nothing was overwritten; sync again."
	},
	"name-taken": {
		status: 409,
		text: "There is already a file named {name}. Nothing was changed; choose another name."
	},
	"file-too-large": {
		status: 413,
		text: "The file is larger than the {limitMb} MB that this server takes for one file. It stays on your device."
	},
	"unpacks-too-large": {
		status: 413,
		text: "The content unpacks to more than this server takes. Nothing was stored."
	},
	"too-many-files": {
		status: 413,
		text: "The account has reached its {limit} files. The file stays on your device."
	},
	"history-full": {
		status: 413,
		errorCode: 108,
		text: "Maximum size of OsmAnd Cloud exceeded {allowedMb} MB. The history and the trash are full with recent versions; empty the trash or delete old versions, then try again."
	},
	"hash-mismatch": {
		status: 400,
		text: "The content does not have the checksum that was announced. Nothing was stored; it is sent again."
	},
	"payload-too-large": {
		status: 413,
		text: "The request is larger than this server takes. Nothing was changed."
	},
	"sign-in-refused": {
		status: 403,
		text: "The address or the password is wrong. With a code by mail you can always sign in on a device."
	},
	"too-many-requests": {
		status: 429,
		text: "Too many requests. Wait {seconds} seconds, then try again."
	},
	"too-many-tries": {
		status: 429,
		text: "Too many wrong tries. Try again tomorrow, or use the link in the mail."
	},
	"too-many-mails": {
		status: 429,
		text: "Too many mails were asked for. Wait {seconds} seconds, then try again."
	},
	"registration-closed": {
		status: 403,
		text: "This server takes no new accounts. Ask its operator."
	},
	"address-in-use": {
		status: 409,
		text: "The new address already has an account with data, devices or a subscription. Your address stays as it is."
	},
	"set-up-done": {
		status: 403,
		text: "This set-up link is not valid or was used already."
	},
	"account-blocked": {
		status: 403,
		text: "This account is blocked. Ask the operator of this server."
	},
	"tls-required": {
		status: 403,
		text: "This server takes passwords, codes and tokens over https only. Use {url}."
	},
	"data-damaged": {
		status: 500,
		text: "The stored content is damaged and is not served. The operator has been told; other files are not affected."
	},
	"storage-full": {
		status: 507,
		text: "The server has no space left. Nothing of this request was stored; reading still works. Try again later."
	},
	"read-only": {
		status: 503,
		text: "The server takes no changes at the moment. Nothing was stored; reading still works. Try again later."
	},
	busy: {
		status: 503,
		text: "The server is busy. Try again in {seconds} seconds."
	},
	internal: {
		status: 500,
		text: "Something went wrong on the server. Nothing acknowledged is lost; try again. Request {request}."
	}
};
/** An error of the catalogue, thrown where it happens and turned into an answer once, at the edge. */
var CairnError = class extends Error {
	name = "CairnError";
	code;
	details;
	constructor(code, details = {}, options) {
		super(errorText(code, details), options);
		this.code = code;
		this.details = details;
	}
	get status() {
		return errors[this.code].status;
	}
};
/** The sentence of the catalogue with its placeholders filled. */
function errorText(code, details = {}) {
	return errors[code].text.replace(/\{(\w+)\}/g, (_, key) => textOf$2(details[key]));
}
function textOf$2(value) {
	if (value === void 0) return "?";
	return typeof value === "string" ? value : JSON.stringify(value);
}
// ../protocol/dist/limits.js
/** Sizes that both sides know. Bytes unless said otherwise. */
const limits = {
	/** Most items in one upload or download batch, or operations in one request. */
	batchItems: 1e3,
	/** Most bytes of one upload batch with more than one item; one item alone may be as large as the file limit. */
	batchBytes: 33554432,
	/** Longest JSON header of a batch item. */
	batchHeaderBytes: 32768,
	/** Longest JSON body of a request. */
	jsonBytes: 2097152,
	/** Longest name, bytes of UTF-8. */
	nameBytes: 4096,
	typeBytes: 64
};
// ../protocol/dist/batch.js
/**
* A batch carries many small files in one body, in either direction:
* `[length of header, u32 big-endian][header, UTF-8 JSON][body]` for each item, and a zero u32 at the end.
* `length` in the header says how many bytes of body follow.
*/
const batchMediaType = "application/vnd.cairn.batch";
/** Bodies up to this size come whole when a batch is read, bytes; larger ones as a stream. */
const wholeBelow = 1048576;
const encoder$1 = new TextEncoder();
const decoder = new TextDecoder("utf-8", {
	fatal: true,
	ignoreBOM: true
});
/** A batch whose bodies are all in memory, in one piece: one copy of each body. */
function encodeBatch(items) {
	const parts = [];
	let size = 4;
	for (const { header, body } of items) {
		if (header.length !== body.length) throw wrongLength(header);
		const frame = frameOf(header);
		parts.push(frame, body);
		size += frame.length + body.length;
	}
	const batch = new Uint8Array(size);
	let offset = 0;
	for (const part of parts) {
		batch.set(part, offset);
		offset += part.length;
	}
	return batch;
}
/** A batch as a stream. Small parts are gathered into pieces worth sending; large ones pass through without a copy. */
async function* streamBatch(items) {
	const out = new Coalescer();
	for await (const { header, body } of items) {
		for (const piece of out.add(frameOf(header))) yield piece;
		let left = header.length;
		for await (const part of body instanceof Uint8Array ? [body] : body) {
			left -= part.length;
			if (left < 0) throw wrongLength(header);
			for (const piece of out.add(part)) yield piece;
		}
		if (left !== 0) throw wrongLength(header);
	}
	for (const piece of [...out.add(/* @__PURE__ */ new Uint8Array(4)), ...out.flush()]) yield piece;
}
/**
* Reads a batch as it arrives. A body is whole, without a copy where it lies in one piece of the input, or a stream that must be read
* before the next item is asked for; what is left of it then is passed over. Memory is bounded by one header, one whole body and one
* piece of the input, however the input is cut. The input's iterator is returned when reading ends early.
* @throws CairnError `bad-request` when the input is no batch or ends early, `payload-too-large` above `maxItems` or `maxBytes`;
* what `parse` and the input throw passes through.
*/
async function* readBatch(input, options) {
	const { maxItems = limits.batchItems, maxBytes = limits.batchBytes } = options;
	const source = new ByteSource(input, endsEarly);
	try {
		let bytes = 0;
		for (let count = 1;; count++) {
			const header = await readHeader(source, options.parse);
			if (header === null) break;
			bytes += header.length;
			if (count > maxItems || count > 1 && bytes > maxBytes) throw new CairnError("payload-too-large", {
				items: count,
				bytes
			});
			if (header.length <= (options.wholeBelow ?? wholeBelow)) yield {
				header,
				body: source.takeReady(header.length) ?? await source.take(header.length)
			};
			else {
				yield {
					header,
					body: source.stream(header.length)
				};
				await source.skipStream();
			}
		}
		if (!await source.atEnd()) throw malformed("bytes follow its end");
	} finally {
		await source.close();
	}
}
async function readHeader(source, parse) {
	const lengthBytes = source.takeReady(4) ?? await source.take(4);
	const length = new DataView(lengthBytes.buffer, lengthBytes.byteOffset, 4).getUint32(0);
	if (length === 0) return null;
	if (length > limits.batchHeaderBytes) throw malformed(`a header of ${length} bytes is too long`);
	const json = jsonOf$1(source.takeReady(length) ?? await source.take(length));
	if (!hasLength(json)) throw malformed("a header has no usable length");
	return parse(json);
}
function jsonOf$1(bytes) {
	try {
		return JSON.parse(decoder.decode(bytes));
	} catch (cause) {
		throw malformed("a header is not JSON in UTF-8", cause);
	}
}
function hasLength(json) {
	if (typeof json !== "object" || json === null || !("length" in json)) return false;
	return Number.isSafeInteger(json.length) && Number(json.length) >= 0;
}
function frameOf(header) {
	const json = encoder$1.encode(JSON.stringify(header));
	if (json.length > limits.batchHeaderBytes) throw malformed(`a header of ${json.length} bytes is too long`);
	const frame = new Uint8Array(4 + json.length);
	new DataView(frame.buffer).setUint32(0, json.length);
	frame.set(json, 4);
	return frame;
}
function malformed(what, cause) {
	return new CairnError("bad-request", { reason: `the batch is malformed: ${what}` }, { cause });
}
function endsEarly() {
	return malformed("it ends in the middle");
}
/** A fault of the sender: the body is not what its header says. */
function wrongLength(header) {
	return malformed(`a body is not the ${header.length} bytes that its header says`);
}
// ../protocol/dist/byte-streams.js
/** The pieces of a stream; browsers that cannot iterate one are served too. Leaving early cancels it. */
async function* bytesOf$1(body) {
	if (!("getReader" in body)) {
		yield* body;
		return;
	}
	const reader = body.getReader();
	let finished = false;
	try {
		for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
		finished = true;
	} finally {
		if (!finished) await reader.cancel().catch(() => void 0);
	}
}
/** A stream that asks for one piece at a time. */
function streamOf(pieces) {
	return new ReadableStream({
		async pull(controller) {
			const step = await pieces.next();
			if (step.done === true) controller.close();
			else controller.enqueue(step.value);
		},
		async cancel() {
			await pieces.return(void 0);
		}
	}, { highWaterMark: 0 });
}
// ../protocol/dist/client-errors.js
/** What a client finds out by itself, without an error of the server's catalogue. */
const clientErrors = {
	unreachable: {
		kind: "offline",
		text: "The server {server} cannot be reached. Nothing was changed here; check the address and the connection, then try again."
	},
	"connection-lost": {
		kind: "offline",
		text: "The connection to {server} broke in the middle of an answer. What has arrived is kept; try again."
	},
	"not-cairn": {
		kind: "broken",
		text: "What answers at {server} does not answer as a Cairn server does (HTTP status {status}). Nothing was changed here; check the address, or a proxy before the server."
	},
	"broken-answer": {
		kind: "broken",
		text: "The answer of {server} is damaged. What arrived whole before it is kept; try again."
	},
	redirected: {
		kind: "broken",
		text: "The server {server} sends its clients elsewhere. Nothing was sent there; use the address that it names: {location}."
	},
	"server-address": {
		kind: "broken",
		text: "This is not the address of a server: {server}. It begins with http:// or https:// and holds no name or password."
	}
};
/** A request that did not give what was asked for; `message` says so to a person. */
var ApiError = class extends Error {
	name = "ApiError";
	kind;
	code;
	status;
	details;
	retryAfterMs;
	constructor(facts, options) {
		super(facts.message, options);
		this.kind = facts.kind;
		this.code = facts.code;
		this.status = facts.status;
		this.details = facts.details ?? {};
		this.retryAfterMs = facts.retryAfterMs ?? null;
	}
};
/** An error of the client's own. */
function clientError(code, facts, status = 0, cause) {
	const { kind, text } = clientErrors[code];
	return new ApiError({
		kind,
		code,
		status,
		message: text.replace(/\{(\w+)\}/g, (_, key) => facts[key] ?? (key === "status" ? String(status) : "?")),
		details: facts
	}, { cause });
}
/** The error in an answer of the server; null when the body is not one of its errors. */
function refusalOf(status, body, retryAfter) {
	const error = errorIn(body);
	if (error === null) return null;
	const seconds = Number(retryAfter ?? NaN);
	return new ApiError({
		kind: "refused",
		code: error.code,
		status,
		message: error.message,
		details: error.details,
		...Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds * 1e3 } : {}
	});
}
function errorIn(body) {
	let json;
	try {
		json = JSON.parse(body);
	} catch {
		return null;
	}
	const error = property(json, "error");
	const [code, message, details] = [
		property(error, "code"),
		property(error, "message"),
		property(error, "details")
	];
	if (typeof code !== "string" || typeof message !== "string") return null;
	return {
		code,
		message,
		details: isDetails(details) ? details : {}
	};
}
function property(value, key) {
	return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : void 0;
}
function isDetails(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
// ../protocol/dist/event-stream.js
/** Longest event that is waited for, characters; a stream that sends more without an end is not ours. */
const longestEvent = 65536;
/**
* Data of each server-sent event (WHATWG HTML, "Server-sent events"): comments, ids and names are passed over, lines of data are joined.
* @throws RangeError for an event longer than 64 KiB.
*/
async function* readEvents(input) {
	const decoder = new TextDecoder();
	let text = "";
	let data = [];
	for await (const piece of input) {
		text += decoder.decode(piece, { stream: true });
		for (let line = takeLine(text); line !== null; line = takeLine(text)) {
			text = line.rest;
			if (line.line === "" && data.length > 0) {
				yield data.join("\n");
				data = [];
			} else if (line.line.startsWith("data:")) data.push(line.line.slice(line.line.startsWith("data: ") ? 6 : 5));
		}
		if (text.length + data.reduce((sum, one) => sum + one.length, 0) > longestEvent) throw new RangeError("an event is too long");
	}
}
/** The first whole line. A CR at the very end may be half of a CR LF and waits for what follows. */
function takeLine(text) {
	const end = /\r\n|\n|\r(?=.)/s.exec(text);
	return end === null ? null : {
		line: text.slice(0, end.index),
		rest: text.slice(end.index + end[0].length)
	};
}
// ../protocol/dist/paths.js
/**
* Method, path and carriers of every route of our own API. The table in `routes.ts` adds the schemas; they are apart so that a client
* starts without them (loading them takes longer than a whole `status`).
*/
const paths = {
	server: {
		method: "GET",
		path: "/api/v1/server"
	},
	openapi: {
		method: "GET",
		path: "/api/v1/openapi.json"
	},
	requestCode: {
		method: "POST",
		path: "/api/v1/codes"
	},
	registerDevice: {
		method: "POST",
		path: "/api/v1/devices"
	},
	setUp: {
		method: "POST",
		path: "/api/v1/set-up"
	},
	signIn: {
		method: "POST",
		path: "/api/v1/sessions"
	},
	signOut: {
		method: "DELETE",
		path: "/api/v1/sessions/current"
	},
	account: {
		method: "GET",
		path: "/api/v1/account"
	},
	devices: {
		method: "GET",
		path: "/api/v1/devices"
	},
	signOutDevice: {
		method: "DELETE",
		path: "/api/v1/devices/:id"
	},
	signOutOthers: {
		method: "POST",
		path: "/api/v1/devices/sign-out-others"
	},
	proofCode: {
		method: "POST",
		path: "/api/v1/account/codes"
	},
	changeAddress: {
		method: "POST",
		path: "/api/v1/account/address"
	},
	confirmAddress: {
		method: "POST",
		path: "/api/v1/account/address/confirm"
	},
	setPassword: {
		method: "PUT",
		path: "/api/v1/account/password"
	},
	startPlan: {
		method: "POST",
		path: "/api/v1/account/plan/start"
	},
	deleteAccount: {
		method: "POST",
		path: "/api/v1/account/delete"
	},
	changes: {
		method: "GET",
		path: "/api/v1/changes"
	},
	events: {
		method: "GET",
		path: "/api/v1/events",
		answers: "events"
	},
	upload: {
		method: "POST",
		path: "/api/v1/upload",
		sends: "batch"
	},
	download: {
		method: "POST",
		path: "/api/v1/download",
		answers: "batch"
	},
	content: {
		method: "GET",
		path: "/api/v1/content",
		answers: "bytes"
	},
	operate: {
		method: "POST",
		path: "/api/v1/operations"
	},
	list: {
		method: "GET",
		path: "/api/v1/files"
	},
	history: {
		method: "GET",
		path: "/api/v1/history"
	},
	trash: {
		method: "GET",
		path: "/api/v1/trash"
	},
	deleteTrash: {
		method: "POST",
		path: "/api/v1/trash/delete"
	},
	emptyTrash: {
		method: "POST",
		path: "/api/v1/trash/empty"
	},
	storage: {
		method: "GET",
		path: "/api/v1/storage"
	},
	deleteType: {
		method: "POST",
		path: "/api/v1/storage/delete-type"
	},
	deleteOldVersions: {
		method: "POST",
		path: "/api/v1/storage/delete-old-versions"
	},
	deleteData: {
		method: "POST",
		path: "/api/v1/storage/delete-data"
	}
};
// ../protocol/dist/client.js
/**
* A client of the API in `routes.ts`: `client.changes({ query: { cursor } })`. Answers are not validated: types only, so that a list of
* 20,000 rows costs no more than its JSON. Reconnecting, retrying and waiting are the caller's part. @throws ApiError `server-address`.
*/
function createClient(options) {
	const connection = {
		server: serverAddress(options.server),
		token: options.token ?? null,
		fetch: options.fetch ?? ((url, request) => globalThis.fetch(url, request))
	};
	const methods = Object.entries(paths).map(([name, wire]) => [name, (request = {}) => call(connection, wire, request)]);
	return Object.fromEntries(methods);
}
async function call(connection, wire, request) {
	const answer = await send$1(connection, wire, request);
	if (answer.status < 200 || answer.status > 299) throw await failureOf(connection, answer, request);
	const guard = (input) => guarded$1(connection, request, input);
	switch (wire.answers) {
		case "batch": return guard(answeredItems(bytesHeard(answer, request), guard));
		case "events": return guard(answeredEvents(bytesHeard(answer, request)));
		case "bytes": return {
			headers: answer.headers,
			bytes: guard(bytesHeard(answer, request))
		};
		default: return jsonOf(connection, answer, await textOf$1(connection, answer, request));
	}
}
async function send$1(connection, wire, request) {
	const url = connection.server + pathOf$1(wire.path, request.params) + queryOf(request.query);
	const sent = {
		method: wire.method,
		headers: { ...request.headers },
		redirect: "manual"
	};
	if (connection.token !== null) sent.headers["authorization"] = `Bearer ${connection.token}`;
	if (request.signal !== void 0) sent.signal = request.signal;
	const own = { thrown: null };
	if (request.items !== void 0) attachBatch(sent, request.items, own);
	else if (request.body !== void 0) {
		sent.headers["content-type"] = "application/json";
		sent.body = JSON.stringify(request.body);
	}
	try {
		const answer = await connection.fetch(url, sent);
		if (own.thrown === null) return answer;
	} catch (cause) {
		request.signal?.throwIfAborted();
		if (own.thrown === null) throw clientError("unreachable", { server: connection.server }, 0, cause);
	}
	throw own.thrown.error;
}
/** In one piece when every body is in memory (its length is known then, and it can be sent again), else as a stream. */
function attachBatch(sent, items, own) {
	sent.headers["content-type"] = batchMediaType;
	const all = Symbol.iterator in items ? [...items] : null;
	const small = all === null ? null : inMemory(all);
	if (small !== null) {
		sent.body = encodeBatch(small);
		return;
	}
	sent.body = streamOf(noting(streamBatch(all ?? items), own));
	sent.duplex = "half";
}
async function* noting(pieces, own) {
	try {
		yield* pieces;
	} catch (error) {
		own.thrown = { error };
		throw error;
	}
}
function inMemory(items) {
	const small = [];
	for (const { header, body } of items) {
		if (!(body instanceof Uint8Array)) return null;
		small.push({
			header,
			body
		});
	}
	return small;
}
async function failureOf(connection, answer, request) {
	const { server } = connection;
	if (answer.status === 0 || answer.status >= 300 && answer.status < 400) return clientError("redirected", {
		server,
		location: answer.headers.get("location") ?? "unknown"
	}, answer.status);
	const body = await textOf$1(connection, answer, request);
	return refusalOf(answer.status, body, answer.headers.get("retry-after")) ?? clientError("not-cairn", { server }, answer.status);
}
async function textOf$1(connection, answer, request) {
	try {
		return await answer.text();
	} catch (cause) {
		throw interruption(connection, request, cause);
	}
}
function jsonOf(connection, answer, text) {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw clientError("not-cairn", { server: connection.server }, answer.status, cause);
	}
}
async function* bytesHeard(answer, request) {
	if (answer.body === null) return;
	for await (const piece of bytesOf$1(answer.body)) {
		request.heard?.(piece.length);
		yield piece;
	}
}
async function* answeredItems(bytes, guard) {
	const items = readBatch(bytes, {
		parse: asTold,
		maxBytes: Number.POSITIVE_INFINITY
	});
	for await (const { header, body } of items) yield {
		header,
		body: body instanceof Uint8Array ? body : guard(body)
	};
}
async function* answeredEvents(bytes) {
	for await (const data of readEvents(bytes)) yield JSON.parse(data);
}
/** Headers of the server are taken at their word, but for the length, which `readBatch` has checked. */
function asTold(json) {
	return json;
}
/** Passes everything on, and errors in words of this client. */
async function* guarded$1(connection, request, input) {
	try {
		yield* input;
	} catch (cause) {
		throw interruption(connection, request, cause);
	}
}
function interruption(connection, request, cause) {
	if (request.signal?.aborted === true) return request.signal.reason;
	if (cause instanceof ApiError) return cause;
	return clientError(cause instanceof CairnError || cause instanceof SyntaxError || cause instanceof RangeError ? "broken-answer" : "connection-lost", { server: connection.server }, 0, cause);
}
function serverAddress(given) {
	const url = URL.canParse(given) ? new URL(given) : null;
	if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") throw clientError("server-address", { server: given.replace(/\/\/[^/]*@/, "//") });
	return url.origin + url.pathname.replace(/\/+$/, "");
}
function pathOf$1(path, params) {
	return path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(params?.[name] ?? ""));
}
function queryOf(query) {
	const pairs = new URLSearchParams();
	for (const [key, value] of Object.entries(query ?? {})) if (value !== void 0 && value !== null) pairs.append(key, String(value));
	return pairs.size === 0 ? "" : `?${pairs.toString()}`;
}
new TextEncoder();
/** Form in which a device compares names that are not equal as they stand: NFC (sync.md, "Names on a device"). Never stored. */
function comparisonForm(name) {
	return name.normalize("NFC");
}
/** Form in which a disk that ignores case and normal form may take two names for one. Never stored. */
function careless(name) {
	return name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
// ../protocol/dist/file-types.js
/**
* Every type of data that OsmAnd backs up, in the order in which lists show them.
* A type that is missing here is stored and synchronised all the same, under *Resources*.
*/
const fileTypes = [
	{
		exportType: "PROFILE",
		title: "Profiles",
		category: "settings",
		type: "PROFILE",
		free: true
	},
	{
		exportType: "GLOBAL",
		title: "General settings",
		category: "settings",
		type: "GLOBAL",
		fixedName: "general_settings.json",
		free: true
	},
	{
		exportType: "QUICK_ACTIONS",
		title: "Quick actions",
		category: "settings",
		type: "QUICK_ACTIONS"
	},
	{
		exportType: "POI_TYPES",
		title: "POI types",
		category: "settings",
		type: "POI_UI_FILTERS",
		fixedName: "poi_ui_filters.json"
	},
	{
		exportType: "AVOID_ROADS",
		title: "Avoided roads",
		category: "settings",
		type: "AVOID_ROADS",
		fixedName: "avoid_roads.json"
	},
	{
		exportType: "COLOR_PALETTE",
		title: "Colours",
		category: "settings",
		type: "FILE",
		subTypes: ["colors_palette"]
	},
	{
		exportType: "FAVORITES",
		title: "Favourites",
		category: "my-places",
		type: "FAVOURITES",
		free: true
	},
	{
		exportType: "TRACKS",
		title: "Tracks",
		category: "my-places",
		type: "GPX",
		subTypes: ["gpx"]
	},
	{
		exportType: "TRACK_FOLDERS",
		title: "Look of track folders",
		category: "my-places",
		type: "GPX_DIR"
	},
	{
		exportType: "OSM_NOTES",
		title: "OSM notes",
		category: "my-places",
		type: "OSM_NOTES",
		fixedName: "osm_notes.json",
		free: true
	},
	{
		exportType: "OSM_EDITS",
		title: "OSM edits",
		category: "my-places",
		type: "OSM_EDITS",
		fixedName: "osm_edits.json",
		free: true
	},
	{
		exportType: "MULTIMEDIA_NOTES",
		title: "Photos, recordings and films",
		category: "my-places",
		type: "FILE",
		subTypes: ["multimedia_notes"]
	},
	{
		exportType: "ACTIVE_MARKERS",
		title: "Map markers",
		category: "my-places",
		type: "ACTIVE_MARKERS",
		fixedName: "markers.gpx"
	},
	{
		exportType: "HISTORY_MARKERS",
		title: "Markers history",
		category: "my-places",
		type: "HISTORY_MARKERS",
		fixedName: "history_markers.gpx"
	},
	{
		exportType: "SEARCH_HISTORY",
		title: "Search history",
		category: "my-places",
		type: "SEARCH_HISTORY",
		fixedName: "search_history.json"
	},
	{
		exportType: "NAVIGATION_HISTORY",
		title: "Navigation history",
		category: "my-places",
		type: "NAVIGATION_HISTORY",
		fixedName: "navigation_history.json"
	},
	{
		exportType: "ITINERARY_GROUPS",
		title: "Itinerary",
		category: "my-places",
		type: "ITINERARY_GROUPS",
		fixedName: "itinerary.gpx"
	},
	{
		exportType: "CUSTOM_RENDER_STYLE",
		title: "Map styles",
		category: "resources",
		type: "FILE",
		subTypes: ["rendering_style"]
	},
	{
		exportType: "CUSTOM_ROUTING",
		title: "Routing",
		category: "resources",
		type: "FILE",
		subTypes: ["routing_config"]
	},
	{
		exportType: "ONLINE_ROUTING_ENGINES",
		title: "Online routing engines",
		category: "resources",
		type: "ONLINE_ROUTING_ENGINES",
		fixedName: "online_routing_engines.json"
	},
	{
		exportType: "MAP_SOURCES",
		title: "Map sources",
		category: "resources",
		type: "MAP_SOURCES",
		fixedName: "map_sources.json"
	},
	{
		exportType: "STANDARD_MAPS",
		title: "Standard maps",
		category: "resources",
		type: "FILE",
		subTypes: ["obf_map", "tiles_map"]
	},
	{
		exportType: "WIKI_AND_TRAVEL",
		title: "Wikipedia and travel",
		category: "resources",
		type: "FILE",
		subTypes: ["wiki_map", "travel"]
	},
	{
		exportType: "DEPTH_DATA",
		title: "Nautical maps",
		category: "resources",
		type: "FILE",
		subTypes: ["nautical_depth"]
	},
	{
		exportType: "ROAD_MAPS",
		title: "Road maps",
		category: "resources",
		type: "FILE",
		subTypes: ["road_map"]
	},
	{
		exportType: "TERRAIN_DATA",
		title: "Topography",
		category: "resources",
		type: "FILE",
		subTypes: ["srtm_map", "terrain"]
	},
	{
		exportType: "TTS_VOICE",
		title: "Voice prompts (synthesised)",
		category: "resources",
		type: "FILE",
		subTypes: ["tts_voice"]
	},
	{
		exportType: "VOICE",
		title: "Voice prompts (recorded)",
		category: "resources",
		type: "FILE",
		subTypes: ["voice"]
	},
	{
		exportType: "FAVORITES_BACKUP",
		title: "Backups of favourites",
		category: "resources",
		type: "FILE",
		subTypes: ["favorites_backup"]
	},
	{
		exportType: "PLUGIN",
		title: "Plug-ins",
		category: "resources",
		type: "PLUGIN"
	},
	{
		exportType: "RESOURCES",
		title: "Resources of plug-ins",
		category: "resources",
		type: "RESOURCES"
	},
	{
		exportType: "DATA",
		title: "Data of plug-ins",
		category: "resources",
		type: "DATA"
	},
	{
		exportType: "SUGGESTED_DOWNLOADS",
		title: "Suggested downloads",
		category: "resources",
		type: "SUGGESTED_DOWNLOADS",
		fixedName: "suggested_downloads.json"
	},
	{
		exportType: "DOWNLOADS",
		title: "Downloads of plug-ins",
		category: "resources",
		type: "DOWNLOADS",
		fixedName: "downloads.json"
	},
	{
		exportType: "OTHER",
		title: "Other files",
		category: "resources",
		type: "FILE",
		subTypes: ["other"]
	}
];
fileTypes.filter((line) => line.free).map((line) => line.type);
/** Sub-types of FILE; the first that fits a name is the one. The more exact endings stand before `.obf`. */
const fileSubTypes = [
	{
		name: "routing_config",
		folder: "routing/"
	},
	{
		name: "rendering_style",
		folder: "rendering/"
	},
	{
		name: "multimedia_notes",
		folder: "avnotes/"
	},
	{
		name: "favorites_backup",
		folder: "backup/"
	},
	{
		name: "gpx",
		folder: "tracks/"
	},
	{
		name: "tts_voice",
		folder: "voice/"
	},
	{
		name: "voice",
		folder: "voice/"
	},
	{
		name: "wiki_map",
		folder: "wiki/",
		endings: [".wiki.obf"],
		map: true
	},
	{
		name: "travel",
		folder: "travel/",
		endings: [".travel.obf"],
		map: true
	},
	{
		name: "srtm_map",
		folder: "srtm/",
		endings: [".srtm.obf", ".srtmf.obf"],
		map: true
	},
	{
		name: "nautical_depth",
		folder: "nautical/",
		endings: [".depth.obf"],
		map: true
	},
	{
		name: "road_map",
		folder: "roads/",
		endings: [".road.obf"],
		map: true
	},
	{
		name: "terrain",
		folder: "geotiff/",
		endings: [".tif"],
		map: true
	},
	{
		name: "tiles_map",
		folder: "tiles/",
		endings: [".sqlitedb"],
		map: true
	},
	{
		name: "obf_map",
		folder: "",
		endings: [".obf"],
		map: true
	},
	{
		name: "colors_palette",
		folder: "color-palette/",
		endings: [".txt"]
	}
];
const mapEndings = [
	".obf",
	".sqlitedb",
	".tif"
];
const lineOfType = new Map(fileTypes.filter((line) => line.type !== "FILE").map((line) => [line.type, line]));
const lineOfSubType = new Map(fileTypes.flatMap((line) => (line.subTypes ?? []).map((name) => [name, line])));
/** Sub-type of a FILE by its name; null when no folder and no ending tells. A folder decides before an ending does. */
function subTypeOf(name) {
	const lower = name.toLowerCase();
	const byFolder = fileSubTypes.filter((kind) => kind.folder !== "" && name.startsWith(kind.folder));
	if (byFolder.length > 0) return byFolder.find((kind) => kind.name !== "tts_voice" || isSynthesisedVoice(name)) ?? null;
	return fileSubTypes.find((kind) => kind.endings?.some((ending) => lower.endsWith(ending))) ?? null;
}
/** `voice/de-tts` itself, or a `…tts.js` inside such a folder. */
function isSynthesisedVoice(name) {
	return name.endsWith("-tts") || /-tts\/[^/]*tts\.js$/.test(name);
}
/** The line of "what to back up" that a file belongs to; a companion belongs where its file does. Unknown types have none. */
function fileTypeOf(key) {
	if (key.type !== "FILE") return lineOfType.get(key.type) ?? null;
	return lineOfSubType.get(subTypeOf(mainOf(key.name) ?? key.name)?.name ?? "other") ?? null;
}
/** Category of a file, for selection and storage (S7, T6). What is unknown counts as a resource. */
function categoryOf(key) {
	return fileTypeOf(key)?.category ?? "resources";
}
/** What a person calls this kind of file; an unknown type is called by its own name. */
function titleOf(key) {
	return fileTypeOf(key)?.title ?? key.type;
}
/** The one name that files of this type have, if there is one. */
function fixedNameOf(type) {
	return lineOfType.get(type)?.fixedName ?? null;
}
/** Whether the file is a map: recorded with name, size and date, its bytes never kept (S9). */
function isMap(key) {
	if (key.type !== "FILE") return false;
	const lower = key.name.toLowerCase();
	return mapEndings.some((ending) => lower.endsWith(ending)) && subTypeOf(key.name)?.map === true;
}
const folderMark = "__folder__.info";
/** Whether the name is the mark of an empty folder: `hikes/__folder__.info` (data-formats 2.2). */
function isFolderMark(name) {
	return name.endsWith(`/${folderMark}`);
}
/** The folder that a mark stands for, without `/` at the end; null when the name is no mark. */
function folderOfMark(name) {
	return isFolderMark(name) ? name.slice(0, -16) : null;
}
/** Name of the mark of an empty folder. */
function markOfFolder(folder) {
	return `${folder}/${folderMark}`;
}
/**
* Whether the name is that of a companion: same type, main name + `.info`. Companions follow their file and are in no count
* and no list (data-formats 1.2, 2.7). A folder mark is not one.
*/
function isCompanion(name) {
	return /[^/]\.info$/su.test(name) && !isFolderMark(name);
}
/** Name of the companion of a file. */
function companionOf(name) {
	return `${name}.info`;
}
/** Name of the file that a companion belongs to; null when the name is no companion. */
function mainOf(name) {
	return isCompanion(name) ? name.slice(0, -5) : null;
}
// ../protocol/dist/folder-layout.js
/** Folder of the device's own state inside the folder of the device. */
const stateFolder = ".cairn";
const infoFolder = "info";
const otherFolder = "other";
const folderOfType = /* @__PURE__ */ new Map([
	["GPX", "tracks"],
	["FAVOURITES", "favorites"],
	["PROFILE", "profiles"],
	["QUICK_ACTIONS", "quick_actions"]
]);
const typeOfFolder = new Map([...folderOfType].map(([type, folder]) => [folder, type]));
const typeOfFixedName = new Map(fileTypes.flatMap((line) => line.fixedName === void 0 ? [] : [[line.fixedName, line.type]]));
/** First segments that belong to other types than FILE, in the form in which a careless disk takes them for one. */
const reserved = new Set([
	...typeOfFolder.keys(),
	...typeOfFixedName.keys(),
	stateFolder
].map(guarded));
const foreign = { kind: "foreign" };
const state = { kind: "state" };
/** Where a file lies in the folder of a device. Pure; says nothing about what the disk can hold (length, case, reserved names). */
function placementOf(key) {
	const typeSegment = segmentOfType(key.type);
	if (typeSegment === null) return {
		kind: "impossible",
		reason: "its type cannot be the name of a folder"
	};
	const marked = folderOfMark(key.name);
	const names = (marked ?? key.name).split("/");
	const problem = names.map(segmentProblem).find((found) => found !== null);
	if (problem !== void 0) return {
		kind: "impossible",
		reason: problem
	};
	if (isCompanion(key.name)) return {
		kind: "file",
		segments: [
			stateFolder,
			infoFolder,
			typeSegment,
			...names
		]
	};
	const kind = marked === null ? "file" : "directory";
	if (key.type === "FILE") {
		const first = names[0] ?? "";
		if (reserved.has(guarded(first))) return {
			kind: "impossible",
			reason: `"${first}" is kept for other data in the folder of a device`
		};
		return {
			kind,
			segments: names
		};
	}
	const folder = folderOfType.get(key.type);
	if (folder !== void 0) return {
		kind,
		segments: [folder, ...names]
	};
	if (kind === "file" && fixedNameOf(key.type) === key.name) return {
		kind,
		segments: names
	};
	return {
		kind,
		segments: [
			stateFolder,
			otherFolder,
			typeSegment,
			...names
		]
	};
}
/** What a regular file at this path is; `segments` relative to the folder of the device. Undoes `placementOf`. */
function meaningOfFile(segments) {
	const name = segments.join("/");
	if (segments.length === 0 || segments.some((segment) => segmentProblem(segment) !== null)) return foreign;
	if (segments[0] === ".cairn") return meaningInState(segments);
	if (isCompanion(name) || isFolderMark(name)) return foreign;
	return meaningOutside(segments, name);
}
/**
* The mark of an empty folder that a directory at this path stands for; null where no mark lands (the root, `tracks` itself, state).
* A device offers a mark of its own only where `offersMark` says so; elsewhere a directory counts when there is a base for its mark.
*/
function markAt(segments) {
	const [first, second] = segments;
	if (first === void 0 || segments.some((segment) => segmentProblem(segment) !== null)) return null;
	if (first === ".cairn") {
		const inside = second === otherFolder ? keyInState(segments) : null;
		const key = inside === null ? null : {
			type: inside.type,
			name: markOfFolder(inside.name)
		};
		return key !== null && landsInOther(key) ? key : null;
	}
	const type = typeOfFolder.get(first);
	if (type !== void 0) return segments.length < 2 ? null : {
		type,
		name: markOfFolder(segments.slice(1).join("/"))
	};
	return reserved.has(guarded(first)) ? null : {
		type: "FILE",
		name: markOfFolder(segments.join("/"))
	};
}
/** Whether a new empty directory here is worth a mark in the cloud: only folders of tracks have them (data-formats 2.2). */
function offersMark(segments) {
	return segments.length > 1 && segments[0] === folderOfType.get("GPX");
}
/** Directories that a scan need not enter: the device's own state. */
function isStateDirectory(segments) {
	return segments[0] === ".cairn" && segments.length > 1 && segments[1] !== infoFolder && segments[1] !== otherFolder;
}
function meaningOutside(segments, name) {
	const [first = ""] = segments;
	const type = typeOfFolder.get(first);
	if (type !== void 0) return segments.length < 2 ? foreign : {
		kind: "file",
		key: {
			type,
			name: segments.slice(1).join("/")
		}
	};
	const fixedType = segments.length === 1 ? typeOfFixedName.get(name) : void 0;
	if (fixedType !== void 0) return {
		kind: "file",
		key: {
			type: fixedType,
			name
		}
	};
	if (reserved.has(guarded(first))) return foreign;
	return {
		kind: isRecognised(name) ? "file" : "known-only",
		key: {
			type: "FILE",
			name
		}
	};
}
/**
* FILEs that a device offers by itself. Single tiles of a picture map are a cache of the app, not data of the person; a text file
* outside the folder of palettes is somebody's note.
*/
function isRecognised(name) {
	const kind = subTypeOf(name);
	if (kind === null || kind.name === "colors_palette" && !name.startsWith(kind.folder)) return false;
	return kind.name !== "tiles_map" || name.toLowerCase().endsWith(".sqlitedb");
}
function meaningInState(segments) {
	const key = keyInState(segments);
	if (key === null) return state;
	const companion = isCompanion(key.name);
	return (segments[1] === infoFolder ? companion : landsInOther(key) && !companion && !isFolderMark(key.name)) ? {
		kind: "file",
		key
	} : state;
}
/** Key of a path `.cairn/info/TYPE/…` or `.cairn/other/TYPE/…`, whether or not it belongs there. */
function keyInState(segments) {
	const [, place, typeSegment, ...names] = segments;
	if (place !== infoFolder && place !== otherFolder || typeSegment === void 0 || names.length === 0) return null;
	const type = typeOfSegment(typeSegment);
	return type === null ? null : {
		type,
		name: names.join("/")
	};
}
function landsInOther(key) {
	return key.type !== "FILE" && !folderOfType.has(key.type) && fixedNameOf(key.type) !== key.name;
}
/** Why a piece between two slashes cannot be the name of a file or folder. */
function segmentProblem(segment) {
	if (segment === "") return "it has an empty piece between two slashes, or a slash at its beginning or end";
	if (segment === "." || segment === "..") return "it has . or .. as the name of a folder or file";
	if (segment.includes("/") || segment.includes("\0")) return "it holds a character that no disk takes";
	return segment.isWellFormed() ? null : "it holds half of a character (a lone surrogate)";
}
/** A segment as the most careless disk reads it: no case, no invisible characters, no stream after `:`, no blank or dot at its end. */
function guarded(segment) {
	return careless(segment.replace(/\p{Default_Ignorable_Code_Point}/gu, "").replace(/:.*$/su, "")).replace(/[. ]+$/u, "");
}
/** A type as the name of a folder: what is not an upper-case letter, digit or `_` becomes `%` and two hex digits for each byte. */
function segmentOfType(type) {
	if (/^[A-Z0-9_]+$/.test(type)) return type;
	if (type === "" || !type.isWellFormed()) return null;
	return Array.from(new TextEncoder().encode(type), byteOfType).join("");
}
function byteOfType(byte) {
	const character = String.fromCharCode(byte);
	return /[A-Z0-9_]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
/** Undoes `segmentOfType`; null for what it would never have made. */
function typeOfSegment(segment) {
	if (!/^(?:[A-Z0-9_]|%[0-9A-F]{2})+$/.test(segment)) return null;
	try {
		const type = decodeURIComponent(segment);
		return segmentOfType(type) === segment ? type : null;
	} catch {
		return null;
	}
}
// ../sync/dist/keys.js
function idOf(key) {
	return `${key.type}\0${key.name}`;
}
/** Another name of the same type. */
function renamed(key, name) {
	return {
		type: key.type,
		name
	};
}
/** Whether files of this name are in no count and no list: companions and the marks of empty folders. */
function isHidden(key) {
	return key.name.endsWith(".info") && (isCompanion(key.name) || isFolderMark(key.name));
}
/** By type, then by name, as every list is sorted (S3). Code units decide, so that every device sorts alike. */
function byKey(a, b) {
	return order$1(a.key.type, b.key.type) || order$1(a.key.name, b.key.name);
}
function order$1(a, b) {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
// ../sync/dist/names.js
/** Names that were seen in the cloud and are not in NFC themselves, by their NFC form; the others find themselves. */
var NameForms = class {
	#others = /* @__PURE__ */ new Map();
	add(key) {
		const form = comparisonForm(key.name);
		if (form === key.name) return;
		const id = idOf(renamed(key, form));
		const known = this.#others.get(id) ?? /* @__PURE__ */ new Map();
		known.set(idOf(key), {
			type: key.type,
			name: key.name
		});
		this.#others.set(id, known);
	}
	clear() {
		this.#others.clear();
	}
	/** Names other than this one that are equal to it in NFC and may be in the cloud. */
	equals(key) {
		const form = comparisonForm(key.name);
		const found = [...this.#others.get(idOf(renamed(key, form)))?.values() ?? []];
		return [...form === key.name ? [] : [renamed(key, form)], ...found].filter((other) => other.name !== key.name);
	}
};
/**
* Gives local files the cloud's spelling: an exact match first; else exactly one candidate equal in NFC is the same file;
* two such are two files (sync.md, "Names on a device"). `isHere`: whether an exact file of that name is on the device.
*/
function spellAsCloud(files, forms, isLive, isHere) {
	const claims = /* @__PURE__ */ new Map();
	return files.map((file) => {
		const wanted = isLive(idOf(file.key)) ? void 0 : onlyCandidate(file.key, forms, isLive, isHere);
		if (wanted !== void 0) claims.set(idOf(wanted), (claims.get(idOf(wanted)) ?? 0) + 1);
		return {
			file,
			wanted
		};
	}).map(({ file, wanted }) => {
		return wanted !== void 0 && claims.get(idOf(wanted)) === 1 ? {
			...file,
			key: wanted
		} : file;
	});
}
function onlyCandidate(key, forms, isLive, isHere) {
	const candidates = forms.equals(key).filter((other) => isLive(idOf(other)));
	const [only] = candidates;
	return only !== void 0 && candidates.length === 1 && !isHere(idOf(only)) ? only : void 0;
}
// ../sync/dist/agreement.js
/**
* What the device and the cloud agreed on, in memory and behind it in `Bases`. Memory changes only after the record is durable;
* news of the cloud (`note`) may be ahead of it, because the cursor is recorded together with them in `checkpoint`.
*/
var Agreement = class {
	#store;
	#bases = /* @__PURE__ */ new Map();
	#news = /* @__PURE__ */ new Map();
	/** Sequence numbers of the news that `Bases` has. */
	#stored = /* @__PURE__ */ new Map();
	/** Contents that an earlier run may have placed before it was cut off. */
	#arrived = [];
	#forms = new NameForms();
	#cursor;
	#storedCursor;
	/** Numbers that uploads of this device were given and the cursor has not reached. */
	#own = /* @__PURE__ */ new Set();
	#epochs;
	#hasStoredEpochs;
	#memo;
	#files = 0;
	constructor(store, loaded) {
		this.#store = store;
		this.#cursor = loaded.cursor;
		this.#storedCursor = loaded.cursor;
		this.#epochs = loaded.epochs;
		this.#hasStoredEpochs = loaded.epochs !== null;
		this.#memo = loaded.memo;
		for (const row of loaded.bases) this.#set(row);
		for (const row of loaded.pending) {
			this.#stored.set(idOf(row), row.seq);
			if (row.kind === "content") this.#arrived.push(row);
			this.note(row);
		}
	}
	get cursor() {
		return this.#cursor;
	}
	get epochs() {
		return this.#epochs;
	}
	get memo() {
		return this.#memo;
	}
	/** Number of files that both sides are known to have; companions and marks of folders are not counted. */
	get files() {
		return this.#files;
	}
	get forms() {
		return this.#forms;
	}
	base(id) {
		return this.#bases.get(id)?.base;
	}
	/** What the cloud says and this device has not agreed to. */
	news(id) {
		return this.#news.get(id);
	}
	allBases() {
		return this.#bases.entries();
	}
	allNews() {
		return this.#news.entries();
	}
	/** Whether the name stands for a file of the cloud that this device has or may get. */
	isLive(id) {
		const base = this.#bases.get(id)?.base;
		return base !== void 0 && base.kind !== "absent" || this.#news.get(id)?.kind === "content";
	}
	/** Takes note of a row of the log; @returns whether it is news. */
	note(row) {
		const id = idOf(row);
		const known = Math.max(this.base(id)?.seq ?? 0, this.#news.get(id)?.seq ?? 0);
		if (row.seq <= known) return false;
		this.#news.set(id, row);
		if (row.kind === "content") this.#forms.add(row);
		return true;
	}
	/** The log has been read up to here; durable with the next checkpoint. */
	readTo(cursor, epochs) {
		this.#cursor = cursor;
		this.#passOwn();
		this.#epochs ??= {
			epoch: epochs.epoch,
			dataEpoch: epochs.dataEpoch
		};
	}
	/**
	* Uploads of this device were agreed on under these numbers, each of which stands for nothing else. Where they follow the cursor
	* without a gap, there is nothing to read there; before a number of somebody else the cursor stops.
	*/
	wrote(numbers) {
		for (const seq of numbers) if (seq > this.#cursor) this.#own.add(seq);
		this.#passOwn();
	}
	/** Says durably what is about to be placed here, so that a run that is cut off before it records it knows it again. */
	async expect(versions) {
		const pend = versions.filter((version) => this.#stored.get(idOf(version)) !== version.seq);
		if (pend.length === 0) return;
		await this.#write({ pend });
		for (const row of pend) this.#stored.set(idOf(row), row.seq);
	}
	/** Contents that an earlier run may have placed without recording it; asked for once. */
	takeArrived() {
		const arrived = this.#arrived;
		this.#arrived = [];
		return arrived;
	}
	/** Records agreements; news that they settle are settled with them. */
	async agree(set, forget = []) {
		if (set.length === 0 && forget.length === 0) return;
		const unpend = set.filter(({ key, base }) => (this.#stored.get(idOf(key)) ?? Number.POSITIVE_INFINITY) <= base.seq);
		await this.#write({
			set,
			forget,
			unpend: unpend.map(({ key }) => key)
		});
		for (const { key } of unpend) this.#stored.delete(idOf(key));
		for (const key of forget) this.#forget(idOf(key));
		for (const row of set) this.#set(row);
	}
	/** Makes cursor, news and memo durable; nothing is written where nothing changed. */
	async checkpoint(memo = {}) {
		const pend = [...this.#news].filter(([id, row]) => this.#stored.get(id) !== row.seq).map(([, row]) => row);
		const unpend = [...this.#stored.keys()].filter((id) => !this.#news.has(id)).map(keyOf);
		const isRead = this.#cursor !== this.#storedCursor;
		if (pend.length === 0 && unpend.length === 0 && !isRead && Object.keys(memo).length === 0) return;
		await this.#record({
			pend,
			unpend,
			cursor: this.#cursor,
			...this.#epochs === null ? {} : { epochs: this.#epochs },
			memo
		});
		for (const row of pend) this.#stored.set(idOf(row), row.seq);
		for (const key of unpend) this.#stored.delete(idOf(key));
	}
	async remember(memo) {
		await this.#record({ memo });
	}
	/** Begins anew at `cursor` 0 with these bases only (T7, R27). */
	async restart(epochs, kept, memo) {
		await this.#record({
			clear: true,
			cursor: 0,
			epochs: {
				epoch: epochs.epoch,
				dataEpoch: epochs.dataEpoch
			},
			set: kept,
			memo
		});
		this.#bases.clear();
		this.#news.clear();
		this.#stored.clear();
		this.#arrived = [];
		this.#forms.clear();
		this.#files = 0;
		this.#cursor = 0;
		this.#own.clear();
		this.#epochs = {
			epoch: epochs.epoch,
			dataEpoch: epochs.dataEpoch
		};
		for (const row of kept) this.#set(row);
	}
	#passOwn() {
		while (this.#own.delete(this.#cursor + 1)) this.#cursor++;
		if (this.#own.size > 0) {
			for (const seq of this.#own) if (seq <= this.#cursor) this.#own.delete(seq);
		}
	}
	/** What is agreed on holds for the epochs it was agreed in, so they are recorded no later than it (R27). */
	async #write(change) {
		const epochs = this.#epochs;
		const isNew = epochs !== null && !this.#hasStoredEpochs;
		await this.#store.record(isNew ? {
			epochs,
			...change
		} : change);
		if (isNew || change.epochs !== void 0) this.#hasStoredEpochs = true;
	}
	async #record(change) {
		await this.#write(change);
		if (change.cursor !== void 0) this.#storedCursor = change.cursor;
		if (change.memo !== void 0) this.#memo = {
			...this.#memo,
			...change.memo
		};
	}
	#set(row) {
		const id = idOf(row.key);
		const before = this.#bases.get(id);
		this.#bases.set(id, row);
		this.#files += countOf(row) - countOf(before);
		if (row.base.kind !== "absent") this.#forms.add(row.key);
		if (this.#news.size > 0 && (this.#news.get(id)?.seq ?? Number.POSITIVE_INFINITY) <= row.base.seq) this.#news.delete(id);
	}
	#forget(id) {
		this.#files -= countOf(this.#bases.get(id));
		this.#bases.delete(id);
	}
};
function countOf(row) {
	return row?.base.kind === "content" && !isHidden(row.key) ? 1 : 0;
}
function keyOf(id) {
	const cut = id.indexOf("\0");
	return {
		type: id.slice(0, cut),
		name: id.slice(cut + 1)
	};
}
// ../sync/dist/codec.js
/** What every browser and Node bring. */
const webCodec = {
	async pack(key, plain, modified) {
		const gzip = await collect(through(plain, new CompressionStream("gzip")), Number.POSITIVE_INFINITY);
		return {
			key,
			hash: await sha256(plain),
			size: plain.length,
			modified,
			gzip
		};
	},
	async unpack(gzip, { hash, size }) {
		const plain = await collect(through(gzip instanceof Uint8Array ? gzip : await collect(gzip, Number.POSITIVE_INFINITY), new DecompressionStream("gzip")), size);
		if (plain.length !== size || await sha256(plain) !== hash) throw new Error("The content does not have the announced checksum.");
		return plain;
	}
};
/** SHA-256, lower-case hex. */
async function sha256(bytes) {
	const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", owned(bytes)));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
async function* through(bytes, transform) {
	const reader = new Blob([owned(bytes)]).stream().pipeThrough(transform).getReader();
	try {
		for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
	} finally {
		await reader.cancel();
	}
}
/** Joins chunks. @throws RangeError as soon as there are more than `limit` bytes. */
async function collect(chunks, limit) {
	const parts = [];
	let length = 0;
	for await (const chunk of chunks) {
		length += chunk.length;
		if (length > limit) throw new RangeError("The content is larger than announced.");
		parts.push(chunk);
	}
	const joined = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		joined.set(part, at);
		at += part.length;
	}
	return joined;
}
/** Bytes in a buffer that nobody shares, as the platform's functions want them. */
function owned(bytes) {
	return bytes.buffer instanceof ArrayBuffer ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
}
// ../sync/dist/compare.js
/**
* Rows of the table in docs/developers/sync.md. The sentence of each is what a person reads.
* Rows of renames, and what companions do, are decided over several names at once (`judge.ts`).
*/
const rows = {
	equal: "The same on both sides.",
	unchanged: "Unchanged on both sides.",
	"changed-here": "Changed on this device since the last sync.",
	"changed-there": "Changed in the cloud since the last sync.",
	"changed-both": "Changed on this device and in the cloud since the last sync.",
	"deleted-here": "Deleted on this device since the last sync.",
	"deleted-there": "Deleted in the cloud since the last sync; the copy here goes to the undo store.",
	"edited-here-deleted-there": "Deleted in the cloud, but changed here after the last sync: the edit wins and goes to the cloud again.",
	"deleted-here-edited-there": "Deleted here, but changed in the cloud after the last sync: the edit wins and comes back.",
	"deleted-both": "Deleted on both sides.",
	"both-new": "There is a file of this name on this device and a different one in the cloud.",
	"new-here": "New on this device.",
	"new-there": "New in the cloud.",
	"gone-there": "Only its deletion is known in the cloud, and there is nothing here.",
	nowhere: "On neither side.",
	"kept-here": "Deleted in the cloud only; this device keeps its copy.",
	"not-in-cloud": "Kept on this device only; it goes to the cloud after an edit or when you upload it.",
	"not-in-cloud-edited": "Was kept on this device only and is changed now, so it goes to the cloud.",
	"asked-for": "Was kept on this device only; you asked for it to be uploaded.",
	"not-in-cloud-deleted": "Was kept on this device only and is deleted now."
};
/** What the cloud says that this device has not agreed to yet; absent = nothing new. */
function newsOf$1({ base, cloud }) {
	return cloud !== void 0 && cloud.seq > (base?.seq ?? 0) ? cloud : void 0;
}
/** The content that this device and the cloud last agreed on; absent = none. */
function agreedContent(base) {
	return base === void 0 || base.kind === "absent" ? void 0 : base;
}
/** Whether the facts cannot be compared before the local file is hashed. Nothing is hashed that sizes can tell apart. */
function needsHash(facts) {
	const { local } = facts;
	if (local === void 0 || local.hash !== void 0) return false;
	const news = newsOf$1(facts);
	return local.size === agreedContent(facts.base)?.size || news?.kind === "content" && local.size === news.size;
}
/**
* Decides about one name: content and sequence numbers alone, never a clock (R26).
* One branch per row of the table. Facts for which `needsHash` holds are a mistake of the caller.
* `mergeable`: a merge of two contents exists for this kind of file.
*/
function compare(facts, mergeable = false) {
	const news = newsOf$1(facts);
	const agreed = agreedContent(facts.base);
	if (news?.kind === "content" && isContent(facts.local, news)) return {
		do: "adopt",
		row: "equal",
		base: contentBase(news)
	};
	if (agreed === void 0) return withoutAgreement(facts, news, mergeable);
	if (news === void 0) return cloudUnchanged(facts.local, agreed);
	if (news.kind === "content") return cloudChanged(facts.local, agreed, news, mergeable);
	return cloudDeleted(facts.local, agreed, news);
}
function withoutAgreement({ base, local }, news, mergeable) {
	const head = news?.seq ?? base?.seq ?? 0;
	if (news?.kind === "content") {
		if (local === void 0) return {
			do: "download",
			row: "new-there",
			version: news
		};
		return bothSides("both-new", news, null, mergeable);
	}
	if (local !== void 0) return {
		do: "upload",
		row: "new-here",
		base: head
	};
	if (news === void 0) return {
		do: "nothing",
		row: "nowhere"
	};
	return {
		do: "adopt",
		row: "gone-there",
		base: {
			seq: news.seq,
			kind: "absent"
		}
	};
}
function cloudUnchanged(local, agreed) {
	const isKeptHereOnly = agreed.kind === "cloud-only-deleted";
	if (local === void 0) {
		if (isKeptHereOnly) return {
			do: "adopt",
			row: "not-in-cloud-deleted",
			base: {
				seq: agreed.seq,
				kind: "absent"
			}
		};
		return {
			do: "delete-there",
			row: "deleted-here",
			base: agreed.seq
		};
	}
	if (isContent(local, agreed)) return {
		do: "nothing",
		row: isKeptHereOnly ? "not-in-cloud" : "unchanged"
	};
	return {
		do: "upload",
		row: isKeptHereOnly ? "not-in-cloud-edited" : "changed-here",
		base: agreed.seq
	};
}
function cloudChanged(local, agreed, news, mergeable) {
	if (local === void 0) return {
		do: "download",
		row: "deleted-here-edited-there",
		version: news
	};
	if (isContent(local, agreed)) return {
		do: "download",
		row: "changed-there",
		version: news
	};
	if (news.hash === agreed.hash) return {
		do: "upload",
		row: "changed-here",
		base: news.seq
	};
	return bothSides("changed-both", news, agreed, mergeable);
}
function cloudDeleted(local, agreed, news) {
	if (local === void 0) return {
		do: "adopt",
		row: "deleted-both",
		base: {
			seq: news.seq,
			kind: "absent"
		}
	};
	if (!isContent(local, agreed)) return {
		do: "upload",
		row: "edited-here-deleted-there",
		base: news.seq
	};
	if (news.kind === "deletion" && news.scope === "cloud") return {
		do: "adopt",
		row: "kept-here",
		base: {
			...agreed,
			seq: news.seq,
			kind: "cloud-only-deleted"
		}
	};
	return {
		do: "delete-here",
		row: "deleted-there",
		seq: news.seq
	};
}
function bothSides(row, version, ancestor, mergeable) {
	return mergeable ? {
		do: "merge",
		row,
		version,
		ancestor
	} : {
		do: "conflict",
		row,
		version
	};
}
/** The base after both sides agreed on a version. */
function contentBase(version) {
	return {
		seq: version.seq,
		kind: "content",
		hash: version.hash,
		size: version.size
	};
}
function isContent(local, content) {
	if (local?.size !== content.size) return false;
	if (local?.hash === void 0) throw new TypeError("A file was compared before it was hashed.");
	return local.hash === content.hash;
}
// ../sync/dist/companions.js
/**
* Companions (`.info`) are compared by themselves, but follow their file: the cloud moves and deletes them with it, so a rename or a
* deletion of the file is told first and the companion judged after it; where the file is in conflict the companion waits; two
* different companions always merge.
*/
function followMains(judged, view) {
	const verdicts = /* @__PURE__ */ new Map();
	for (const { key, verdict } of judged) {
		verdicts.set(idOf(key), verdict);
		if (verdict.do === "rename-there") verdicts.set(idOf(verdict.from), verdict);
		if (verdict.do === "rename-folder-there") for (const member of verdict.members) {
			verdicts.set(idOf(member.key), member.verdict);
			verdicts.set(idOf(member.verdict.from), member.verdict);
		}
	}
	return judged.map((one) => {
		const main = mainOf(one.key.name);
		if (main === null) return one;
		const verdict = following(one, verdicts.get(idOf(renamed(one.key, main))), view, main);
		return verdict === one.verdict ? one : {
			...one,
			verdict
		};
	});
}
function following(one, main, view, mainName) {
	const { verdict, facts } = one;
	const mainKey = renamed(one.key, mainName);
	if (verdict.do === "nothing" && verdict.row === "not-in-cloud" && main?.do === "upload" && facts.base !== void 0) return {
		do: "upload",
		row: "not-in-cloud-edited",
		base: facts.base.seq
	};
	if (verdict.do === "nothing" || verdict.do === "adopt" || verdict.do === "rename-here" || verdict.do === "rename-folder-there") return verdict;
	if (main?.do === "conflict" || main !== void 0 && isToldFirst(main, view, mainKey.type, mainName)) return {
		do: "hold",
		row: verdict.row
	};
	if (verdict.do === "conflict") return {
		do: "merge",
		row: verdict.row,
		version: verdict.version,
		ancestor: facts.base?.kind === "content" ? facts.base : null
	};
	if (verdict.row === "edited-here-deleted-there" && facts.cloud !== void 0 && isGone(main, view, idOf(mainKey))) return {
		do: "delete-here",
		row: "deleted-there",
		seq: facts.cloud.seq
	};
	return verdict;
}
/** Whether the file's own step makes the cloud change its companion. */
function isToldFirst(main, view, type, mainName) {
	if (main.do !== "rename-there" && main.do !== "delete-there") return false;
	const old = main.do === "rename-there" ? main.from.name : mainName;
	return view.base(idOf({
		type,
		name: companionOf(old)
	}))?.kind === "content";
}
function isGone(main, view, id) {
	if (main !== void 0) return main.row === "deleted-there" || main.row === "deleted-both" || main.row === "gone-there";
	return view.base(id)?.kind === "absent" && view.local(id) === void 0;
}
// ../sync/dist/folders.js
/**
* Replaces renames by one rename of a folder where everything known below the old folder is now below the new one, alike.
* Within such a folder equal contents are told apart by their paths, so they need not be the only ones of their hash.
*/
function groupFolders(judged, vanished, fresh, view) {
	const moves = movesBehind(judged.filter((one) => isTo(one, "rename-there")).map(({ key, verdict }) => ({
		from: verdict.from,
		to: key
	})));
	if (moves.length === 0) return [...judged];
	const inside = agreedInside(new Set(moves.map(({ type, old }) => idOf({
		type,
		name: old
	}))), view);
	const gone = new Map([...vanished.values()].flat().map((one) => [idOf(one.key), one]));
	const found = new Map([...fresh.values()].flat().map((one) => [idOf(one.key), one]));
	const left = new Map(judged.map((one) => [idOf(one.key), one]));
	const folders = [];
	for (const { type, old, young } of moves) {
		const folder = {
			type,
			name: old
		};
		const members = membersOf(inside.get(idOf(folder)) ?? [], old, young, gone, found);
		if (members === null || members.length < 2 || !members.every(({ key }) => left.has(idOf(key)))) continue;
		for (const { key, verdict } of members) {
			left.delete(idOf(key));
			left.delete(idOf(verdict.from));
		}
		folders.push({
			key: folder,
			facts: { key: folder },
			verdict: {
				do: "rename-folder-there",
				row: "renamed-here",
				to: young,
				members
			}
		});
	}
	return [...left.values(), ...folders];
}
/** Folder moves that explain at least one of the renames, outermost first, each once with the renames that it explains. */
function movesBehind(renames) {
	const moves = /* @__PURE__ */ new Map();
	for (const rename of renames) {
		const { from, to } = rename;
		for (const [old, young] of splits(from.name, to.name)) {
			const at = `${from.type}\0${old}\0${young}`;
			const known = moves.get(at);
			if (known === void 0) moves.set(at, {
				type: from.type,
				old,
				young,
				renames: [rename]
			});
			else known.renames.push(rename);
		}
	}
	return [...moves.values()].sort((a, b) => a.old.length - b.old.length);
}
/** All (old folder, new folder) whose remaining path is the same: `a/x/1` and `b/x/1` give (`a`,`b`) and (`a/x`,`b/x`). */
function splits(from, to) {
	const [a, b] = [from.split("/"), to.split("/")];
	const found = [];
	for (let kept = 1; kept < Math.min(a.length, b.length) && a.at(-kept) === b.at(-kept); kept++) found.push([a.slice(0, -kept).join("/"), b.slice(0, -kept).join("/")]);
	return found.filter(([old, young]) => old !== "" && young !== "" && !young.startsWith(`${old}/`) && !old.startsWith(`${young}/`));
}
/** Files that were agreed on, by the folders among `folders` that they lie in. Companions go with their files. */
function agreedInside(folders, view) {
	const inside = /* @__PURE__ */ new Map();
	for (const [, { key, base }] of view.allBases()) {
		if (base.kind !== "content" || isCompanion(key.name)) continue;
		for (const id of foldersAround(key)) {
			if (!folders.has(id)) continue;
			const known = inside.get(id);
			if (known === void 0) inside.set(id, [key]);
			else known.push(key);
		}
	}
	return inside;
}
function* foldersAround({ type, name }) {
	for (let slash = name.indexOf("/"); slash !== -1; slash = name.indexOf("/", slash + 1)) yield idOf({
		type,
		name: name.slice(0, slash)
	});
}
/** All files of the old folder as renames into the new one; null when one of them is elsewhere, still there, or moved in the cloud. */
function membersOf(files, old, young, gone, found) {
	const members = [];
	for (const key of files) {
		const now = found.get(idOf(renamed(key, young + key.name.slice(old.length))));
		const before = gone.get(idOf(key));
		if (before?.facts.base === void 0 || now === void 0 || before.facts.cloud?.kind === "moved") return null;
		const { base, cloud } = before.facts;
		if (now.facts.local?.hash !== base.hash) return null;
		const head = cloud?.kind === "content" ? cloud : null;
		const verdict = {
			do: "rename-there",
			row: "renamed-here",
			from: key,
			base: head?.seq ?? base.seq,
			agreed: base,
			head
		};
		members.push({
			...now,
			verdict
		});
	}
	return members;
}
/** Puts the renames of a whole folder in one line: at least two files went the same way, and no file stayed behind on this device. */
function foldRenames(lines, locals, fold) {
	const renames = lines.flatMap((line) => {
		return line.from === void 0 || line.isFolder === true ? [] : [{
			line,
			from: line.from,
			to: line.key
		}];
	});
	const moves = renames.length < 2 ? [] : movesBehind(renames).filter((move) => move.renames.length > 1);
	if (moves.length === 0) return [...lines];
	const gone = new Set(renames.map(({ from }) => idOf(from)));
	const inUse = /* @__PURE__ */ new Set();
	for (const key of locals) if (!isHidden(key) && !gone.has(idOf(key))) for (const id of foldersAround(key)) inUse.add(id);
	const left = new Set(lines);
	const folded = [];
	for (const { type, old, young, renames: inside } of moves) {
		const members = inside.map(({ line }) => line).filter((line) => left.has(line));
		if (members.length < 2 || inUse.has(idOf({
			type,
			name: old
		}))) continue;
		for (const line of members) left.delete(line);
		folded.push(fold({
			key: {
				type,
				name: young
			},
			from: {
				type,
				name: old
			},
			isFolder: true
		}, members));
	}
	return [...left, ...folded];
}
// ../sync/dist/moves.js
/**
* Files of the device that were renamed in the cloud and can be renamed here: the new name is free here and switched on.
* A file keeps its number through renames, so a chain A → B → C leads from A to C at once. Where a file cannot be renamed here,
* its old name counts as deleted and its new one as new.
*/
function incomingMoves(scope, view, rules) {
	const moves = /* @__PURE__ */ new Map();
	const moved = scope.filter((key) => view.news(idOf(key))?.kind === "moved" && view.local(idOf(key)) !== void 0);
	if (moved.length === 0) return moves;
	const places = placesOfFiles(view);
	const taken = /* @__PURE__ */ new Set();
	for (const key of moved) {
		const [base, news] = [view.base(idOf(key)), view.news(idOf(key))];
		const version = news === void 0 ? void 0 : places.get(`${key.type}\0${news.file}`);
		if (base?.kind !== "content" || news === void 0 || version === void 0) continue;
		if (!isFreeHere(version, view, rules) || taken.has(idOf(version))) continue;
		taken.add(idOf(version));
		const to = {
			type: version.type,
			name: version.name
		};
		moves.set(idOf(key), {
			do: "rename-here",
			row: "renamed-there",
			to,
			version,
			agreed: base,
			gone: {
				key,
				seq: news.seq
			}
		});
	}
	return moves;
}
function placesOfFiles(view) {
	const places = /* @__PURE__ */ new Map();
	for (const [, news] of view.allNews()) if (news.kind === "content") places.set(`${news.type}\0${news.file}`, news);
	return places;
}
function isFreeHere(key, view, rules) {
	const id = idOf(key);
	const base = view.base(id);
	return !(base !== void 0 && base.kind !== "absent") && view.local(id) === void 0 && !view.isUnknown(id) && !rules.isOff(key);
}
/**
* Files that have their new name on both sides already (renamed alike, or a run was cut short after the renaming): what was agreed on
* under the old name is what both sides began with.
*/
function inheritedBases(scope, view) {
	const inherited = /* @__PURE__ */ new Map();
	const moved = scope.filter((key) => view.news(idOf(key))?.kind === "moved" && view.local(idOf(key)) === void 0);
	if (moved.length === 0) return inherited;
	const places = placesOfFiles(view);
	for (const key of moved) {
		const [base, news] = [view.base(idOf(key)), view.news(idOf(key))];
		const place = news === void 0 ? void 0 : places.get(`${key.type}\0${news.file}`);
		if (base?.kind !== "content" || place === void 0 || view.local(idOf(place)) === void 0) continue;
		if ((view.base(idOf(place))?.kind ?? "absent") === "absent") inherited.set(idOf(place), base);
	}
	return inherited;
}
/** A name whose file vanished here, with what was agreed on; null for all others. */
function vanishedOf({ verdict, facts }) {
	if (facts.base?.kind !== "content" || facts.local !== void 0) return null;
	if (verdict.do === "delete-there") return "unchanged";
	if (verdict.do === "download" || verdict.do === "adopt" && facts.cloud?.kind === "moved") return facts.cloud ?? null;
	return null;
}
/**
* Finds what was renamed on this device: exactly one vanished and one new file of the same hash. The pair becomes one verdict under
* the new name. If the cloud renamed the file too, its name is kept, and the file here takes it.
*/
function outgoingMoves(judged, view, rules) {
	const vanished = /* @__PURE__ */ new Map();
	const fresh = /* @__PURE__ */ new Map();
	for (const one of judged) {
		if (isCompanion(one.key.name)) continue;
		if (vanishedOf(one) !== null) push(vanished, `${one.key.type}\0${one.facts.base?.hash ?? ""}`, one);
		else if (one.verdict.do === "upload" && one.verdict.row === "new-here" && one.facts.local?.hash !== void 0) push(fresh, `${one.key.type}\0${one.facts.local.hash}`, one);
	}
	const replaced = /* @__PURE__ */ new Map();
	for (const [hash, [old, ...moreOld]] of vanished) {
		const [young, ...moreYoung] = fresh.get(hash) ?? [];
		if (old === void 0 || young === void 0 || moreOld.length > 0 || moreYoung.length > 0) continue;
		const verdict = verdictOf(old.facts, view, rules);
		if (verdict === null) continue;
		replaced.set(idOf(young.key), {
			...young,
			verdict
		});
		replaced.set(idOf(old.key), null);
	}
	if (replaced.size === 0) return [...judged];
	return withoutTargets(groupFolders(judged.flatMap((one) => replaced.get(idOf(one.key)) ?? (replaced.has(idOf(one.key)) ? [] : [one])), vanished, fresh, view));
}
function verdictOf({ key, base, cloud }, view, rules) {
	if (base?.kind !== "content") return null;
	if (cloud?.kind !== "moved") {
		const head = cloud?.kind === "content" ? cloud : null;
		return {
			do: "rename-there",
			row: "renamed-here",
			from: key,
			base: head?.seq ?? base.seq,
			agreed: base,
			head
		};
	}
	const version = placesOfFiles(view).get(`${key.type}\0${cloud.file}`);
	if (version === void 0 || !isFreeHere(version, view, rules)) return null;
	return {
		do: "rename-here",
		row: "renamed-differently",
		to: {
			type: version.type,
			name: version.name
		},
		version,
		agreed: base,
		gone: {
			key,
			seq: cloud.seq
		}
	};
}
/** A name that a file here is about to take is not judged by itself in the same round. */
function withoutTargets(judged) {
	const targets = new Set(judged.flatMap(({ verdict }) => verdict.do === "rename-here" ? [idOf(verdict.to)] : []));
	return targets.size === 0 ? [...judged] : judged.filter(({ key }) => !targets.has(idOf(key)));
}
function push(map, at, one) {
	const list = map.get(at);
	if (list === void 0) map.set(at, [one]);
	else list.push(one);
}
// ../sync/dist/judge.js
const moveRows = {
	"renamed-here": "Renamed on this device.",
	"renamed-there": "Renamed in the cloud.",
	"renamed-differently": "Renamed on both sides; the name in the cloud was first and is kept."
};
function isTo(judged, what) {
	return judged.verdict.do === what;
}
/** The sentence of a verdict, for a person. */
function wordsOf$1(verdict) {
	const { row } = verdict;
	return row in rows ? rows[row] : moveRows[row];
}
function factsOf(key, view) {
	const id = idOf(key);
	const [base, local, cloud] = [
		view.base(id),
		view.local(id),
		view.news(id)
	];
	return {
		key,
		...base === void 0 ? {} : { base },
		...local === void 0 ? {} : { local },
		...cloud === void 0 ? {} : { cloud }
	};
}
/** The names to be judged: those asked for with their companions and files, without what is off or could not be looked at. */
function widen(scope, view, rules) {
	const wide = /* @__PURE__ */ new Map();
	const add = (key) => {
		const id = idOf(key);
		if (!wide.has(id) && !view.isUnknown(id) && !rules.isOff(key)) wide.set(id, key);
	};
	for (const key of scope) {
		add(key);
		const other = renamed(key, mainOf(key.name) ?? companionOf(key.name));
		const id = idOf(other);
		if (view.base(id) !== void 0 || view.local(id) !== void 0 || view.news(id) !== void 0) add(other);
	}
	return [...wide.values()];
}
/** The files that must be hashed before `judge` can decide; all others are told apart without reading them. */
function filesToHash(scope, view, rules) {
	const moving = incomingMoves(scope, view, rules);
	const inherited = inheritedBases(scope, view);
	const vanished = /* @__PURE__ */ new Set();
	for (const key of scope) {
		const base = view.base(idOf(key));
		if (base?.kind === "content" && view.local(idOf(key)) === void 0) vanished.add(`${key.type}\0${base.size ?? -1}`);
	}
	return scope.flatMap((key) => {
		const id = idOf(key);
		const facts = within(factsOf(key, view), inherited.get(id));
		const { local } = facts;
		if (local === void 0 || local.hash !== void 0) return [];
		const move = moving.get(id);
		return needsHash(facts) || rules.isRemembered(id) || move !== void 0 && needsHash({
			...facts,
			cloud: {
				...move.version,
				seq: Number.MAX_SAFE_INTEGER
			}
		}) || isNew(facts) && vanished.has(`${key.type}\0${local.size}`) ? [local] : [];
	});
}
function within(facts, inherited) {
	return inherited === void 0 ? facts : {
		...facts,
		base: inherited
	};
}
function isNew({ base, cloud }) {
	return (base === void 0 || base.kind === "absent") && cloud?.kind !== "content";
}
/** Judges every name of the scope, and then what only several names together can tell: renames, folders, companions. */
function judge(scope, view, rules) {
	const moving = incomingMoves(scope, view, rules);
	const inherited = inheritedBases(scope, view);
	const targets = new Set([...moving.values()].map(({ version }) => idOf(version)));
	return followMains(outgoingMoves(scope.flatMap((key) => {
		if (targets.has(idOf(key))) return [];
		const facts = within(factsOf(key, view), inherited.get(idOf(key)));
		return [{
			key,
			facts,
			verdict: moving.get(idOf(key)) ?? compare(facts, rules.isMergeable(facts))
		}];
	}), view, rules), view);
}
// ../sync/dist/conflicts.js
function isConflict(judged) {
	return isTo(judged, "conflict") || isTo(judged, "merge");
}
/** What may be chosen: a type with one fixed name cannot keep both, and not every kind of file has a merge. */
function choicesFor(key, hasMerge) {
	const choices = ["upload", "download"];
	if (fixedNameOf(key.type) === null) choices.push("keep-both");
	if (hasMerge) choices.push("merge");
	return choices;
}
/** The plan of a choice, as the step that carries it out; *Keep both* first gives the local file another name (`freeName`). */
function stepFor(conflict, choice) {
	const { key, facts, verdict } = conflict;
	const { row, version } = verdict;
	if (choice === "upload") return {
		key,
		facts,
		verdict: {
			do: "upload",
			row,
			base: version.seq
		}
	};
	if (choice === "download") return {
		key,
		facts,
		verdict: {
			do: "download",
			row,
			version
		}
	};
	return {
		key,
		facts,
		verdict: {
			do: "merge",
			row,
			version,
			ancestor: facts.base?.kind === "content" ? facts.base : null
		}
	};
}
/** A name beside `key` that nobody has: `name (2).ext`, `name (3).ext` … */
function freeName(key, isTaken) {
	const name = key.type === "FAVOURITES" && key.name === "favorites.gpx" ? "favorites-favorites.gpx" : key.name;
	const dot = name.lastIndexOf(".");
	const [stem, ending] = dot > name.lastIndexOf("/") + 1 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
	for (let number = 2; number < 1e4; number++) {
		const candidate = renamed(key, `${stem} (${number})${ending}`);
		if (!isTaken(idOf(candidate))) return candidate;
	}
	return null;
}
// ../sync/dist/locals.js
/** The files of the device as last seen, under the cloud's spelling. Kept between the runs of one engine, so that a hint costs what it names. */
var Locals = class {
	#files = /* @__PURE__ */ new Map();
	/** How the disk spells the files that the cloud spells otherwise. */
	#spelledHere = /* @__PURE__ */ new Map();
	/** Names that could not be looked at: nothing is decided about them, least of all that they are deleted. */
	#unknown = /* @__PURE__ */ new Map();
	#problems = [];
	#isComplete = false;
	get isComplete() {
		return this.#isComplete;
	}
	/** Of the last look. */
	get problems() {
		return this.#problems;
	}
	get size() {
		return this.#files.size;
	}
	get(id) {
		return this.#files.get(id);
	}
	isUnknown(id) {
		return this.#unknown.has(id);
	}
	all() {
		return this.#files.entries();
	}
	keys() {
		return Array.from(this.#files.values(), ({ key }) => key);
	}
	/** What this device did itself. */
	put(file) {
		this.#files.set(idOf(file.key), file);
	}
	drop(key) {
		this.#files.delete(idOf(key));
		this.#spelledHere.delete(idOf(key));
	}
	forget() {
		this.#isComplete = false;
	}
	/** Takes a whole look at the device. */
	takeAll({ files, problems }, agreement) {
		this.#files.clear();
		this.#spelledHere.clear();
		this.#unknown.clear();
		this.#problems = [];
		const others = [];
		for (const file of files) {
			const id = idOf(file.key);
			this.#files.set(id, file);
			if (!agreement.isLive(id)) others.push(file);
		}
		const exact = new Set(this.#files.keys());
		for (const { key } of others) this.#files.delete(idOf(key));
		this.#take(others, agreement, (id) => exact.has(id));
		this.note(problems);
		this.#isComplete = true;
	}
	/** Looks at these names only, and at those that the disk may spell so. @returns the names, in the cloud's spelling, that this is about. */
	async scanSome(library, agreement, keys) {
		this.#problems = [];
		const found = await this.#look(library, agreement, keys);
		const there = new Set(found.map(({ onDisk }) => onDisk));
		const others = keys.filter((key) => !there.has(idOf(key)) && !agreement.isLive(idOf(key))).flatMap((key) => agreement.forms.equals(key)).filter((key) => agreement.isLive(idOf(key)));
		if (others.length > 0) await this.#look(library, agreement, others);
		return [
			...keys,
			...found.map(({ key }) => key),
			...others
		];
	}
	/** Takes the hashes that the library found, and the files that it could not read. */
	learn(hashed, problems) {
		for (const file of hashed) if (this.#files.has(idOf(file.key))) this.put(file);
		this.note(problems);
	}
	note(problems) {
		this.#problems = [...this.#problems, ...problems];
		for (const problem of problems) if (problem.key !== void 0) this.#unknown.set(idOf(problem.key), problem);
	}
	async #look(library, agreement, keys) {
		const { files, problems } = await library.scan(keys);
		const exact = new Set(files.map((file) => idOf(file.key)));
		for (const key of keys) {
			this.drop(key);
			this.#unknown.delete(idOf(key));
		}
		const isHere = (id) => exact.has(id) || this.#files.has(id) && !this.#spelledHere.has(id);
		const taken = this.#take(files, agreement, isHere);
		this.note(problems);
		return taken;
	}
	#take(files, agreement, isHere) {
		return spellAsCloud(files, agreement.forms, (id) => agreement.isLive(id), isHere).map((file, index) => {
			const onDisk = idOf(files[index]?.key ?? file.key);
			if (onDisk !== idOf(file.key)) this.#spelledHere.set(idOf(file.key), onDisk);
			this.put(file);
			return {
				onDisk,
				key: file.key
			};
		});
	}
};
// ../sync/dist/outcome.js
/** Collects what a run did. Files that are in no list are left out of it here, in one place. */
var Outcome = class {
	uploaded = [];
	downloaded = [];
	deleted = [];
	renamed = [];
	merged = [];
	untouched = [];
	refusals = /* @__PURE__ */ new Map();
	/** Names that went through, whatever was refused before. */
	settled = /* @__PURE__ */ new Set();
	/** Pairs of contents that turned out not to merge. */
	unmergeable = /* @__PURE__ */ new Map();
	adopted = 0;
	/** What later rounds find equal was made so by this run, and is not counted as found. */
	isFollowUp = false;
	stopped = null;
	#failed = /* @__PURE__ */ new Map();
	#progress;
	constructor(progress) {
		this.#progress = progress;
	}
	get failed() {
		return [...this.#failed.values()].sort((a, b) => a.key !== void 0 && b.key !== void 0 ? byKey({ key: a.key }, { key: b.key }) : 0);
	}
	add(list, key, size, words) {
		if (this.#isDone(key, list)) this[list].push({
			key,
			size,
			words
		});
	}
	addDeleted(key, where, words) {
		if (this.#isDone(key, "deleted")) this.deleted.push({
			key,
			size: 0,
			words,
			where
		});
	}
	addRenamed(line) {
		if (this.#isDone(line.key, "renamed")) this.renamed.push(line);
	}
	/** A companion's failure is its file's. */
	fail(key, code, reason) {
		const main = mainOf(key.name);
		const shown = main === null ? key : renamed(key, main);
		this.#failed.set(idOf(shown), {
			key: shown,
			code,
			reason
		});
		this.#progress.report({
			phase: "file",
			key: shown,
			action: "sync",
			outcome: "failed",
			reason
		});
	}
	/** `hash`: of the content that was refused, so that an unattended run can tell whether it is still the same. */
	refuse(key, hash, code, message) {
		this.fail(key, code, message);
		if (lasting.has(code)) this.refusals.set(idOf(key), {
			key,
			hash,
			code,
			message
		});
	}
	problems(problems) {
		for (const { key, path, reason, kind } of problems) {
			if (kind !== "failed") continue;
			this.#failed.set(key === void 0 ? path : idOf(key), {
				...key === void 0 ? { path } : { key },
				code: "unreadable",
				reason
			});
		}
	}
	#isDone(key, action) {
		this.settled.add(idOf(key));
		if (isHidden(key)) return false;
		this.#failed.delete(idOf(key));
		this.#progress.report({
			phase: "file",
			key,
			action,
			outcome: "done"
		});
		return true;
	}
};
/** Refusals that the same content meets again until the file, the plan or the free space changed. */
const lasting = /* @__PURE__ */ new Set([
	"plan-lacks-type",
	"space-exceeded",
	"history-full",
	"file-too-large",
	"unpacks-too-large",
	"too-many-files",
	"name-refused",
	"name-impossible",
	"denied",
	"subscription-expired"
]);
/** Of these, the ones that free space in the cloud may end. */
const endedBySpace = /* @__PURE__ */ new Set([
	"space-exceeded",
	"history-full",
	"too-many-files"
]);
// ../sync/dist/ports.js
/** A file of the library could not be read or written; `message` says so to a person, with what was kept and what to do. */
var LibraryError = class extends Error {
	name = "LibraryError";
	code;
	constructor(code, message, options) {
		super(message, options);
		this.code = code;
	}
};
/** No usable answer: `offline` and `broken` may be tried again; `refused` carries the server's error. */
var CloudError = class extends Error {
	name = "CloudError";
	kind;
	code;
	constructor(kind, code, message, options) {
		super(message, options);
		this.kind = kind;
		this.code = code;
	}
};
// ../sync/dist/work.js
/** Ends a run cleanly: nothing new is begun, what was begun is finished and recorded. */
var Halt = class {
	#outcome;
	#signal;
	/** Another epoch was seen: what follows must be judged anew. */
	isOutdated = false;
	constructor(outcome, signal) {
		this.#outcome = outcome;
		this.#signal = signal;
	}
	get isCancelled() {
		return this.#signal?.aborted === true;
	}
	get isSet() {
		return this.isCancelled || this.isOutdated || this.#outcome.stopped !== null;
	}
	/** The cloud did not answer. Any other error is thrown on. */
	by(error) {
		if (!(error instanceof CloudError)) throw error;
		this.#outcome.stopped ??= {
			kind: error.kind,
			code: error.code,
			message: error.message
		};
	}
};
/** Names to be judged once more in this run, and what must be looked at before. */
var Again = class {
	#names = /* @__PURE__ */ new Map();
	#rescan = /* @__PURE__ */ new Map();
	#mustFetch = false;
	get isEmpty() {
		return this.#names.size === 0;
	}
	/** `code` and `reason`: what it comes to if no round settles it. */
	judge(key, code = "base-outdated", reason = "The file keeps changing on both sides. Nothing was overwritten; sync again.") {
		this.#names.set(idOf(key), {
			key,
			code,
			reason
		});
	}
	/** The cloud knows more than we do about this name. */
	fetch(key) {
		this.#mustFetch = true;
		this.judge(key);
	}
	/** The file here is not what it was. */
	look(key, error) {
		this.#rescan.set(idOf(key), key);
		this.judge(key, error.code, error.message);
	}
	take() {
		const taken = {
			names: [...this.#names.values()],
			rescan: [...this.#rescan.values()],
			mustFetch: this.#mustFetch
		};
		this.#names.clear();
		this.#rescan.clear();
		this.#mustFetch = false;
		return taken;
	}
};
/** The cloud moves and deletes a companion with its file; what became of it is fetched and judged after the file. */
function followCompanion(work, from, to) {
	const companion = renamed(from, companionOf(from.name));
	const id = idOf(companion);
	if (work.agreement.base(id)?.kind !== "content" && work.agreement.news(id)?.kind !== "content") return;
	work.again.fetch(companion);
	if (to !== void 0) work.again.fetch(renamed(to, companionOf(to.name)));
}
/** A write was answered: if the account began anew meanwhile, nothing of the answer counts. @returns whether it counts. */
function isCurrent(work, answer) {
	const known = work.agreement.epochs;
	if (known !== null && (known.epoch !== answer.epoch || known.dataEpoch !== answer.dataEpoch)) work.halt.isOutdated = true;
	return !work.halt.isOutdated;
}
/** What a single file's trouble comes to: judged again when it changed under our hands, else failed; the rest goes on. */
function libraryTrouble(work, key, error, hash) {
	if (!(error instanceof LibraryError)) throw error;
	if (error.code === "changed-meanwhile" || error.code === "vanished") work.again.look(key, error);
	else if (hash === void 0) work.outcome.fail(key, error.code, error.message);
	else work.outcome.refuse(key, hash, error.code, error.message);
}
/** Whether a refusal says that the log is ahead of us; the head it shows is taken note of. */
function isOvertaken(work, key, error, head) {
	if (error.code !== "base-outdated") return false;
	if (head !== void 0 && idOf(head) === idOf(key)) work.agreement.note(head);
	work.again.fetch(key);
	return true;
}
/** A version to fetch of which only the base is known. */
function versionOf$1(key, base) {
	const { seq, hash = "", size = 0 } = base;
	return {
		kind: "content",
		...key,
		seq,
		hash,
		size,
		stored: size,
		file: 0,
		stamp: 0,
		device: null,
		clientTime: 0
	};
}
/** Runs `fn` over the items, a few at a time, until all are done or the run is halted. */
async function eachOf(items, lanes, halt, fn) {
	let next = 0;
	const lane = async () => {
		for (let item = items[next++]; item !== void 0 && !halt.isSet; item = items[next++]) await fn(item);
	};
	await settleAll(Array.from({ length: Math.min(lanes, items.length) }, lane));
}
/** Waits for all, then throws the first error: nothing is left running behind an error. */
async function settleAll(promises) {
	const failed = (await Promise.allSettled(promises)).find((result) => result.status === "rejected");
	if (failed !== void 0) throw failed.reason;
}
// ../sync/dist/change-here.js
const lanes = 8;
/** Repeats renames and deletions of the cloud here. What is deleted goes to the device's undo store. */
async function changeHere(steps, work, tally) {
	const group = work.sizes.changedHere;
	for (let start = 0; start < steps.length && !work.halt.isSet; start += group) {
		const changed = [];
		const together = steps.slice(start, start + group);
		await work.agreement.expect(together.flatMap(({ verdict }) => verdict.do === "rename-here" ? [verdict.version] : []));
		try {
			await eachOf(together, lanes, work.halt, async (step) => {
				try {
					changed.push(step.verdict.do === "rename-here" ? await renameOne(step, work) : await deleteOne(step, work, tally));
				} catch (error) {
					libraryTrouble(work, step.key, error);
				}
			});
		} finally {
			await settle(changed, work);
		}
	}
}
async function settle(changed, work) {
	if (changed.length === 0) return;
	await work.library.settle();
	await work.agreement.agree(changed.flatMap(({ agreed }) => agreed));
	for (const { tell } of changed) tell();
}
async function renameOne({ key, facts, verdict }, work) {
	if (verdict.do !== "rename-here" || facts.local === void 0) throw new TypeError("Only a file that is here can be renamed.");
	const { to, version, agreed, gone } = verdict;
	const moved = await work.library.move(facts.local, to);
	const hash = facts.local.hash ?? moved.hash;
	work.locals.drop(key);
	work.locals.put({
		...moved,
		key: to,
		...hash === void 0 ? {} : { hash }
	});
	const isSettled = hash === version.hash;
	if (!isSettled) work.again.judge(to);
	const base = isSettled ? contentBase(version) : agreed;
	const line = {
		key: to,
		from: key,
		size: moved.size,
		words: wordsOf$1(verdict),
		where: "here",
		isFolder: false,
		files: 1
	};
	return {
		step: {
			key,
			facts,
			verdict
		},
		agreed: [{
			key: gone.key,
			base: {
				seq: gone.seq,
				kind: "absent"
			}
		}, {
			key: to,
			base
		}],
		tell: () => work.outcome.addRenamed(line)
	};
}
async function deleteOne({ key, facts, verdict }, work, tally) {
	if (verdict.do !== "delete-here" || facts.local === void 0) throw new TypeError("Only a file that is here can be deleted.");
	await work.library.remove(facts.local);
	work.locals.drop(key);
	return {
		step: {
			key,
			facts,
			verdict
		},
		agreed: [{
			key,
			base: {
				seq: verdict.seq,
				kind: "absent"
			}
		}],
		tell: () => {
			if (!isFolderMark(key.name)) work.outcome.addDeleted(key, "here", wordsOf$1(verdict));
			tally.done(key, 0);
		}
	};
}
// ../sync/dist/gate.js
/** Lets work through while its shares fit; in the order of asking. */
var Gate = class {
	#free;
	#queue = [];
	constructor(free) {
		this.#free = free;
	}
	async take(share) {
		if (this.#queue.length === 0 && share <= this.#free) {
			this.#free -= share;
			return;
		}
		await new Promise((open) => this.#queue.push({
			share,
			open
		}));
	}
	give(share) {
		this.#free += share;
		for (let first = this.#queue[0]; first !== void 0 && first.share <= this.#free; first = this.#queue[0]) {
			this.#queue.shift();
			this.#free -= first.share;
			first.open();
		}
	}
};
// ../sync/dist/download.js
/** Requests under way at the same time. */
const requests$1 = 2;
/** Files of one request being written at the same time: enough that the library can write and place them by the folder. */
const writers = 4096;
/**
* Fetches and places files; each is checked against its hash by the library and recorded once it is durable. What belongs in one folder
* comes together, so that the library can make the folder as a whole.
*/
async function downloadFiles(steps, work, tally) {
	await eachOf(groupsOf([...steps].sort(byKey), work.sizes), requests$1, work.halt, (group) => fetchGroup(group, work, tally));
}
function groupsOf(steps, { downloadBytes, downloadItems }) {
	const groups = [];
	let bytes = 0;
	for (const step of steps) {
		const { stored } = step.verdict.version;
		const last = groups.at(-1);
		if (last === void 0 || bytes + stored > downloadBytes || last.length >= downloadItems) {
			groups.push([step]);
			bytes = stored;
		} else {
			last.push(step);
			bytes += stored;
		}
	}
	return groups;
}
async function fetchGroup(group, work, tally) {
	const open = new Map(group.map((step) => [step.verdict.version.seq, step]));
	const placed = [];
	const writing = /* @__PURE__ */ new Set();
	const lanes = new Gate(writers);
	const errors = [];
	await work.agreement.expect(group.map(({ verdict }) => verdict.version));
	try {
		for await (const item of work.cloud.download(group.map(({ verdict }) => verdict.version))) {
			const step = open.get(item.version.seq);
			if (step === void 0) continue;
			open.delete(item.version.seq);
			await lanes.take(1);
			const done = placeOne(step, item, work).then((file) => {
				if (file === null) return;
				placed.push({
					step,
					file
				});
				tally.done(step.key, step.verdict.version.size);
			}).catch((error) => void errors.push(error)).finally(() => {
				writing.delete(done);
				lanes.give(1);
			});
			writing.add(done);
			if (!("error" in item) && !(item.gzip instanceof Uint8Array)) await done;
			if (work.halt.isSet || errors.length > 0) break;
		}
		if (open.size > 0 && !work.halt.isSet && errors.length === 0) throw new CloudError("broken", "broken-answer", "The answer of the cloud ended too early; what arrived is kept, try again.");
	} catch (error) {
		work.halt.by(error);
	} finally {
		await settleAll([...writing]);
		await record(placed, work);
	}
	if (errors.length > 0) throw errors[0];
}
async function placeOne(step, item, work) {
	const { key, facts, verdict } = step;
	if ("error" in item) {
		if (item.error.code === "file-not-available") work.again.fetch(key);
		else work.outcome.fail(key, item.error.code, item.error.message);
		return null;
	}
	const { hash, size, clientTime } = verdict.version;
	const expected = facts.local === void 0 ? { state: "absent" } : {
		state: "file",
		file: facts.local
	};
	try {
		return await work.library.place(key, {
			form: "gzip",
			bytes: item.gzip,
			hash,
			size,
			modified: clientTime
		}, expected);
	} catch (error) {
		if (error instanceof LibraryError && error.code === "damaged") work.again.judge(key, error.code, error.message);
		else libraryTrouble(work, key, error, hash);
		return null;
	}
}
async function record(placed, work) {
	if (placed.length === 0) return;
	await work.library.settle();
	await work.agreement.agree(placed.map(({ step }) => ({
		key: step.key,
		base: contentBase(step.verdict.version)
	})));
	for (const { step, file } of placed) {
		work.locals.put({
			...file,
			key: step.key,
			hash: step.verdict.version.hash
		});
		work.outcome.add("downloaded", step.key, step.verdict.version.size, wordsOf$1(step.verdict));
	}
}
// ../sync/dist/merge-files.js
/**
* Merges both sides against what they began with. The result is uploaded first, and placed here only if the file is unchanged since:
* if it moved on, the old base stays and the next round merges again.
*/
async function mergeFiles(steps, work) {
	await eachOf(steps, 2, work.halt, async (step) => {
		try {
			await mergeOne(step, work);
		} catch (error) {
			if (error instanceof CloudError) work.halt.by(error);
			else libraryTrouble(work, step.key, error);
		}
	});
}
async function mergeOne(step, work) {
	const { key, facts, verdict } = step;
	const { local } = facts;
	if (local === void 0) throw new TypeError("Only a file that is here can be merged.");
	const ours = await work.library.read(local);
	const theirs = await contentOf(verdict.version, work);
	if (typeof theirs === "string") {
		if (theirs === "file-not-available") work.again.fetch(key);
		else work.outcome.fail(key, theirs, "The version in the cloud could not be read. Both sides are as they were; sync again.");
		return;
	}
	const merged = mergedFrom(step, work, await ancestorOf(step, work), ours, theirs);
	if (merged.outcome === "merged") return spread(step, merged.bytes, work);
	const { hash } = await work.codec.pack(key, ours, local.modified);
	work.outcome.unmergeable.set(idOf(key), {
		key,
		hash,
		seq: verdict.version.seq,
		reasons: merged.reasons
	});
	work.again.judge(key);
}
/** Without the common ancestor only a union is possible: what differs stays a conflict. */
async function ancestorOf({ key, verdict }, work) {
	if (verdict.ancestor === null || isCompanion(key.name)) return null;
	const content = await contentOf(versionOf$1(key, verdict.ancestor), work);
	return typeof content === "string" ? null : content;
}
function mergedFrom({ key }, work, base, ours, theirs) {
	if (isCompanion(key.name)) {
		const merged = work.merging.mergeCompanions(ours, theirs, "theirs");
		return merged.outcome === "merged" ? merged : {
			outcome: "merged",
			bytes: theirs
		};
	}
	const merger = work.merging.mergerFor(key);
	return merger === null ? {
		outcome: "conflict",
		reasons: ["There is no merge for this kind of file."]
	} : merger(base, ours, theirs);
}
/** Uploads the result where the cloud lacks it, then places it where this device lacks it. */
async function spread(step, bytes, work) {
	const { key, facts, verdict } = step;
	const packed = await work.codec.pack(key, bytes, Math.max(facts.local?.modified ?? 0, verdict.version.clientTime));
	const version = packed.hash === verdict.version.hash ? verdict.version : await upload(step, packed, work);
	if (version === null || facts.local === void 0) return;
	const content = {
		form: "plain",
		bytes,
		hash: packed.hash,
		size: packed.size,
		modified: packed.modified
	};
	const placed = await work.library.place(key, content, {
		state: "file",
		file: facts.local
	});
	await work.library.settle();
	await work.agreement.agree([{
		key,
		base: contentBase(version)
	}]);
	work.locals.put({
		...placed,
		key,
		hash: packed.hash
	});
	work.outcome.add("merged", key, packed.size, `${wordsOf$1(verdict)} Both changes are kept.`);
}
async function upload({ key, verdict }, packed, work) {
	const answer = await work.cloud.upload([{
		packed,
		base: verdict.version.seq
	}]);
	const [result] = answer.results;
	if (!isCurrent(work, answer) || result === void 0) return null;
	if (result.status === "refused") {
		const { code, message } = result.error;
		if (!isOvertaken(work, key, result.error, result.head)) work.outcome.fail(key, code, message);
		return null;
	}
	if (result.version.kind !== "content") {
		work.again.fetch(key);
		return null;
	}
	work.agreement.note(result.version);
	return result.version;
}
/** Plain content of a version, or the code of the reason why not. */
async function contentOf(version, work) {
	for await (const item of work.cloud.download([version])) {
		if ("error" in item) return item.error.code;
		try {
			return await work.codec.unpack(item.gzip, version);
		} catch (error) {
			if (error instanceof CloudError) throw error;
			return "damaged";
		}
	}
	return "broken-answer";
}
// ../sync/dist/operate.js
/** Tells the cloud what was deleted and renamed here: no content travels, each is judged alone by the cloud. */
async function operate(steps, work, tally) {
	const refusedFolders = [];
	for (let start = 0; start < steps.length && !work.halt.isSet; start += limits.batchItems) await exchange$1(steps.slice(start, start + limits.batchItems), work, tally, refusedFolders);
	if (refusedFolders.length > 0) await operate(refusedFolders, work, tally);
}
async function exchange$1(steps, work, tally, refusedFolders) {
	try {
		const answer = await work.cloud.operate(steps.map(operationOf));
		if (answer.results.length !== steps.length) throw new CloudError("broken", "broken-answer", "The answer of the cloud is incomplete; try again.");
		if (!isCurrent(work, answer)) return;
		const agreed = [];
		for (const [index, step] of steps.entries()) {
			const result = answer.results[index];
			if (result === void 0) continue;
			if (result.status !== "refused") agreed.push(...doneBy(step, result, work));
			else if (isTo(step, "rename-folder-there")) refusedFolders.push(...step.verdict.members);
			else refused$1(step, result, work);
		}
		await work.agreement.agree(agreed);
		for (const [index, step] of steps.entries()) if (answer.results[index]?.status !== "refused") tell(step, work, tally);
	} catch (error) {
		work.halt.by(error);
	}
}
function operationOf({ key, verdict }) {
	if (verdict.do === "delete-there") return {
		op: "delete",
		...key,
		base: verdict.base,
		scope: "everywhere"
	};
	if (verdict.do === "rename-folder-there") return {
		op: "rename-folder",
		...key,
		to: verdict.to
	};
	return {
		op: "rename",
		...verdict.from,
		to: key.name,
		base: verdict.base
	};
}
/** What is agreed on after an operation; what is not yet certain is judged in the next round. */
function doneBy(step, { version }, work) {
	const { verdict } = step;
	const { seq } = version;
	if (verdict.do === "delete-there") {
		followCompanion(work, step.key);
		return [{
			key: step.key,
			base: {
				seq,
				kind: "absent"
			}
		}];
	}
	if (verdict.do === "rename-folder-there") {
		for (const { key, verdict: member } of verdict.members) {
			work.again.fetch(member.from);
			work.again.fetch(key);
			followCompanion(work, member.from, key);
		}
		return [];
	}
	followCompanion(work, verdict.from, step.key);
	return renamedTo(step.key, verdict, seq, work);
}
function renamedTo(key, { from, agreed, head }, seq, work) {
	const old = {
		key: from,
		base: {
			seq,
			kind: "absent"
		}
	};
	if (head === null || head.hash === agreed.hash) return [old, {
		key,
		base: {
			...agreed,
			seq
		}
	}];
	const edit = {
		...head,
		...key,
		seq
	};
	work.agreement.note(edit);
	work.again.judge(key);
	return [old, {
		key,
		base: agreed.seq < seq ? agreed : contentBase(edit)
	}];
}
function refused$1(step, result, work) {
	const { key, verdict } = step;
	const about = verdict.do === "rename-there" ? verdict.from : key;
	const { code, message } = result.error;
	if (isOvertaken(work, about, result.error, result.head) || code === "name-taken" || code === "file-not-available") {
		work.again.fetch(about);
		work.again.fetch(key);
	} else if (step.facts.local?.hash !== void 0) work.outcome.refuse(key, step.facts.local.hash, code, message);
	else work.outcome.fail(key, code, message);
}
function tell({ key, verdict }, work, tally) {
	const { outcome } = work;
	const words = wordsOf$1(verdict);
	if (verdict.do === "delete-there") {
		outcome.addDeleted(key, "cloud", words);
		tally.done(key, 0);
	} else if (verdict.do === "rename-folder-there") {
		const to = {
			type: key.type,
			name: verdict.to
		};
		outcome.addRenamed({
			key: to,
			from: key,
			size: 0,
			words,
			where: "cloud",
			isFolder: true,
			files: verdict.members.length
		});
	} else {
		const size = work.locals.get(idOf(key))?.size ?? 0;
		outcome.addRenamed({
			key,
			from: verdict.from,
			size,
			words,
			where: "cloud",
			isFolder: false,
			files: 1
		});
	}
}
// ../sync/dist/tally.js
/** Progress of one phase by files and plain bytes; companions are not counted. */
var Tally = class {
	#progress;
	#phase;
	#filesTotal;
	#filesDone = 0;
	#bytesDone = 0;
	#bytesTotal;
	constructor(progress, phase, steps) {
		const counted = steps.filter(({ key }) => !isHidden(key));
		this.#progress = progress;
		this.#phase = phase;
		this.#filesTotal = counted.length;
		this.#bytesTotal = counted.reduce((sum, step) => sum + bytesOf(step), 0);
		if (this.#filesTotal > 0) this.#report();
	}
	done(key, bytes) {
		if (isHidden(key)) return;
		this.#filesDone++;
		this.#bytesDone += bytes;
		this.#bytesTotal = Math.max(this.#bytesTotal, this.#bytesDone);
		this.#report();
	}
	#report() {
		this.#progress.report({
			phase: this.#phase,
			filesDone: this.#filesDone,
			filesTotal: this.#filesTotal,
			bytesDone: this.#bytesDone,
			bytesTotal: this.#bytesTotal
		});
	}
};
function bytesOf({ facts, verdict }) {
	if (verdict.do === "upload") return facts.local?.size ?? 0;
	return verdict.do === "download" ? verdict.version.size : 0;
}
// ../sync/dist/upload.js
/** Files packed at the same time, as far as their bytes allow: the library hands them to its threads by the dozen. */
const packers = 128;
/** Large files packed at the same time, at least. */
const largePackers = 4;
/** Requests under way at the same time. */
const requests = 3;
/**
* Packs and sends files: several at a time, small ones together, large ones alone, each judged alone by the cloud. In the order of
* their names, so that neighbours lie together in the log and in every index.
*/
async function uploadFiles(steps, work, tally) {
	if (steps.length > 0) await new Uploading(work, tally).run([...steps].sort(byKey));
}
var Uploading = class {
	#work;
	#tally;
	#space;
	/** With a waiting batch, which is the only one that may be held for ever, each share alone fits: nobody waits for ever. */
	#largestShare;
	#lanes = new Gate(requests);
	#sent = [];
	#batch = [];
	#bytes = 0;
	constructor(work, tally) {
		this.#work = work;
		this.#tally = tally;
		const { lookAhead, uploadBytes } = work.sizes;
		this.#space = new Gate(lookAhead);
		this.#largestShare = Math.max(0, Math.floor((lookAhead - uploadBytes) / largePackers));
	}
	async run(steps) {
		const packing = eachOf(steps, packers, this.#work.halt, (step) => this.#prepare(step));
		try {
			await packing;
			if (!this.#work.halt.isSet) await this.#flush();
		} finally {
			await settleAll(this.#sent);
		}
	}
	async #prepare(step) {
		const { facts, verdict } = step;
		if (facts.local === void 0) throw new TypeError("Only a file that is here can be uploaded.");
		const share = Math.min(facts.local.size, this.#largestShare);
		await this.#space.take(share);
		let packed;
		try {
			packed = await this.#work.library.pack(facts.local);
		} catch (error) {
			this.#space.give(share);
			libraryTrouble(this.#work, step.key, error);
			return;
		}
		if (packed.gzip instanceof Uint8Array) {
			const held = Math.min(packed.gzip.length, this.#largestShare);
			this.#space.give(share - held);
			await this.#add({
				step,
				packed,
				base: verdict.base,
				share: held
			});
		} else await this.#send([{
			step,
			packed,
			base: verdict.base,
			share
		}]);
	}
	async #add(ready) {
		const { uploadBytes, uploadItems } = this.#work.sizes;
		const length = ready.packed.gzip.length;
		if (length >= uploadBytes) return this.#send([ready]);
		while (this.#bytes + length > uploadBytes) await this.#flush();
		this.#batch.push(ready);
		this.#bytes += length;
		if (this.#batch.length >= uploadItems) await this.#flush();
	}
	async #flush() {
		const batch = this.#batch;
		this.#batch = [];
		this.#bytes = 0;
		if (batch.length > 0) await this.#send(batch);
	}
	/** Waits for a free lane, not for the answer. */
	async #send(batch) {
		await this.#lanes.take(1);
		const done = (this.#work.halt.isSet ? Promise.resolve() : this.#exchange(batch)).finally(() => {
			this.#lanes.give(1);
			for (const { share } of batch) this.#space.give(share);
		});
		done.catch(() => void 0);
		this.#sent.push(done);
	}
	async #exchange(batch) {
		try {
			const answer = await this.#work.cloud.upload(batch.map(({ packed, base }) => ({
				packed,
				base
			})));
			if (answer.results.length !== batch.length) throw new CloudError("broken", "broken-answer", "The answer of the cloud is incomplete; try again.");
			if (isCurrent(this.#work, answer)) await this.#record(batch, answer.results);
		} catch (error) {
			if (error instanceof CloudError && error.kind === "refused" && tooMuch.has(error.code)) return this.#divide(batch, error);
			this.#work.halt.by(error);
			for (const { packed, step } of batch) this.#work.unanswered.set(idOf(step.key), {
				key: step.key,
				hash: packed.hash
			});
		}
	}
	/** The whole request was too much: the one file that is to blame is found, the others go through. */
	async #divide(batch, error) {
		const [only] = batch;
		if (only !== void 0 && batch.length === 1) {
			this.#work.outcome.refuse(only.step.key, only.packed.hash, error.code, error.message);
			return;
		}
		const half = Math.ceil(batch.length / 2);
		await this.#exchange(batch.slice(0, half));
		if (!this.#work.halt.isSet) await this.#exchange(batch.slice(half));
	}
	async #record(batch, results) {
		const agreed = [];
		const own = [];
		for (const [index, ready] of batch.entries()) {
			const result = results[index];
			if (result === void 0) continue;
			if (result.status === "refused") refused(this.#work, ready.step.key, ready.packed.hash, result);
			else if (result.version.kind === "content") {
				agreed.push({
					key: ready.step.key,
					base: contentBase(result.version)
				});
				if (result.status === "done") own.push(result.version.seq);
			} else this.#work.again.fetch(ready.step.key);
			this.#work.unanswered.delete(idOf(ready.step.key));
		}
		await this.#work.agreement.agree(agreed);
		this.#work.agreement.wrote(own);
		const done = new Set(agreed.map(({ key }) => idOf(key)));
		for (const { step, packed } of batch) if (done.has(idOf(step.key))) this.#tell(step, packed);
	}
	#tell(step, packed) {
		const { locals, outcome } = this.#work;
		const local = locals.get(idOf(step.key));
		if (local !== void 0) locals.put({
			...local,
			size: packed.size,
			hash: packed.hash
		});
		outcome.add("uploaded", step.key, packed.size, wordsOf$1(step.verdict));
		this.#tally.done(step.key, packed.size);
	}
};
/** Refusals of a whole request that a smaller one may escape. */
const tooMuch = /* @__PURE__ */ new Set([
	"payload-too-large",
	"bad-request",
	"file-too-large"
]);
function refused(work, key, hash, result) {
	const { code, message } = result.error;
	if (isOvertaken(work, key, result.error, result.head)) return;
	if (code === "hash-mismatch") work.again.judge(key, code, message);
	else work.outcome.refuse(key, hash, code, message);
}
// ../sync/dist/carry-out.js
/**
* Carries a plan out. Each step is recorded when both sides are durable, so a run that is cut short anywhere is gone on with by the
* next; a step that was done already comes to nothing. One bad file never stops the rest.
*/
async function carryOut({ steps }, work) {
	await adopt(steps.filter((step) => isTo(step, "adopt")), work);
	const told = steps.filter((step) => isTo(step, "delete-there") || isTo(step, "rename-there") || isTo(step, "rename-folder-there"));
	const here = steps.filter((step) => isTo(step, "rename-here") || isTo(step, "delete-here"));
	const deletions = new Tally(work.progress, "delete", steps.filter((step) => isTo(step, "delete-there") || isTo(step, "delete-here")));
	await operate(told, work, deletions);
	await changeHere(here, work, deletions);
	const uploads = steps.filter((step) => isTo(step, "upload"));
	const downloads = steps.filter((step) => isTo(step, "download"));
	await settleAll([uploadFiles(uploads, work, new Tally(work.progress, "upload", uploads)), downloadFiles(downloads, work, new Tally(work.progress, "download", downloads))]);
	await mergeFiles(steps.filter((step) => isTo(step, "merge")), work);
}
async function adopt(steps, work) {
	const { adopted } = work.sizes;
	for (let start = 0; start < steps.length && !work.halt.isSet; start += adopted) {
		const group = steps.slice(start, start + adopted);
		await work.agreement.agree(group.map(({ key, verdict }) => ({
			key,
			base: verdict.base
		})));
		for (const { key, verdict } of group) if (verdict.row === "equal" && !isHidden(key) && !work.outcome.isFollowUp) work.outcome.adopted++;
	}
}
// ../sync/dist/selection.js
/**
* Whether one of these entries covers the file: a category (`my-places`), a type (`GPX`), or a folder or group (`GPX/Alps`,
* `FAVOURITES/favorites-Home.gpx`). A companion goes where its file goes (S7).
*/
function isCovered(key, entries) {
	if (entries.length === 0) return false;
	const path = `${key.type}/${mainOf(key.name) ?? key.name}`;
	const category = categoryOf(key);
	return entries.some((entry) => entry === category || path === entry || path.startsWith(`${entry}/`));
}
/** The type that an entry lies in; null for a category. */
function typeOfEntry(entry) {
	if (entry === "settings" || entry === "my-places" || entry === "resources") return null;
	return entry.split("/", 1)[0] ?? entry;
}
// ../sync/dist/fetch.js
/**
* Reads the log from the cursor on; one request when there is little news. A raised epoch (T7) drops all that was agreed on and
* pauses; a raised data epoch (R27) compares with the whole log again, where "unknown to the server" is never "deleted".
* @throws CloudError
*/
async function fetchNews({ agreement, cloud, unanswered }) {
	const fresh = [];
	let isSpaceFreed = false;
	let isAnew = false;
	for (let more = true; more;) {
		const answer = await cloud.changes(agreement.cursor);
		const known = agreement.epochs;
		if (known !== null && (answer.epoch !== known.epoch || answer.dataEpoch !== known.dataEpoch)) {
			await beginAnew(agreement, cloud, answer, answer.epoch > known.epoch);
			isAnew = true;
			continue;
		}
		for (const row of answer.changes) {
			if (row.kind === "deletion") isSpaceFreed = true;
			if (!isOff(agreement, row) && agreement.note(row)) fresh.push({
				type: row.type,
				name: row.name
			});
		}
		agreement.readTo(answer.cursor, answer);
		more = answer.more;
	}
	await ownUploads(fresh, agreement, unanswered);
	return {
		fresh,
		isSpaceFreed,
		isAnew
	};
}
/** What was sent before the connection broke and is in the cloud now was agreed on, whatever the file has become here since. */
async function ownUploads(fresh, agreement, unanswered) {
	const mine = [];
	for (const key of unanswered.size === 0 ? [] : fresh) {
		const [sent, news] = [unanswered.get(idOf(key)), agreement.news(idOf(key))];
		if (sent === void 0 || news?.kind !== "content" || news.hash !== sent.hash) continue;
		mine.push({
			key,
			base: {
				seq: news.seq,
				kind: "content",
				hash: news.hash,
				size: news.size
			}
		});
		unanswered.delete(idOf(key));
	}
	await agreement.agree(mine);
}
async function beginAnew(agreement, cloud, epochs, isReset) {
	if (isReset) {
		await agreement.restart(epochs, [], {
			paused: true,
			refused: [],
			relist: [],
			unmergeable: []
		});
		return;
	}
	const kept = [];
	const { rows } = await wholeLog(cloud);
	const heads = new Map(rows.map((row) => [idOf(row), row]));
	for (const [id, row] of agreement.allBases()) if (isStill(row.base, heads.get(id))) kept.push(row);
	await agreement.restart(epochs, kept, {
		refused: [],
		unmergeable: []
	});
}
/** Whether the log still says what was agreed on. Sequence numbers alone do not tell after a restore: they are given out again. */
function isStill(base, head) {
	if (head?.seq !== base.seq) return false;
	if (base.kind === "content") return head.kind === "content" && head.hash === base.hash;
	if (base.kind === "cloud-only-deleted") return head.kind === "deletion" && head.scope === "cloud";
	return head.kind !== "content";
}
async function wholeLog(cloud, types) {
	const rows = [];
	let cursor = 0;
	for (let more = true; more;) {
		const answer = await cloud.changes(cursor, types);
		rows.push(...answer.changes);
		({cursor, more} = answer);
	}
	return { rows };
}
/**
* Lists afresh what was switched on again (S7): a file missing here is downloaded, never deleted there.
* Needs a whole look at the device before. @throws CloudError
*/
async function relist({ agreement, cloud }, locals) {
	const entries = agreement.memo.relist ?? [];
	if (entries.length === 0) return;
	const types = entries.map(typeOfEntry);
	const named = types.filter((type) => type !== null);
	const { rows } = await (named.length === types.length ? wholeLog(cloud, [...new Set(named)]) : wholeLog(cloud));
	const missing = [];
	for (const [id, { key, base }] of agreement.allBases()) {
		const isMissing = locals.get(id) === void 0 && !locals.isUnknown(id);
		if (base.kind === "content" && isMissing && isCovered(key, entries)) missing.push(key);
	}
	await agreement.agree([], missing);
	for (const row of rows) if (isCovered(row, entries)) agreement.note(row);
	await agreement.checkpoint({ relist: [] });
}
/** Switched off, not listed afresh yet, or a map, which stays on its device (S9). What is off is passed over by the cursor. */
function isOff({ memo }, key) {
	return isMap(key) || isCovered(key, memo.off) || isCovered(key, memo.relist ?? []);
}
// ../sync/dist/plan.js
/** The order of work: what frees space in the cloud first, then names and deletions here, then contents. */
const order = [
	"adopt",
	"delete-there",
	"rename-folder-there",
	"rename-there",
	"rename-here",
	"delete-here",
	"upload",
	"download",
	"merge"
];
const directions = {
	up: [
		"adopt",
		"delete-there",
		"rename-folder-there",
		"rename-there",
		"upload",
		"hold"
	],
	down: [
		"adopt",
		"rename-here",
		"delete-here",
		"download",
		"hold"
	]
};
/** More than a quarter of the files, and at least 10, are not deleted without asking. */
function isBraked(deletions, files) {
	return deletions >= 10 && deletions * 4 > files;
}
function plan(judged, rules) {
	const chosen = judged.filter((one) => isChosen(one, rules));
	const refusedBefore = new Set(rules.unattended ? chosen.filter((one) => wasRefused(one, rules.refused)) : []);
	const open = chosen.filter((one) => !refusedBefore.has(one));
	const [here, there] = [brakedOf("delete-here", open, rules), brakedOf("delete-there", open, rules)];
	const waiting = /* @__PURE__ */ new Set([...here, ...there]);
	return {
		steps: open.filter((one) => order.includes(one.verdict.do) && !waiting.has(one)).sort((a, b) => order.indexOf(a.verdict.do) - order.indexOf(b.verdict.do)),
		waiting: {
			here,
			there
		},
		refused: [...refusedBefore],
		conflicts: judged.filter(({ verdict, key }) => verdict.do === "conflict" && !isHidden(key))
	};
}
/** Every deletion on one side if they are too many; companions and marks of folders follow, but do not count. */
function brakedOf(what, judged, rules) {
	if (rules.allowDeletions) return [];
	const deletions = judged.filter(({ verdict }) => verdict.do === what);
	return isBraked(deletions.filter(({ key }) => !isHidden(key)).length, rules.files) ? deletions : [];
}
function isChosen({ key, verdict }, { direction, only, isFollowUp, unattended, manual = [] }) {
	if (unattended && isCovered(key, manual)) return false;
	if (direction !== "both" && !(isFollowUp && isHidden(key)) && !directions[direction].includes(verdict.do)) return false;
	return only === void 0 || concerns(key, verdict).some((name) => only.has(idOf(name)));
}
/** All names that a verdict is about. */
function concerns(key, verdict) {
	if (verdict.do === "rename-there") return [key, verdict.from];
	if (verdict.do === "rename-here") return [key, verdict.to];
	if (verdict.do === "rename-folder-there") return [key, ...verdict.members.flatMap((member) => [member.key, member.verdict.from])];
	return [key];
}
/** The content that a step would move was refused before; its name, type and size are as they were. */
function wasRefused({ key, facts, verdict }, refused) {
	const hash = verdict.do === "upload" ? facts.local?.hash : verdict.do === "download" ? verdict.version.hash : void 0;
	return hash !== void 0 && refused.some((entry) => entry.hash === hash && idOf(entry.key) === idOf(key));
}
// ../sync/dist/remembered.js
/** Refusals of earlier runs that still hold. */
function refusedStill({ agreement }, isSpaceFreed) {
	const { refused } = agreement.memo;
	return isSpaceFreed ? refused.filter(({ code }) => !endedBySpace.has(code)) : refused;
}
/** Pairs of contents that cannot be merged: found now, or before and unchanged in the cloud since. */
function unmergeableStill({ agreement, outcome }) {
	return [...(agreement.memo.unmergeable ?? []).filter(({ key, seq }) => {
		return agreement.news(idOf(key))?.seq === seq && !outcome.unmergeable.has(idOf(key));
	}), ...outcome.unmergeable.values()];
}
/** What of the memo a run has changed. */
function memoAfter(work, isSpaceFreed) {
	const { agreement, outcome, unanswered } = work;
	const isOpen = ({ key }) => {
		return !outcome.settled.has(idOf(key)) && !outcome.refusals.has(idOf(key));
	};
	const next = {
		refused: [...refusedStill(work, isSpaceFreed).filter(isOpen), ...outcome.refusals.values()],
		unmergeable: unmergeableStill(work),
		unanswered: [...unanswered.values()]
	};
	const { refused, unmergeable = [], unanswered: sent = [] } = agreement.memo;
	return {
		...isSame(next.refused, refused) ? {} : { refused: next.refused },
		...isSame(next.unmergeable, unmergeable) ? {} : { unmergeable: next.unmergeable },
		...isSame(next.unanswered, sent) ? {} : { unanswered: next.unanswered }
	};
}
function isSame(a, b) {
	return JSON.stringify(a) === JSON.stringify(b);
}
// ../sync/dist/rows-of.js
/** The three tabs of *Changes* (S3): what a sync would send, fetch, and leave to a person. */
function listsOf(judged, agreement, merging, here) {
	const shown = judged.filter(({ key }) => !isHidden(key)).sort(byKey);
	const rowsOf = (tab) => {
		return foldRenames(shown.flatMap((one) => tabOf(one.verdict) === tab ? [rowOf$1(one, agreement)] : []), here, foldRows).sort(byKey);
	};
	const [local, cloud] = [rowsOf("local"), rowsOf("cloud")];
	const conflicts = shown.filter(isConflict).map((one) => conflictRow(one, agreement, merging));
	const notInCloud = shown.filter(({ verdict }) => isKeptHere(verdict)).map(({ key }) => key);
	return {
		local,
		cloud,
		conflicts,
		counts: {
			local: local.length,
			cloud: cloud.length,
			conflicts: conflicts.length
		},
		notInCloud
	};
}
function conflictRow(conflict, agreement, merging) {
	const { key, facts } = conflict;
	const reasons = (agreement.memo.unmergeable?.find((entry) => idOf(entry.key) === idOf(key) && entry.hash === facts.local?.hash))?.reasons ?? [];
	return {
		...rowOf$1(conflict, agreement),
		choices: choicesFor(key, merging.mergerFor(key) !== null),
		reasons
	};
}
function rowOf$1({ key, facts, verdict }, agreement) {
	const from = fromOf(key, verdict);
	const { local } = facts;
	const cloud = verdict.do === "rename-here" ? verdict.version : verdict.do === "rename-there" ? verdict.head ?? void 0 : facts.cloud;
	return {
		key: nameAfter(key, verdict),
		change: changeOf(verdict),
		words: wordsOf$1(verdict),
		...from === void 0 ? {} : { from },
		...verdict.do === "rename-folder-there" ? { isFolder: true } : {},
		...local === void 0 ? {} : { local: {
			size: local.size,
			modified: local.modified
		} },
		...cloud === void 0 ? {} : { cloud },
		lastSync: agreement.memo.lastSync
	};
}
function foldRows(folder, [first]) {
	return {
		...folder,
		change: "renamed",
		words: first?.words ?? "",
		lastSync: first?.lastSync ?? 0
	};
}
function fromOf(key, verdict) {
	if (verdict.do === "rename-there") return verdict.from;
	return verdict.do === "rename-here" || verdict.do === "rename-folder-there" ? key : void 0;
}
function nameAfter(key, verdict) {
	if (verdict.do === "rename-here") return verdict.to;
	return verdict.do === "rename-folder-there" ? {
		type: key.type,
		name: verdict.to
	} : key;
}
function tabOf(verdict) {
	switch (verdict.do) {
		case "upload":
		case "delete-there":
		case "rename-there":
		case "rename-folder-there": return "local";
		case "download":
		case "delete-here":
		case "rename-here": return "cloud";
		default: return null;
	}
}
function changeOf(verdict) {
	if (verdict.do === "delete-there" || verdict.do === "delete-here") return "deleted";
	if (verdict.do.startsWith("rename")) return "renamed";
	return verdict.row === "new-here" || verdict.row === "new-there" || verdict.row === "both-new" ? "new" : "changed";
}
function isKeptHere(verdict) {
	return verdict.row === "not-in-cloud" || verdict.row === "kept-here";
}
// ../sync/dist/run.js
/** Rounds of judging and carrying out; each but the first is about few names that changed meanwhile. */
const rounds = 6;
/** One run over the ports: look, judge, carry out, and again for what changed meanwhile. */
var Run = class {
	#work;
	#options;
	#conflicts = /* @__PURE__ */ new Map();
	#waiting = {
		here: [],
		there: []
	};
	#notes = [];
	#isSpaceFreed = false;
	#isFollowUp = false;
	constructor(work, options) {
		this.#work = work;
		this.#options = options;
	}
	/** Looks at both sides. @returns the names to be judged; what failed is in the outcome. */
	async look() {
		const work = this.#work;
		const { agreement, locals, library } = work;
		const { hint } = this.#options;
		const isHinted = hint !== void 0 && locals.isComplete && (agreement.memo.relist ?? []).length === 0;
		work.progress.report({
			phase: "scan",
			filesDone: 0,
			filesTotal: 0,
			bytesDone: 0,
			bytesTotal: 0
		});
		const [scanned, fetched] = await Promise.allSettled([isHinted ? null : library.scan(), this.#fetch()]);
		if (fetched.status === "rejected") throw fetched.reason;
		if (scanned.status === "rejected") throw scanned.reason;
		const named = scanned.value === null ? await locals.scanSome(library, agreement, hint ?? []) : null;
		if (scanned.value !== null) locals.takeAll(scanned.value, agreement);
		this.#tellProblems();
		await this.#recognise();
		if (!work.halt.isSet) await this.#guard(() => relist(work, locals));
		return named !== null && fetched.value?.isAnew !== true ? [...named, ...newsOf(agreement)] : everything(work);
	}
	/**
	* What an earlier run placed, and was cut off before it recorded it, is what the cloud had, not a change of this device: if it was
	* deleted there since, it is deleted here, and does not come back as new (R24).
	*/
	async #recognise() {
		const { agreement, locals, library } = this.#work;
		const arrived = new Map(agreement.takeArrived().map((version) => [idOf(version), version]));
		const alike = [...arrived].flatMap(([id, { size }]) => {
			const local = locals.get(id);
			return local?.size === size ? [local] : [];
		});
		if (alike.length === 0) return;
		const { files, problems } = await library.hash(alike.filter(({ hash }) => hash === void 0));
		locals.learn(files, problems);
		const placed = [...arrived].filter(([id, { hash }]) => locals.get(id)?.hash === hash);
		await agreement.agree(placed.map(([, version]) => ({
			key: {
				type: version.type,
				name: version.name
			},
			base: contentBase(version)
		})));
	}
	/** Judges the names after hashing what must be hashed. */
	async judge(scope) {
		const { locals, library, progress } = this.#work;
		const [view, rules] = [this.#view(), this.#rules()];
		const wide = widen(scope, view, rules);
		progress.report({
			phase: "compare",
			filesDone: 0,
			filesTotal: wide.length,
			bytesDone: 0,
			bytesTotal: 0
		});
		const files = filesToHash(wide, view, rules);
		if (files.length > 0) {
			const { files: hashed, problems } = await library.hash(files);
			locals.learn(hashed, problems);
			const found = new Set(hashed.map(({ key }) => idOf(key)));
			const lost = files.filter(({ key }) => !found.has(idOf(key)) && !locals.isUnknown(idOf(key)));
			locals.note(lost.map(({ key }) => ({
				path: key.name,
				key,
				kind: "failed",
				reason: "The file could not be read."
			})));
			this.#tellProblems();
		}
		return this.#asAsked(judge(wide.filter((key) => !locals.isUnknown(idOf(key))), view, rules));
	}
	/** Carries out what is judged, and then what that brought up, until nothing is left or the rounds are used up. */
	async carryOut(judged, chosen) {
		let planned = chosen === void 0 ? this.plan(judged) : {
			...this.plan([]),
			steps: chosen
		};
		if (chosen === void 0) this.#tellUntouched(judged, planned);
		const work = this.#work;
		for (let round = 1;; round++) {
			await carryOut(planned, work);
			work.outcome.isFollowUp = true;
			if (work.outcome.deleted.some(({ where }) => where === "cloud")) this.#isSpaceFreed = true;
			if (round === rounds || !await this.#isMoreToDo()) break;
			const scope = await this.#nextScope();
			if (scope === null || work.agreement.memo.paused) break;
			this.#isFollowUp = true;
			planned = this.plan(await this.judge(scope));
		}
		if (!work.halt.isSet) for (const { key, code, reason } of work.again.take().names) work.outcome.fail(key, code, reason);
	}
	plan(judged) {
		const { direction, allowDeletions, unattended, only } = this.#options;
		const { agreement, outcome } = this.#work;
		const isFollowUp = this.#isFollowUp;
		const chosen = only === void 0 || isFollowUp ? {} : { only: withCompanions(only) };
		const planned = plan(judged, {
			direction,
			allowDeletions,
			unattended,
			isFollowUp,
			refused: refusedStill(this.#work, this.#isSpaceFreed),
			files: agreement.files,
			manual: agreement.memo.manual ?? [],
			...chosen
		});
		for (const { key } of judged) this.#conflicts.delete(idOf(key));
		for (const conflict of planned.conflicts) if (isConflict(conflict)) this.#conflicts.set(idOf(conflict.key), conflict);
		this.#waiting = {
			here: [...this.#waiting.here, ...planned.waiting.here],
			there: [...this.#waiting.there, ...planned.waiting.there]
		};
		for (const { key } of planned.refused) {
			const before = agreement.memo.refused.find((entry) => idOf(entry.key) === idOf(key));
			if (before !== void 0) outcome.fail(key, before.code, before.message);
		}
		return planned;
	}
	/** Records what outlives the run. */
	async finish() {
		const { agreement, halt, clock } = this.#work;
		const isWhole = this.#options.direction === "both" && this.#options.only === void 0 && !halt.isSet && !agreement.memo.paused;
		const memo = memoAfter(this.#work, this.#isSpaceFreed);
		await agreement.checkpoint(isWhole ? {
			...memo,
			lastSync: clock.now()
		} : memo);
	}
	result() {
		const { outcome, agreement, halt, merging, locals } = this.#work;
		const { uploaded, downloaded, deleted, renamed: renames, merged, adopted, failed, untouched, stopped } = outcome;
		return {
			uploaded: uploaded.sort(byKey),
			downloaded: downloaded.sort(byKey),
			deleted: deleted.sort(byKey),
			renamed: foldRenames(renames, locals.keys(), foldLines).sort(byKey),
			merged: merged.sort(byKey),
			adopted,
			conflicts: [...this.#conflicts.values()].map((one) => conflictRow(one, agreement, merging)).sort(byKey),
			failed,
			waiting: this.waiting(),
			untouched,
			notes: this.#notes,
			paused: agreement.memo.paused,
			cancelled: halt.isCancelled,
			stopped
		};
	}
	waiting() {
		const shown = (steps) => steps.filter(({ key }) => !isHidden(key)).sort(byKey).map(({ key }) => key);
		return {
			here: shown(this.#waiting.here),
			there: shown(this.#waiting.there)
		};
	}
	get notes() {
		return this.#notes;
	}
	async #fetch() {
		const fetched = await this.#guard(() => fetchNews(this.#work));
		if (fetched?.isSpaceFreed === true) this.#isSpaceFreed = true;
		return fetched;
	}
	/** A cloud that does not answer ends the run, not the program. */
	async #guard(ask) {
		try {
			return await ask();
		} catch (error) {
			this.#work.halt.by(error);
			return null;
		}
	}
	async #isMoreToDo() {
		const { halt, again } = this.#work;
		return halt.isOutdated || !halt.isSet && !again.isEmpty;
	}
	/** The names of the next round, after another look at what changed; null = the cloud does not answer. */
	async #nextScope() {
		const work = this.#work;
		const isOutdated = work.halt.isOutdated;
		work.halt.isOutdated = false;
		const { names, rescan, mustFetch } = work.again.take();
		const seen = rescan.length > 0 ? await work.locals.scanSome(work.library, work.agreement, rescan) : [];
		this.#tellProblems();
		const fetched = mustFetch || isOutdated ? await this.#fetch() : null;
		if (work.halt.isSet) return null;
		if (isOutdated || fetched?.isAnew === true) return everything(work);
		const asked = [...names.map(({ key }) => key), ...seen];
		return this.#options.only === void 0 ? [...asked, ...fetched?.fresh ?? []] : asked;
	}
	#view() {
		const { agreement, locals } = this.#work;
		return {
			base: (id) => agreement.base(id),
			news: (id) => agreement.news(id),
			local: (id) => locals.get(id),
			isUnknown: (id) => locals.isUnknown(id),
			allBases: () => agreement.allBases(),
			allNews: () => agreement.allNews()
		};
	}
	#rules() {
		const { agreement, merging } = this.#work;
		const tried = new Map(unmergeableStill(this.#work).map((entry) => [idOf(entry.key), entry]));
		const refused = new Set(this.#options.unattended ? refusedStill(this.#work, this.#isSpaceFreed).map(({ key }) => idOf(key)) : []);
		return {
			isOff: (key) => isOff(agreement, key),
			isMergeable: ({ key, local, cloud }) => {
				if (merging.mergerFor(key) === null) return false;
				const entry = tried.get(idOf(key));
				return entry === void 0 || entry.seq !== cloud?.seq || entry.hash !== local?.hash;
			},
			isRemembered: (id) => refused.has(id) || tried.has(id)
		};
	}
	/** A file that is kept here only goes to the cloud when it is asked for by name. */
	#asAsked(judged) {
		const { only, direction } = this.#options;
		if (only === void 0 || direction !== "up") return [...judged];
		const asked = withCompanions(only);
		return judged.map((one) => {
			const { base } = one.facts;
			if (one.verdict.row !== "not-in-cloud" || base === void 0 || !asked.has(idOf(one.key))) return one;
			return {
				...one,
				verdict: {
					do: "upload",
					row: "asked-for",
					base: base.seq
				}
			};
		});
	}
	#tellUntouched(judged, { steps, conflicts, waiting, refused }) {
		const { only } = this.#options;
		if (only === void 0) return;
		const verdicts = new Map(judged.map((one) => [idOf(one.key), one.verdict]));
		const touched = new Set([
			...steps,
			...conflicts,
			...waiting.here,
			...waiting.there,
			...refused
		].flatMap(namesOf).map(idOf));
		for (const key of only) {
			const verdict = verdicts.get(idOf(key));
			const isEqual = verdict?.do === "adopt";
			if (touched.has(idOf(key)) && !isEqual) continue;
			const words = verdict === void 0 ? "Not synchronised: it is switched off, or could not be looked at." : wordsOf$1(verdict);
			this.#work.outcome.untouched.push({
				key,
				size: this.#work.locals.get(idOf(key))?.size ?? 0,
				words
			});
		}
	}
	#tellProblems() {
		const { problems } = this.#work.locals;
		this.#work.outcome.problems(problems);
		for (const problem of problems) if (problem.kind === "note" && !this.#notes.includes(problem)) this.#notes.push(problem);
	}
};
/** Every name about which something may be to be decided: all but those that are as they were agreed on. */
function everything({ agreement, locals }) {
	const keys = /* @__PURE__ */ new Map();
	let known = 0;
	for (const [id, { key, base }] of agreement.allBases()) {
		const local = locals.get(id);
		if (local !== void 0) known++;
		if (!(base.kind === "content" && local?.hash === base.hash) && (base.kind !== "absent" || local !== void 0)) keys.set(id, key);
	}
	if (known < locals.size) {
		for (const [id, { key }] of locals.all()) if (agreement.base(id) === void 0) keys.set(id, key);
	}
	for (const key of newsOf(agreement)) keys.set(idOf(key), key);
	return [...keys.values()];
}
function newsOf(agreement) {
	return Array.from(agreement.allNews(), ([, { type, name }]) => ({
		type,
		name
	}));
}
function withCompanions(keys) {
	return new Set(keys.flatMap((key) => [idOf(key), idOf(renamed(key, companionOf(key.name)))]));
}
function namesOf({ key, verdict }) {
	if (verdict.do === "rename-there") return [key, verdict.from];
	if (verdict.do === "rename-here") return [key, verdict.to];
	if (verdict.do === "rename-folder-there") return [key, ...verdict.members.flatMap((member) => [member.key, member.verdict.from])];
	return [key];
}
function foldLines(folder, members) {
	const size = members.reduce((sum, line) => sum + line.size, 0);
	return {
		...folder,
		size,
		words: members[0]?.words ?? "",
		where: members[0]?.where ?? "here",
		files: members.length
	};
}
// ../sync/dist/sizes.js
const defaultSizes = {
	uploadBytes: 4194304,
	uploadItems: 500,
	lookAhead: 33554432,
	downloadBytes: 16777216,
	downloadItems: 4e3,
	changedHere: 500,
	adopted: 5e3
};
// ../sync/dist/engine.js
function createEngine(options) {
	return new SyncEngine(options);
}
const noMerging = {
	mergerFor: () => null,
	mergeCompanions: () => ({
		outcome: "conflict",
		reasons: []
	})
};
const noProgress = { report: () => void 0 };
var SyncEngine = class {
	#options;
	#session = null;
	#last = Promise.resolve();
	constructor(options) {
		this.#options = options;
	}
	look({ signal } = {}) {
		return this.#inTurn(async (session) => {
			const { work, run } = this.#begin(session, {
				direction: "both",
				unattended: false,
				allowDeletions: false
			}, signal);
			const judged = await run.judge(await run.look());
			run.plan(judged);
			const { agreement, outcome, merging } = work;
			return {
				...listsOf(judged, agreement, merging, session.locals.keys()),
				lastSync: agreement.memo.lastSync,
				waiting: run.waiting(),
				failed: outcome.failed,
				notes: run.notes,
				paused: agreement.memo.paused,
				stopped: outcome.stopped
			};
		});
	}
	sync({ unattended = false, allowDeletions = false, only, signal } = {}) {
		return this.#run({
			direction: "both",
			unattended,
			allowDeletions,
			...only === void 0 ? {} : { hint: only }
		}, signal);
	}
	upload(keys, options = {}) {
		return this.#oneWay("up", keys, options);
	}
	download(keys, options = {}) {
		return this.#oneWay("down", keys, options);
	}
	resolve(key, choice, { signal } = {}) {
		return this.#inTurn(async (session) => {
			const { work, run } = this.#begin(session, {
				direction: "both",
				unattended: false,
				allowDeletions: true,
				only: [key]
			}, signal);
			await run.look();
			if (!work.halt.isSet) await resolveOne(key, choice, work, run);
			await run.finish();
			return run.result();
		});
	}
	selection() {
		return this.#inTurn(async ({ agreement }) => agreement.memo.off);
	}
	select(entries, on) {
		return this.#inTurn(async ({ agreement }) => {
			const { off, relist = [] } = agreement.memo;
			if (on) {
				const ended = off.filter((entry) => entries.some((other) => isWithin(entry, other)));
				const left = off.filter((entry) => !ended.includes(entry));
				await agreement.remember({
					off: left,
					relist: [.../* @__PURE__ */ new Set([...relist, ...ended])]
				});
			} else await agreement.remember({ off: [.../* @__PURE__ */ new Set([...off, ...entries])].sort() });
			return agreement.memo.off;
		});
	}
	selectAutomatic(entries, on) {
		return this.#inTurn(async ({ agreement }) => {
			const { manual = [] } = agreement.memo;
			const next = on ? manual.filter((entry) => !entries.some((other) => isWithin(entry, other))) : [.../* @__PURE__ */ new Set([...manual, ...entries])].sort();
			await agreement.remember({ manual: next });
			return next;
		});
	}
	confirmAfterReset() {
		return this.#inTurn(({ agreement }) => agreement.remember({ paused: false }));
	}
	retryRefused() {
		return this.#inTurn(({ agreement }) => agreement.remember({ refused: [] }));
	}
	forget() {
		this.#session = null;
	}
	#oneWay(direction, keys, options) {
		const { unattended = false, signal } = options;
		const allowDeletions = options.allowDeletions ?? keys !== void 0;
		return this.#run({
			direction,
			unattended,
			allowDeletions,
			...keys === void 0 ? {} : { only: keys }
		}, signal);
	}
	#run(options, signal) {
		return this.#inTurn(async (session) => {
			const { work, run } = this.#begin(session, options, signal);
			const scope = await run.look();
			const isHeld = work.agreement.memo.paused && options.only === void 0;
			if (!work.halt.isSet && !isHeld) await run.carryOut(await run.judge(scopeOf(scope, options)));
			await run.finish();
			return run.result();
		});
	}
	#begin({ agreement, locals, unanswered }, options, signal) {
		const { library, cloud, clock, merge = noMerging, progress = noProgress, codec = webCodec } = this.#options;
		const sizes = {
			...defaultSizes,
			...this.#options.sizes
		};
		const outcome = new Outcome(progress);
		const work = {
			library,
			cloud,
			clock,
			codec,
			merging: merge,
			progress,
			agreement,
			locals,
			outcome,
			halt: new Halt(outcome, signal),
			again: new Again(),
			unanswered,
			sizes
		};
		return {
			work,
			run: new Run(work, options)
		};
	}
	/** One call after the other. After an error that is no file's and no cloud's, memory is not trusted any more. */
	#inTurn(fn) {
		const turn = this.#last.then(async () => {
			this.#session ??= await this.#load();
			try {
				return await fn(this.#session);
			} catch (error) {
				this.#session = null;
				throw error;
			}
		});
		this.#last = turn.catch(() => void 0);
		return turn;
	}
	async #load() {
		const loaded = await this.#options.bases.load();
		const unanswered = new Map((loaded.memo.unanswered ?? []).map((sent) => [idOf(sent.key), sent]));
		return {
			agreement: new Agreement(this.#options.bases, loaded),
			locals: new Locals(),
			unanswered
		};
	}
};
/** What a person named is judged even where neither side knows it, so that the answer says so. */
function scopeOf(scope, { only }) {
	return only === void 0 ? [...scope] : [...scope, ...only];
}
/** Whether an entry of the selection is `other` or lies within it. */
function isWithin(entry, other) {
	if (entry === other || entry.startsWith(`${other}/`)) return true;
	const cut = entry.indexOf("/");
	const key = cut === -1 ? {
		type: entry,
		name: ""
	} : {
		type: entry.slice(0, cut),
		name: `${entry.slice(cut + 1)}/`
	};
	return ![
		"settings",
		"my-places",
		"resources"
	].includes(entry) && categoryOf(key) === other && isCovered(key, [other]);
}
async function resolveOne(key, choice, work, run) {
	const conflict = (await run.judge([key])).find((one) => idOf(one.key) === idOf(key));
	if (conflict === void 0 || !isConflict(conflict)) {
		work.outcome.fail(key, "no-conflict", `There is no conflict about ${key.name}. Nothing was changed.`);
		return;
	}
	if (choice === "merge" && work.merging.mergerFor(key) === null) {
		work.outcome.fail(key, "no-merge", `Two versions of ${key.name} cannot be merged. Keep both, or choose one of them.`);
		return;
	}
	work.again.judge(renamed(key, companionOf(key.name)));
	if (choice !== "keep-both") return run.carryOut([], [stepFor(conflict, choice)]);
	const other = await keepBoth(key, work);
	if (other === null) return;
	work.again.judge(key);
	work.again.judge(other);
	await run.carryOut([], []);
}
/** Gives the local file a free name; the run then fetches the cloud's version and uploads the other. */
async function keepBoth(key, work) {
	const { agreement, locals, library, outcome } = work;
	const local = locals.get(idOf(key));
	const isTaken = (id) => agreement.isLive(id) || locals.get(id) !== void 0 || locals.isUnknown(id);
	const other = freeName(key, isTaken);
	if (local === void 0 || other === null) {
		outcome.fail(key, "no-free-name", `No free name was found beside ${key.name}. Both sides are as they were.`);
		return null;
	}
	try {
		const moved = await library.move(local, other);
		await library.settle();
		locals.drop(key);
		locals.put({
			...moved,
			key: other
		});
		return other;
	} catch (error) {
		if (!(error instanceof LibraryError)) throw error;
		outcome.fail(key, error.code, error.message);
		return null;
	}
}
// ../sync/dist/network/words.js
const kept = "Nothing was lost; changes here wait and are sent with the next sync.";
const unknownHost = {
	kind: "offline",
	code: "unknown-server",
	text: `There is no server of the name {host}, or this device has no network. Check the address and the connection. ${kept}`
};
const noNetwork = {
	kind: "offline",
	code: "no-network",
	text: `This device has no way to {host} at the moment. Check the connection. ${kept}`
};
const silent = {
	kind: "offline",
	code: "no-answer",
	text: `{host} does not answer. It may be switched off or far too busy. ${kept}`
};
const untrusted = {
	kind: "broken",
	code: "certificate",
	text: "The certificate of {host} cannot be trusted ({detail}). Nothing was sent to it. Ask the operator of the server, or check the date of this device."
};
const notTls = {
	kind: "broken",
	code: "not-https",
	text: "What answers at {host} does not speak https. Nothing was sent to it; check the address (http or https, and the port)."
};
const byCode = {
	ENOTFOUND: unknownHost,
	EAI_AGAIN: unknownHost,
	ENETUNREACH: noNetwork,
	ENETDOWN: noNetwork,
	EHOSTUNREACH: noNetwork,
	ECONNREFUSED: {
		kind: "offline",
		code: "nobody-answers",
		text: `Nothing answers at {host}. The server is stopped or being restarted, or the port is wrong. ${kept}`
	},
	ETIMEDOUT: silent,
	ECONNRESET: {
		kind: "offline",
		code: "connection-lost",
		text: `The connection to {host} broke. What was finished is kept, the rest is done with the next sync.`
	},
	EPIPE: {
		kind: "offline",
		code: "connection-lost",
		text: `The connection to {host} broke. What was finished is kept, the rest is done with the next sync.`
	},
	EPROTO: notTls,
	ERR_SSL_WRONG_VERSION_NUMBER: notTls,
	CERT_HAS_EXPIRED: untrusted,
	CERT_NOT_YET_VALID: untrusted,
	DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
	SELF_SIGNED_CERT_IN_CHAIN: untrusted,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
	UNABLE_TO_GET_ISSUER_CERT: untrusted,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
	ERR_TLS_CERT_ALTNAME_INVALID: untrusted
};
/**
* What went wrong on the way to the server, in words for a person, whatever the client threw. Errors of the server keep their own
* words; errors of this device's files pass through.
*/
function explain(error, server) {
	if (error instanceof CloudError || error instanceof LibraryError) return error;
	const chain = causesOf(error);
	const ours = chain.find((cause) => cause instanceof LibraryError);
	if (ours instanceof LibraryError) return ours;
	const trouble = chain.map(troubleOf).find((found) => found !== void 0);
	if (trouble !== void 0 && !(error instanceof ApiError && error.kind === "refused")) {
		const detail = chain.at(-1)?.message ?? "";
		const text = trouble.text.replaceAll("{host}", hostOf(server)).replaceAll("{detail}", detail);
		return new CloudError(trouble.kind, trouble.code, text, { cause: error });
	}
	if (error instanceof ApiError) return new CloudError(error.kind, error.code, error.message, { cause: error });
	const message = error instanceof Error ? error.message : String(error);
	return new CloudError("broken", "unknown", `Something unforeseen went wrong on the way to ${hostOf(server)}: ${message}. ${kept}`, { cause: error });
}
function causesOf(error) {
	const chain = [];
	for (let one = error; one instanceof Error && chain.length < 8; one = one.cause) {
		chain.push(one);
		if (one instanceof AggregateError) chain.push(...one.errors.filter((inner) => inner instanceof Error));
	}
	return chain;
}
function troubleOf(error) {
	if (!("code" in error) || typeof error.code !== "string") return void 0;
	return Object.hasOwn(byCode, error.code) ? byCode[error.code] : void 0;
}
function hostOf(server) {
	return URL.canParse(server) ? new URL(server).host : server;
}
// ../sync/dist/network/cloud.js
/** Waits between tries while a server is restarting or busy, milliseconds: under five seconds together. */
const retryWaitsMs = [
	200,
	600,
	1400,
	2400
];
/** Longest wait that a server may ask for and that is waited for within a sync, milliseconds. */
const longestWaitMs = 5e3;
/** What a device asks for in one download, compressed bytes: large enough to fill the line, small enough to lose little. */
const downloadBytes = 16777216;
/** The cloud over the network. Short troubles (a server that restarts, a line that breaks) are waited out; see `explain` for the rest. */
function openCloud(options) {
	return new NetworkCloud(options);
}
var NetworkCloud = class {
	#options;
	#epochs = null;
	/** Epoch that the engine was told of with the changes: uploads belong to it, though another answer may have told of a later one. */
	#told;
	constructor(options) {
		this.#options = options;
	}
	async changes(cursor, types) {
		const query = {
			cursor,
			...types === void 0 ? {} : { types: types.join(",") }
		};
		const answer = this.#remember(await this.#patiently(() => this.#options.client.changes({
			query,
			signal: this.#options.signal
		})));
		this.#told = answer.epoch;
		return answer;
	}
	async upload(items) {
		const answers = [];
		for (const group of uploadGroups(items)) answers.push(await this.#uploadGroup(group));
		return joined(answers);
	}
	async operate(operations) {
		const answers = [];
		for (let start = 0; start < operations.length; start += limits.batchItems) {
			const body = { operations: operations.slice(start, start + limits.batchItems) };
			const { client, signal } = this.#options;
			answers.push(this.#remember(await this.#patiently(() => client.operate({
				body,
				signal
			}))));
		}
		return joined(answers);
	}
	/** The next request is under way while the answer of the one before is read. */
	async *download(versions) {
		const groups = downloadGroups(versions);
		let next = this.#begin(groups[0]);
		for (const [index, group] of groups.entries()) {
			const answer = next;
			next = this.#begin(groups[index + 1]);
			yield* this.#downloadGroup(group, answer);
		}
	}
	/** The files of one group in their order; after a break, what has not come yet is asked for again. */
	async *#downloadGroup(group, first) {
		let left = group;
		let answer = first;
		for (let tried = 0; left.length > 0; tried++) {
			let isFresh = true;
			try {
				for await (const item of await answer.items()) {
					const [version, ...rest] = left;
					if (version === void 0 || item.header.seq !== version.seq) throw new CloudError("broken", "broken-answer", this.#outOfOrder());
					yield item.header.error === void 0 ? {
						version,
						gzip: item.body
					} : {
						version,
						error: item.header.error
					};
					left = rest;
					isFresh = false;
				}
				if (left.length > 0) throw new CloudError("offline", "connection-lost", this.#outOfOrder());
			} catch (error) {
				if (!isFresh) tried = 0;
				await this.#waitOrThrow(error, tried);
				answer = this.#begin(left);
			}
		}
	}
	/** Asks at once, so that the answer is on its way; a failure is kept until somebody reads. */
	#begin(group) {
		if (group === void 0) return { items: async () => [] };
		const { client, signal } = this.#options;
		const asked = client.download({
			body: { versions: group.map((version) => version.seq) },
			signal
		});
		asked.catch(() => void 0);
		return { items: () => asked };
	}
	async #uploadGroup(group) {
		const { client, signal } = this.#options;
		try {
			return this.#remember(await this.#patiently(() => client.upload({
				items: group.map((item) => itemOf(item, this.#told)),
				signal
			})));
		} catch (error) {
			if (!(error instanceof LibraryError) || this.#epochs === null || group.length > 1) throw error;
			return {
				results: [{
					status: "refused",
					error: {
						code: error.code,
						message: error.message
					}
				}],
				...this.#epochs
			};
		}
	}
	async #patiently(ask) {
		for (let tried = 0;; tried++) try {
			return await ask();
		} catch (error) {
			await this.#waitOrThrow(error, tried);
		}
	}
	/** Waits before the next try, where one makes sense; else throws in words of `explain`. */
	async #waitOrThrow(error, tried) {
		const { signal, timers, server } = this.#options;
		signal?.throwIfAborted();
		const wait = waitAfter(error, tried);
		if (wait === null) throw explain(error, server);
		await timers.wait(wait * (.75 + timers.random() / 2), signal);
	}
	#remember(answer) {
		this.#epochs = {
			epoch: answer.epoch,
			dataEpoch: answer.dataEpoch
		};
		return answer;
	}
	#outOfOrder() {
		return `The answer of ${this.#options.server} ended early or is not in order. What arrived whole is kept; the rest is fetched with the next sync.`;
	}
};
/** Milliseconds to wait before another try; null when another try would end the same way. */
function waitAfter(error, tried) {
	const step = retryWaitsMs[tried];
	if (step === void 0) return null;
	if (error instanceof CloudError) return error.kind === "offline" ? step : null;
	if (!(error instanceof ApiError)) return null;
	if (error.kind === "offline") return isHopeless(error) ? null : step;
	if (!(error.status === 502 || error.status === 503 || error.status === 504 || error.status === 429) || error.code === "read-only") return null;
	const asked = error.retryAfterMs ?? 0;
	return asked > longestWaitMs ? null : Math.max(step, asked);
}
/** No server of that name, no network, a certificate that is not trusted: trying again at once changes nothing. */
function isHopeless(error) {
	const explained = explain(error, "");
	return explained instanceof LibraryError || ![
		"nobody-answers",
		"connection-lost",
		"no-answer",
		"unreachable"
	].includes(explained.code);
}
function itemOf({ packed, base, time }, epoch) {
	const { key, gzip, hash, modified } = packed;
	return {
		header: {
			type: key.type,
			name: key.name,
			base,
			clientTime: modified,
			length: gzip.length,
			hash,
			...epoch === void 0 ? {} : { epoch },
			...time === void 0 ? {} : { time }
		},
		body: gzip instanceof Uint8Array ? gzip : gzip.open()
	};
}
/** Requests as large as the server takes; what is streamed goes alone, so that it fails alone. */
function uploadGroups(items) {
	const groups = [];
	let group = [];
	let bytes = 0;
	for (const item of items) {
		const { gzip } = item.packed;
		const isAlone = !(gzip instanceof Uint8Array);
		if (group.length > 0 && (isAlone || group.length >= limits.batchItems || bytes + gzip.length > limits.batchBytes)) {
			groups.push(group);
			[group, bytes] = [[], 0];
		}
		group.push(item);
		bytes += isAlone ? limits.batchBytes : gzip.length;
	}
	return group.length === 0 ? groups : [...groups, group];
}
function downloadGroups(versions) {
	const groups = [];
	let bytes = Infinity;
	for (const version of versions) {
		if (bytes + version.stored > downloadBytes || (groups.at(-1)?.length ?? 0) >= limits.batchItems) {
			groups.push([]);
			bytes = 0;
		}
		groups.at(-1)?.push(version);
		bytes += version.stored;
	}
	return groups;
}
function joined(answers) {
	const last = answers.at(-1);
	if (last === void 0) throw new Error("nothing was sent");
	return {
		...last,
		results: answers.flatMap((answer) => answer.results)
	};
}
// ../sync/dist/network/known.js
/** Remembers how far this device knows the log, so that the news of its own writing can be told from others' (`watch`). */
var KnownLog = class {
	#cloud;
	#own = /* @__PURE__ */ new Set();
	#cursor = 0;
	#epochs = null;
	download;
	constructor(cloud) {
		this.#cloud = cloud;
		this.download = (versions) => cloud.download(versions);
	}
	/** Whether everything up to the event is known here: read from the log, or written by this device. */
	isKnown(event) {
		if (this.#epochs?.epoch !== event.epoch || this.#epochs.dataEpoch !== event.dataEpoch) return false;
		while (this.#own.delete(this.#cursor + 1)) this.#cursor++;
		return event.seq <= this.#cursor;
	}
	async changes(...request) {
		const answer = await this.#cloud.changes(...request);
		if (this.#isOther(answer)) this.#cursor = 0;
		this.#cursor = Math.max(this.#cursor, answer.cursor);
		for (const seq of this.#own) if (seq <= this.#cursor) this.#own.delete(seq);
		this.#epochs = answer;
		return answer;
	}
	async upload(...request) {
		return this.#noteOwn(await this.#cloud.upload(...request));
	}
	async operate(...request) {
		return this.#noteOwn(await this.#cloud.operate(...request));
	}
	#noteOwn(answer) {
		for (const result of answer.results) if (result.status === "done") this.#own.add(result.version.seq);
		return answer;
	}
	#isOther({ epoch, dataEpoch }) {
		return this.#epochs !== null && (this.#epochs.epoch !== epoch || this.#epochs.dataEpoch !== dataEpoch);
	}
};
// ../sync/dist/network/listen.js
/** Waits between attempts to connect: doubling from the first to the last, with jitter; milliseconds. */
const firstWaitMs = 500;
const lastWaitMs = 6e4;
/** Listens to the server until aborted; reconnects by itself. @throws ApiError when the server refuses this device for good. */
async function listen(options) {
	const { client, timers, signal } = options;
	let waitMs = firstWaitMs;
	while (!signal.aborted) {
		try {
			const events = await client.events({ signal });
			options.connected();
			for await (const event of events) {
				waitMs = firstWaitMs;
				options.changed(event);
			}
		} catch (error) {
			if (isAborted(signal)) return;
			if (isFinal(error)) throw error;
			options.broke(error, waitMs);
		}
		if (isAborted(signal)) return;
		await timers.wait(waitMs * (.5 + timers.random() / 2), signal).catch(() => void 0);
		waitMs = Math.min(waitMs * 2, lastWaitMs);
	}
}
/** Read anew each time: it changes while we wait. */
function isAborted(signal) {
	return signal.aborted;
}
/** Signed out, blocked, or gone: asking again does not help. */
function isFinal(error) {
	return error instanceof ApiError && error.kind === "refused" && (error.status === 401 || error.status === 403);
}
// ../sync/dist/times.js
const dayMs$1 = 864e5;
/** 1980-01-01: what archives and memory cards can hold; anything earlier is a clock that was never set, or seconds taken for milliseconds. */
const earliestMs = Date.UTC(1980, 0, 1);
/** Whether a modification time from elsewhere is worth setting on a file (R26): a number, not before 1980, at most a day ahead. Milliseconds. */
function isSaneTime(modified, now) {
	return Number.isFinite(modified) && modified >= earliestMs && modified <= now + dayMs$1;
}
// ../device/dist/library/identity.js
/** A file counts as unchanged only when it is older than the last look at it by this much (sync.md, "A device's life"). */
const settledAfterMs = 2e3;
/**
* What tells one state of a file from another without reading it: size, mtime and ctime in nanoseconds, and inode.
* One string, so that it is compared and stored in one go.
*/
function identityOf(stats) {
	return `${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}:${stats.ino}`;
}
/** Whether two looks saw the same content: what a rename changes (ctime) does not count. */
function sameContent(one, other) {
	return one.ino === other.ino && one.size === other.size && one.mtimeNs === other.mtimeNs;
}
/** Modification time, milliseconds, rounded: a time set in milliseconds comes back as it was set. */
function modifiedOf(stats) {
	return Number((stats.mtimeNs + 500000n) / 1000000n);
}
/**
* Whether a hash taken at `checked` can be trusted for a file last modified at `modified`: an edit made in the same tick of the
* clock as the last look leaves no trace in the times. Milliseconds.
*/
function isSettled(modified, checked) {
	return modified < checked - settledAfterMs || modified > checked + settledAfterMs;
}
/** Of a small file the start is what costs, not the effort: 6,000 files of 2 kB take 186 ms at level 2 and 172 ms at level 6, which packs 3 % more. */
const smallLevel = 6;
const smallBelow = 16384;
/** Content of at least this size is tried on a piece before all of it is packed. */
const probeFrom = 65536;
const probeBytes = 32768;
/** Photos, films and archives shrink less than this: they are stored as they are. */
const worthwhile = .95;
/** One gzip member. Content that does not shrink is stored, which costs next to nothing. */
function gzip(bytes) {
	const level = bytes.length < smallBelow ? smallLevel : shrinks(bytes) ? 2 : 0;
	const packed = gzipSync(bytes, {
		level,
		chunkSize: Math.min(Math.max(1024, bytes.length >> 2), 1048576)
	});
	return packed.byteLength === packed.buffer.byteLength && packed.buffer instanceof ArrayBuffer ? new Uint8Array(packed.buffer) : new Uint8Array(packed);
}
/** Whether packing is worth the time, judged by a piece from the middle: headers of films and photos shrink, the rest does not. */
function shrinks(bytes) {
	if (bytes.length < probeFrom) return true;
	const start = bytes.length - probeBytes >> 1;
	return isWorthwhile(bytes.subarray(start, start + probeBytes));
}
function isWorthwhile(sample) {
	return gzipSync(sample, { level: constants$1.Z_BEST_SPEED }).length < sample.length * worthwhile;
}
// ../device/dist/pool/tasks.js
/**
* Why a task failed, where the reason is ours. A class of its own because it is thrown in threads that load nothing but this room;
* `failures.ts` makes a LibraryError of it.
*/
var TaskFailure = class extends Error {
	name = "TaskFailure";
	code;
	constructor(code, message, options) {
		super(message, options);
		this.code = code;
	}
};
/** Does the task in this thread. @throws TaskFailure, or what the system says. */
function runTask(task) {
	if (task.kind === "hash") return hashFile(task.path);
	if (task.kind === "pack") return packFile(task.path);
	if (task.kind === "read") return readFile(task.path);
	return writeFile(task);
}
const piece$1 = 1048576;
/** Whole in memory up to here; a file that has grown beyond it since the scan is being written. */
const wholeUpTo = 67108864;
const tries = 3;
function packFile(path) {
	return steadily(path, (file, size) => {
		if (size > wholeUpTo) throw restless();
		const bytes = readWhole(file, size);
		return {
			hash: hash("sha256", bytes, "hex"),
			bytes: gzip(bytes)
		};
	});
}
function readFile(path) {
	return steadily(path, (file, size) => {
		if (size > wholeUpTo) throw restless();
		const bytes = readWhole(file, size);
		return {
			hash: hash("sha256", bytes, "hex"),
			bytes
		};
	});
}
function hashFile(path) {
	return steadily(path, (file, size) => ({ hash: size <= piece$1 ? hash("sha256", readWhole(file, size), "hex") : hashInPieces(file, size) }));
}
/** Reads a file between two looks at it and believes the bytes only when both looks saw the same file. */
function steadily(path, read) {
	const file = openToRead(path);
	try {
		for (let tried = 0; tried < tries; tried++) {
			const before = fstatSync(file, { bigint: true });
			if (!before.isFile()) throw new TaskFailure("unreadable", "It is no longer a regular file.");
			const size = Number(before.size);
			const result = readOrNull(() => read(file, size));
			const identity = identityOf(before);
			if (result !== null && identityOf(fstatSync(file, { bigint: true })) === identity) return {
				...result,
				size,
				modified: modifiedOf(before),
				identity
			};
		}
	} finally {
		closeSync(file);
	}
	throw restless();
}
function restless() {
	return new TaskFailure("changed-meanwhile", "It is being written at this moment. It is taken up when it has come to rest.");
}
/** Windows has neither of the two additions. */
const readFlags = process.platform === "win32" ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** Never follows a link and never waits for a pipe, whatever took the name of the file since the scan. */
function openToRead(path) {
	return openSync(path, readFlags);
}
var Shrunk = class extends Error {};
function readOrNull(read) {
	try {
		return read();
	} catch (error) {
		if (error instanceof Shrunk) return null;
		throw error;
	}
}
function readWhole(file, size) {
	const bytes = new Uint8Array(size);
	fill(file, bytes, 0);
	return bytes;
}
function hashInPieces(file, size) {
	const digest = createHash("sha256");
	const buffer = new Uint8Array(piece$1);
	for (let offset = 0; offset < size; offset += piece$1) {
		const part = buffer.subarray(0, Math.min(piece$1, size - offset));
		fill(file, part, offset);
		digest.update(part);
	}
	return digest.digest("hex");
}
function fill(file, bytes, from) {
	for (let done = 0; done < bytes.length;) {
		const count = readSync(file, bytes, done, bytes.length - done, from + done);
		if (count === 0) throw new Shrunk();
		done += count;
	}
}
function writeFile(task) {
	const bytes = task.form === "plain" ? task.bytes : inflate(task.bytes, task.size);
	if (bytes.length !== task.size || hash("sha256", bytes, "hex") !== task.hash) throw damaged();
	const file = openSync(task.path, "wx", 438);
	try {
		writeAll(file, bytes);
		if (task.modified !== null) futimesSync(file, task.modified / 1e3, task.modified / 1e3);
		return writtenFacts(file);
	} catch (error) {
		unlinkSync(task.path);
		throw error;
	} finally {
		closeSync(file);
	}
}
/** What there is to know of an open file that was just written. */
function writtenFacts(file) {
	const stats = fstatSync(file, { bigint: true });
	return {
		inode: String(stats.ino),
		changed: String(stats.mtimeNs),
		identity: identityOf(stats),
		modified: modifiedOf(stats)
	};
}
function inflate(bytes, size) {
	try {
		return gunzipSync(bytes, {
			maxOutputLength: Math.max(size, 1),
			chunkSize: Math.max(size + 1, 64)
		});
	} catch (cause) {
		throw damaged(cause);
	}
}
function writeAll(file, bytes) {
	for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done);
}
/** Content that is not what the cloud announced. */
function damaged(cause) {
	return new TaskFailure("damaged", "What arrived does not have the checksum that the cloud announced. Nothing here was changed; it is fetched again with the next sync.", { cause });
}
// ../device/dist/library/disk.js
const realDisk = {
	look: (path) => lookAt(path),
	names: (directory) => readdirSync(directory),
	link: linkSync,
	rename: renameSync,
	makeDirectory: (path) => {
		mkdirSync(path);
	},
	removeFile: unlinkSync,
	removeDirectory: rmdirSync
};
function lookAt(path) {
	try {
		return lstatSync(path, {
			bigint: true,
			throwIfNoEntry: false
		}) ?? null;
	} catch (error) {
		if (codeOf$1(error) === "ENOTDIR") return null;
		throw error;
	}
}
/** The system's code of an error (`ENOENT` …); empty when it has none. */
function codeOf$1(error) {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
// ../device/dist/library/failures.js
const noSpace = {
	code: "no-space",
	text: "This device has no space left. Nothing here was changed, and the file is safe in the cloud; free some space and sync again."
};
const readOnly = {
	code: "denied",
	text: "The disk is read-only. Nothing here was changed; make it writable and sync again."
};
const noRight = {
	code: "denied",
	text: "You may not write here. Nothing was changed, and what is in the cloud is safe; give yourself the right to write."
};
const onBoth = {
	ENOSPC: noSpace,
	EDQUOT: noSpace,
	SQLITE_FULL: noSpace,
	EROFS: readOnly,
	SQLITE_READONLY: readOnly,
	SQLITE_CANTOPEN: noRight,
	ENAMETOOLONG: {
		code: "name-impossible",
		text: "The name is longer than this disk can hold. The file stays in the cloud; give it a shorter name there."
	}
};
const onReading = {
	ENOENT: {
		code: "vanished",
		text: "It is no longer there."
	},
	ENOTDIR: {
		code: "vanished",
		text: "It is no longer there."
	},
	ELOOP: {
		code: "unreadable",
		text: "It has become a link. Links are not synchronised."
	},
	EACCES: {
		code: "unreadable",
		text: "You may not read this file. It stays as it is here and in the cloud; give yourself the right to read it."
	},
	EPERM: {
		code: "unreadable",
		text: "You may not read this file. It stays as it is here and in the cloud; give yourself the right to read it."
	},
	EIO: {
		code: "unreadable",
		text: "The disk could not read this file. The version in the cloud is not touched; look after the disk."
	}
};
const onWriting = {
	EACCES: noRight,
	EPERM: noRight,
	ENOTDIR: {
		code: "name-impossible",
		text: "A file lies where this name needs a folder. The file stays in the cloud; rename one of the two."
	},
	EISDIR: {
		code: "name-impossible",
		text: "A folder lies where this file belongs. The file stays in the cloud; rename one of the two."
	},
	EINVAL: {
		code: "name-impossible",
		text: "This disk does not take such a name. The file stays in the cloud; rename it there."
	},
	EILSEQ: {
		code: "name-impossible",
		text: "This disk does not take such a name. The file stays in the cloud; rename it there."
	},
	ENOENT: {
		code: "changed-meanwhile",
		text: "The folder was changed at this moment. Nothing was lost; the next sync looks again."
	}
};
/** What went wrong while a file was read, in words for a person. */
function readFailure(error) {
	return failure(error, {
		...onBoth,
		...onReading
	}, {
		code: "unreadable",
		text: "The file could not be read."
	});
}
/** What went wrong while a file was written, moved or removed. */
function writeFailure(error) {
	return failure(error, {
		...onBoth,
		...onWriting
	}, {
		code: "denied",
		text: "The disk refused to write the file; nothing was lost."
	});
}
function failure(error, table, otherwise) {
	if (error instanceof LibraryError) return error;
	if (error instanceof TaskFailure) return new LibraryError(error.code, error.message, { cause: error });
	const words = table[codeOf$1(error)];
	if (words !== void 0) return new LibraryError(words.code, words.text, { cause: error });
	const detail = error instanceof Error ? error.message : String(error);
	return new LibraryError(otherwise.code, `${otherwise.text} The system says: ${detail}.`, { cause: error });
}
function changedMeanwhile() {
	return new LibraryError("changed-meanwhile", "It was changed here at this moment. Both versions are kept; the next sync looks again.");
}
function nameTwin(name, twin) {
	return new LibraryError("name-impossible", `"${name}" differs only in ${differenceOf(name, twin)} from "${twin}", and this disk takes both for one name. The file stays in the cloud; rename one of the two.`);
}
function differenceOf(name, twin) {
	return name.normalize("NFC") === twin.normalize("NFC") ? "the form of its letters" : "capital and small letters";
}
// ../device/dist/state.js
const migrations = [`CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE bases (
     type TEXT NOT NULL, name TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, hash TEXT, size INTEGER,
     PRIMARY KEY (type, name)
   ) WITHOUT ROWID;
   CREATE TABLE pending (type TEXT NOT NULL, name TEXT NOT NULL, row TEXT NOT NULL, PRIMARY KEY (type, name)) WITHOUT ROWID;
   CREATE TABLE files (path TEXT PRIMARY KEY, identity TEXT NOT NULL, hash TEXT NOT NULL, checked INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE spellings (path TEXT PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE placing (path TEXT PRIMARY KEY, inode TEXT NOT NULL, changed TEXT NOT NULL, hash TEXT NOT NULL, undo TEXT) WITHOUT ROWID;`, `ALTER TABLE placing RENAME TO placing_singly;
   CREATE TABLE placing (id INTEGER PRIMARY KEY, notes TEXT NOT NULL);
   INSERT INTO placing (notes)
     SELECT json_group_array(json_array(path, inode, changed, hash, undo)) FROM placing_singly HAVING count(*) > 0;
   DROP TABLE placing_singly;`];
/**
* Opens the state of the device whose folder is `root`, and makes it where there is none.
* Every commit is flushed before it returns. @throws LibraryError when the folder cannot be written, or was used by a newer version.
*/
function openState(root) {
	try {
		return open$1(join(root, stateFolder));
	} catch (error) {
		throw writeFailure(error);
	}
}
function open$1(home) {
	mkdirSync(home, { recursive: true });
	const state = new Database(join(home, "state.db"), { timeout: 1e4 });
	try {
		state.pragma("journal_mode = WAL");
		state.pragma("synchronous = FULL");
		migrate(state);
		return state;
	} catch (error) {
		state.close();
		throw error;
	}
}
function migrate(state) {
	if (versionOf(state) === migrations.length) return;
	state.transaction(() => {
		const version = versionOf(state);
		if (version > migrations.length) throw new LibraryError("denied", "The state of this folder was written by a newer version of Cairn. Nothing was changed; use that version.");
		for (const migration of migrations.slice(version)) state.exec(migration);
		state.pragma(`user_version = ${migrations.length}`);
	}).immediate();
}
function versionOf(state) {
	return Number(state.pragma("user_version", { simple: true }));
}
/** A small fact by name; null when it was never written. */
function readMeta(state, name) {
	return state.prepare("SELECT value FROM meta WHERE name = ?").pluck().get(name) ?? null;
}
function writeMeta(state, name, value) {
	state.prepare("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").run(name, value);
}
// ../device/dist/bases.js
const emptyMemo = {
	lastSync: 0,
	paused: false,
	off: [],
	refused: []
};
/** What the device in this folder remembers of its agreement with the cloud; each `record` is one flushed transaction. */
function openBases(state) {
	return new SqliteBases(state);
}
var SqliteBases = class {
	#state;
	constructor(state) {
		this.#state = state;
	}
	async load() {
		return this.#state.transaction(() => this.#load())();
	}
	async record(change) {
		this.#state.transaction(() => this.#record(change)).immediate();
	}
	#load() {
		const rows = this.#state.prepare("SELECT type, name, seq, kind, hash, size FROM bases").raw().all();
		const pending = this.#state.prepare("SELECT row FROM pending").pluck().all();
		return {
			cursor: Number(readMeta(this.#state, "cursor") ?? 0),
			epochs: this.#epochs(),
			bases: rows.map(rowOf),
			pending: pending.map((row) => JSON.parse(row)),
			memo: this.#memo()
		};
	}
	#record(change) {
		const db = this.#state;
		if (change.clear === true) db.exec("DELETE FROM bases; DELETE FROM pending;");
		if (change.cursor !== void 0) writeMeta(db, "cursor", String(change.cursor));
		if (change.epochs !== void 0) writeMeta(db, "epochs", JSON.stringify(change.epochs));
		if (change.memo !== void 0) writeMeta(db, "memo", JSON.stringify({
			...this.#memo(),
			...change.memo
		}));
		this.#each("DELETE FROM bases WHERE type = ? AND name = ?", change.forget, columnsOfKey);
		this.#each("INSERT OR REPLACE INTO bases (type, name, seq, kind, hash, size) VALUES (?, ?, ?, ?, ?, ?)", change.set, columnsOf);
		this.#each("DELETE FROM pending WHERE type = ? AND name = ?", change.unpend, columnsOfKey);
		this.#each("INSERT OR REPLACE INTO pending (type, name, row) VALUES (?, ?, ?)", change.pend, (row) => [
			row.type,
			row.name,
			JSON.stringify(row)
		]);
	}
	#each(sql, items, columns) {
		if (items === void 0 || items.length === 0) return;
		const statement = this.#state.prepare(sql);
		for (const item of items) statement.run(...columns(item));
	}
	#epochs() {
		const text = readMeta(this.#state, "epochs");
		return text === null ? null : JSON.parse(text);
	}
	#memo() {
		const text = readMeta(this.#state, "memo");
		return text === null ? emptyMemo : {
			...emptyMemo,
			...JSON.parse(text)
		};
	}
};
function rowOf([type, name, seq, kind, hash, size]) {
	const base = {
		seq,
		kind,
		...hash === null ? {} : { hash },
		...size === null ? {} : { size }
	};
	return {
		key: {
			type,
			name
		},
		base
	};
}
function columnsOf({ key, base }) {
	return [
		key.type,
		key.name,
		base.seq,
		base.kind,
		base.hash ?? null,
		base.size ?? null
	];
}
function columnsOfKey(key) {
	return [key.type, key.name];
}
// ../device/dist/library/boot.js
/**
* Changes with every start of the machine. What was written but not flushed survives the death of a process, never that of the
* machine. Empty where the system does not tell; then nothing unflushed is believed.
*/
function bootId() {
	try {
		return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
	} catch {
		return "";
	}
}
// ../device/dist/library/catalogue.js
/** What is known of the files of the folder: entries of this run, and hashes of earlier runs in `.cairn/state.db`. */
var Catalogue = class {
	#state;
	#entries = /* @__PURE__ */ new Map();
	/** Paths that are not in NFC, by their NFC form; only these can be taken for another name. */
	#unusual = /* @__PURE__ */ new Map();
	#spelledAs = /* @__PURE__ */ new Map();
	#spellings = /* @__PURE__ */ new Map();
	#remembered = null;
	#dirty = /* @__PURE__ */ new Set();
	#dirtySpellings = /* @__PURE__ */ new Set();
	constructor(state) {
		this.#state = state;
		const rows = state.prepare("SELECT path, type, name FROM spellings").raw().all();
		for (const [path, type, name] of rows) this.#spell(path, {
			type,
			name
		});
	}
	get(path) {
		return this.#entries.get(path);
	}
	/** Entries below any of these paths. */
	below(paths) {
		const folders = paths.filter((path) => !this.#entries.has(path)).map((path) => `${path}/`);
		if (folders.length === 0) return [];
		return [...this.#entries.values()].filter((entry) => folders.some((folder) => entry.path.startsWith(folder)));
	}
	/** The hash of an earlier look, if the file is as it was then. */
	hashFor(path, identity, modified) {
		const known = this.#memory().get(path);
		return known?.identity === identity && isSettled(modified, known.checked) ? known.hash : void 0;
	}
	put(entry) {
		this.#entries.set(entry.path, entry);
		const form = comparisonForm(entry.path);
		if (form === entry.path) return;
		const equals = this.#unusual.get(form);
		if (equals === void 0) this.#unusual.set(form, /* @__PURE__ */ new Set([entry.path]));
		else equals.add(entry.path);
	}
	/** Records a hash that was taken by a look begun at `checked`. */
	learn(entry, checked) {
		this.put(entry);
		this.#memory().set(entry.path, {
			identity: entry.identity,
			hash: entry.hash,
			checked
		});
		this.#dirty.add(entry.path);
	}
	forget(path) {
		this.#entries.delete(path);
		this.#unusual.get(comparisonForm(path))?.delete(path);
		if (this.#memory().delete(path)) this.#dirty.add(path);
		this.unspell(path);
	}
	/** Forgets every path that a whole look at the folder did not find. */
	keepOnly(isThere) {
		for (const path of [
			...this.#memory().keys(),
			...this.#entries.keys(),
			...this.#spellings.keys()
		]) if (!isThere(path)) this.forget(path);
	}
	/** The name in the cloud of a path that is spelled otherwise here. */
	keySpelledBy(path) {
		return this.#spellings.get(path);
	}
	/** The path here of a name that the cloud spells otherwise. */
	pathSpelling(key) {
		return this.#spelledAs.get(keyText(key));
	}
	/** From now on the file at `path` goes by `key`, which is equal to its own name in NFC. */
	spell(path, key) {
		this.#spell(path, key);
		this.#dirtySpellings.add(path);
	}
	unspell(path) {
		const key = this.#spellings.get(path);
		if (key === void 0) return;
		this.#spellings.delete(path);
		this.#spelledAs.delete(keyText(key));
		this.#dirtySpellings.add(path);
	}
	/** Paths of this run that are equal to `path` in NFC without being equal to it. */
	equalInForm(path) {
		const form = comparisonForm(path);
		const found = new Set(this.#unusual.get(form));
		if (this.#entries.has(form)) found.add(form);
		found.delete(path);
		return [...found];
	}
	/** Writes what was learnt since the last time; nothing is written when nothing was. */
	save() {
		if (this.#dirty.size === 0 && this.#dirtySpellings.size === 0) return;
		this.#state.transaction(() => this.#save()).immediate();
		this.#dirty = /* @__PURE__ */ new Set();
		this.#dirtySpellings = /* @__PURE__ */ new Set();
	}
	#save() {
		const put = this.#state.prepare("INSERT OR REPLACE INTO files (path, identity, hash, checked) VALUES (?, ?, ?, ?)");
		const drop = this.#state.prepare("DELETE FROM files WHERE path = ?");
		for (const path of this.#dirty) {
			const known = this.#memory().get(path);
			if (known === void 0) drop.run(path);
			else put.run(path, known.identity, known.hash, known.checked);
		}
		const spell = this.#state.prepare("INSERT OR REPLACE INTO spellings (path, type, name) VALUES (?, ?, ?)");
		const unspell = this.#state.prepare("DELETE FROM spellings WHERE path = ?");
		for (const path of this.#dirtySpellings) {
			const key = this.#spellings.get(path);
			if (key === void 0) unspell.run(path);
			else spell.run(path, key.type, key.name);
		}
	}
	#spell(path, key) {
		this.#spellings.set(path, key);
		this.#spelledAs.set(keyText(key), path);
	}
	#memory() {
		if (this.#remembered === null) {
			const rows = this.#state.prepare("SELECT path, identity, hash, checked FROM files").raw().all();
			this.#remembered = new Map(rows.map(([path, identity, hash, checked]) => [path, {
				identity,
				hash,
				checked
			}]));
		}
		return this.#remembered;
	}
};
/** One string for a key; types hold no NUL. */
function keyText(key) {
	return `${key.type}\0${key.name}`;
}
/** An entry as the engine sees it. */
function fileOf(entry) {
	const { key, size, modified, hash } = entry;
	return {
		key,
		size,
		modified,
		...hash === void 0 ? {} : { hash }
	};
}
// ../device/dist/library/names.js
const isPlain$3 = /^[\x20-\x7e]*$/;
/** Finds the one place of a name on this disk, by the rules of sync.md, "Names on a device". */
var Names = class {
	#root;
	#disk;
	#catalogue;
	#known;
	#folds = null;
	/** Directories that are there in exactly this spelling. */
	#directories = /* @__PURE__ */ new Set([""]);
	/** Directories that were not there when they were last looked for. */
	#missing = /* @__PURE__ */ new Set();
	constructor(root, disk, catalogue, known) {
		this.#root = root;
		this.#disk = disk;
		this.#catalogue = catalogue;
		this.#known = known;
	}
	/** The scan saw this directory. */
	sawDirectory(path) {
		this.#directories.add(path);
		this.#missing.delete(path);
	}
	/** A new look at the folder begins: what was missing may have come. */
	lookAgain() {
		this.#missing.clear();
	}
	/** A directory is gone. */
	lostDirectory(path) {
		this.#directories.delete(path);
	}
	/** Where the key lies, or would lie. @throws LibraryError `name-impossible`. */
	locate(key) {
		const placement = placementOf(key);
		if (placement.kind === "impossible") throw new LibraryError("name-impossible", `This device cannot hold the name: ${placement.reason}. The file stays in the cloud.`);
		const { kind, segments } = placement;
		const exact = segments.join("/");
		const spelled = this.#catalogue.pathSpelling(key);
		if (spelled !== void 0 && spelled !== exact && this.#disk.look(join(this.#root, spelled)) !== null) return {
			kind,
			path: spelled
		};
		if (this.#catalogue.get(exact) !== void 0 || kind === "directory" || this.#isThere(exact)) return {
			kind,
			path: exact
		};
		const equal = this.#catalogue.equalInForm(exact).filter((path) => !this.#isClaimed(path));
		const [only] = equal;
		if (only !== void 0 && equal.length === 1) return {
			kind,
			path: only
		};
		return {
			kind,
			path: isPlain$3.test(exact) ? exact : this.#inKnownDirectories(segments)
		};
	}
	/** Whether nothing at all lies at the path of a directory. Looks once, until somebody makes it. */
	isMissing(path) {
		if (this.#directories.has(path)) return false;
		if (this.#missing.has(path)) return true;
		const isMissing = this.#disk.look(join(this.#root, path)) === null;
		if (isMissing) this.#missing.add(path);
		return isMissing;
	}
	/** Makes the directories above `path` where they are missing. @throws LibraryError `name-impossible`, or what the system says. */
	makeParents(path) {
		const end = path.lastIndexOf("/");
		if (end !== -1) this.makeDirectory(path.slice(0, end));
	}
	/** Makes a directory and those above it. */
	makeDirectory(path) {
		if (this.#directories.has(path)) return;
		this.makeParents(path);
		try {
			this.#disk.makeDirectory(join(this.#root, path));
		} catch (error) {
			if (codeOf$1(error) !== "EEXIST") throw error;
			this.refuseTwin(path);
			if (this.#disk.look(join(this.#root, path))?.isDirectory() !== true) throw Object.assign(/* @__PURE__ */ new Error("a file lies where a folder is needed"), { code: "ENOTDIR" });
		}
		this.sawDirectory(path);
	}
	/** The disk says that a name is taken; if what it has is spelled otherwise, the name cannot be held here. @throws LibraryError */
	refuseTwin(path) {
		const end = path.lastIndexOf("/");
		const name = path.slice(end + 1);
		const names = this.#disk.names(join(this.#root, path.slice(0, Math.max(end, 0))));
		if (names.includes(name)) return;
		const twin = names.find((other) => careless(other) === careless(name));
		if (twin !== void 0) throw nameTwin(name, twin);
	}
	/** Whether the disk takes `A` for `a`. */
	foldsCase() {
		this.#folds ??= this.#disk.look(join(this.#root, stateFolder.toUpperCase())) !== null;
		return this.#folds;
	}
	/** Looks at what has exactly this spelling; the disk may take another for it. */
	lookExactly(path) {
		const segments = path.split("/");
		for (let depth = 0; depth < segments.length; depth++) if (!this.#namesIn(segments.slice(0, depth).join("/")).includes(segments[depth] ?? "")) return null;
		return this.#disk.look(join(this.#root, path));
	}
	/** Whether the device has a base for the name that the path has by itself: such a file is nobody else's. */
	#isClaimed(path) {
		const meaning = meaningOfFile(path.split("/"));
		return "key" in meaning && this.#known.isHeld(meaning.key);
	}
	/** On a disk that takes `A` for `a`, something may seem to be there that is not. */
	#isThere(path) {
		const end = path.lastIndexOf("/");
		if (end !== -1 && this.isMissing(path.slice(0, end))) return false;
		return this.#disk.look(join(this.#root, path)) !== null;
	}
	/** A new file goes into the directories that are there already, also when these are spelled in another normal form. */
	#inKnownDirectories(segments) {
		let path = "";
		for (const segment of segments.slice(0, -1)) path = path === "" ? this.#spelling("", segment) : `${path}/${this.#spelling(path, segment)}`;
		return `${path}/${segments.at(-1) ?? ""}`;
	}
	#spelling(parent, segment) {
		const exact = parent === "" ? segment : `${parent}/${segment}`;
		if (isPlain$3.test(segment) || this.#directories.has(exact) || !this.#directories.has(parent)) return segment;
		const equal = this.#namesIn(parent).filter((name) => name !== segment && comparisonForm(name) === comparisonForm(segment));
		return equal.length === 1 ? equal[0] ?? segment : segment;
	}
	#namesIn(directory) {
		try {
			return this.#disk.names(join(this.#root, directory));
		} catch {
			return [];
		}
	}
};
// ../device/dist/library/flush.js
const opened$1 = promisify(open);
const closed$1 = promisify(close);
const flushData$1 = promisify(fdatasync);
const flushAll = promisify(fsync);
const run = promisify(execFile);
/** From so many files on, one flush of the whole file system is quicker than one for each: 4,000 small files 52 against 325 ms. */
const wholeFrom$1 = 96;
const together = 4;
/** Flushes files, and directories whose names changed, to the disk. Those that are gone by now need no flush. Absolute paths. */
async function flush(files, directories) {
	const count = files.length + directories.length;
	const [first] = [...directories, ...files];
	if (first === void 0) return;
	if (count >= wholeFrom$1 && await flushFileSystem(first)) return;
	await inTurns(files, flushData$1);
	await inTurns(directories, flushAll);
}
/**
* `sync -f` is syncfs(2). @returns false where there is no such program; the flush of each file follows then.
* @throws what the disk says: a flush that failed once is never tried again into a success (R11).
*/
async function flushFileSystem(path) {
	if (process.platform !== "linux") return false;
	try {
		await run("sync", ["-f", path]);
		return true;
	} catch (error) {
		if (codeOf$1(error) !== "" || /usage|option/i.test(wordsOf(error))) return false;
		throw Object.assign(new Error(wordsOf(error).trim()), { code: "EIO" });
	}
}
function wordsOf(error) {
	return error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
}
async function inTurns(paths, flushOne) {
	let next = 0;
	const lane = async () => {
		for (let path = paths[next++]; path !== void 0; path = paths[next++]) await flushPath(path, flushOne);
	};
	await Promise.all(Array.from({ length: Math.min(together, paths.length) }, lane));
}
async function flushPath(path, flushOne) {
	let file;
	try {
		file = await opened$1(path, "r");
	} catch (error) {
		if ([
			"ENOENT",
			"ENOTDIR",
			"EACCES",
			"EPERM",
			"EISDIR"
		].includes(codeOf$1(error))) return;
		throw error;
	}
	try {
		await flushOne(file);
	} finally {
		await closed$1(file);
	}
}
// ../device/dist/library/placing.js
/** So many arrivals are noted together while more are being written: each note is a flush, and the fewer, the more folders are whole. */
const notedTogether = 2e3;
/** Up to so many arrivals are flushed one by one before they take their names; more are noted down together instead. */
const flushedSingly = 6;
const opened = promisify(open);
const closed = promisify(close);
const flushData = promisify(fdatasync);
/**
* Gives arrivals their names so that a power cut cannot leave an empty or torn file that would look like an edit: a single one is
* flushed first; many are noted in the table `placing` with one flush together, and whatever a lost machine tore of them is put
* back by `recover`. `settle` flushes what was only noted.
*/
var Placing = class {
	#root;
	#state;
	#disk;
	#boot;
	#names;
	#folders;
	#waiting = [];
	#running = null;
	/** Files being written that will be handed in soon. */
	#coming = 0;
	#toFlush = [];
	#directories = /* @__PURE__ */ new Set();
	/** Rows of `placing` about what `settle` flushes. */
	#notes = [];
	constructor(context, state, boot, folders) {
		this.#root = context.root;
		this.#disk = context.disk;
		this.#names = context.names;
		this.#state = state;
		this.#boot = boot;
		this.#folders = folders;
	}
	/** A small file is being written: those that are ready wait a moment for it, to be noted with it. Ends with the promise. */
	async awaiting(writing) {
		this.#coming++;
		try {
			return await writing;
		} finally {
			this.#coming--;
			setImmediate(() => this.#begin());
		}
	}
	/** @returns what lies under the name then. */
	async enter(arrival) {
		return new Promise((resolve, reject) => {
			if (arrival.folder !== null) arrival.folder.writing--;
			this.#waiting.push({
				arrival,
				resolve,
				reject
			});
			this.#begin();
		});
	}
	/** A directory whose names changed otherwise: `settle` flushes it too. Absolute. */
	touch(directory) {
		this.#directories.add(directory);
	}
	/** Flushes everything entered and touched so far. */
	async settle() {
		await this.#running;
		const files = this.#toFlush;
		const directories = [...this.#directories];
		const notes = this.#notes;
		this.#toFlush = [];
		this.#directories = /* @__PURE__ */ new Set();
		this.#notes = [];
		await flush(files, directories);
		if (notes.length === 0) return;
		const forget = this.#state.prepare("DELETE FROM placing WHERE id = ?");
		this.#state.transaction(() => notes.forEach((note) => forget.run(note))).immediate();
	}
	#begin() {
		if (this.#isTime()) this.#running ??= this.#run();
	}
	#isTime() {
		return this.#waiting.length > 0 && (this.#coming === 0 || this.#waiting.length >= notedTogether);
	}
	async #run() {
		await new Promise((resolve) => setImmediate(resolve));
		while (this.#isTime()) {
			const ready = this.#waiting.filter(isReady);
			this.#waiting = this.#waiting.filter((one) => !isReady(one));
			for (const folder of foldersOf(ready)) this.#folders.end(folder);
			await this.#enterGroup(ready);
		}
		this.#running = null;
	}
	async #enterGroup(group) {
		const isNoted = group.length > flushedSingly;
		try {
			if (isNoted) this.#note(group.map(({ arrival }) => arrival));
			else await Promise.all(group.map(({ arrival }) => flushFile(arrival.temporary)));
		} catch (error) {
			for (const { reject } of group) reject(error);
			return;
		}
		const whole = this.#enterFolders(group);
		for (const { arrival, resolve, reject } of group) try {
			resolve(whole.has(arrival.folder) ? arrival.written : this.#enter(arrival));
			if (isNoted) this.#toFlush.push(join(this.#root, arrival.path));
			this.#directories.add(dirname(join(this.#root, arrival.path)));
		} catch (error) {
			reject(error);
		}
		for (const folder of foldersOf(group)) if (!whole.has(folder)) this.#folders.drop(folder);
	}
	/** @returns the folders that took their places, and all files in them with them. */
	#enterFolders(group) {
		const folders = foldersOf(group).sort((a, b) => a.path.length - b.path.length);
		const whole = new Set(folders.filter((folder) => this.#folders.enter(folder)));
		for (const { path } of whole) this.#directories.add(dirname(join(this.#root, path)));
		return whole;
	}
	#note(arrivals) {
		const notes = arrivals.map(({ path, written: { inode, changed }, hash, undo }) => {
			return [
				path,
				inode,
				changed,
				hash,
				undo === null ? null : relative(this.#root, undo)
			];
		});
		this.#state.transaction(() => {
			if (readMeta(this.#state, "boot") !== this.#boot) writeMeta(this.#state, "boot", this.#boot);
			const { lastInsertRowid } = this.#state.prepare("INSERT INTO placing (notes) VALUES (?)").run(JSON.stringify(notes));
			this.#notes.push(lastInsertRowid);
		}).immediate();
	}
	#enter({ temporary, path, undo, check }) {
		const target = join(this.#root, path);
		if (undo === null) {
			this.#names.makeParents(path);
			this.#takeFreeName(temporary, target);
		} else {
			check();
			this.#replace(temporary, target, undo);
		}
		const stats = this.#disk.look(target);
		if (stats === null) throw Object.assign(/* @__PURE__ */ new Error("the file vanished as it was written"), { code: "ENOENT" });
		return {
			identity: identityOf(stats),
			modified: modifiedOf(stats)
		};
	}
	/** A link refuses a name that is taken, which a rename would silently replace. */
	#takeFreeName(temporary, target) {
		try {
			this.#disk.link(temporary, target);
		} catch (error) {
			if (!hasNoLinks(error)) throw error;
			if (this.#disk.look(target) !== null) throw Object.assign(/* @__PURE__ */ new Error("the name is taken"), { code: "EEXIST" });
			this.#disk.rename(temporary, target);
			return;
		}
		this.#disk.removeFile(temporary);
	}
	/** The old file gets its second name in the undo store first, so that the name itself is never empty. */
	#replace(temporary, target, undo) {
		try {
			this.#disk.link(target, undo);
		} catch (error) {
			if (!hasNoLinks(error)) throw error;
			this.#replaceWithoutLinks(temporary, target, undo);
			return;
		}
		this.#disk.rename(temporary, target);
	}
	#replaceWithoutLinks(temporary, target, undo) {
		this.#disk.rename(target, undo);
		try {
			this.#disk.rename(temporary, target);
		} catch (error) {
			this.#disk.rename(undo, target);
			throw error;
		}
	}
};
/** Disks without hard links (memory cards, some network shares) say one of these. */
function hasNoLinks(error) {
	return [
		"EPERM",
		"ENOTSUP",
		"EOPNOTSUPP",
		"ENOSYS",
		"EMLINK",
		"EXDEV"
	].includes(codeOf$1(error));
}
async function flushFile(path) {
	const file = await opened(path, "r+");
	try {
		await flushData(file);
	} finally {
		await closed(file);
	}
}
/** A folder in the making waits until every file in it has been written. */
function isReady({ arrival }) {
	return arrival.folder === null || arrival.folder.writing === 0;
}
function foldersOf(group) {
	return [...new Set(group.flatMap(({ arrival }) => arrival.folder ?? []))];
}
/**
* After the machine died with files that were placed but not flushed: one that is torn goes to the undo store, and what it had
* replaced comes back. A file that somebody edited since is left alone. Call before the first scan. Paths in notes are relative.
*/
function recover(root, state, disk, boot, undoFor) {
	const notes = state.prepare("SELECT notes FROM placing ORDER BY id").pluck().all();
	if (notes.length === 0 || boot !== "" && readMeta(state, "boot") === boot) return;
	for (const [path, inode, changed, hash$1, undo] of notes.flatMap(notesIn)) {
		const target = join(root, path);
		const stats = disk.look(target);
		if (!(stats !== null && String(stats.ino) === inode && String(stats.mtimeNs) === changed) || hash("sha256", readFileSync(target), "hex") === hash$1) continue;
		disk.rename(target, undoFor(path));
		const before = undo === null ? null : join(root, undo);
		if (before !== null && disk.look(before) !== null) disk.link(before, target);
	}
	state.exec("DELETE FROM placing");
}
/** What is parsed here was written by this file alone, into a database that nobody else writes. */
function notesIn(text) {
	return JSON.parse(text);
}
const piece = 262144;
/** Packs a file of any size into the new file `spool`, reading it once. @throws LibraryError `changed-meanwhile`, or what the system says. */
async function packInto(path, spool) {
	const file = openToRead(path);
	try {
		const before = fstatSync(file, { bigint: true });
		if (!before.isFile()) throw new LibraryError("unreadable", "It is no longer a regular file.");
		const size = Number(before.size);
		const digest = createHash("sha256");
		let seen = 0;
		const source = async function* () {
			for await (const part of partsOf(file, size)) {
				digest.update(part);
				seen += part.length;
				yield part;
			}
		};
		const level = await levelFor(file, size);
		await pipeline(source, createGzip({
			level,
			chunkSize: piece
		}), createWriteStream(spool, {
			flags: "wx",
			mode: 384
		}));
		const identity = identityOf(before);
		if (seen !== size || identityOf(fstatSync(file, { bigint: true })) !== identity) throw new LibraryError("changed-meanwhile", "It is being written at this moment. It is taken up when it has come to rest.");
		return {
			hash: digest.digest("hex"),
			size,
			modified: modifiedOf(before),
			identity,
			packedSize: sizeOf(spool)
		};
	} catch (error) {
		rmSync(spool, { force: true });
		throw error;
	} finally {
		closeSync(file);
	}
}
/** Writes content of any size into the new file `path`, checking size and hash on the way. @throws LibraryError `damaged`, or what the system says. */
async function writeInto(path, content, modified) {
	const digest = createHash("sha256");
	let size = 0;
	const check = async function* (parts) {
		for await (const part of parts) {
			size += part.length;
			if (size > content.size) throw damaged();
			digest.update(part);
			yield part;
		}
		if (size !== content.size || digest.digest("hex") !== content.hash) throw damaged();
	};
	const bytes = Readable.from(content.bytes instanceof Uint8Array ? [content.bytes] : content.bytes);
	try {
		const out = createWriteStream(path, { flags: "wx" });
		if (content.form === "plain") await pipeline(bytes, check, out);
		else await pipeline(bytes, createGunzip({ chunkSize: piece }), check, out);
		return stamp(path, modified);
	} catch (error) {
		rmSync(path, { force: true });
		const code = error instanceof Error && "code" in error ? String(error.code) : "";
		throw code.startsWith("Z_") || code === "ERR_PADDING_2" ? damaged(error) : error;
	}
}
function stamp(path, modified) {
	const file = openSync(path, "r+");
	try {
		if (modified !== null) futimesSync(file, modified / 1e3, modified / 1e3);
		return writtenFacts(file);
	} finally {
		closeSync(file);
	}
}
function sizeOf(path) {
	const file = openSync(path, "r");
	try {
		return fstatSync(file).size;
	} finally {
		closeSync(file);
	}
}
const readPart = promisify(read);
/** The bytes from `start` up to `size`, fewer when the file has shrunk. */
async function* partsOf(file, size, start = 0) {
	for (let at = start; at < size;) {
		const part = new Uint8Array(Math.min(piece, size - at));
		const { bytesRead } = await readPart(file, part, 0, part.length, at);
		if (bytesRead === 0) return;
		yield part.subarray(0, bytesRead);
		at += bytesRead;
	}
}
/** Photos and films are stored as they are; a piece from the middle tells. */
async function levelFor(file, size) {
	const start = Math.floor(size / 2);
	for await (const part of partsOf(file, Math.min(size, start + 65536), start)) return isWorthwhile(part) ? 2 : 0;
	return 2;
}
// ../device/dist/library/walk.js
/** The event loop gets a turn after this many names. */
const namesPerTurn = 4e3;
/** Goes over a folder once, without following links. Synchronous in long strides: 20,000 files take about 60 ms. */
async function walk(root, disk, visitor) {
	const waiting = [[]];
	let sinceTurn = 0;
	for (let segments = waiting.pop(); segments !== void 0; segments = waiting.pop()) {
		sinceTurn += 1 + visitDirectory(root, disk, segments, visitor, waiting);
		if (sinceTurn < namesPerTurn) continue;
		sinceTurn = 0;
		await setImmediate$1();
	}
}
/** @returns how many names were looked at. */
function visitDirectory(root, disk, segments, visitor, waiting) {
	const path = segments.join("/");
	const entries = entriesOf$1(join(root, path), path, visitor);
	if (entries === null) return 0;
	for (const entry of entries) {
		const inner = [...segments, entry.name];
		const innerPath = path === "" ? entry.name : `${path}/${entry.name}`;
		if (entry.isDirectory()) {
			if (!isStateDirectory(inner)) waiting.push(inner);
		} else if (segments[0] === ".cairn" && segments.length === 1) continue;
		else if (entry.isFile()) {
			const key = visitor.keyOf(innerPath, inner);
			if (key !== null) visitFile(root, disk, innerPath, key, visitor);
		} else visitor.special(innerPath, kindOf(entry));
	}
	if (segments.length > 0) visitor.directory(path, segments, entries.length === 0);
	return entries.length;
}
function entriesOf$1(directory, path, visitor) {
	try {
		return readdirSync(directory, { withFileTypes: true });
	} catch (error) {
		if (path === "") throw error;
		if (codeOf$1(error) !== "ENOENT" && codeOf$1(error) !== "ENOTDIR") visitor.failed(path, error);
		return null;
	}
}
function visitFile(root, disk, path, key, visitor) {
	try {
		const stats = disk.look(`${root}/${path}`);
		if (stats?.isFile() === true) visitor.file(path, key, stats);
		else if (stats === null && path.includes("�")) visitor.special(path, "file whose name is not Unicode");
	} catch (error) {
		visitor.failed(path, error);
	}
}
function kindOf(entry) {
	if (entry.isSymbolicLink()) return "link";
	if (entry.isFIFO()) return "pipe";
	return entry.isSocket() ? "socket" : "device";
}
// ../device/dist/library/scan.js
/** SHA-256 of nothing: the content of the mark of an empty folder. */
const emptyHash = createHash("sha256").digest("hex");
const isPlain$2 = /^[\x20-\x7e]*$/;
/** Names that the device and the cloud have agreed on, as far as a scan must know them. */
var KnownNames = class {
	#state;
	#held = null;
	#marks = null;
	#byForm = null;
	constructor(state) {
		this.#state = state;
	}
	/** Looks afresh the next time. */
	refresh() {
		this.#marks = null;
		this.#byForm = null;
	}
	/** Whether this device holds, or held, a file of this name in agreement with the cloud. */
	isHeld(key) {
		this.#held ??= this.#state.prepare("SELECT 1 FROM bases WHERE type = ? AND name = ? AND kind <> 'absent'");
		return this.#held.get(key.type, key.name) !== void 0;
	}
	/** Whether the mark of this folder is in agreement with the cloud; many are asked for, so they are read at once. */
	isHeldMark(key) {
		this.#marks ??= new Set(this.#keys("SELECT type, name FROM bases WHERE kind = 'content' AND name GLOB '*/__folder__.info'").map(keyText));
		return this.#marks.has(keyText(key));
	}
	/** Names in the cloud that are equal to this one in NFC without being equal to it. */
	equalInForm(key) {
		this.#byForm ??= this.#indexByForm();
		return (this.#byForm.get(formText(key)) ?? []).filter((other) => other.name !== key.name);
	}
	/** All names with a base. */
	all() {
		return this.#keys("SELECT type, name FROM bases WHERE kind <> 'absent'");
	}
	#indexByForm() {
		const unusual = "name GLOB '*[^ -~]*'";
		const keys = this.#keys(`SELECT type, name FROM bases WHERE kind <> 'absent' AND ${unusual} UNION SELECT type, name FROM pending WHERE ${unusual}`);
		return Map.groupBy(keys, formText);
	}
	#keys(sql) {
		return this.#state.prepare(sql).raw().all().map(([type, name]) => ({
			type,
			name
		}));
	}
};
function formText(key) {
	return keyText({
		type: key.type,
		name: comparisonForm(key.name)
	});
}
/** One look at the whole folder. */
var Scan = class {
	#context;
	#entries = /* @__PURE__ */ new Map();
	#problems = [];
	#foreign = [];
	#unread = [];
	constructor(context) {
		this.#context = context;
	}
	async run() {
		const { root, disk, catalogue } = this.#context;
		this.#context.known.refresh();
		this.#context.names.lookAgain();
		await walk(root, disk, this);
		this.#settleSpellings();
		catalogue.keepOnly((path) => this.#entries.has(path) || this.#unread.some((unread) => path.startsWith(`${unread}/`)));
		for (const entry of this.#entries.values()) catalogue.put(entry);
		this.#reportForeign();
		this.#reportUnread();
		return {
			files: Array.from(this.#entries.values(), fileOf),
			problems: this.#problems
		};
	}
	keyOf(path, segments) {
		const { catalogue, known } = this.#context;
		const spelled = catalogue.get(path)?.key ?? catalogue.keySpelledBy(path);
		if (spelled !== void 0) return spelled;
		const meaning = meaningOfFile(segments);
		if (meaning.kind === "file") return meaning.key;
		if (meaning.kind === "known-only" && known.isHeld(meaning.key)) return meaning.key;
		if (meaning.kind !== "state") this.#foreign.push(path);
		return null;
	}
	file(path, key, stats) {
		this.#entries.set(path, entryOf(this.#context.catalogue, path, key, stats));
	}
	directory(path, segments, isEmpty) {
		const { root, disk, names, known } = this.#context;
		names.sawDirectory(path);
		const key = markAt(segments);
		if (key === null || !(isEmpty && offersMark(segments) || known.isHeldMark(key))) return;
		const stats = disk.look(`${root}/${path}`);
		if (stats !== null) this.#entries.set(path, markEntry(path, key, stats));
	}
	special(path, what) {
		this.#problems.push({
			path,
			reason: `This is a ${what}; only files and folders are synchronised. It is left as it is.`,
			kind: "note"
		});
	}
	failed(path, error) {
		this.#problems.push({
			path,
			reason: readFailure(error).message,
			kind: "failed"
		});
		this.#unread.push(path);
	}
	/** Files whose names are not spelled as in the cloud: an exact match goes first, else the only one equal in NFC is the same file. */
	#settleSpellings() {
		const { catalogue, known } = this.#context;
		const open = [];
		for (const entry of this.#entries.values()) {
			if (isPlain$2.test(entry.path) && catalogue.keySpelledBy(entry.path) === void 0) continue;
			const exact = pathOf(entry.key);
			if (exact === entry.path) open.push(entry);
			else if (exact !== null && this.#entries.has(exact)) this.#giveOwnName(entry);
		}
		const rivals = Map.groupBy(open, (entry) => comparisonForm(entry.path));
		for (const entry of open) {
			if (rivals.get(comparisonForm(entry.path))?.length !== 1 || known.isHeld(entry.key)) continue;
			const [only, ...more] = known.equalInForm(entry.key);
			if (only === void 0 || more.length > 0) continue;
			catalogue.spell(entry.path, only);
			this.#entries.set(entry.path, {
				...entry,
				key: only
			});
		}
	}
	#giveOwnName(entry) {
		this.#context.catalogue.unspell(entry.path);
		const segments = entry.path.split("/");
		const meaning = meaningOfFile(segments);
		const key = entry.kind === "directory" ? markAt(segments) : "key" in meaning ? meaning.key : null;
		if (key === null) this.#entries.delete(entry.path);
		else this.#entries.set(entry.path, {
			...entry,
			key
		});
	}
	/** One line for each foreign folder, however much is in it. */
	#reportForeign() {
		for (const [top, paths] of Map.groupBy(this.#foreign, (path) => path.slice(0, path.indexOf("/") + 1))) {
			const few = top === "" || paths.length < 4;
			const lines = few ? paths : [top];
			const reason = few ? "This is not OsmAnd data. It is left as it is." : `${paths.length} files here are not OsmAnd data. They are left as they are.`;
			for (const path of lines) this.#problems.push({
				path,
				reason,
				kind: "note"
			});
		}
	}
	/** What could not be looked at must not seem deleted: every known file there is named as a problem. */
	#reportUnread() {
		if (this.#unread.length === 0) return;
		const { catalogue, known } = this.#context;
		for (const key of known.all()) {
			const path = catalogue.pathSpelling(key) ?? pathOf(key);
			if (path === null || this.#entries.has(path)) continue;
			if (!this.#unread.some((unread) => path === unread || path.startsWith(`${unread}/`))) continue;
			this.#problems.push({
				path,
				key,
				reason: "The system did not let us look at it. It counts as unchanged until it can be read.",
				kind: "failed"
			});
		}
	}
};
/** The entry of a file as it is now, with the hash of an earlier look where that can be trusted. */
function entryOf(catalogue, path, key, stats) {
	const identity = identityOf(stats);
	const modified = modifiedOf(stats);
	const hash = catalogue.hashFor(path, identity, modified);
	return {
		path,
		key,
		kind: "file",
		identity,
		size: Number(stats.size),
		modified,
		...hash === void 0 ? {} : { hash }
	};
}
/** The entry of an empty (or kept) folder. */
function markEntry(path, key, stats) {
	return {
		path,
		key,
		kind: "directory",
		identity: "directory",
		size: 0,
		modified: modifiedOf(stats),
		hash: emptyHash
	};
}
/** The path that a key has by itself; null when this device cannot hold it. */
function pathOf(key) {
	const placement = placementOf(key);
	return placement.kind === "impossible" ? null : placement.segments.join("/");
}
// ../device/dist/library/spools.js
/** Large files wait packed in the temporary folder until they have been sent once; sent again, they are packed again. */
var Spools = class {
	#temporary;
	#files = /* @__PURE__ */ new Set();
	constructor(temporary) {
		this.#temporary = temporary;
	}
	/** Packs the file at `path`. @throws LibraryError `changed-meanwhile`, or what the system says. */
	async pack(path) {
		const first = await this.#spool(path);
		let spool = first.spool;
		const open = async function* () {
			spool ??= await this.#again(path, first.facts);
			for await (const part of createReadStream(spool, { highWaterMark: 262144 })) if (part instanceof Uint8Array) yield part;
			this.#drop(spool);
			spool = null;
		};
		return {
			facts: first.facts,
			gzip: {
				length: first.facts.packedSize,
				open: () => open.call(this)
			}
		};
	}
	/** Removes what was never sent. */
	close() {
		for (const spool of this.#files) this.#drop(spool);
	}
	async #spool(path) {
		const spool = this.#temporary.next();
		this.#files.add(spool);
		return {
			spool,
			facts: await packInto(path, spool)
		};
	}
	async #again(path, before) {
		const { spool, facts } = await this.#spool(path);
		if (facts.hash === before.hash && facts.packedSize === before.packedSize) return spool;
		this.#drop(spool);
		throw new LibraryError("changed-meanwhile", "It was changed while it was being sent. Both versions are kept; the next sync looks again.");
	}
	#drop(spool) {
		this.#files.delete(spool);
		rmSync(spool, { force: true });
	}
};
// ../device/dist/library/reader.js
const isPlain$1 = /^[\x20-\x7e]*$/;
/** Files hashed at the same time: enough to fill the messages to all threads. */
const hashedTogether = 256;
/** The looking half of a folder library. */
var Reader = class {
	#context;
	#spools;
	/** Notes that were told already; each is told once. */
	#told = /* @__PURE__ */ new Set();
	constructor(context) {
		this.#context = context;
		this.#spools = new Spools(context.temporary);
	}
	close() {
		this.#spools.close();
	}
	async scanAll() {
		await setImmediate$1();
		const scanned = await new Scan(this.#context).run();
		this.#context.catalogue.save();
		return {
			files: scanned.files,
			problems: scanned.problems.filter((problem) => this.#isNews(problem))
		};
	}
	/** Looks at these names only. */
	scanSome(keys) {
		this.#context.known.refresh();
		this.#context.names.lookAgain();
		const files = [];
		const problems = [];
		for (const key of keys) try {
			const entry = this.#look(key);
			if (entry !== null) files.push(fileOf(entry));
		} catch (error) {
			if (error instanceof LibraryError && error.code === "name-impossible") continue;
			problems.push({
				path: key.name,
				key,
				reason: readFailure(error).message,
				kind: "failed"
			});
		}
		return {
			files,
			problems
		};
	}
	async hash(files) {
		const hashed = [];
		const problems = [];
		for (let start = 0; start < files.length; start += hashedTogether) {
			const results = await Promise.all(files.slice(start, start + hashedTogether).map((file) => this.#hashOne(file)));
			for (const result of results) if ("reason" in result) problems.push(result);
			else hashed.push(result);
		}
		this.#context.catalogue.save();
		return {
			files: hashed,
			problems
		};
	}
	async pack(file) {
		const spot = this.#context.names.locate(file.key);
		if (spot.kind === "directory") return {
			key: file.key,
			hash: emptyHash,
			size: 0,
			modified: file.modified,
			gzip: gzip(/* @__PURE__ */ new Uint8Array())
		};
		const checked = this.#context.clock.now();
		const path = join(this.#context.root, spot.path);
		try {
			if (file.size > 8388608) {
				const { facts, gzip: packed } = await this.#spools.pack(path);
				this.#learn(spot, file.key, facts, checked);
				return {
					key: file.key,
					hash: facts.hash,
					size: facts.size,
					modified: facts.modified,
					gzip: packed
				};
			}
			const facts = await this.#context.pool.run({
				kind: "pack",
				path
			}, file.size);
			this.#learn(spot, file.key, facts, checked);
			return {
				key: file.key,
				hash: facts.hash,
				size: facts.size,
				modified: facts.modified,
				gzip: facts.bytes
			};
		} catch (error) {
			throw readFailure(error);
		}
	}
	async read(file) {
		const spot = this.#context.names.locate(file.key);
		if (spot.kind === "directory") return /* @__PURE__ */ new Uint8Array();
		try {
			const { bytes } = await this.#context.pool.run({
				kind: "read",
				path: join(this.#context.root, spot.path)
			}, file.size);
			return bytes;
		} catch (error) {
			throw readFailure(error);
		}
	}
	async #hashOne(file) {
		try {
			const spot = this.#context.names.locate(file.key);
			if (spot.kind === "directory") return {
				...file,
				hash: emptyHash
			};
			const checked = this.#context.clock.now();
			const facts = await this.#context.pool.run({
				kind: "hash",
				path: join(this.#context.root, spot.path)
			}, file.size);
			return fileOf(this.#learn(spot, file.key, facts, checked));
		} catch (error) {
			return {
				path: file.key.name,
				key: file.key,
				reason: readFailure(error).message,
				kind: "failed"
			};
		}
	}
	#learn(spot, key, facts, checked) {
		const { identity, size, modified, hash } = facts;
		const entry = {
			path: spot.path,
			key,
			kind: "file",
			identity,
			size,
			modified,
			hash
		};
		if (pathOf(key) !== spot.path) this.#context.catalogue.spell(spot.path, key);
		this.#context.catalogue.learn(entry, checked);
		return entry;
	}
	#look(key) {
		const { root, disk, names, catalogue, known } = this.#context;
		const spot = names.locate(key);
		const segments = spot.path.split("/");
		const path = join(root, spot.path);
		const stats = isPlain$1.test(spot.path) && !names.foldsCase() ? disk.look(path) : names.lookExactly(spot.path);
		if (spot.kind === "file" && stats?.isFile() === true) {
			const entry = entryOf(catalogue, spot.path, key, stats);
			catalogue.put(entry);
			return entry;
		}
		const mark = spot.kind === "directory" && stats?.isDirectory() === true ? markAt(segments) : null;
		if (stats !== null && mark !== null) {
			if (disk.names(path).length === 0 && offersMark(segments) || known.isHeldMark(key)) {
				const entry = markEntry(spot.path, key, stats);
				catalogue.put(entry);
				return entry;
			}
		}
		catalogue.forget(spot.path);
		return null;
	}
	#isNews(problem) {
		if (problem.kind === "failed") return true;
		const text = `${problem.path}\0${problem.reason}`;
		if (this.#told.has(text)) return false;
		this.#told.add(text);
		return true;
	}
};
// ../device/dist/library/temporary.js
let counter = 0;
/** Names for files in the making: `.cairn/tmp/`, on the same file system as what they become. */
var Temporary = class {
	#home;
	#ready = false;
	constructor(home) {
		this.#home = home;
	}
	/** A path where nothing is. The first call removes what a process that died left behind. */
	next() {
		if (!this.#ready) this.#prepare();
		return join(this.#home, `${process.pid}-${counter++}`);
	}
	#prepare() {
		mkdirSync(this.#home, { recursive: true });
		for (const name of readdirSync(this.#home)) {
			const owner = Number(name.slice(0, name.indexOf("-")));
			if (owner !== process.pid && !isAlive(owner)) rmSync(join(this.#home, name), {
				recursive: true,
				force: true
			});
		}
		this.#ready = true;
	}
};
function isAlive(pid) {
	if (!Number.isInteger(pid) || pid <= 0) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && "code" in error && error.code === "EPERM";
	}
}
// ../device/dist/library/undo.js
/** How long a replaced or removed file stays, and how much of them together. */
const keepMs = 2592e6;
const keepBytes = 2 * 1024 ** 3;
/** Files that one pruning may remove: deleting by the thousand slows a disk for minutes. */
const filesPerPruning = 300;
/**
* The device's undo store: `.cairn/undo/TIME/` holds, under their paths, the files that a sync replaced or removed.
* Nothing in it is ever read again by a sync.
*/
var UndoStore = class {
	#home;
	#now;
	#shelf = null;
	constructor(home, now) {
		this.#home = home;
		this.#now = now;
	}
	/** A free place for what lies at `path` now (relative to the folder); its directory exists. Absolute. */
	placeFor(path) {
		if (this.#shelf === null || this.#shelf.taken.has(path)) this.#shelf = this.#newShelf();
		this.#shelf.taken.add(path);
		const place = join(this.#home, this.#shelf.name, withoutState(path));
		mkdirSync(dirname(place), { recursive: true });
		return place;
	}
	/** Removes what is older than 30 days, and what newer shelves of 2 GiB together push out; never the newest. @returns false when more is left to remove. */
	prune() {
		const shelves = listOf(this.#home).sort();
		let budget = filesPerPruning;
		let bytes = 0;
		for (const name of [...shelves].reverse()) {
			if (name === this.#shelf?.name) continue;
			const shelf = join(this.#home, name);
			const isTooMuch = bytes >= keepBytes;
			if (!isTooMuch) bytes += bytesUnder(shelf);
			if (isTooMuch || timeOf(name) < this.#now() - keepMs) budget = removeSome(shelf, budget);
			if (budget === 0) return false;
		}
		return true;
	}
	#newShelf() {
		mkdirSync(this.#home, { recursive: true });
		for (let time = this.#now();; time++) {
			const name = new Date(time).toISOString().replaceAll(":", "-");
			try {
				mkdirSync(join(this.#home, name));
				return {
					name,
					taken: /* @__PURE__ */ new Set()
				};
			} catch (error) {
				if (codeOf$1(error) !== "EEXIST") throw error;
			}
		}
	}
};
/** Companions lie in the state folder; in the undo store they lie under `info/`. */
function withoutState(path) {
	return path.startsWith(".cairn/") ? path.slice(7) : path;
}
function timeOf(name) {
	const time = Date.parse(name.replace(/T(\d\d)-(\d\d)-/, "T$1:$2:"));
	return Number.isNaN(time) ? Infinity : time;
}
function listOf(directory) {
	try {
		return readdirSync(directory);
	} catch (error) {
		if (codeOf$1(error) === "ENOENT") return [];
		throw error;
	}
}
function bytesUnder(directory) {
	let bytes = 0;
	for (const entry of readdirSync(directory, {
		withFileTypes: true,
		recursive: true
	})) if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
	return bytes;
}
/** Removes up to `budget` files under a directory, then what is empty. @returns what is left of the budget. */
function removeSome(directory, budget) {
	let left = budget;
	for (const entry of readdirSync(directory, { withFileTypes: true })) {
		if (left === 0) return 0;
		const path = join(directory, entry.name);
		if (entry.isDirectory()) left = removeSome(path, left);
		else {
			unlinkSync(path);
			left--;
		}
	}
	if (readdirSync(directory).length === 0) rmdirSync(directory);
	return left;
}
// ../device/dist/library/new-folders.js
/**
* A folder that is not there yet. Its files are made under their own names in a folder in the making, and one rename puts all of them
* in their places: each is wholly there or not at all, as with a temporary file of its own, at a third of the work for the disk.
*/
var NewFolder = class {
	/** Relative, with `/`. */
	path;
	/** Where its files are made; absolute. */
	home;
	/** Files that were begun in it and are not written yet: while there are any, it may not take its place. */
	writing = 0;
	constructor(path, home) {
		this.path = path;
		this.home = home;
	}
};
const isPlain = /^[\x20-\x7e]*$/;
/** The folders in the making of a library. */
var NewFolders = class {
	#context;
	#open = /* @__PURE__ */ new Map();
	constructor(context) {
		this.#context = context;
	}
	/**
	* The folder in the making that a new file at this path belongs in; null where its folder is there already, or may be there in
	* another normal form.
	*/
	around(path) {
		const end = path.lastIndexOf("/");
		if (end === -1) return null;
		const directory = path.slice(0, end);
		const open = this.#open.get(directory);
		if (open !== void 0) return open;
		if (!isPlain.test(directory) || !this.#context.names.isMissing(directory)) return null;
		const folder = new NewFolder(directory, this.#context.temporary.next());
		mkdirSync(folder.home);
		this.#open.set(directory, folder);
		return folder;
	}
	/** No further file is made in it. */
	end(folder) {
		this.#open.delete(folder.path);
	}
	/**
	* @returns whether it took its place; if not (a folder of the name has come up meanwhile), its files are still in `home`, to be
	* placed one by one.
	*/
	enter(folder) {
		const { root, disk, names } = this.#context;
		try {
			names.makeParents(folder.path);
			disk.rename(folder.home, join(root, folder.path));
		} catch {
			return false;
		}
		names.sawDirectory(folder.path);
		return true;
	}
	/** Removes what is left of a folder that did not take its place. */
	drop(folder) {
		try {
			rmdirSync(folder.home);
		} catch {}
	}
};
// ../device/dist/library/writer.js
/** The changing half of a folder library. */
var Writer = class {
	#context;
	#placing;
	#folders;
	#undo;
	constructor(context, state, boot, undo) {
		this.#context = context;
		this.#folders = new NewFolders(context);
		this.#placing = new Placing(context, state, boot, this.#folders);
		this.#undo = undo;
	}
	async place(key, content, expected) {
		try {
			const spot = this.#context.names.locate(key);
			return spot.kind === "directory" ? this.#placeMark(key, spot.path) : await this.#placeFile(key, spot.path, content, expected);
		} catch (error) {
			throw writeFailure(error);
		}
	}
	remove(file) {
		try {
			const { names, catalogue } = this.#context;
			const { kind, path } = names.locate(file.key);
			if (kind === "directory") this.#removeEmpty(path);
			else this.#removeFile(file, path);
			catalogue.forget(path);
			this.#placing.touch(this.#absolute(dirname(path)));
			this.#removeEmptyParents(path);
		} catch (error) {
			throw writeFailure(error);
		}
	}
	move(file, to) {
		try {
			const { names, catalogue, disk } = this.#context;
			const from = names.locate(file.key).path;
			const target = names.locate(to);
			if (target.kind === "directory") {
				const moved = this.#placeMark(to, target.path);
				this.remove(file);
				return moved;
			}
			this.#check(from, {
				state: "file",
				file
			});
			names.makeParents(target.path);
			this.#rename(from, target.path);
			const checked = this.#context.clock.now();
			const arrived = disk.look(this.#absolute(target.path));
			if (arrived === null) throw changedMeanwhile();
			const entry = this.#arrived(target.path, to, file.hash ?? catalogue.get(from)?.hash, checked, arrived);
			catalogue.forget(from);
			for (const path of [from, target.path]) this.#placing.touch(this.#absolute(dirname(path)));
			this.#removeEmptyParents(from);
			return fileOf(entry);
		} catch (error) {
			throw writeFailure(error);
		}
	}
	async settle() {
		try {
			await this.#placing.settle();
		} catch (error) {
			throw writeFailure(error);
		}
		this.#context.catalogue.save();
	}
	async #placeFile(key, path, content, expected) {
		const { clock, temporary, catalogue, names } = this.#context;
		const isLarge = !(content.bytes instanceof Uint8Array) || content.size > 8388608;
		const folder = expected.state === "absent" && !isLarge ? this.#folders.around(path) : null;
		if (folder === null) {
			this.#check(path, expected);
			names.makeParents(path);
		}
		const place = folder === null ? temporary.next() : join(folder.home, path.slice(folder.path.length));
		const written = await this.#write(place, content, folder);
		try {
			const undo = expected.state === "file" ? this.#undo.placeFor(path) : null;
			const check = () => this.#check(path, expected);
			const arrival = {
				temporary: place,
				folder,
				path,
				written,
				hash: content.hash,
				undo,
				check
			};
			const { identity, modified } = await this.#placing.enter(arrival);
			if (pathOf(key) !== path) catalogue.spell(path, key);
			const entry = {
				path,
				key,
				kind: "file",
				identity,
				size: content.size,
				modified,
				hash: content.hash
			};
			catalogue.learn(entry, clock.now());
			return fileOf(entry);
		} catch (error) {
			rmSync(place, { force: true });
			if (codeOf$1(error) !== "EEXIST") throw error;
			this.#check(path, expected);
			throw changedMeanwhile();
		}
	}
	/** Writes the bytes into a new file, and removes it when that fails. */
	async #write(path, content, folder) {
		const modified = isSaneTime(content.modified, this.#context.clock.now()) ? content.modified : null;
		const { form, bytes, hash, size } = content;
		if (!(bytes instanceof Uint8Array) || size > 8388608) return writeInto(path, content, modified);
		if (folder !== null) folder.writing++;
		try {
			return await this.#placing.awaiting(this.#context.pool.run({
				kind: "write",
				path,
				form,
				bytes,
				hash,
				size,
				modified
			}, size));
		} catch (error) {
			if (folder !== null) folder.writing--;
			throw error;
		}
	}
	/** Records what has just come to lie at a path. */
	#arrived(path, key, hash, checked, stats) {
		const { catalogue } = this.#context;
		if (pathOf(key) !== path) catalogue.spell(path, key);
		const entry = entryOf(catalogue, path, key, stats);
		if (hash === void 0) catalogue.put(entry);
		else catalogue.learn({
			...entry,
			hash
		}, checked);
		return {
			...entry,
			...hash === void 0 ? {} : { hash }
		};
	}
	#placeMark(key, path) {
		const { names, disk, catalogue } = this.#context;
		names.makeDirectory(path);
		const stats = disk.look(this.#absolute(path));
		if (stats === null) throw changedMeanwhile();
		const entry = markEntry(path, key, stats);
		catalogue.put(entry);
		this.#placing.touch(this.#absolute(dirname(path)));
		return fileOf(entry);
	}
	#removeFile(file, path) {
		const { disk } = this.#context;
		this.#check(path, {
			state: "file",
			file
		});
		const before = disk.look(this.#absolute(path));
		const grave = this.#undo.placeFor(path);
		disk.rename(this.#absolute(path), grave);
		const after = disk.look(grave);
		if (before !== null && after !== null && sameContent(before, after)) return;
		disk.link(grave, this.#absolute(path));
		disk.removeFile(grave);
		throw changedMeanwhile();
	}
	/** A folder that is not empty stays: what is in it has names of its own. */
	#removeEmpty(path) {
		try {
			this.#context.disk.removeDirectory(this.#absolute(path));
			this.#context.names.lostDirectory(path);
		} catch (error) {
			if (![
				"ENOTEMPTY",
				"EEXIST",
				"ENOENT",
				"ENOTDIR"
			].includes(codeOf$1(error))) throw error;
		}
	}
	/** Folders that a removal or move has emptied go too, unless they have a mark: else each would become a new empty folder in the cloud. */
	#removeEmptyParents(path) {
		const { names, disk, known, catalogue } = this.#context;
		const floor = path.startsWith(`.cairn/`) ? 3 : 1;
		for (let segments = path.split("/").slice(0, -1); segments.length > floor; segments = segments.slice(0, -1)) {
			const parent = segments.join("/");
			const mark = markAt(segments);
			if (catalogue.get(parent)?.kind === "directory" || mark !== null && known.isHeldMark(mark)) return;
			try {
				if (disk.names(this.#absolute(parent)).length > 0) return;
				disk.removeDirectory(this.#absolute(parent));
			} catch {
				return;
			}
			names.lostDirectory(parent);
		}
	}
	/** A link refuses a name that is taken, which a rename would silently replace. */
	#rename(from, to) {
		const { disk, names } = this.#context;
		const [old, next] = [this.#absolute(from), this.#absolute(to)];
		const there = disk.look(next);
		if (there !== null) {
			if (there.ino !== disk.look(old)?.ino || there.nlink > 1n) {
				names.refuseTwin(to);
				throw new LibraryError("changed-meanwhile", "There is a file of the new name here already. Both are kept; the next sync looks again.");
			}
			disk.rename(old, next);
			return;
		}
		try {
			disk.link(old, next);
		} catch (error) {
			if (codeOf$1(error) === "EEXIST") throw changedMeanwhile();
			disk.rename(old, next);
			return;
		}
		disk.removeFile(old);
	}
	/** @throws LibraryError unless the path is as expected at this moment. */
	#check(path, expected) {
		const { disk, names, catalogue } = this.#context;
		const stats = disk.look(this.#absolute(path));
		if (expected.state === "absent") {
			if (stats === null) return;
			names.refuseTwin(path);
			if (stats.isFile()) throw changedMeanwhile();
			throw new LibraryError("name-impossible", `A ${stats.isDirectory() ? "folder" : "link or device"} lies where this file belongs. Both are kept; rename one of the two.`);
		}
		const entry = catalogue.get(path);
		const { file } = expected;
		if (!(stats !== null && entry?.identity === identityOf(stats) && entry.size === file.size && (entry.hash === void 0 || file.hash === void 0 || entry.hash === file.hash))) throw changedMeanwhile();
	}
	#absolute(path) {
		return join(this.#context.root, path);
	}
};
// ../device/dist/pool/messages.js
const none = /* @__PURE__ */ new Uint8Array();
function parcelOfTasks(tasks) {
	return parcel(tasks, (task) => task.kind === "write" ? task.bytes : none, (task) => task.kind === "write" ? {
		...task,
		bytes: null
	} : task);
}
function outcomesIn(sent) {
	return contents(sent, (outcome, bytes) => outcome.ok && "bytes" in outcome.result ? {
		...outcome,
		result: {
			...outcome.result,
			bytes
		}
	} : outcome);
}
/** The text says how many bytes each item has and all else of it; the bytes lie side by side in the buffer. */
function parcel(items, bytesOf, without) {
	const parts = items.map(bytesOf);
	const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let end = 0;
	for (const part of parts) {
		all.set(part, end);
		end += part.length;
	}
	return {
		text: JSON.stringify([parts.map((part) => part.length), items.map(without)]),
		bytes: all.buffer
	};
}
/** What is parsed here was written by `parcel`, in another thread of this process. */
function contents({ text, bytes }, withBytes) {
	const [lengths, items] = JSON.parse(text);
	let end = 0;
	return items.map((item, index) => {
		const length = lengths[index] ?? 0;
		end += length;
		return withBytes(item, new Uint8Array(bytes, end - length, length));
	});
}
// ../device/dist/pool/pool.js
/** Tasks that are done here before threads are worth their start, and the bytes they may have together. */
const hereTasks = 48;
const hereBytes = 1048576;
/** Most tasks, and most bytes of files, in one message to a thread. */
const messageTasks = 64;
const messageBytes = 2097152;
/** Messages under way to one thread: with two, it has work while an answer travels. */
const ahead = 2;
/** Threads that read, hash, pack and write files. They start when the work is worth it and do not keep the process alive. */
var Pool = class {
	#size;
	#threads = [];
	#queue = [];
	#doneHere = 0;
	#bytesHere = 0;
	#scheduled = false;
	#closed = false;
	constructor(size = availableParallelism()) {
		this.#size = Math.max(1, size);
	}
	async run(task, weight) {
		if (this.#closed) throw new Error("the pool is closed");
		if (this.#isForHere(weight)) return runTask(task);
		return new Promise((resolve, reject) => {
			this.#queue.push({
				task,
				weight,
				resolve,
				reject
			});
			this.#schedule();
		});
	}
	/** Ends the threads; tasks that are not done fail. */
	async close() {
		this.#closed = true;
		await Promise.all(this.#threads.map((thread) => thread.worker.terminate()));
	}
	#isForHere(weight) {
		if (this.#threads.length > 0 || this.#queue.length > 0) return false;
		if (this.#doneHere >= hereTasks || this.#bytesHere + weight > hereBytes) return false;
		this.#doneHere++;
		this.#bytesHere += weight;
		return true;
	}
	/** Waits until the caller has handed in all it has at this moment, so that messages are full. */
	#schedule() {
		if (this.#scheduled) return;
		this.#scheduled = true;
		setImmediate(() => {
			this.#scheduled = false;
			this.#dispatch();
		});
	}
	#dispatch() {
		while (this.#threads.length < this.#size && this.#threads.length < this.#queue.length) this.#threads.push(this.#start());
		for (let depth = 0; depth < ahead; depth++) for (const thread of this.#threads) if (this.#queue.length > 0 && thread.underWay.length <= depth) this.#send(thread);
	}
	#send(thread) {
		const share = Math.ceil(this.#queue.length / this.#size);
		const jobs = [];
		for (let bytes = 0; jobs.length < Math.min(share, messageTasks) && bytes < messageBytes;) {
			const job = this.#queue.shift();
			if (job === void 0) break;
			jobs.push(job);
			bytes += job.weight;
		}
		if (thread.underWay.push(jobs) === 1) thread.worker.ref();
		const parcel = parcelOfTasks(jobs.map(({ task }) => task));
		thread.worker.postMessage(parcel, [parcel.bytes]);
	}
	#start() {
		const file = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
		const worker = new Worker(new URL(file, import.meta.url), { execArgv: [] });
		const thread = {
			worker,
			underWay: []
		};
		worker.unref();
		worker.on("message", (reply) => {
			this.#settle(thread.underWay.shift() ?? [], outcomesIn(reply));
			if (thread.underWay.length === 0) worker.unref();
			this.#dispatch();
		});
		worker.on("error", (error) => this.#lose(thread, error));
		worker.on("exit", () => this.#lose(thread, /* @__PURE__ */ new Error("the thread that did this has ended")));
		return thread;
	}
	#settle(jobs, outcomes) {
		for (const [index, job] of jobs.entries()) {
			const outcome = outcomes[index];
			if (outcome === void 0) job.reject(/* @__PURE__ */ new Error("a thread did not answer"));
			else if (outcome.ok) job.resolve(outcome.result);
			else job.reject(revive(outcome.error));
		}
	}
	/** A thread that died takes its own tasks with it; the others go on, and a new one starts when there is work. */
	#lose(thread, error) {
		const index = this.#threads.indexOf(thread);
		if (index === -1) return;
		this.#threads.splice(index, 1);
		for (const job of thread.underWay.flat()) job.reject(error);
		if (this.#closed) for (const job of this.#queue.splice(0)) job.reject(error);
		else this.#dispatch();
	}
};
function revive(error) {
	if (error.ours) return new TaskFailure(codeOf(error.code), error.message);
	return Object.assign(new Error(error.message), { code: error.code });
}
function codeOf(code) {
	return code === "changed-meanwhile" || code === "damaged" || code === "vanished" ? code : "unreadable";
}
// ../device/dist/folder.js
const dayMs = 864e5;
/** A folder laid out as OsmAnd lays out its own, as the library of a device (sync.md, "The folder of a device"). */
function openFolderLibrary(options) {
	return new FolderLibrary(options);
}
var FolderLibrary = class {
	#context;
	#reader;
	#writer;
	#undo;
	#state;
	#recover;
	#recovered = false;
	/** Something was placed, removed or moved in this run. */
	#hasChanged = false;
	constructor(options) {
		const { root, state, clock = { now: () => Date.now() }, disk = realDisk, boot = bootId() } = options;
		this.#state = state;
		const home = join(root, stateFolder);
		const catalogue = new Catalogue(state);
		const known = new KnownNames(state);
		const names = new Names(root, disk, catalogue, known);
		const pool = new Pool(options.threads);
		this.#context = {
			root,
			disk,
			clock,
			catalogue,
			names,
			known,
			pool,
			temporary: new Temporary(join(home, "tmp"))
		};
		this.#undo = new UndoStore(join(home, "undo"), () => clock.now());
		this.#reader = new Reader(this.#context);
		this.#writer = new Writer(this.#context, state, boot, this.#undo);
		this.#recover = () => recover(root, state, disk, boot, (path) => this.#undo.placeFor(path));
	}
	/** @throws LibraryError `unreadable` or `vanished` when the folder itself cannot be looked at: nothing may be judged then. */
	async scan(only) {
		if (!this.#recovered) this.#recover();
		this.#recovered = true;
		try {
			return only === void 0 ? await this.#reader.scanAll() : this.#reader.scanSome(only);
		} catch (error) {
			throw readFailure(error);
		}
	}
	async hash(files) {
		return this.#reader.hash(files);
	}
	async pack(file) {
		return this.#reader.pack(file);
	}
	async read(file) {
		return this.#reader.read(file);
	}
	async place(key, content, expected) {
		this.#hasChanged = true;
		return this.#writer.place(key, content, expected);
	}
	async remove(file) {
		this.#hasChanged = true;
		this.#writer.remove(file);
	}
	async move(file, to) {
		this.#hasChanged = true;
		return this.#writer.move(file, to);
	}
	async settle() {
		await this.#writer.settle();
	}
	/**
	* Names that may be concerned when something happened at these paths (relative, with `/`): the files there, those that were seen
	* below, and the marks of the folders around. Paths that are no business of the device give nothing.
	*/
	keysAt(paths) {
		const { root, disk, catalogue, known } = this.#context;
		const keys = /* @__PURE__ */ new Map();
		const add = (key) => {
			keys.set(keyText(key), key);
		};
		const addMark = (segments) => {
			const mark = markAt(segments);
			if (mark !== null && (offersMark(segments) || known.isHeldMark(mark))) add(mark);
		};
		for (const path of paths) {
			const segments = path.split("/");
			const seen = catalogue.get(path)?.key ?? catalogue.keySpelledBy(path);
			const meaning = meaningOfFile(segments);
			if (meaning.kind === "state") continue;
			if (disk.look(join(root, path))?.isDirectory() === true) addMark(segments);
			else if (seen !== void 0) add(seen);
			else if (meaning.kind === "file" || meaning.kind === "known-only" && known.isHeld(meaning.key)) add(meaning.key);
			addMark(segments.slice(0, -1));
		}
		for (const entry of catalogue.below(paths)) add(entry.key);
		return [...keys.values()];
	}
	/** Whether what lies at a path (relative, with `/`) is as this library last saw or made it: its own doing, no news. */
	isAsRecorded(path) {
		const { root, disk, catalogue } = this.#context;
		const entry = catalogue.get(path);
		const stats = disk.look(join(root, path));
		if (stats === null) return entry === void 0 && catalogue.below([path]).length === 0;
		if (stats.isFile()) return entry?.hash !== void 0 && entry.identity === identityOf(stats);
		if (!stats.isDirectory()) return entry === void 0;
		const isNewMark = entry === void 0 && offersMark(path.split("/")) && disk.names(join(root, path)).length === 0;
		return entry?.kind !== "file" && !isNewMark;
	}
	/** Removes old files from the undo store: a few at a time, and no more often than once a day when all is done. */
	prune() {
		const now = this.#context.clock.now();
		const last = Number(readMeta(this.#state, "pruned") ?? 0);
		if (last <= now && now - last < dayMs) return;
		if (this.#undo.prune()) writeMeta(this.#state, "pruned", String(now));
	}
	async close() {
		this.#reader.close();
		if (this.#hasChanged) this.prune();
		this.#context.catalogue.save();
		await this.#context.pool.close();
	}
};
// ../device/dist/timers.js
const systemTimers = {
	now: () => Date.now(),
	after: (ms, fn) => {
		const timer = setTimeout(fn, ms);
		return () => clearTimeout(timer);
	},
	wait: async (ms, signal) => {
		await setTimeout$1(ms, void 0, signal === void 0 ? {} : { signal });
	},
	random: () => Math.random()
};
// ../device/dist/lock.js
/** Somebody else is at work in the folder; `message` says who. */
var FolderBusyError = class extends Error {
	name = "FolderBusyError";
	code = "folder-busy";
};
const pollMs = 40;
/**
* Takes the folder for one command at a time: an exclusive lock of SQLite, which the system frees when a process dies.
* @throws FolderBusyError when the other one is not done in time.
*/
async function lockFolder(root, options) {
	const { command, waitMs = 1e4, timers = systemTimers, signal } = options;
	const home = join(root, stateFolder);
	mkdirSync(home, { recursive: true });
	const until = timers.now() + waitMs;
	const note = join(home, "lock.json");
	for (;;) {
		const db = tryLock(join(home, "lock.db"));
		if (db !== null) {
			writeFileSync(note, JSON.stringify({
				pid: process.pid,
				command,
				since: timers.now()
			}));
			return { release: () => {
				rmSync(note, { force: true });
				db.close();
			} };
		}
		if (timers.now() >= until) throw new FolderBusyError(busyMessage(note));
		await timers.wait(pollMs, signal);
	}
}
function tryLock(path) {
	const db = new Database(path, { timeout: 0 });
	try {
		db.exec("BEGIN EXCLUSIVE");
		return db;
	} catch (error) {
		db.close();
		if (codeOf$1(error).startsWith("SQLITE_BUSY")) return null;
		throw error;
	}
}
function busyMessage(note) {
	return `${holderOf(note)} is at work in this folder. Nothing was changed; wait until it is done, or stop it, then try again.`;
}
function holderOf(note) {
	try {
		const json = JSON.parse(readFileSync(note, "utf8"));
		const facts = typeof json === "object" && json !== null ? json : {};
		return `"${String(facts.command)}" (process ${String(facts.pid)}, since ${new Date(Number(facts.since)).toISOString()})`;
	} catch {
		return "Another command";
	}
}
// ../device/dist/session.js
/** The folder is not signed in, or not to this account; `message` says what to do. */
var SessionError = class extends Error {
	name = "SessionError";
	code;
	constructor(code, message, options) {
		super(message, options);
		this.code = code;
	}
};
const fileName = "session.json";
/** The session of a folder; null when nobody ever signed in here. @throws SessionError `session-damaged`. */
function readSession(root) {
	const path = join(root, stateFolder, fileName);
	let text;
	try {
		text = readFileSync(path, "utf8");
	} catch (error) {
		if (codeOf$1(error) === "ENOENT" || codeOf$1(error) === "ENOTDIR") return null;
		throw error;
	}
	const session = parse(text);
	if (session !== null) return session;
	throw new SessionError("session-damaged", `The file ${path} is damaged. Your files are not touched; move it away and sign in again.`);
}
/** The session of a folder that is signed in. @throws SessionError `not-signed-in`, `session-damaged`. */
function requireSession(root) {
	const session = readSession(root);
	if (session?.token == null) throw new SessionError("not-signed-in", `This folder is not signed in.${session === null ? "" : ` It belongs to ${session.address} on ${session.server}.`} Nothing was changed; sign in with "login".`);
	return {
		...session,
		token: session.token
	};
}
/**
* Whether somebody may sign in here. @throws SessionError `folder-belongs-elsewhere` when the folder has agreed on files with another
* account or server. Call before a device is registered with the server, with what is known by then.
*/
function checkOwner(root, next) {
	const owner = readSession(root);
	if (owner === null) return;
	if (sameServer(owner.server, next.server) && (next.account === void 0 || next.account === owner.account) && (next.account !== void 0 || next.address === void 0 || sameAddress(owner.address, next.address))) return;
	throw new SessionError("folder-belongs-elsewhere", `This folder belongs to ${owner.address} on ${owner.server}. Nothing was changed. Sign in with that account, use another folder, or sign in with --new-account: your files stay, and are compared afresh with those of the new account.`);
}
/** Writes the session, whole or not at all, readable by its owner only. */
function saveSession(root, session) {
	const home = join(root, stateFolder);
	mkdirSync(home, { recursive: true });
	const temporary = join(home, `${fileName}.${process.pid}`);
	const file = openSync(temporary, "w", 384);
	try {
		writeSync(file, `${JSON.stringify(session, null, 2)}\n`);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
	renameSync(temporary, join(home, fileName));
}
/** Signs out here: the token goes, the folder keeps what it has agreed on, and belongs to the account as before (A5). */
function dropToken(root) {
	const session = readSession(root);
	if (session !== null) saveSession(root, {
		...session,
		token: null
	});
}
/**
* For `--new-account`: puts everything that the folder has agreed on with its old account into `.cairn/before-TIME`, so that the
* rules without a base hold (sync.md). Nothing is deleted. The state must not be open. @returns that folder, or null when there was nothing.
*/
function putOwnerAside(root, now) {
	const home = join(root, stateFolder);
	const found = [
		fileName,
		"state.db",
		"state.db-wal",
		"state.db-shm"
	].filter((name) => existsSync(join(home, name)));
	if (found.length === 0) return null;
	const aside = join(home, `before-${new Date(now).toISOString().replaceAll(":", "-")}`);
	mkdirSync(aside);
	for (const name of found) renameSync(join(home, name), join(aside, name));
	return aside;
}
function parse(text) {
	let json;
	try {
		json = JSON.parse(text);
	} catch {
		return null;
	}
	return isSession(json) ? json : null;
}
function isSession(json) {
	if (typeof json !== "object" || json === null) return false;
	const { server, address, account, device, token } = json;
	return typeof server === "string" && typeof address === "string" && typeof account === "number" && typeof device === "number" && (typeof token === "string" || token === null);
}
/** Spelling of the same address: case of the host, default ports and a `/` at the end do not count. */
function sameServer(one, other) {
	return plainServer(one) === plainServer(other);
}
function plainServer(server) {
	if (!URL.canParse(server)) return server;
	const url = new URL(server);
	return url.origin + url.pathname.replace(/\/+$/, "");
}
function sameAddress(one, other) {
	return one.trim().toLowerCase() === other.trim().toLowerCase();
}
// ../device/dist/merging.js
let loaded = null;
/** Reading GPX is needed in few runs only; it is loaded when a merge is. */
function geo() {
	loaded ??= createRequire(import.meta.url)("@cairn/geo");
	return loaded;
}
const favourites = (base, ours, theirs) => geo().mergePoints(base, ours, theirs, geo().favourites);
const markers = (base, ours, theirs) => geo().mergePoints(base, ours, theirs, geo().markers);
const mergers = /* @__PURE__ */ new Map([
	["FAVOURITES", favourites],
	["ACTIVE_MARKERS", markers],
	["HISTORY_MARKERS", markers]
]);
/** The merges that exist: favourites and markers point by point, companions key by key (S6, sync.md). */
const geoMerging = {
	mergerFor: (key) => mergers.get(key.type) ?? null,
	mergeCompanions
};
/** Keys of both sides; where both have one and they differ, the later side's. */
function mergeCompanions(ours, theirs, laterIs) {
	const [o, t] = [objectIn(ours), objectIn(theirs)];
	if (o === null || t === null) return {
		outcome: "conflict",
		reasons: [`The companion ${o === null ? "here" : "in the cloud"} is no JSON object.`]
	};
	const merged = laterIs === "ours" ? {
		...t,
		...o
	} : {
		...o,
		...t
	};
	return {
		outcome: "merged",
		bytes: new TextEncoder().encode(JSON.stringify(merged))
	};
}
function objectIn(bytes) {
	try {
		const json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
		return typeof json === "object" && json !== null && !Array.isArray(json) ? json : null;
	} catch {
		return null;
	}
}
// ../device/dist/transport.js
const http = process.getBuiltinModule("node:http");
/** No sign of life on a connection for so long means that it is dead, milliseconds. Event streams say something more often. */
const silenceMs = 6e4;
const sockets = 8;
/** `fetch` for the client over node:http, which loads in a tenth of the time of the global one; connections stay open. */
function openTransport() {
	const plain = new http.Agent({
		keepAlive: true,
		maxSockets: sockets
	});
	let secure = null;
	return {
		fetch: async (url, sent) => {
			const target = new URL(url);
			if (target.protocol === "http:") return exchange({
				request: http.request,
				agent: plain
			}, target, sent);
			secure ??= await openSecure();
			return exchange(secure, target, sent);
		},
		close: () => {
			plain.destroy();
			secure?.agent.destroy();
		}
	};
}
/** TLS is loaded only where it is used. */
async function openSecure() {
	const https = await import("node:https");
	return {
		request: https.request,
		agent: new https.Agent({
			keepAlive: true,
			maxSockets: sockets
		})
	};
}
/** A connection that the server closed while it was idle fails at once; what can be sent again is sent again, once. */
async function exchange(way, url, sent) {
	try {
		return await exchangeOnce(way, url, sent);
	} catch (error) {
		if (!(error instanceof StaleConnection && !(sent.body instanceof ReadableStream))) throw error instanceof StaleConnection ? error.cause : error;
		return exchangeOnce(way, url, sent);
	}
}
var StaleConnection = class extends Error {};
async function exchangeOnce(way, url, sent) {
	return new Promise((resolve, reject) => {
		const headers = {
			"accept-encoding": "gzip",
			...sent.headers
		};
		if (typeof sent.body === "string" || sent.body instanceof Uint8Array) headers["content-length"] = Buffer.byteLength(sent.body);
		const options = {
			method: sent.method,
			headers,
			agent: way.agent,
			...sent.signal === void 0 ? {} : { signal: sent.signal }
		};
		let isAnswered = false;
		const request = way.request(url, options, (answer) => {
			isAnswered = true;
			resolve(answerOf(answer));
		});
		request.on("error", (error) => {
			if (isAnswered) return;
			reject(request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE") ? new StaleConnection("", { cause: error }) : error);
		});
		request.setTimeout(silenceMs, () => request.destroy(Object.assign(/* @__PURE__ */ new Error("no sign of life"), { code: "ETIMEDOUT" })));
		send(request, sent.body, reject);
	});
}
function send(request, body, failed) {
	if (body === void 0) request.end();
	else if (typeof body === "string" || body instanceof Uint8Array) request.end(body);
	else {
		const source = Readable.from(body);
		source.on("error", (error) => {
			failed(error);
			request.destroy();
		});
		request.on("close", () => source.destroy());
		source.pipe(request);
	}
}
function answerOf(answer) {
	const body = answer.headers["content-encoding"] === "gzip" ? unpacked(answer) : answer;
	return {
		status: answer.statusCode ?? 0,
		headers: { get: (name) => headerOf(answer, name) },
		body,
		text: async () => textOf(body)
	};
}
function unpacked(answer) {
	const plain = createGunzip();
	answer.on("error", (error) => plain.destroy(error));
	return answer.pipe(plain);
}
function headerOf(answer, name) {
	const value = answer.headers[name.toLowerCase()];
	return value === void 0 ? null : String(value);
}
async function textOf(body) {
	const pieces = [];
	for await (const piece of body) if (piece instanceof Uint8Array) pieces.push(piece);
	return Buffer.concat(pieces).toString("utf8");
}
// ../device/dist/watch/settling.js
/** A path is handed on when nothing has happened to it for so long, milliseconds; larger files come in slower. */
const quietMs = 30;
const quietSteps = [[67108864, 2e3], [1048576, 250]];
/** A path that was handed on a moment ago, such as a track that is being recorded, waits longer. */
const againWithinMs = 1e4;
const againQuietMs = 1e3;
/** Gathers paths until each has come to rest, so that a file is taken up when it is whole, and several together. */
var Settling = class {
	#timers;
	#sizeOf;
	#ready;
	#due = /* @__PURE__ */ new Map();
	#handedOn = /* @__PURE__ */ new Map();
	#cancel = null;
	constructor(timers, sizeOf, ready) {
		this.#timers = timers;
		this.#sizeOf = sizeOf;
		this.#ready = ready;
	}
	/** Something happened at this path. */
	touch(path) {
		this.#due.set(path, this.#timers.now() + this.#quietFor(path));
		this.#arm();
	}
	stop() {
		this.#cancel?.();
		this.#cancel = null;
		this.#due.clear();
	}
	#quietFor(path) {
		const isAgain = this.#timers.now() - (this.#handedOn.get(path) ?? -Infinity) < againWithinMs;
		const size = this.#sizeOf(path);
		const bySize = quietSteps.find(([from]) => size >= from)?.[1] ?? quietMs;
		return Math.max(bySize, isAgain ? againQuietMs : 0);
	}
	#arm() {
		if (this.#cancel !== null) return;
		let next = Infinity;
		for (const due of this.#due.values()) next = Math.min(next, due);
		if (next === Infinity) return;
		this.#cancel = this.#timers.after(Math.max(1, next - this.#timers.now()), () => {
			this.#cancel = null;
			this.#handOn();
			this.#arm();
		});
	}
	#handOn() {
		const now = this.#timers.now();
		for (const [path, when] of this.#handedOn) if (now - when >= againWithinMs) this.#handedOn.delete(path);
		const ready = [...this.#due].filter(([, due]) => due <= now).map(([path]) => path);
		for (const path of ready) {
			this.#due.delete(path);
			this.#handedOn.set(path, now);
		}
		if (ready.length > 0) this.#ready(ready);
	}
};
// ../device/dist/watch/inotify-tree.js
/** So many notices in one second may have overrun the system's queue, which says nothing of it (inotify holds 16,384). */
const burst = 4e3;
const burstMs = 1e3;
/**
* A folder and all below it through one inotify watch a directory: notices come within a millisecond, where the general watcher
* gathers them for 50. New directories are listed after they are watched, so that nothing in them is missed.
*/
var InotifyTree = class {
	#root;
	#listener;
	#watchers = /* @__PURE__ */ new Map();
	#burstEnds = 0;
	#inBurst = 0;
	/** @throws what the system says when it cannot watch. */
	constructor(root, listener) {
		this.#root = root;
		this.#listener = listener;
		try {
			this.#add("");
		} catch (error) {
			this.stop();
			throw error;
		}
	}
	stop() {
		for (const watcher of this.#watchers.values()) watcher.close();
		this.#watchers.clear();
	}
	/** Watches a directory and those below. @returns the files that are there. */
	#add(path) {
		const absolute = join(this.#root, path);
		const watcher = watch(absolute, (kind, name) => this.#noticed(path, kind, name));
		watcher.on("error", (error) => this.#listener.lost(error.message));
		this.#watchers.get(path)?.close();
		this.#watchers.set(path, watcher);
		return entriesOf(absolute).flatMap((entry) => {
			const inner = path === "" ? entry.name : `${path}/${entry.name}`;
			if (inner === ".cairn") return [];
			return entry.isDirectory() ? [inner, ...this.#addOrSkip(inner)] : [inner];
		});
	}
	/** Directories that vanish, or that we may not look into, are no reason to end: a scan names them. */
	#addOrSkip(path) {
		try {
			return this.#add(path);
		} catch (error) {
			if ([
				"ENOENT",
				"ENOTDIR",
				"EACCES",
				"EPERM"
			].includes(codeOf$1(error))) return [];
			throw error;
		}
	}
	#noticed(directory, kind, name) {
		if (name === null || directory === "" && name === ".cairn") return;
		this.#countBurst();
		const path = directory === "" ? name : `${directory}/${name}`;
		try {
			this.#listener.changed(kind === "rename" ? [path, ...this.#refresh(path)] : [path]);
		} catch (error) {
			this.#listener.lost(error instanceof Error ? error.message : String(error));
		}
	}
	/** A name came or went; a directory that moved is watched under its new name only. @returns files that came with it. */
	#refresh(path) {
		for (const [watched, watcher] of this.#watchers) {
			if (watched !== path && !watched.startsWith(`${path}/`)) continue;
			watcher.close();
			this.#watchers.delete(watched);
		}
		return isDirectory(join(this.#root, path)) ? this.#addOrSkip(path) : [];
	}
	#countBurst() {
		const now = Date.now();
		if (now >= this.#burstEnds) {
			this.#burstEnds = now + burstMs;
			this.#inBurst = 0;
		}
		if (++this.#inBurst === burst) this.#listener.lost("too much happened at once");
	}
};
function entriesOf(path) {
	try {
		return readdirSync(path, { withFileTypes: true });
	} catch {
		return [];
	}
}
function isDirectory(path) {
	try {
		return lstatSync(path).isDirectory();
	} catch {
		return false;
	}
}
// ../device/dist/watch/source.js
/** The folder cannot be watched; `message` says what to do. */
var WatchError = class extends Error {
	name = "WatchError";
};
/** Watches a folder and all below it, but for the device's own state, through the system's own notices. */
const watchFolder = async (root, listener) => {
	try {
		if (process.platform === "linux") {
			const tree = new InotifyTree(root, listener);
			return { stop: async () => tree.stop() };
		}
		const { subscribe } = await import("@parcel/watcher");
		const subscription = await subscribe(root, (error, events) => {
			if (error !== null) listener.lost(error.message);
			else listener.changed(events.map((event) => relative(root, event.path).replaceAll(sep, "/")));
		}, { ignore: [join(root, stateFolder)] });
		return { stop: () => subscription.unsubscribe() };
	} catch (error) {
		throw new WatchError(explainRefusal(root, error), { cause: error });
	}
};
function explainRefusal(root, error) {
	const message = error instanceof Error ? error.message : String(error);
	if (codeOf$1(error) === "ENOSPC" || message.includes("No space left") || message.includes("inotify")) return `The system lets one user watch only so many folders, and that limit is reached (fs.inotify.max_user_watches). Nothing was changed; raise the limit, or run "sync" from time to time.`;
	return `The folder ${root} cannot be watched: ${message}. Nothing was changed; run "sync" from time to time instead.`;
}
// ../device/dist/watch/watch.js
const hourMs = 36e5;
/** The pulse that notices that the machine was asleep: a gap of three pulses. */
const pulseMs = 3e4;
/** Waits after a failed run: doubling; milliseconds. */
const firstRetryMs = 1e3;
const lastRetryMs = 6e4;
/** From so many paths at once on, looking at the whole folder is quicker. */
const wholeFrom = 4e3;
/** Watches a folder and the cloud and syncs at once, until `signal` is aborted. @throws WatchError, ApiError when it cannot go on. */
async function watch$1(options) {
	await new Watch(options).run();
}
var Watch = class {
	#options;
	#timers;
	#settling;
	#paths = /* @__PURE__ */ new Set();
	#isWholeDue = true;
	#isCloudDue = false;
	/** The newest event of the cloud. Judged when a run is over: the event of an upload may come before its answer. */
	#news = null;
	#retryMs = firstRetryMs;
	#lastWhole = 0;
	#lastPulse = 0;
	#wake = () => void 0;
	constructor(options) {
		this.#options = options;
		this.#timers = options.timers ?? systemTimers;
		this.#settling = new Settling(this.#timers, (path) => sizeAt(join(options.root, path)), (paths) => this.#arrived(paths));
	}
	async run() {
		const { root, signal, source = watchFolder, report } = this.#options;
		if (signal.aborted) return;
		const ended = new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
		const watching = await source(root, {
			changed: (paths) => paths.forEach((path) => this.#settling.touch(path)),
			lost: (reason) => {
				report({
					kind: "lost",
					message: `Some changes may have been missed (${reason}); the whole folder is looked at.`,
					again: null
				});
				this.#isWholeDue = true;
				this.#wake();
			}
		});
		report({ kind: "watching" });
		const stopPulse = this.#pulse();
		try {
			await Promise.race([
				ended,
				this.#listen(),
				this.#work()
			]);
		} finally {
			stopPulse();
			this.#settling.stop();
			await watching.stop();
		}
	}
	async #listen() {
		const { client, signal, report } = this.#options;
		await listen({
			client,
			timers: this.#timers,
			signal,
			connected: () => {
				report({ kind: "connected" });
				this.#retryMs = firstRetryMs;
				this.#cloudChanged();
			},
			changed: (event) => {
				this.#news = event;
				this.#wake();
			},
			broke: (error, again) => report({
				kind: "offline",
				message: messageOf(error),
				again
			})
		});
	}
	#cloudChanged() {
		this.#isCloudDue = true;
		this.#wake();
	}
	#arrived(paths) {
		for (const path of paths) this.#paths.add(path);
		this.#wake();
	}
	/** A regular look at the whole folder, and one after the machine was asleep. @returns how to stop it. */
	#pulse() {
		const { everyMs = hourMs } = this.#options;
		this.#lastPulse = this.#lastWhole = this.#timers.now();
		let cancel;
		const beat = () => {
			const now = this.#timers.now();
			const slept = now - this.#lastPulse > 3 * pulseMs || now < this.#lastPulse;
			this.#lastPulse = now;
			if (slept || now - this.#lastWhole >= everyMs) {
				this.#isWholeDue = true;
				this.#wake();
			}
			cancel = this.#timers.after(pulseMs, beat);
		};
		cancel = this.#timers.after(pulseMs, beat);
		return () => cancel();
	}
	async #work() {
		while (!this.#isOver()) {
			const woken = new Promise((resolve) => this.#wake = resolve);
			const next = this.#take();
			if (next === null) {
				await woken;
				continue;
			}
			const error = await this.#runOnce(next.run);
			if (this.#isOver()) return;
			if (error === null) this.#retryMs = firstRetryMs;
			else await this.#postpone(next, error);
		}
	}
	#isOver() {
		return this.#options.signal.aborted;
	}
	/** What is to be done now; null when nothing is. */
	#take() {
		const paths = [...this.#paths];
		const isWhole = this.#isWholeDue;
		const isCloud = this.#isCloudDue || this.#news !== null && !this.#options.isKnown(this.#news);
		this.#news = null;
		this.#paths.clear();
		this.#isWholeDue = this.#isCloudDue = false;
		if (isWhole) {
			this.#lastWhole = this.#timers.now();
			return {
				run: {},
				paths,
				isWhole
			};
		}
		const concerned = this.#expand(paths);
		if (concerned === null) return {
			run: {},
			paths,
			isWhole: true
		};
		const only = this.#options.library.keysAt(concerned.filter((path) => !this.#options.library.isAsRecorded(path)));
		return only.length === 0 && !isCloud ? null : {
			run: { only },
			paths,
			isWhole
		};
	}
	/** A new folder may hold files that were there before anybody watched it. Null: too many to name. */
	#expand(paths) {
		const all = new Set(paths);
		for (const path of paths) {
			for (const inner of filesBelow(this.#options.root, path)) all.add(inner);
			if (all.size > wholeFrom) return null;
		}
		return [...all];
	}
	async #runOnce(run) {
		try {
			await this.#options.sync(run);
			if (run.only === void 0) this.#options.library.prune();
			return null;
		} catch (error) {
			return error ?? /* @__PURE__ */ new Error("unknown");
		}
	}
	/** What could not be done is done with the next run, after a while or when the server is there again. */
	async #postpone(taken, error) {
		const { report, signal } = this.#options;
		for (const path of taken.paths) this.#paths.add(path);
		this.#isWholeDue ||= taken.isWhole;
		this.#isCloudDue = true;
		const waitMs = this.#retryMs * (.75 + this.#timers.random() / 2);
		this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
		report({
			kind: "failed",
			message: messageOf(error),
			again: waitMs
		});
		const news = new Promise((resolve) => this.#wake = resolve);
		await Promise.race([news, this.#timers.wait(waitMs, signal).catch(() => void 0)]);
	}
};
function sizeAt(path) {
	try {
		return lstatSync(path).size;
	} catch {
		return 0;
	}
}
function filesBelow(root, path) {
	try {
		return readdirSync(join(root, path), {
			withFileTypes: true,
			recursive: true
		}).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
	} catch {
		return [];
	}
}
function messageOf(error) {
	return error instanceof Error ? error.message : String(error);
}
// ../device/dist/open-device.js
/** Opens the device in a folder (absolute path). @throws SessionError when it is not signed in, LibraryError when it cannot be written. */
async function openDevice(root, options = {}) {
	return new FolderDevice(root, requireSession(root), options);
}
var FolderDevice = class {
	root;
	session;
	client;
	library;
	bases;
	engine;
	#state;
	#transport;
	#log;
	#timers;
	#seen;
	constructor(root, session, options) {
		const { timers = systemTimers, progress, signal, threads } = options;
		this.root = root;
		this.session = session;
		this.#timers = timers;
		this.#state = openState(root);
		this.#transport = openTransport();
		this.client = createClient({
			server: session.server,
			token: session.token,
			fetch: this.#transport.fetch
		});
		this.library = openFolderLibrary({
			root,
			state: this.#state,
			clock: timers,
			...threads === void 0 ? {} : { threads }
		});
		this.bases = openBases(this.#state);
		this.#log = new KnownLog(openCloud({
			client: this.client,
			server: session.server,
			timers,
			signal
		}));
		this.engine = createEngine({
			library: this.library,
			bases: this.bases,
			cloud: this.#log,
			clock: timers,
			merge: geoMerging,
			...progress === void 0 ? {} : { progress }
		});
		this.#seen = this.#version();
	}
	async exclusively(lock, work) {
		const held = await lockFolder(this.root, {
			timers: this.#timers,
			...lock
		});
		try {
			if (this.#version() !== this.#seen) this.engine.forget();
			return await work();
		} finally {
			this.#seen = this.#version();
			held.release();
		}
	}
	async watch({ finished, ...options }) {
		const { signal } = options;
		await watch$1({
			...options,
			root: this.root,
			library: this.library,
			client: this.client,
			timers: this.#timers,
			isKnown: (event) => this.#log.isKnown(event),
			sync: (run) => this.exclusively({
				command: "watch",
				signal
			}, async () => {
				const result = await this.engine.sync({
					...run,
					unattended: true,
					signal
				});
				finished?.(result);
				const { stopped } = result;
				if (stopped !== null) throw new CloudError(stopped.kind, stopped.code, stopped.message);
			})
		});
	}
	async close() {
		this.#transport.close();
		await this.library.close();
		this.#state.close();
	}
	/** Changes when another connection has written to the state. */
	#version() {
		return this.#state.pragma("data_version", { simple: true });
	}
};
// dist/session.js
/** The session of the folder that this command is about. @throws CommandError `no-device` or `not-signed-in`, with what to type. */
function requireDevice(context) {
	const { folder, words } = context;
	const session = readSession(folder);
	if (session === null && !existsSync(folder)) throw new CommandError("no-folder", words.faults.noFolder(folder));
	if (session === null) throw new CommandError("no-device", words.faults.notADevice(folder), [words.faults.notADeviceHint(context.command("login SERVER EMAIL"))]);
	context.speaksTo(session.server);
	if (session.token !== null) return {
		...session,
		token: session.token
	};
	const login = `login ${quoted(session.server)} ${quoted(session.address)}`;
	throw new CommandError("not-signed-in", words.faults.signedOut, [words.faults.signedOutHint(context.command(login))]);
}
/** For the commands that speak to the cloud and need no look at the files. */
async function signedIn(context) {
	const session = requireDevice(context);
	return {
		session,
		client: openClient(session.server, session.token)
	};
}
/** A client whose connections do not keep the program alive. */
function openClient(server, token) {
	const { fetch } = openTransport();
	return createClient({
		server,
		token,
		fetch
	});
}
/**
* Whether this folder is signed in as the person wishes already. @throws SessionError when it belongs to another account or server
* and `newAccount` is not wished.
*/
function isSignedInAs(context, wish) {
	const session = readSession(context.folder);
	if (session === null || wish.newAccount) return false;
	checkOwner(context.folder, {
		server: wish.server,
		address: wish.address
	});
	return session.token !== null;
}
/** Writes the session of a device that was just registered; with `newAccount` what was agreed on with another account is put aside. */
function beginSession(context, next) {
	const { newAccount, ...session } = next;
	if (readSession(context.folder) !== null && newAccount) putOwnerAside(context.folder, context.now());
	else checkOwner(context.folder, {
		server: session.server,
		account: session.account
	});
	saveSession(context.folder, session);
}
/** The address of the account changed; the folder belongs to the same account as before. */
function rememberAddress(context, address) {
	const session = readSession(context.folder);
	if (session !== null) saveSession(context.folder, {
		...session,
		address
	});
}
/** This device is signed out; the folder keeps what it has agreed on, should the same person sign in again. */
function forgetToken(context) {
	dropToken(context.folder);
}
export { ApiError as S, fileSubTypes as _, rememberAddress as a, isFolderMark as b, openDevice as c, freeName as d, rows as f, categoryOf as g, placementOf as h, openClient as i, systemTimers as l, meaningOfFile as m, forgetToken as n, requireDevice as o, isHidden as p, isSignedInAs as r, signedIn as s, beginSession as t, openCloud as u, fileTypes as v, titleOf as x, isCompanion as y };
