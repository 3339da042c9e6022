/* Search the archive's index (its other half: generator/search). Results, counts and excerpts are made here; Pagefind's
  program finds words, one at a time, in one shard at a time. Nothing here touches the page, and nothing is fetched
  before `openSearch`. */

/* ---- Words: as generator/search/fold.py folds them; a change there is a change here ---- */

const ALONE = "ー" + ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"]
  .map(name => `\\p{Script=${name}}`).join("")
const WORD = new RegExp(`[${ALONE}]\\p{M}*|(?:(?![${ALONE}])[\\p{L}\\p{N}\\p{M}])+`, "gu")
const MARKS = /(?![\u3099\u309a])\p{M}|\u0640/gu
const LETTERS = new Map(Object.entries({
  "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ",
  "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ٱ": "ا", "أ": "ا", "إ": "ا", "آ": "ا", "ء": ""
}))
const ARABIC = /^[\u0620-\u064a]{3,}$/u
const ARABIC_BEFORE = ["وال", "بال", "كال", "فال", "لل", "ال", "و"]
const ARABIC_AFTER = ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"]

const stemArabic = word => {
  if (!ARABIC.test(word)) return word
  const before = ARABIC_BEFORE.find(one => word.startsWith(one) && word.length - one.length >= (one === "و" ? 3 : 2))
  if (before) word = word.slice(before.length)
  const after = ARABIC_AFTER.find(one => word.endsWith(one) && word.length - one.length >= 2)
  return after ? word.slice(0, -after.length) : word
}

/* Unicode keeps the ten digits of a script together, in order, and none beside them. */
const digit = sign => {
  let zero = sign.codePointAt(0)
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && sign.codePointAt(0) - zero < 9) zero -= 1
  return String(sign.codePointAt(0) - zero)
}

const folded = word => {
  if (/^[a-z0-9]+$/.test(word)) return [word]
  const plain = word.normalize("NFKD").toLowerCase().replace(MARKS, "")
  const letters = Array.from(plain, one => LETTERS.get(one) ?? one).join("")
  const found = letters.replace(/(?![0-9])\p{Nd}/gu, digit).match(WORD) ?? []
  return found.map(one => stemArabic(one.replaceAll("\u3099", "v").replaceAll("\u309a", "p")))
}

/* The folded words of a text, each with the piece of the text that it was made from. */
const spans = text => {
  const found = []
  for (const match of text.matchAll(WORD))
    for (const word of folded(match[0])) found.push({ word, start: match.index, stop: match.index + match[0].length })
  return found
}

export const words = text => spans(text).map(span => span.word)

const pieces = (text, found, start = 0, stop = text.length) => {
  const made = []
  for (const span of found) {
    if (span.start < start || span.stop > stop) continue
    if (span.start > start) made.push({ text: text.slice(start, span.start), marked: false })
    const last = made.at(-1)
    const word = text.slice(span.start, span.stop)
    if (last?.marked) last.text += word // signs of a script without spaces
    else made.push({ text: word, marked: true })
    start = span.stop
  }
  if (start < stop) made.push({ text: text.slice(start, stop), marked: false })
  return made
}

const akin = (word, other) => word === other ||
  (Math.min(word.length, other.length) >= 4 && Math.abs(word.length - other.length) <= 2 &&
    (word.startsWith(other) || other.startsWith(word)))

/* A text in pieces, those marked that a query asks for: words as typed, or as `matched` gives them. */
export const marks = (text, query) => {
  const asked = [...new Set(words(query))]
  return pieces(text, spans(text).filter(({ word }) => asked.some(other => akin(word, other))))
}

/* ---- Files ---- */

const unpacked = async bytes => {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes // a server has unpacked it on the way
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

const json = async bytes => JSON.parse(new TextDecoder().decode(await unpacked(bytes)))

/* A file of two parts begins with the length of the first. */
const parted = bytes => {
  const stop = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  return [bytes.subarray(4, stop), bytes.subarray(stop)]
}

const SIGNATURE = 12 // "pagefind_dcd" begins each of Pagefind's files

const unsigned = async bytes => (await unpacked(bytes)).slice(SIGNATURE)

/* An error whose message is for programmers, with the name of the one that readers see. */
const failure = (told, what, why = "") => Object.assign(new Error(`${what}${why && ": "}${why}.`), { told, why })

const file = async (url, options) => {
  try {
    const response = await fetch(url, options)
    if (!response.ok) throw new Error(`${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  } catch (error) {
    throw failure("not loaded", "The search index cannot be loaded", `${url} (${error.message})`)
  }
}

/* ---- Pagefind's program, for the stemmer of one language: WebAssembly that wasm-bindgen wrapped ---- */

class Program {
  static async load(url) {
    const table = {}
    const imports = { "./pagefind_web_bg.js": {
      __wbindgen_init_externref_table() {
        const references = table.exports.__wbindgen_externrefs
        const offset = references.grow(4)
        references.set(0, undefined)
        ;[undefined, null, true, false].forEach((value, place) => references.set(offset + place, value))
      }
    } }
    const { instance } = await WebAssembly.instantiate(await unsigned(await file(url)), imports)
    table.exports = instance.exports
    instance.exports.__wbindgen_start()
    return new Program(instance.exports)
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

  search(index, query, exact) {
    return this.#taken(this.wasm.search(index, ...this.#text(query), ...this.#text(query), ...this.#text("{}"),
      ...this.#text(""), exact, false))
  }
}

const programs = new Map()

const program = url => {
  if (!programs.has(url)) programs.set(url, Program.load(url).catch(error => { programs.delete(url); throw error }))
  return programs.get(url)
}

/* ---- Shards ---- */

const FACETS = ["outlet", "agency", "section", "tag", "language"]
const DAY = 86400000

class Shard {
  #loading = null
  #opening = null
  #chunks = new Map()
  #blocks = new Map()

  constructor(search, row, number) {
    Object.assign(this, row)
    this.search = search
    this.number = number
    this.url = `${search.index}${row.folder}/`
  }

  /* Fetch what filters, counts and orders need; returns when it is there. */
  load() { return this.#loading ??= this.#load().catch(error => { this.#loading = null; throw error }) }

  async #load() {
    const bytes = this.search.newest(this) ?? await file(`${this.url}head.bin`)
    const [head, meta] = parted(bytes)
    this.head = await json(head)
    this.meta = meta
    this.numbers = new Map(this.head.pages.map((name, number) => [name, number]))
  }

  #open() {
    return this.#opening ??= (async () => {
      const [loaded] = await Promise.all([program(this.search.index + this.reader), this.load()])
      this.program = loaded
      this.pointer = loaded.open(await unsigned(this.meta))
      this.meta = null
    })().catch(error => { this.#opening = null; throw error })
  }

  #chunk(name) {
    if (!this.#chunks.has(name)) {
      const loading = file(`${this.url}${name}.pf_index`).then(unsigned)
        .then(chunk => { this.pointer = this.program.add(this.pointer, chunk) })
        .catch(error => { this.#chunks.delete(name); throw error })
      this.#chunks.set(name, loading)
    }
    return this.#chunks.get(name)
  }

  /* Return for each term of a query the articles that have it. */
  async find(terms) {
    await this.#open()
    const names = new Set(terms.flatMap(term => this.program.chunks(this.pointer, term.words.join(" "))))
    await Promise.all([...names].map(name => this.#chunk(name)))
    return terms.map(term => term.words.length > 1 ? this.#phrase(term) : this.#word(term))
  }

  #word({ words: [word], unfinished }) {
    const { results, search_keywords: stems } = this.program.search(this.pointer, word, false)
    // Pagefind also finds longer words, and where there is none a shorter one; only an unfinished word wants them.
    const wanted = unfinished
      ? found => stems.some(stem => found.startsWith(stem) || (found.length > 5 && stem.startsWith(found)))
      : found => stems.includes(found)
    const found = new Map()
    for (const { p, l, params, vms } of results) {
      const places = l.filter(one => wanted(one.v.ws)).map(one => one.l)
      const inHeadline = (vms ?? []).some(field => field.mt.some(wanted))
      if (places.length || inHeadline) found.set(this.numbers.get(p), { places, inHeadline, ...params })
    }
    return found
  }

  #phrase({ words }) {
    const { results } = this.program.search(this.pointer, words.join(" "), true)
    return new Map(results.map(({ p, l, params, mf }) =>
      [this.numbers.get(p), { places: l.map(one => one.l), inHeadline: Boolean(mf), run: words.length, ...params }]))
  }

  /* Return the values of a facet that an article has. */
  values(facet, number) {
    const { names, of } = this.head[facet]
    const value = of[number]
    return Array.isArray(value) ? value.map(one => names[one - 1]) : value ? [names[value - 1]] : []
  }

  day(number) {
    const day = this.head.days[number]
    return day === null ? null : (this.days ??= new Map()).get(day) ?? this.#named(day)
  }

  #named(day) {
    const name = new Date(day * DAY).toISOString().slice(0, 10)
    this.days.set(day, name)
    return name
  }

  async shown(number) {
    const { block } = this.search.contents
    const name = String(Math.floor(number / block)).padStart(3, "0")
    if (!this.#blocks.has(name))
      this.#blocks.set(name, file(`${this.url}${name}.bin`).then(json).catch(error => {
        this.#blocks.delete(name)
        throw error
      }))
    return (await this.#blocks.get(name))[number % block]
  }
}

/* ---- Queries ---- */

/* Words and phrases of a query. What is one word to a reader and several to the index (`U.S.`, 東京) is a phrase. */
export const parse = (text, unfinished = false) => {
  const terms = new Map()
  for (const match of text.matchAll(/["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)|[^\s"“”„«»]+/gu)) {
    const quoted = match[1] !== undefined
    const found = words(quoted ? match[1] : match[0])
    const last = !quoted && unfinished && match.index + match[0].length === text.length
    if (found.length) terms.set(found.join(" "), { words: found, unfinished: last })
  }
  return [...terms.values()]
}

const listed = value => value === undefined || value === null || value === "" ? null : [value].flat()

const until = to => to.length === 4 ? `${to}-12-31` : to.length === 7 ? `${to}-31` : to

const wanted = asked => {
  const wants = {}
  for (const facet of [...FACETS, "year", "month", "copies"]) {
    const values = listed(asked[facet])
    if (values?.length) wants[facet] = new Set(values)
  }
  return wants
}

const K1 = 1.4
const B = 0.75
const IN_HEADLINE = 2

/* Okapi BM25 over all that was searched, with more for words of the headline and for words side by side. */
const scored = (terms, found, articles) => {
  const frequency = terms.map((_, term) => found.reduce((sum, { has }) => sum + has[term].size, 0))
  const rarity = frequency.map(count => Math.log(1 + (articles - count + 0.5) / (count + 0.5)))
  const total = rarity.reduce((sum, one) => sum + one, 0)
  return hits => {
    let score = 0
    let headline = 0
    hits.forEach((hit, term) => {
      const count = Math.max(hit.places.length / (hit.run ?? 1), hit.inHeadline ? 1 : 0)
      const length = hit.apl ? hit.dl / hit.apl : 1
      score += rarity[term] * count * (K1 + 1) / (count + K1 * (1 - B + B * length))
      if (hit.inHeadline) headline += rarity[term]
    })
    for (let term = 1; term < hits.length; term += 1) {
      const before = new Set(hits[term - 1].places)
      if (hits[term].places.some(place => before.has(place - 1))) score += (rarity[term] + rarity[term - 1]) / 2
    }
    return score + IN_HEADLINE * headline * (total ? headline / total : 0)
  }
}

const byNewest = (left, right) => right.time - left.time || left.place - right.place
const byOldest = (left, right) => left.age - right.age || left.place - right.place
const byScore = (left, right) => right.score - left.score || byNewest(left, right)
const ORDERS = { relevance: byScore, newest: byNewest, oldest: byOldest }

const FIRST = 10 // results to begin with
const FEW = 4 // shards that are always searched at once

class Query {
  constructor(search, asked) {
    this.search = search
    this.asked = asked
    this.terms = parse(asked.text ?? "", asked.unfinished)
    this.wants = wanted(asked)
    this.from = asked.from || null
    this.to = asked.to ? until(asked.to) : null
    this.order = asked.sort ?? (this.terms.length ? "relevance" : "newest")
    if (!this.terms.length && this.order === "relevance") this.order = "newest"
    this.waiting = search.shards.filter(shard => this.#mayHave(shard))
    if (this.order === "oldest") this.waiting.reverse().sort((left, right) => !left.first - !right.first)
    this.found = []
    this.width = 1
  }

  /* Whether the first answer is of the whole archive: several words look for one thing, wherever it is; one word, or
    none, finds much everywhere, and while a reader types nothing is known yet. */
  get whole() {
    return this.search.shards.length <= FEW ||
      (this.order === "relevance" && this.terms.length > 1 && !this.asked.unfinished)
  }

  /* Return whether a shard's period can hold what is asked for. */
  #mayHave({ first, last }) {
    const { year, month } = this.wants
    if (!first) return !(this.from || this.to || year || month)
    const within = period => first.slice(0, period.length) <= period && period <= last.slice(0, period.length)
    return (!this.from || last.slice(0, this.from.length) >= this.from) && (!this.to || first <= this.to) &&
      (!year || [...year].some(within)) && (!month || [...month].some(within))
  }

  /* Search more shards: one at first, then twice as many each time, until there are results for a page. */
  async next(enough) {
    let answer = null
    while (!answer || (this.waiting.length && answer.results.length < enough)) {
      const some = this.waiting.splice(0, enough === Infinity ? this.waiting.length : this.width)
      this.width *= 2
      this.found.push(...await Promise.all(some.map(shard => this.#searched(shard))))
      this.asked.signal?.throwIfAborted()
      answer = this.#answer()
    }
    return answer
  }

  async #searched(shard) {
    await shard.load()
    this.asked.signal?.throwIfAborted()
    if (!this.terms.length) return { shard, has: [] }
    return { shard, has: await shard.find(this.terms) }
  }

  * #matches() {
    const articles = this.found.reduce((sum, { shard }) => sum + shard.articles, 0)
    const score = scored(this.terms, this.found, articles)
    for (const { shard, has } of this.found) {
      const [rarest, ...others] = [...has].sort((left, right) => left.size - right.size)
      const numbers = rarest ? rarest.keys() : shard.head.pages.keys()
      for (const number of numbers) {
        if (!others.every(one => one.has(number))) continue
        const hits = has.map(one => one.get(number))
        yield this.#match(shard, number, hits, hits.length ? score(hits) : 0)
      }
    }
  }

  #match(shard, number, hits, score) {
    const day = shard.head.days[number]
    const time = day === null ? -Infinity : day * 1440 + Math.max(shard.head.minutes[number], 0)
    return {
      shard, number, hits, score, time, age: day === null ? Infinity : time, place: shard.number * 65536 + number,
      cluster: this.search.clusterOf.get(shard.number * 65536 + number)
    }
  }

  #values(match) {
    const { shard, number } = match
    const day = shard.day(number)
    const values = { year: day ? [day.slice(0, 4)] : [], month: day ? [day.slice(0, 7)] : [] }
    for (const facet of FACETS) values[facet] = shard.values(facet, number)
    values.copies = [match.cluster ? "yes" : "no"]
    return { values, day }
  }

  #answer() {
    const counts = new Map()
    const kept = []
    const wants = Object.entries(this.wants)
    const collapse = this.asked.collapse !== false
    const count = (facet, value, match) => {
      if (!counts.has(facet)) counts.set(facet, new Map())
      const of = counts.get(facet)
      const group = collapse && match.cluster || match.place
      if (!of.has(value)) of.set(value, new Set())
      of.get(value).add(group)
    }
    for (const match of this.#matches()) {
      const { values, day } = this.#values(match)
      if ((this.from && !(day && day >= this.from)) || (this.to && !(day && day <= this.to))) continue
      const misses = wants.filter(([facet, set]) => !values[facet].some(value => set.has(value)))
      if (misses.length > 1) continue
      for (const [facet, some] of Object.entries(values))
        if (!misses.length || misses[0][0] === facet) for (const value of some) count(facet, value, match)
      if (!misses.length) kept.push(match)
    }
    const matches = collapse ? this.#collapsed(kept) : kept
    matches.sort(ORDERS[this.order])
    return this.#laidOut(matches, counts)
  }

  /* Keep one member of each cluster: the canonical one if it fits nearly as well as any, else the one that fits best. */
  #collapsed(matches) {
    const best = new Map()
    const alone = []
    for (const match of matches) {
      if (!match.cluster) alone.push(match)
      else if (this.#better(match, best.get(match.cluster))) best.set(match.cluster, match)
    }
    return [...alone, ...best.values()]
  }

  #better(match, other) {
    if (!other) return true
    if (this.order !== "relevance") return ORDERS[this.order](match, other) < 0
    const canonical = match.cluster[0]
    const weight = one => one.score * (one.place === canonical ? 1.1 : 1)
    return weight(match) - weight(other) || byOldest(other, match) > 0
  }

  #laidOut(matches, counts) {
    const exact = !this.waiting.length
    const searched = exact ? this.search.shards : this.found.map(({ shard }) => shard)
    const listed = {}
    for (const facet of [...FACETS, "year", "month", "copies"]) {
      const some = [...counts.get(facet) ?? []].map(([value, groups]) => [value, groups.size])
      const byName = (left, right) => left[0] < right[0] ? -1 : 1
      const dated = facet === "year" || facet === "month"
      listed[facet] = some.sort(dated ? (left, right) => byName(right, left) : (left, right) => right[1] - left[1] || byName(left, right))
    }
    return {
      total: matches.length,
      exact,
      searched: {
        first: searched.map(({ first }) => first).filter(Boolean).sort()[0]?.slice(0, 10) ?? null,
        last: searched.map(({ last }) => last).filter(Boolean).sort().at(-1)?.slice(0, 10) ?? null,
        articles: searched.reduce((sum, { articles }) => sum + articles, 0)
      },
      results: matches.map(match => ({ load: () => this.#shown(match) })),
      counts: listed,
      more: async () => exact ? null : this.next(matches.length + FIRST),
      whole: async () => exact ? null : this.next(Infinity)
    }
  }

  async #shown(match) {
    const article = await match.shard.shown(match.number)
    const { shown, matched, excerpt } = excerpted(article, match.hits, this.terms)
    const cluster = match.cluster ?? [match.place]
    return {
      ...this.search.named(article), headlineParts: shown, excerpt, matched,
      direction: RIGHT_TO_LEFT.has(article.language) ? "rtl" : "ltr",
      clusterSize: cluster.length,
      copies: most => this.search.copies(cluster.slice(0, most))
    }
  }
}

/* ---- Excerpts ---- */

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur", "ps", "sd", "ckb", "yi", "dv", "ug"])
const EXCERPT = 220 // characters
const BEFORE = 60

const excerpted = (article, hits, terms) => {
  const text = article.text ?? ""
  const found = hits.length ? spans(text) : []
  const places = hits.flatMap((hit, term) => hit.places.filter(place => place < found.length).map(place => ({ place, term })))
    .sort((left, right) => left.place - right.place)
  const marked = [...new Set(places.map(({ place }) => place))].map(place => found[place])
  const matched = new Set(marked.map(span => span.word))
  const asked = terms.flatMap(term => term.words)
  const shown = pieces(article.headline ?? "", spans(article.headline ?? "")
    .filter(({ word }) => matched.has(word) || asked.some(other => akin(word, other))))
  for (const word of asked) matched.add(word)
  return { shown, matched: [...matched], excerpt: cut(text, found, marked, best(found, places)) }
}

/* Return where to begin so that the most terms are in sight. */
const best = (found, places) => {
  let start = 0
  let most = 0
  places.forEach(({ place }, number) => {
    const seen = new Set()
    for (const other of places.slice(number, number + 40)) {
      if (found[other.place].stop - found[place].start > EXCERPT - BEFORE) break
      seen.add(other.term)
    }
    if (seen.size > most) [start, most] = [found[place].start, seen.size]
  })
  return start
}

/* Return where to end: at a space, where there is one near. */
const ending = (text, start) => {
  const most = start + EXCERPT
  if (most >= text.length) return text.length
  const space = text.lastIndexOf(" ", most)
  return space > most - 40 ? space : most
}

const cut = (text, found, marked, at) => {
  const first = at <= BEFORE || text.length <= EXCERPT ? null : found.find(span => span.start >= at - BEFORE)
  const start = first ? first.start : 0
  const stop = ending(text, start)
  const made = pieces(text, marked, start, stop)
  if (start) made.unshift({ text: "… ", marked: false })
  if (stop < text.length) made.push({ text: " …", marked: false })
  return made.map(piece => ({ ...piece, text: piece.text.replace(/\s+/g, " ") }))
}

/* ---- The archive ---- */

class Search {
  constructor(base, index, contents, head) {
    Object.assign(this, { base, index, contents, head })
    this.shards = contents.shards.map((row, number) => new Shard(this, row, number))
    this.languages = contents.languages.filter(([name]) => name)
    this.articles = this.shards.reduce((sum, shard) => sum + shard.articles, 0)
    this.first = this.shards.map(({ first }) => first).filter(Boolean).sort()[0] ?? null
    this.last = this.shards.map(({ last }) => last).filter(Boolean).sort().at(-1) ?? null
    this.clusterOf = new Map()
    for (const parts of contents.clusters) {
      const cluster = []
      for (let part = 0; part < parts.length; part += 2) cluster.push(parts[part] * 65536 + parts[part + 1])
      for (const place of cluster) this.clusterOf.set(place, cluster)
    }
  }

  /* The newest shard's head comes with the list of shards, since most searches begin there. */
  newest(shard) { return shard.number ? null : this.head }

  query(asked = {}) {
    const query = new Query(this, asked)
    return query.next(asked.whole ?? query.whole ? Infinity : FIRST)
  }

  /* What a result or a copy of it says of an article. */
  named({ id, address, headline = "", outlet = null, date = null, language = null }) {
    return { id, url: `${this.base}archive/${encodeURI(address)}/`, headline, outlet, date, language }
  }

  async copies(places) {
    const found = await Promise.all(places.map(async place => {
      const article = await this.shards[Math.floor(place / 65536)].shown(place % 65536)
      return this.named(article)
    }))
    return found.sort((left, right) => (left.date ?? "9") < (right.date ?? "9") ? -1 : 1)
  }
}

/* Open the index of an archive.

  base: the address of the site's root, ending in a slash. index: where the index lies below it.
  Throws an Error whose message says what could not be loaded. */
export const openSearch = async (base, { index = "search/index/" } = {}) => {
  if (new URL(base).protocol === "file:")
    throw failure("no server", "The search needs a web server; a page opened from a file cannot load the index")
  const root = new URL(index, base).href
  const bytes = await file(`${root}index.bin`, { cache: "no-cache" }) // the only file that changes in place
  try {
    const [contents, head] = parted(bytes)
    return new Search(base, root, await json(contents), head)
  } catch (error) {
    throw failure("not read", "The search index cannot be read", `${root}index.bin (${error.message})`)
  }
}
