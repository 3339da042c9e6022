/* Pagefind's program, for the stemmer of one language: WebAssembly that wasm-bindgen wrapped. All that the search knows
   of it stands here: what it exports, how texts are handed over, what its answers mean. */

/* What is called of it. `tests/test_reader.py` says which version of Pagefind has it; a program that lacks one of these is
   refused before it is asked anything. */
export const EXPORTS = [
  "memory", "init_pagefind", "enter_playground_mode", "load_index_chunk", "request_indexes", "search",
  "__wbindgen_externrefs", "__wbindgen_malloc", "__wbindgen_free", "__wbindgen_start",
]

const IMPORTS = "./pagefind_web_bg.js"

/* What a program lacks of what is called, or asks for beyond what it is given: names, none if it can be used. */
export const missing = module => {
  const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name))
  const wanted = WebAssembly.Module.imports(module)
    .filter(({ module: from, name }) => from !== IMPORTS || name !== "__wbindgen_init_externref_table")
  return [...EXPORTS.filter(name => !exported.has(name)), ...wanted.map(({ name }) => name)]
}

/* ---- The directory of an index: CBOR (RFC 8949), of which it has arrays, texts and numbers ---- */

class Items {
  constructor(bytes) { Object.assign(this, { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), place: 0 }) }

  #count(low) {
    if (low < 24) return low
    const size = 1 << low - 24
    const read = { 1: "getUint8", 2: "getUint16", 4: "getUint32", 8: "getBigUint64" }[size]
    const count = Number(this.view[read](this.place))
    this.place += size
    return count
  }

  next() {
    const first = this.bytes[this.place++]
    const [kind, low] = [first >> 5, first & 31]
    if (kind === 7) return null // simple values, and the end of an array without a length
    if (kind === 4 && low === 31) return this.#untilEnd()
    const count = this.#count(low)
    if (kind === 4) return Array.from({ length: count }, () => this.next())
    if (kind === 0 || kind === 1) return kind ? -1 - count : count
    this.place += count
    const part = this.bytes.subarray(this.place - count, this.place)
    return kind === 3 ? new TextDecoder().decode(part) : part
  }

  #untilEnd() {
    const made = []
    while (this.bytes[this.place] !== 0xff) made.push(this.next())
    this.place += 1
    return made
  }
}

/* The chunks that a directory lists: the first and the last word of each, cut where they differ from their neighbours',
  and its name. */
export const chunksOf = meta => new Items(meta).next()[2].map(([first, last, name]) => ({ first, last, name }))

/* Names of the chunks that can hold words with a beginning. Asked for one word, Pagefind names the one chunk that would
  hold it. */
export const chunksWith = (chunks, start) => chunks.filter(({ first, last }) =>
  first.slice(0, start.length) <= start && (last.slice(0, start.length) >= start || start.startsWith(last)))
  .map(({ name }) => name)

export class Program {
  /* Start a program from its bytes; throws an Error that names what is missing. */
  static async start(bytes) {
    const table = {}
    const imports = { [IMPORTS]: {
      __wbindgen_init_externref_table() {
        const references = table.exports.__wbindgen_externrefs
        const offset = references.grow(4)
        references.set(0, undefined)
        ;[undefined, null, true, false].forEach((value, place) => references.set(offset + place, value))
      }
    } }
    const module = await WebAssembly.compile(bytes)
    const lacking = missing(module)
    if (lacking.length) throw new Error(`another program than Pagefind 1.5: ${lacking.join(", ")}`)
    const { exports } = await WebAssembly.instantiate(module, imports)
    table.exports = exports
    exports.__wbindgen_start()
    return new Program(exports)
  }

  constructor(wasm) { this.wasm = wasm }

  #given(bytes) {
    const pointer = this.wasm.__wbindgen_malloc(bytes.length, 1) >>> 0
    new Uint8Array(this.wasm.memory.buffer).set(bytes, pointer)
    return [pointer, bytes.length]
  }

  #text(text) { return this.#given(new TextEncoder().encode(text)) }

  #taken([pointer, length]) {
    const text = new TextDecoder().decode(new Uint8Array(this.wasm.memory.buffer, pointer >>> 0, length))
    this.wasm.__wbindgen_free(pointer, length, 1)
    return JSON.parse(text)
  }

  /* Open a shard's directory. Playground is Pagefind's word for telling which word stands where. */
  open(meta) { return this.wasm.enter_playground_mode(this.wasm.init_pagefind(...this.#given(meta))) >>> 0 }

  add(index, chunk) { return this.wasm.load_index_chunk(index, ...this.#given(chunk)) >>> 0 }

  chunks(index, query) { return this.#taken(this.wasm.request_indexes(index, ...this.#text(query))) }

  /* What stands in an index for a word. */
  stems(index, word) { return this.#search(index, word, false).search_keywords }

  #search(index, query, exact) {
    return this.#taken(this.wasm.search(index, ...this.#text(query), ...this.#text(query), ...this.#text("{}"),
      ...this.#text(""), exact, false))
  }

  /* Find a word by its stem, or with `wanted` other forms too: a function of the stems asked for and a word found.

    Returns pairs: Pagefind's name of a page, and where the word stands there, whether in its headline, and the page's
    length. Pagefind also finds longer words, and where there is none a shorter one. */
  word(index, word, wanted = (stems, found) => stems.includes(found)) {
    const { results, search_keywords: stems } = this.#search(index, word, false)
    const hits = []
    for (const { p, l, params, vms } of results) {
      const places = l.filter(one => wanted(stems, one.v.ws)).map(one => one.l)
      const inHeadline = (vms ?? []).some(field => field.mt.some(one => wanted(stems, one)))
      if (places.length || inHeadline) hits.push([p, { places, inHeadline, length: params.dl }])
    }
    return hits
  }

  /* Find words side by side; as `word`, and the places are of all their words. */
  phrase(index, words) {
    const { results } = this.#search(index, words.join(" "), true)
    return results.map(({ p, l, params, mf }) =>
      [p, { places: l.map(one => one.l), inHeadline: Boolean(mf), length: params.dl, run: words.length }])
  }
}
