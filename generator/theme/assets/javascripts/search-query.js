/* Search the archive's index (its other half: generator/search). Results, counts and excerpts are made here; Pagefind's
  program finds words, one at a time, in one shard at a time (search-pagefind.js), and what a query says beyond words
  side by side is read by search-language.js. Nothing here touches the page, and nothing is fetched before
  `openSearch`. */
import { Program, chunksOf, chunksWith } from "./search-pagefind.js"

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

const textOf = bytes => {
  const page = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "text/html")
  return Array.from(page.querySelectorAll(".bf-text > p"), paragraph => paragraph.textContent).join("\n\n")
}

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

/* ---- The program that finds words, once for all shards of a language ---- */

const programs = new Map()

const program = (url, given) => {
  if (!programs.has(url)) programs.set(url, started(url, given).catch(error => { programs.delete(url); throw error }))
  return programs.get(url)
}

const started = async (url, given) => {
  const bytes = await unsigned(given ?? await file(url))
  return Program.start(bytes).catch(error => {
    throw failure("not read", "The search index cannot be read", `${url} (${error.message})`)
  })
}

/* ---- Which shards hold a word: sorted lists of stems (generator/search/holding.py). A search asks those alone, and of a
  word that is in few articles of a shard the lists say where in them it stands. ---- */

const stemOf = line => line.slice(0, line.indexOf(" "))

/* The order of the lists: that of code points, which is not that of UTF-16 where a sign is beyond its first 65,536. */
const rank = unit => unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit

const isBefore = (one, other) => {
  const length = Math.min(one.length, other.length)
  for (let place = 0; place < length; place += 1) {
    const [left, right] = [one.charCodeAt(place), other.charCodeAt(place)]
    if (left !== right) return rank(left) < rank(right)
  }
  return one.length < other.length
}

/* The place of the first of some sorted things that is not before a word. */
const placeOf = (word, length, at) => {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = low + high >> 1
    if (isBefore(at(middle), word)) low = middle + 1
    else high = middle
  }
  return low
}

const MOST_FILES = 3 // of words with a beginning; more such words are everywhere

class StemLists {
  #files = new Map()

  /* told: what `index.bin` says of the lists. shards: all, the newest first. load: fetches a file, as text. */
  constructor(told, shards, load) { Object.assign(this, { told, shards, load }) }

  covers(shard) { return shard !== this.shards[0] }

  #file(number) {
    if (!this.#files.has(number)) {
      const name = `${this.told.folder}/${String(number).padStart(3, "0")}.bin`
      this.#files.set(number, this.load(name).then(text => text.split("\n"))
        .catch(error => { this.#files.delete(number); throw error }))
    }
    return this.#files.get(number)
  }

  /* The file that would have a stem; -1 if it stands before all. */
  #numberOf(stem) {
    const { first } = this.told
    const place = placeOf(stem, first.length, number => first[number])
    return first[place] === stem ? place : place - 1
  }

  /* The shards that hold a stem: of each, in how many of its articles it is, and of few the hits by their numbers. */
  async of(stem) {
    const number = this.#numberOf(stem)
    if (number < 0) return new Map()
    const lines = await this.#file(number)
    const line = lines[placeOf(stem, lines.length, place => stemOf(lines[place]))]
    return line && stemOf(line) === stem ? this.#read(line) : new Map()
  }

  /* The shards that hold words with a beginning, or one of some stems; null if those are too many to be looked for. */
  async begun(start, others) {
    const [from, to] = [Math.max(this.#numberOf(start), 0), Math.max(this.#numberOf(`${start}\u{10ffff}`), 0)]
    if (to - from >= MOST_FILES) return null
    const numbers = Array.from({ length: to - from + 1 }, (_, step) => from + step)
    const found = new Set()
    for (const lines of await Promise.all(numbers.map(number => this.#file(number)))) {
      const place = placeOf(start, lines.length, one => stemOf(lines[one]))
      for (let at = place; at < lines.length && lines[at].startsWith(start); at += 1)
        for (const shard of this.#read(lines[at]).keys()) found.add(shard)
    }
    for (const some of await Promise.all(others.map(stem => this.of(stem))))
      for (const shard of some.keys()) found.add(shard)
    return new Map([...found].map(shard => [shard, UNTOLD]))
  }

  #read(line) {
    const numbers = line.slice(line.indexOf(" ") + 1).split(" ").map(Number)
    const found = new Map()
    let at = 0
    let place = 0
    const hit = () => {
      const told = numbers[at++]
      const count = numbers[at++]
      let before = 0
      const places = numbers.slice(at, at += count).map(step => before += step)
      return [told >> 1, { places, inHeadline: told % 2 === 1 }]
    }
    while (at < numbers.length) {
      place += numbers[at++]
      const count = numbers[at++]
      const hits = count > this.told.few ? null : new Map(Array.from({ length: count }, hit))
      found.set(this.shards[this.shards.length - 1 - place], { count, hits })
    }
    return found
  }
}


/* ---- Shards ---- */

const FACETS = ["outlet", "author", "agency", "section", "tag", "language"]
const KEYS = { author: "authors", tag: "tags" } // of those that a block calls otherwise
const COUNTED = [...FACETS, "year", "month", "copies", "archive"]
const DAY = 86400000

/* Whether a word may be what an unfinished one becomes: the index has stems, which may be shorter. */
const mayBecome = word => (stems, found) =>
  found.startsWith(word) || stems.includes(found) || (found.length > 5 && word.startsWith(found))

class Shard {
  #loading = null
  #opening = null
  #chunks = new Map()
  #blocks = new Map()
  #texts = new Map()
  #days = new Map()
  #rows = new Map()

  constructor(archive, row, place) {
    Object.assign(this, row)
    this.archive = archive
    this.isNewest = place === 0
    this.url = `${archive.index}${row.folder}/`
  }

  /* Fetch what filters, counts and orders need; returns when it is there. */
  load() { return this.#loading ??= this.#load().catch(error => { this.#loading = null; throw error }) }

  async #load() {
    // The newest shard's head comes with the list of shards, since most searches begin there.
    const bytes = this.isNewest ? this.archive.along.head : await file(`${this.url}head.bin`)
    const [head, meta] = parted(bytes)
    this.head = await json(head)
    this.meta = meta
    this.numbers = new Map(this.head.pages.map((name, number) => [name, number]))
  }

  /* Make ready to ask the program of this shard. */
  open() {
    return this.#opening ??= (async () => {
      const [loaded] = await Promise.all([this.archive.program(this.reader), this.load()])
      this.program = loaded
      this.meta = await unsigned(this.meta)
      this.pointer = loaded.open(this.meta)
    })().catch(error => { this.#opening = null; throw error })
  }

  #chunk(name) {
    if (!this.#chunks.has(name)) {
      const alone = this.isNewest && this.archive.along.chunk
      const loading = Promise.resolve(alone || file(`${this.url}${name}.pf_index`)).then(unsigned)
        .then(chunk => { this.pointer = this.program.add(this.pointer, chunk) })
        .catch(error => { this.#chunks.delete(name); throw error })
      this.#chunks.set(name, loading)
    }
    return this.#chunks.get(name)
  }

  /* Return for each term of a query the articles that have it, and mark those whose headline has it behind another. */
  async find(terms, pairs = []) {
    await this.open()
    const names = new Set(terms.flatMap(term => this.#names(term)))
    await Promise.all([...names].map(name => this.#chunk(name)))
    const found = terms.map(term => this.#term(term))
    for (const pair of pairs)
      for (const [number, { inHeadline }] of this.#hits(this.program.phrase(this.pointer, pair.words)))
        if (inHeadline) follow(found[pair.after].get(number), pair)
    return found
  }

  #names({ words, star }) {
    const names = this.program.chunks(this.pointer, words.join(" "))
    if (!star) return names
    this.listing ??= chunksOf(this.meta)
    return [...names, ...chunksWith(this.listing, words.at(-1))]
  }

  #term({ words, star, unfinished }) {
    const last = words.at(-1)
    const wanted = star || unfinished ? mayBecome(last) : undefined
    if (words.length === 1) return this.#hits(this.program.word(this.pointer, last, wanted))
    if (!wanted) return this.#hits(this.program.phrase(this.pointer, words))
    const before = words.slice(0, -1)
    const begun = before.length > 1 ? this.program.phrase(this.pointer, before) : this.program.word(this.pointer, before[0])
    const found = followed(this.#hits(begun), this.#hits(this.program.word(this.pointer, last, wanted)), before.length)
    // Headlines have no places; as the words stand here already, they are a phrase in them, too.
    for (const [number, hit] of this.#hits(this.program.phrase(this.pointer, words)))
      if (!found.has(number)) found.set(number, hit)
    return found
  }

  #hits(pairs) { return new Map(pairs.map(([name, hit]) => [this.numbers.get(name), hit])) }

  /* Fetch what results show of some articles: their facts can then be told without the head. */
  async read(numbers) {
    await Promise.all(numbers.map(async number => this.#rows.set(number, await this.shown(number))))
  }

  /* Return how many words the text of an article has that was read, and its headline. */
  length(number) { return this.#rows.get(number).words }
  headline(number) { return this.#rows.get(number).headline ?? "" }

  /* Return the values of a facet that an article has. */
  values(facet, number) {
    if (!this.head) return [this.#rows.get(number)[KEYS[facet] ?? facet] ?? []].flat().filter(Boolean)
    if (!this.head[facet]) return [] // of an archive that was built before there was this facet
    const { names, of } = this.head[facet]
    const value = of[number]
    return Array.isArray(value) ? value.map(one => names[one - 1]) : value ? [names[value - 1]] : []
  }

  /* Return the day of an article, counted from 1970; null if it has none. */
  dayNumber(number) {
    if (this.head) return this.head.days[number]
    this.dayNumbers ??= this.days.flatMap((day, place) =>
      place % 2 ? [] : Array.from({ length: this.days[place + 1] }, () => day))
    return this.dayNumbers[number]
  }

  /* Return the minute of its day. */
  minute(number) {
    if (this.head) return Math.max(this.head.minutes[number], 0)
    const { date = "" } = this.#rows.get(number)
    return date.length > 10 ? Number(date.slice(11, 13)) * 60 + Number(date.slice(14, 16)) : 0
  }

  day(number) {
    const day = this.dayNumber(number)
    return day === null ? null : this.#days.get(day) ?? this.#named(day)
  }

  #named(day) {
    const name = new Date(day * DAY).toISOString().slice(0, 10)
    this.#days.set(day, name)
    return name
  }

  async shown(number) {
    const { block } = this.archive.contents
    const name = String(Math.floor(number / block)).padStart(3, "0")
    if (!this.#blocks.has(name))
      this.#blocks.set(name, file(`${this.url}${name}.bin`).then(json).catch(error => {
        this.#blocks.delete(name)
        throw error
      }))
    return (await this.#blocks.get(name))[number % block]
  }

  /* The text of an article: an index that is short of room leaves it to the page. */
  async text(number) {
    const { address, text } = await this.shown(number)
    if (text !== undefined) return text
    if (!this.#texts.has(number))
      this.#texts.set(number, file(this.archive.page(address)).then(textOf).catch(error => {
        this.#texts.delete(number)
        throw error
      }))
    return this.#texts.get(number)
  }

  /* Return the shard's words, each with the number of articles that have it: for what a reader may have meant. */
  wordList() {
    return this.vocabulary ??= file(`${this.url}words.bin`).then(json).catch(error => { this.vocabulary = null; throw error })
  }
}

/* Hits of words that are followed by others at once. */
const followed = (begun, after, length) => {
  const found = new Map()
  for (const [number, hit] of begun) {
    const other = after.get(number)
    if (!other) continue
    const before = new Set(hit.places)
    const steps = Array.from({ length }, (_, step) => step + 1)
    const ends = other.places.filter(place => steps.every(step => before.has(place - step)))
    const places = ends.flatMap(place => [...steps.map(step => place - step).reverse(), place])
    if (places.length) found.set(number, { ...other, places, inHeadline: false, run: length + 1 })
  }
  return found
}

/* ---- Queries ---- */

/* What only the language of queries knows: a text without any of it is words, all of which must occur. */
const MORE_THAN_WORDS = /["“”„«»「」『』()|:*]|(?:^|\s)[-−]|\b(?:AND|OR|NOT|NEAR)\b|\b[Nn][Ee][Aa][Rr]\//u

/* Words side by side. What is one word to a reader and several to the index (`U.S.`, 東京) is a phrase. */
const plain = (text, unfinished) => {
  const all = []
  for (const { 0: typed, index } of text.matchAll(/\S+/g)) {
    const found = words(typed)
    const last = unfinished && index + typed.length === text.length
    if (found.length) all.push({ words: found, typed, ...last && { unfinished: last } })
  }
  const faults = all.length || unfinished || !text.trim() ? [] : [{ name: "asked: no words", values: {} }]
  return { tree: all.length > 1 ? { all } : all[0] ?? null, faults, right: faults.length ? "" : null }
}

/* Read what a reader asks: a tree, as search-language.js has it, and what was wrong with the text. */
export const asked = async (text, options = {}) => {
  if (!MORE_THAN_WORDS.test(text)) return plain(text, options.unfinished)
  return (await import("./search-language.js")).read(text, options)
}

const PARTS = ["all", "any"]

/* The trees within one. */
const within = tree => PARTS.flatMap(kind => tree[kind] ?? []).concat(tree.near ? [tree.left, tree.right] : [])

const keyOf = ({ words: found, star, unfinished }) => `${found.join(" ")}${star ? "*" : ""}${unfinished ? "…" : ""}`

/* The words and phrases of a tree, each once, with whether they are wanted or shall be missing. */
const termsOf = (tree, wanted = true, terms = new Map()) => {
  if (!tree) return terms
  if (tree.not) return termsOf(tree.not, !wanted, terms)
  if (tree.headline) return termsOf(tree.headline, wanted, terms)
  if (tree.words && !tree.facet) {
    const key = keyOf(tree)
    const known = terms.get(key)
    if (known) known.wanted ||= wanted
    else terms.set(key, { ...tree, wanted, place: terms.size })
  }
  for (const one of within(tree)) termsOf(one, wanted, terms)
  return terms
}

/* What a tree asks of the words alone; null if that is nothing. */
const ofWords = tree => {
  if (!tree || tree.facet || tree.copies || tree.from || tree.before) return null
  if (tree.not) {
    const inner = ofWords(tree.not)
    return inner && { not: inner }
  }
  for (const kind of PARTS) if (tree[kind]) {
    const left = tree[kind].map(ofWords)
    if (kind === "any" && left.some(one => !one)) return null
    const kept = left.filter(Boolean)
    return kept.length ? { [kind]: kept } : null
  }
  return tree
}

/* The first and the first later day of what all parts of a tree ask for. */
const daysOf = tree => {
  const bounds = tree?.from || tree?.before ? [tree] : (tree?.all ?? []).filter(one => one.from || one.before)
  const [from] = bounds.map(one => one.from).filter(Boolean).sort().reverse()
  const [before] = bounds.map(one => one.before).filter(Boolean).sort()
  return { from: from ?? null, before: before ?? null }
}

const languageNames = new Map()

/* What a reader may call a language: its code, and its name in English and in the site's own language. */
const languageCalled = (code, speech) => {
  const key = `${speech} ${code}`
  if (!languageNames.has(key)) {
    const names = [code]
    for (const one of new Set(["en", speech])) {
      try { names.push(new Intl.DisplayNames([one], { type: "language" }).of(code)) } catch { /* no language's code */ }
    }
    languageNames.set(key, names.map(words))
  }
  return languageNames.get(key)
}

const holdsRun = (found, { words: run, star }) => found.some((_, start) => run.every((word, place) =>
  star && place === run.length - 1 ? found[start + place]?.startsWith(word) : found[start + place] === word))

/* One shard, and which of its articles a tree asks for. */
class Searched {
  /* counts: how many articles have each term, where `has` does not say it. */
  constructor(shard, has, query, counts = has.map(({ size }) => size)) {
    Object.assign(this, { shard, has, query, counts, fitting: new Map() })
  }

  hitsOf(tree) { return this.has[this.query.places.get(keyOf(tree))] }

  /* Numbers of the articles that can fit; null for all. */
  candidates(tree) {
    if (!tree) return null
    if (tree.headline) return this.candidates(tree.headline)
    if (tree.words && !tree.facet) return this.hitsOf(tree)
    if (tree.near) return this.candidates({ all: [tree.left, tree.right] })
    if (tree.all) {
      const some = tree.all.map(one => this.candidates(one)).filter(Boolean)
      return some.sort((left, right) => left.size - right.size)[0] ?? null
    }
    if (!tree.any) return null
    const some = tree.any.map(one => this.candidates(one))
    return some.every(Boolean) ? new Map(some.flatMap(one => [...one.keys()].map(number => [number, null]))) : null
  }

  fits(tree, number) {
    if (!tree) return true
    if (tree.all) return tree.all.every(one => this.fits(one, number))
    if (tree.any) return tree.any.some(one => this.fits(one, number))
    if (tree.not) return !this.fits(tree.not, number)
    if (tree.near) return this.#places(tree, number).length > 0
    if (tree.headline) return Boolean(this.hitsOf(tree.headline).get(number)?.inHeadline)
    if (tree.facet) return this.#fitsFacet(tree, number)
    if (tree.words) return this.hitsOf(tree).has(number)
    if (tree.copies) return this.#copies(number) >= tree.copies[0] && this.#copies(number) <= tree.copies[1]
    const day = this.shard.day(number)
    return day !== null && (!tree.from || day >= tree.from) && (!tree.before || day < tree.before)
  }

  /* Copies of an article, itself counted, as results say it; none of what stands alone. */
  #copies(number) { return this.query.search.clusterOf.get(this.shard.place(number))?.length ?? 0 }

  #fitsFacet(tree, number) {
    if (!this.fitting.has(tree)) this.fitting.set(tree, this.#namesFitting(tree))
    const value = this.shard.head[tree.facet]?.of[number]
    const names = this.fitting.get(tree)
    return Array.isArray(value) ? value.some(one => names.has(one)) : names.has(value)
  }

  #namesFitting(tree) {
    const { speech = "en" } = this.query.asked
    const called = tree.facet === "language" ? name => languageCalled(name, speech) : name => [words(name)]
    const names = this.shard.head[tree.facet]?.names ?? []
    return new Set(names.flatMap((name, place) => called(name).some(found => holdsRun(found, tree)) ? [place + 1] : []))
  }

  /* Where in the text of an article stands what a distance is measured from. */
  #places(tree, number) {
    if (tree.any) return tree.any.flatMap(one => this.#places(one, number)).sort((left, right) => left - right)
    if (!tree.near) return this.hitsOf(tree).get(number)?.places ?? []
    const [left, right] = [tree.left, tree.right].map(one => this.#places(one, number))
    const near = (some, others) => some.filter(one => others.some(other => one !== other && Math.abs(one - other) <= tree.near))
    return [...new Set([...near(left, right), ...near(right, left)])].sort((one, other) => one - other)
  }

  /* For each word of the query its hit in an article, with those places alone that count. */
  hits(number) {
    const hits = this.has.map(one => one.get(number) ?? null)
    for (const tree of this.query.distances) this.#keepNear(tree, number, hits)
    return hits
  }

  #keepNear(tree, number, hits) {
    const near = new Set(this.#places(tree, number))
    if (!near.size) return
    for (const term of termsOf(tree).values()) {
      const place = this.query.places.get(keyOf(term))
      const hit = hits[place]
      if (hit) hits[place] = { ...hit, places: hit.places.filter(one => near.has(one)) }
    }
  }
}

const hasField = tree => Boolean(tree?.facet) || (tree?.not ? hasField(tree.not) : within(tree ?? {}).some(hasField))

/* How many articles of a shard can fit a tree, from how many have each term; Infinity where terms do not say it. */
const mostOf = (tree, countOf) => {
  if (tree?.headline) return mostOf(tree.headline, countOf)
  if (tree?.near) return mostOf({ all: [tree.left, tree.right] }, countOf)
  if (tree?.all) return Math.min(...tree.all.map(one => mostOf(one, countOf)))
  if (tree?.any) return tree.any.reduce((sum, one) => sum + mostOf(one, countOf), 0)
  return tree?.words && !tree.facet ? countOf(tree) : Infinity
}

/* The words and phrases that are wanted, as they were typed. */
const inOrder = tree => !tree || tree.not || tree.facet ? [] : tree.words ? [tree]
  : tree.headline ? inOrder(tree.headline) : within(tree).flatMap(inOrder)

/* Words of which one is asked for right behind the other: of two terms the last and the first, and the terms' places. */
const pairsOf = (terms, places) => {
  const pairs = new Map()
  for (const [step, term] of terms.slice(1).entries()) {
    const some = [terms[step], term]
    if (some.some(({ star, unfinished }) => star || unfinished)) continue
    const [before, after] = some.map(one => places.get(keyOf(one)))
    const both = [terms[step].words.at(-1), term.words[0]]
    pairs.set(both.join(" "), { words: both, before, after })
  }
  return [...pairs.values()]
}

/* Note of a hit that in the headline it stands right behind another term. */
const follow = (hit, { before }) => { if (hit) hit.follows = [...hit.follows ?? [], before] }

const distancesOf = tree => tree?.near ? [tree] : within(tree ?? {}).flatMap(distancesOf)

const listed = value => value === undefined || value === null || value === "" ? null : [value].flat()

const until = to => to.length === 4 ? `${to}-12-31` : to.length === 7 ? `${to}-31` : to

const wanted = asked => {
  const wants = {}
  for (const facet of COUNTED) {
    const values = listed(asked[facet])
    if (values?.length) wants[facet] = new Set(values)
  }
  return wants
}

const K1 = 1.4
const B = 0.75
const IN_HEADLINE = 2

/* Okapi BM25 over all that was searched, with more for words of the headline and for words side by side, here or there. Every number is
  of all shards together, so that what stands where changes no order. */
const scored = (terms, found) => {
  const sum = count => found.reduce((total, one) => total + count(one), 0)
  const articles = sum(({ shard }) => shard.articles)
  const average = sum(({ shard }) => shard.words) / articles || 1
  const rarity = terms.map(({ place }) => {
    const count = sum(({ counts }) => counts[place])
    return Math.log(1 + (articles - count + 0.5) / (count + 0.5))
  })
  const rarityAt = new Map(terms.map(({ place }, term) => [place, rarity[term]]))
  const total = rarity.reduce((all, one) => all + one, 0)
  return hits => {
    let score = 0
    let headline = 0
    terms.forEach(({ place }, term) => {
      const hit = hits[place]
      if (!hit) return
      const count = Math.max(hit.places.length / (hit.run ?? 1), hit.inHeadline ? 1 : 0)
      score += rarity[term] * count * (K1 + 1) / (count + K1 * (1 - B + B * hit.length / average))
      if (hit.inHeadline) headline += rarity[term]
      for (const before of hit.follows ?? []) score += IN_HEADLINE * (rarity[term] + rarityAt.get(before)) / 2
    })
    for (let term = 1; term < terms.length; term += 1) {
      const [one, other] = [terms[term - 1], terms[term]].map(({ place }) => hits[place])
      if (!one || !other) continue
      const before = new Set(one.places)
      if (other.places.some(place => before.has(place - 1))) score += (rarity[term] + rarity[term - 1]) / 2
    }
    return score + IN_HEADLINE * headline * (total ? headline / total : 0)
  }
}

const byNewest = (left, right) => right.time - left.time || left.place - right.place
const byOldest = (left, right) => left.age - right.age || left.place - right.place
const byScore = (left, right) => right.score - left.score || byNewest(left, right)
const ORDERS = { relevance: byScore, newest: byNewest, oldest: byOldest }

/* The first and the last day of some matches; nothing if none has a day. */
const spanOf = matches => {
  let [first, last] = [Infinity, -Infinity]
  for (const { shard, number } of matches) {
    const day = shard.dayNumber(number)
    if (day !== null) [first, last] = [Math.min(first, day), Math.max(last, day)]
  }
  return last < first ? [null, null] : [first, last].map(day => new Date(day * DAY).toISOString().slice(0, 10))
}

const LENGTHS = { year: 4, month: 7, day: 10 }

const periodOf = (day, unit) => day === null ? "" : day.slice(0, LENGTHS[unit])

const FIRST = 10 // results to begin with
const FEW = 4 // shards that are always searched at once
const MOST_READ = 8 // articles of a shard whose facts are read from blocks, not from its head
const NOWHERE = { count: 0, hits: new Map() }
const UNTOLD = { count: null, hits: null }

class Query {
  constructor(search, asked, { tree, faults, right }) {
    Object.assign(this, { search, asked, tree, faults, right })
    this.terms = [...termsOf(tree).values()]
    this.places = new Map(this.terms.map((term, place) => [keyOf(term), place]))
    this.sought = this.terms.filter(term => term.wanted)
    this.pairs = pairsOf(inOrder(tree), this.places)
    this.distances = distancesOf(tree)
    this.words = ofWords(tree)
    this.wants = wanted(asked)
    this.from = asked.from || null
    this.to = asked.to ? until(asked.to) : null
    this.days = daysOf(tree)
    this.filtered = Object.keys(this.wants).length > 0
    this.order = asked.sort ?? (this.sought.length ? "relevance" : "newest")
    if (!this.sought.length && this.order === "relevance") this.order = "newest"
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
  #mayHave({ first, last, archive }) {
    const { year, month } = this.wants
    if (this.wants.archive && !this.wants.archive.has(archive.name)) return false
    const { from, before } = this.days
    if (!first) return !(this.from || this.to || year || month || from || before)
    const inPeriod = period => first.slice(0, period.length) <= period && period <= last.slice(0, period.length)
    return (!this.from || last.slice(0, this.from.length) >= this.from) && (!this.to || first <= this.to) &&
      (!from || last >= from) && (!before || first < before) &&
      (!year || [...year].some(inPeriod)) && (!month || [...month].some(inPeriod))
  }

  /* Search more shards until there are results for a page: the newest at first, then those that hold the words; where
    that is not told, twice as many each time. */
  async next(enough) {
    let answer = null
    while (!answer || (this.waiting.length && answer.results.length < enough)) {
      if (enough === Infinity || !this.waiting[0]?.isNewest) await this.#lookUp()
      const some = this.#some(enough - (answer?.results.length ?? 0))
      this.width *= 2
      this.found.push(...await Promise.all(some.map(shard => this.#searched(shard))))
      this.asked.signal?.throwIfAborted()
      answer = this.#answer()
    }
    return answer
  }

  #some(missing) {
    let [taken, searched, most] = [0, 0, 0]
    for (const shard of this.waiting) {
      const told = this.#toldOf(shard)
      const here = told && this.#isNowhere(told) ? 0 : told ? this.#mostOf(told) || 1 : Infinity
      const isEnough = most < Infinity && !this.filtered ? most >= missing && searched >= this.width / 4 : searched >= this.width
      if (here && searched && isEnough && missing < Infinity) break
      taken += 1
      if (here) [searched, most] = [searched + 1, most + here]
    }
    return this.waiting.splice(0, taken)
  }

  /* Ask the lists of each archive which shards hold the terms; once. What cannot be loaded is not known. */
  async #lookUp() {
    if (this.told || !this.terms.length || this.waiting.length < 2) return
    const archives = [...new Set(this.waiting.map(({ archive }) => archive))].filter(({ holding }) => holding)
    const told = archives.map(archive => archive.told(this.terms).catch(() => null))
    this.told = new Map((await Promise.all(told)).map((one, place) => [archives[place], one]))
  }

  /* For each term what is known of it in a shard without asking that; null if nothing is. */
  #toldOf(shard) {
    const told = this.told?.get(shard.archive)
    if (!told || !shard.archive.holding.covers(shard)) return null
    return told.get(shard.reader).map(some => some ? some.get(shard) ?? NOWHERE : UNTOLD)
  }

  #mostOf(told) { return mostOf(this.tree, tree => told[this.places.get(keyOf(tree))].count ?? 1) }

  /* Whether nothing fits in a shard, and all that scores need to know of it is told. */
  #isNowhere(told) { return this.#mostOf(told) === 0 && this.sought.every(({ place }) => told[place].count !== null) }

  /* What is told of a shard, if that is all that there is to know; else null. */
  async #known(told, shard) {
    const searched = new Searched(shard, told.map(({ hits }) => hits ?? new Map()), this, told.map(({ count }) => count))
    if (this.#isNowhere(told)) return searched
    if (hasField(this.tree) || !told.every(({ hits }) => hits)) return null
    const candidates = searched.candidates(this.tree)
    const numbers = [...candidates?.keys() ?? []].filter(number => searched.fits(this.tree, number))
    if (!candidates || numbers.length > MOST_READ) return null
    await shard.read(numbers)
    for (const number of numbers) {
      for (const { hits } of told) if (hits.has(number)) hits.get(number).length = shard.length(number)
      this.#markRuns(told, shard, number)
    }
    return searched
  }

  /* Mark words that stand side by side in the headline of an article, as `Shard.find` does. */
  #markRuns(told, shard, number) {
    const stem = shard.archive.stemmers.get(shard.reader)
    const run = some => ` ${some.map(word => stem(word).join("+")).join(" ")} `
    const headline = this.pairs.length ? run(words(shard.headline(number))) : ""
    for (const pair of this.pairs)
      if (headline.includes(run(pair.words))) follow(told[pair.after].hits.get(number), pair)
  }

  async #searched(shard) {
    const told = this.#toldOf(shard)
    const known = told && await this.#known(told, shard)
    if (known) return known
    await shard.load()
    this.asked.signal?.throwIfAborted()
    return new Searched(shard, this.terms.length ? await shard.find(this.terms, this.pairs) : [], this)
  }

  * #matches() {
    const score = scored(this.sought, this.found)
    for (const searched of this.found) {
      const { shard } = searched
      const numbers = (searched.candidates(this.tree) ?? shard.head.pages).keys()
      for (const number of numbers) {
        if (!searched.fits(this.tree, number)) continue
        const hits = this.terms.length ? searched.hits(number) : []
        yield this.#match(shard, number, hits, hits.length ? score(hits) : 0)
      }
    }
  }

  #match(shard, number, hits, score) {
    const day = shard.dayNumber(number)
    const time = day === null ? -Infinity : day * 1440 + shard.minute(number)
    const place = shard.place(number)
    return {
      shard, number, hits, score, time, age: day === null ? Infinity : time, place,
      cluster: this.search.clusterOf.get(place)
    }
  }

  #values(match) {
    const { shard, number } = match
    const day = shard.day(number)
    const values = { year: day ? [day.slice(0, 4)] : [], month: day ? [day.slice(0, 7)] : [] }
    for (const facet of FACETS) values[facet] = shard.values(facet, number)
    values.copies = [match.cluster ? "yes" : "no"]
    values.archive = [shard.archive.name]
    return { values, day }
  }

  #inDays(day) {
    return (!this.from || (day !== null && day >= this.from)) && (!this.to || (day !== null && day <= this.to))
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
      if (!this.#inDays(day)) continue
      const misses = wants.filter(([facet, set]) => !values[facet].some(value => set.has(value)))
      if (misses.length > 1) continue
      for (const [facet, some] of Object.entries(values))
        if (!misses.length || misses[0][0] === facet) for (const value of some) count(facet, value, match)
      if (!misses.length) kept.push(match)
    }
    const matches = collapse ? this.#collapsed(kept) : kept
    matches.sort(ORDERS[this.order])
    return this.#laidOut(matches, kept, counts)
  }

  /* Keep one member of each cluster: the main copy, or where that is not among them the one that fits best. */
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
    const [canonical] = match.cluster
    if (match.place === canonical || other.place === canonical) return match.place === canonical
    return ORDERS[this.order](match, other) < 0
  }

  #laidOut(matches, kept, counts) {
    const exact = !this.waiting.length
    const searched = exact ? this.search.shards : this.found.map(({ shard }) => shard)
    const listed = {}
    for (const facet of COUNTED) {
      const some = [...counts.get(facet) ?? []].map(([value, groups]) => [value, groups.size])
      const byName = (left, right) => left[0] < right[0] ? -1 : 1
      const dated = facet === "year" || facet === "month"
      listed[facet] = some.sort(dated ? (left, right) => byName(right, left) : (left, right) => right[1] - left[1] || byName(left, right))
    }
    return {
      total: matches.length,
      exact,
      faults: this.faults,
      right: this.right,
      tree: this.tree,
      searched: {
        first: searched.map(({ first }) => first).filter(Boolean).sort()[0]?.slice(0, 10) ?? null,
        last: searched.map(({ last }) => last).filter(Boolean).sort().at(-1)?.slice(0, 10) ?? null,
        articles: searched.reduce((sum, { articles }) => sum + articles, 0)
      },
      results: matches.map(match => ({
        load: () => this.#shown(match),
        row: async () => this.#told(match, await match.shard.shown(match.number)),
        whole: () => this.#whole(match),
      })),
      counts: listed,
      span: spanOf(kept),
      missing: exact ? this.#missing() : [],
      over: (unit, facet = null) => this.#over(kept, unit, facet),
      more: async () => exact ? null : this.next(matches.length + FIRST),
      whole: async () => exact ? null : this.next(Infinity)
    }
  }

  /* Words that no article has, of those that are asked for. */
  #missing() {
    return this.sought.filter(({ place, star, unfinished }) =>
      !star && !unfinished && this.found.every(({ counts }) => !counts[place]))
  }

  /* Count results by day, month or year, and beside each all articles of the period; with a facet, by its values.

    With copies together a text counts once in a period, as in the filters. */
  #over(kept, unit, facet) {
    const collapse = this.asked.collapse !== false
    const group = match => collapse && match.cluster || match.place
    const totals = this.search.totals(this.found.map(({ shard }) => shard), unit, collapse)
    const rows = new Map([...totals].map(([period, all]) => [period, { period, hits: new Set(), all, of: new Map() }]))
    for (const match of kept) {
      const { hits, of } = rows.get(periodOf(match.shard.day(match.number), unit))
      hits.add(group(match))
      for (const value of facet ? match.shard.values(facet, match.number) : []) {
        if (!of.has(value)) of.set(value, new Set())
        of.get(value).add(group(match))
      }
    }
    return [...rows.values()].map(({ period, hits, all, of }) => ({
      period, hits: hits.size, all, of: Object.fromEntries([...of].map(([value, some]) => [value, some.size])),
    })).sort((left, right) => left.period < right.period ? -1 : 1)
  }

  async #shown(match) {
    const { shard, number } = match
    const article = await shard.shown(number)
    const cluster = match.cluster ?? [match.place]
    const told = text => excerpted(article, text, match.hits, this.sought)
    return {
      ...this.#told(match, article), ...told(article.text ?? ""),
      direction: RIGHT_TO_LEFT.has(article.language) ? "rtl" : "ltr",
      standing: this.#standing(match),
      copies: most => this.search.copies(cluster.slice(0, most)),
      // An index that is short of room leaves the text to the article's page: what is not looked at is not fetched.
      later: article.text === undefined ? async () => told(await shard.text(number)) : null,
    }
  }

  /* What is known of a result, without what only those that are looked at need. */
  #told({ shard, number, cluster }, article) {
    return {
      ...shard.archive.named(article),
      facts: Object.fromEntries(FACETS.map(facet => [facet, shard.values(facet, number)])),
      clusterSize: cluster?.length ?? 1,
    }
  }

  /* Why a copy stands for the others: the main one; `words`, since the main one lacks them; `filters`, since those leave
    the main one out; nothing where it is not known yet. */
  #standing({ place, cluster }) {
    if (!cluster || this.asked.collapse === false) return null
    const [canonical] = cluster
    if (place === canonical) return "main"
    const { shard, number } = this.search.at(canonical)
    const searched = this.found.find(one => one.shard === shard)
    if (!searched) return null
    return searched.fits(this.words, number) ? "filters" : "words"
  }

  /* The whole text of an article, and where in it what was asked for stands. */
  async #whole(match) {
    const text = await match.shard.text(match.number)
    const found = spans(text)
    const places = new Set(this.sought.flatMap(({ place }) => match.hits[place]?.places ?? []))
    const runs = []
    for (const place of [...places].filter(one => one < found.length).sort((left, right) => left - right)) {
      const last = runs.at(-1)
      const { start, stop } = found[place]
      if (last && place === last.place + 1 && this.sought.some(term => term.words.length > 1)) Object.assign(last, { place, stop })
      else runs.push({ place, start, stop })
    }
    return { text, runs: runs.map(({ start, stop }) => ({ start, stop })) }
  }
}

/* ---- Excerpts ---- */

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur", "ps", "sd", "ckb", "yi", "dv", "ug"])
const EXCERPT = 220 // characters
const BEFORE = 60

const excerpted = (article, text, hits, terms) => {
  const found = hits.length ? spans(text) : []
  const places = terms.flatMap(({ place: term }) => (hits[term]?.places ?? [])
    .filter(place => place < found.length).map(place => ({ place, term })))
    .sort((left, right) => left.place - right.place)
  const marked = [...new Set(places.map(({ place }) => place))].map(place => found[place])
  const matched = new Set(marked.map(span => span.word))
  const asked = terms.filter(({ place }) => hits[place]).flatMap(term => term.words)
  const shown = pieces(article.headline ?? "", spans(article.headline ?? "")
    .filter(({ word }) => matched.has(word) || asked.some(other => akin(word, other))))
  for (const word of asked) matched.add(word)
  return { headlineParts: shown, matched: [...matched], excerpt: cut(text, found, marked, best(found, places)) }
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

/* ---- Archives ---- */

const SHARD = 65536 // more numbers than a shard has articles: a place is a number of a shard and a number there

const VERSION = 4

class Archive {
  constructor(base, index, contents, along, name) {
    Object.assign(this, { base, index, contents, along, name, stemmers: new Map() })
    this.shards = contents.shards.map((row, place) => new Shard(this, row, place))
    const load = async name => new TextDecoder().decode(await unpacked(await file(index + name)))
    if (contents.holding) this.holding = new StemLists(contents.holding, this.shards, load)
  }

  /* What the lists tell of some terms: for each program, which stems words as its language does, of each term the shards
    that hold it; null where they do not tell. */
  async told(terms) {
    const readers = [...new Set(this.shards.filter(shard => this.holding.covers(shard)).map(({ reader }) => reader))]
    return new Map(await Promise.all(readers.map(async reader => {
      const stems = await this.#stemmer(reader)
      this.stemmers.set(reader, stems)
      return [reader, await Promise.all(terms.map(term => this.#toldOf(term, stems)))]
    })))
  }

  async #stemmer(reader) {
    const [newest] = this.shards
    const [loaded] = await Promise.all([this.program(reader), newest.open()])
    if (newest.reader === reader) return word => loaded.stems(newest.pointer, word)
    const pointer = loaded.open(newest.meta) // any directory will do
    return word => loaded.stems(pointer, word)
  }

  async #toldOf({ words: some, star, unfinished }, stemsOf) {
    const all = await Promise.all(some.map(async (word, place) => {
      const stems = stemsOf(word)
      if (place === some.length - 1 && (star || unfinished)) return this.#begun(word, stems)
      return stems.length === 1 ? this.holding.of(stems[0]) : null // of words younger than its Unicode it tells several
    }))
    if (all.some(one => !one)) return null
    if (all.length === 1) return all[0]
    const [first, ...others] = all
    return new Map([...first.keys()].filter(shard => others.every(one => one.has(shard))).map(shard => [shard, UNTOLD]))
  }

  /* Shards with words that an unfinished one may become: the index has stems, which may be shorter. */
  #begun(word, stems) {
    const shorter = Array.from({ length: Math.max(word.length - 6, 0) }, (_, cut) => word.slice(0, 6 + cut))
    return this.holding.begun(word, [...new Set([...stems, ...shorter])])
  }

  /* The program of a name: that of the newest shard came with the list of shards. */
  program(reader) {
    const [newest] = this.shards
    return program(this.index + reader, newest.reader === reader ? this.along.program : null)
  }

  page(address) { return `${this.base}archive/${encodeURI(address)}/` }

  /* What a result or a copy of it says of an article. */
  named({ id, address, headline = "", outlet = null, date = null, day = null, language = null, url = null, sketch = "" }) {
    return {
      id, url: this.page(address), headline, outlet, date, day, language, original: url,
      archive: this.name, sketch,
    }
  }
}

/* Whether two results of different archives are one text: most of the lowest hashes of both texts together are in both
  (bottom-k sketches; `sketch` in fingerprint.py). What an archive groups itself, it groups on the texts. */
export const isSameText = (one, other) => {
  if (one.archive === other.archive || !one.sketch || !other.sketch) return false
  const [left, right] = [one, other].map(({ sketch }) => sketch.match(/.{8}/g))
  const lowest = [...new Set([...left, ...right])].sort().slice(0, Math.max(left.length, right.length))
  const both = lowest.filter(hash => left.includes(hash) && right.includes(hash))
  return both.length * 3 >= lowest.length
}

const newestFirst = (left, right) => {
  const [one, other] = [left.last ?? "", right.last ?? ""]
  return one === other ? 0 : one > other ? -1 : 1
}

class Search {
  constructor(archives) {
    this.archives = archives
    this.shards = archives.flatMap(({ shards }) => shards)
    if (archives.length > 1) this.shards.sort(newestFirst)
    const numbers = new Map(this.shards.map((shard, number) => [shard, number]))
    this.numbers = numbers
    for (const [shard, number] of numbers) shard.place = one => number * SHARD + one
    this.languages = [...archives.reduce((all, { contents }) => {
      for (const [name, count] of contents.languages) if (name) all.set(name, (all.get(name) ?? 0) + count)
      return all
    }, new Map())].sort((left, right) => right[1] - left[1])
    this.articles = this.shards.reduce((sum, shard) => sum + shard.articles, 0)
    this.first = this.shards.map(({ first }) => first).filter(Boolean).sort()[0] ?? null
    this.last = this.shards.map(({ last }) => last).filter(Boolean).sort().at(-1) ?? null
    this.clusterOf = new Map()
    for (const archive of archives) this.#cluster(archive)
  }

  #cluster({ shards, contents }) {
    for (const parts of contents.clusters) {
      const cluster = []
      for (let part = 0; part < parts.length; part += 2) cluster.push(shards[parts[part]].place(parts[part + 1]))
      for (const place of cluster) this.clusterOf.set(place, cluster)
    }
  }

  /* How many articles of some shards there are in each day, month or year, with copies together each text once; counted
    once for the same shards, since a picture is drawn with every letter that is typed. */
  totals(shards, unit, collapse) {
    const key = [unit, collapse, ...shards.map(shard => this.numbers.get(shard))].join(" ")
    if (this.counted?.key !== key) this.counted = { key, totals: this.#totals(shards, unit, collapse) }
    return this.counted.totals
  }

  #totals(shards, unit, collapse) {
    const totals = new Map()
    const seen = new Map()
    for (const shard of shards)
      for (let number = 0; number < shard.articles; number += 1) {
        const period = periodOf(shard.day(number), unit)
        const cluster = collapse && this.clusterOf.get(shard.place(number))
        if (cluster) {
          if (!seen.has(period)) seen.set(period, new Set())
          if (seen.get(period).has(cluster)) continue
          seen.get(period).add(cluster)
        }
        totals.set(period, (totals.get(period) ?? 0) + 1)
      }
    return totals
  }

  /* The shard of a place, and the number there. */
  at(place) { return { shard: this.shards[Math.floor(place / SHARD)], number: place % SHARD } }

  async query(given = {}) {
    const { unfinished, aliases } = given
    const query = new Query(this, given, await asked(given.text ?? "", { unfinished, aliases }))
    return query.next(given.whole ?? query.whole ? Infinity : FIRST)
  }

  async copies(places) {
    const found = await Promise.all(places.map(async place => {
      const { shard, number } = this.at(place)
      return shard.archive.named(await shard.shown(number))
    }))
    return found.sort((left, right) => (left.date ?? "9") < (right.date ?? "9") ? -1 : 1)
  }
}

/* Several archives as one. Places are those of the search that was made last. */
export const together = searches => new Search(searches.flatMap(({ archives }) => archives))

/* Open the index of an archive.

  base: the address of the site's root, ending in a slash. index: where the index lies below it. name: what the archive is
  called where there are several.
  Throws an Error whose message says what could not be loaded. */
export const openSearch = async (base, { index = "search/index/", name = "" } = {}) => {
  if (new URL(base).protocol === "file:")
    throw failure("no server", "The search needs a web server; a page opened from a file cannot load the index")
  const root = new URL(index, base).href
  const bytes = await file(`${root}index.bin`, { cache: "no-cache" }) // the only file that changes in place
  try {
    const [contents, newest] = parted(bytes)
    return new Search([new Archive(base, root, checked(await json(contents)), alongOf(newest), name)])
  } catch (error) {
    throw failure("not read", "The search index cannot be read", `${root}index.bin (${error.message})`)
  }
}

/* What comes along of the newest shard: head and program, and its words if they are one chunk. */
const alongOf = bytes => {
  const [head, others] = parted(bytes)
  const [program, chunk] = parted(others)
  return { head, program, chunk: chunk.length ? chunk : null }
}

const checked = contents => {
  if (contents.version !== VERSION) throw new Error(`version ${contents.version ?? 1}; expected ${VERSION}`)
  return contents
}
