/* What readers ask the search in: text -> tree -> text. Nothing here touches a page or an index.

  A tree is made of
    { words, typed, quoted, star, unfinished }  words in a row, folded; star: the last of them may go on
    { all: [...] }, { any: [...] }, { not: tree }
    { near: distance, left, right }
    { headline: tree }                          words that stand in the headline
    { facet, words, star, typed }               outlet, author, agency, section, tag, language
    { from, before }                            days: the first that fits, and the first behind those that fit
    { copies: [least, most] }

  Reading never fails: what is wrong is told, and what is left is the nearest query that is right. */
import { words } from "./search-query.js"

export const FACETS = ["outlet", "author", "agency", "section", "tag", "language"]
const DATES = ["year", "before", "after"]
export const FIELDS = ["headline", ...FACETS, ...DATES, "copies"]

/* What other searches call them. */
const ELSEWHERE = new Map(Object.entries({
  title: "headline", source: "outlet", publication: "outlet", publisher: "outlet", newspaper: "outlet", paper: "outlet",
  byline: "author", writer: "author", keyword: "tag", subject: "tag", lang: "language", since: "after", from: "after",
  until: "before", to: "before",
}))

const OPENING = /["“”„«»「」『』]/u
const NEAR = 10 // words, where no distance is given
const FARTHEST = 1000
const SHORTEST = 2 // letters before a star; one sign of a script without spaces is a word

/* ---- Signs ---- */

const SIGNS = /\s+|(["“”„«»「」『』])([^"“”„«»「」『』]*)(["“”„«»「」『』])?|([()|])|[^\s"“”„«»「」『』()|]+/gu

const operator = text => {
  if (text === "AND" || text === "OR" || text === "NOT") return { kind: text }
  const near = /^near\/(.*)$/i.exec(text)
  if (near || text === "NEAR") return { kind: "NEAR", text, distance: near ? near[1] : "" }
  return null
}

/* The signs of a text: words, phrases, parentheses, operators, names of fields. */
const signsOf = (text, { aliases = {}, unfinished = false } = {}) => {
  const signs = []
  for (const match of text.matchAll(SIGNS)) {
    const [whole, quote, quoted, closing, single] = match
    const start = match.index
    const stop = start + whole.length
    if (/^\s/.test(whole)) continue
    if (quote) signs.push({ kind: "phrase", text: quoted, open: !closing, start, stop })
    else if (single) signs.push({ kind: single === "|" ? "OR" : single, start, stop })
    else signs.push(...wordSigns(whole, start, aliases, unfinished && stop === text.length, /\S/.test(text[stop] ?? " ")))
  }
  signs.forEach((sign, place) => { sign.touches = signs[place - 1]?.stop === sign.start })
  return signs
}

const wordSigns = (text, start, aliases, unfinished, isFollowed) => {
  const signs = []
  let rest = text
  if (/^[-−](?=[^-−])/u.test(rest) || rest === "-" || rest === "−") {
    signs.push({ kind: "MINUS", start, stop: start + 1 })
    rest = rest.slice(1)
    if (!rest) return signs
  }
  const begin = () => start + text.length - rest.length
  const named = /^([\p{L}\p{M}]+):/u.exec(rest)
  const field = named && fieldOf(named[1], aliases, isFollowed || rest.length > named[0].length)
  if (field) {
    signs.push({ kind: "field", name: field.name, typed: named[1], meant: field.meant, start: begin(), stop: begin() + named[0].length })
    rest = rest.slice(named[0].length)
    if (!rest) return signs
  }
  const found = operator(rest)
  const sign = found && !field ? found : { kind: "word", text: rest, unfinished }
  signs.push({ ...sign, start: begin(), stop: start + text.length })
  return signs
}

/* The field that a name stands for; `meant` where it is the nearest to what was written, or what that is called elsewhere
  and a value follows at once. */
const fieldOf = (typed, aliases, hasValue = true) => {
  const name = typed.toLowerCase()
  if (FIELDS.includes(name)) return { name }
  if (Object.hasOwn(aliases, name)) return { name: aliases[name] }
  if (ELSEWHERE.has(name)) return hasValue ? { name: ELSEWHERE.get(name), meant: true } : null
  if (name.length < 4) return null
  const near = FIELDS.filter(one => one.length > 3 && distance(name, one, 2) <= (one.length > 5 ? 2 : 1))
  return near.length === 1 ? { name: near[0], meant: true } : null
}

/* How many letters must be put in, taken out, changed or swapped; more than `most` is most + 1. */
export const distance = (one, other, most) => {
  if (Math.abs(one.length - other.length) > most) return most + 1
  let before = null
  let last = Array.from({ length: other.length + 1 }, (_, place) => place)
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1]
      let least = Math.min(last[column] + 1, next[column - 1] + 1, last[column - 1] + (same ? 0 : 1))
      if (before && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        least = Math.min(least, before[column - 2] + 1)
      next.push(least)
    }
    if (Math.min(...next) > most) return most + 1
    ;[before, last] = [last, next]
  }
  return last[other.length]
}

/* ---- Reading ---- */

class Reader {
  constructor(signs, unfinished) {
    Object.assign(this, { signs, unfinished, place: 0, faults: [] })
  }

  get next() { return this.signs[this.place] }

  take() { return this.signs[this.place++] }

  is(...kinds) { return kinds.includes(this.next?.kind) }

  /* Tell what is wrong, each thing once. */
  tell(name, values = {}) {
    const told = JSON.stringify({ name, values })
    if (!this.faults.some(one => JSON.stringify(one) === told)) this.faults.push({ name, values })
  }

  read() {
    const parts = []
    while (this.next) {
      const part = this.any()
      if (part) parts.push(part)
      if (this.is(")")) {
        this.take()
        this.tell("asked: closed too often")
      }
    }
    return joined("all", parts)
  }

  any() {
    const parts = []
    let open = null // an OR that still waits for what follows it
    for (;;) {
      const part = this.all()
      if (part) parts.push(part)
      else if (open || this.is("OR")) this.#lonely("OR", !this.is("OR") && !this.next)
      if (!this.is("OR")) return joined("any", parts)
      open = this.take()
    }
  }

  /* Tell that an operator stands alone, unless the reader may be about to write on. */
  #lonely(sign, atEnd = !this.next) {
    if (!(this.unfinished && atEnd)) this.tell("asked: lonely", { sign })
  }

  all() {
    const parts = []
    for (;;) {
      if (!this.next || this.is(")", "OR")) break
      if (this.is("AND")) {
        this.take()
        if (!parts.length || !this.next || this.is(")", "OR", "AND")) this.#lonely("AND")
        continue
      }
      const part = this.not()
      if (part) parts.push(part)
    }
    return joined("all", parts)
  }

  not() {
    if (!this.is("NOT", "MINUS")) return this.near()
    const { kind } = this.take()
    if (kind === "MINUS" && !this.next?.touches) return null // a dash
    const part = !this.next || this.is(")", "OR", "AND") ? null : this.not()
    if (!part && kind === "NOT") this.#lonely("NOT")
    return part && (part.not ?? { not: part })
  }

  near() {
    let left = this.is("NEAR") ? null : this.one()
    while (this.is("NEAR")) {
      const sign = this.take()
      const far = this.#distance(sign)
      const right = !this.next || this.is(")", "OR", "AND", "NOT", "MINUS", "NEAR") ? null : this.one()
      if (left && right && inText(left) && inText(right)) left = { near: far, left, right }
      else {
        if (left && right) this.tell("asked: near words", { sign: sign.text })
        else this.#lonely(sign.text)
        left = left && right ? joined("all", [left, right]) : left ?? right
      }
    }
    return left
  }

  #distance({ text, distance: given }) {
    const far = /^\d{1,9}$/.test(given) ? Number(given) : 0
    if (far >= 1 && far <= FARTHEST) return far
    const right = far > FARTHEST ? FARTHEST : NEAR
    if (given || text !== "NEAR") this.tell("asked: distance", { sign: text, right: `near/${right}` })
    return right
  }

  one() {
    const sign = this.take()
    if (sign.kind === "(") return this.#group()
    if (sign.kind === "field") return this.#field(sign)
    if (sign.kind === "phrase") return this.#phrase(sign)
    return sign.kind === "word" ? this.#word(sign) : null
  }

  #group() {
    const part = this.any()
    if (this.is(")")) this.take()
    else if (!this.unfinished) this.tell("asked: not closed")
    if (!part && !this.unfinished) this.tell("asked: empty")
    return part
  }

  #phrase({ text, open }) {
    const found = words(text)
    if (open && found.length && !this.unfinished) this.tell("asked: quote not closed")
    return found.length ? { words: found, typed: text.trim().replace(/\s+/g, " "), quoted: true } : null
  }

  #word({ text, unfinished }) {
    const star = /^([^*]*)(\*+)(.*)$/su.exec(text)
    if (!star) return wordsOf(text, { unfinished })
    const [, before, , behind] = star
    const rest = behind.replaceAll("*", "")
    if (!before && !rest) {
      this.tell("asked: star alone")
      return null
    }
    if (!before) { // *word, **word**
      this.tell("asked: star first", { word: text, right: rest })
      return wordsOf(rest, {})
    }
    if (behind && rest) this.tell("asked: star inside", { word: text, right: `${before}*` })
    const found = wordsOf(before, { star: true })
    if (found && short(found.words.at(-1))) {
      this.tell("asked: star short", { word: text })
      return wordsOf(before, {})
    }
    return found
  }

  #field(sign) {
    const { name, typed } = sign
    if (sign.meant) this.tell("asked: field", { name: typed, right: name })
    const apart = !this.next?.touches
    const value = this.is("word", "phrase", "(") ? this.take() : null
    if ((apart || !value) && !(this.unfinished && !this.next)) this.tell("asked: no value", { name: `${name}:` })
    if (!value) return null
    if (value.kind === "(") return this.#fieldGroup(name)
    const part = this.#value(name, value)
    if (!part && isOfWords(name) && !this.unfinished) this.tell("asked: no value", { name: `${name}:` })
    return part
  }

  /* `outlet:(Post OR Log)`, `headline:(flood -river)`: the field counts for each within. */
  #fieldGroup(name) {
    const inner = this.#group()
    return inner && spread(name, inner, sign => this.#value(name, sign))
  }

  #value(name, sign) {
    if (name === "headline") {
      const part = sign.kind === "phrase" ? this.#phrase(sign) : this.#word(sign)
      return part && { headline: part }
    }
    if (FACETS.includes(name)) {
      const part = sign.kind === "phrase" ? this.#phrase(sign) : this.#word(sign)
      return part && { facet: name, words: part.words, star: Boolean(part.star || part.unfinished), typed: part.typed }
    }
    return name === "copies" ? this.#copies(sign.text) : this.#date(name, sign.text)
  }

  #copies(text) {
    const given = /^\s*(<=|>=|=|<|>|≤|≥)?\s*(\d{1,7})\s*$/.exec(text)
    if (given) return { copies: span(given[1] ?? "=", Number(given[2])) }
    const number = /\d{1,7}/.exec(text)
    this.tell("asked: copies", { value: text, right: `copies:>${number ?? 1}` })
    return { copies: span(">", Number(number ?? 1)) }
  }

  #date(name, text) {
    const range = /^(\d{4})(?:\.\.|[-–—])(\d{4})$/u.exec(text)
    if (name === "year" && range) {
      const [first, last] = [range[1], range[2]].sort()
      return { from: edges(first)[0], before: edges(last)[1] }
    }
    const period = periodOf(text)
    const right = period ?? nearestPeriod(text)
    const wrong = !period || (name === "year" && period.length > 4)
    if (wrong) this.tell(`asked: ${name === "year" ? "year" : "day"}`,
      { name: `${name}:`, value: text, right: right ? `${name}:${name === "year" ? right.slice(0, 4) : right}` : `${name}:2019` })
    if (!right) return null
    const [from, before] = edges(name === "year" ? right.slice(0, 4) : right)
    if (name === "year") return { from, before }
    return name === "before" ? { from: null, before: from } : { from: before, before: null }
  }
}

const isOfWords = name => name === "headline" || FACETS.includes(name)

const span = (sign, number) => ({
  ">": [number + 1, Infinity], ">=": [number, Infinity], "≥": [number, Infinity],
  "<": [0, number - 1], "<=": [0, number], "≤": [0, number], "=": [number, number],
})[sign]

const wordsOf = (text, { star = false, unfinished = false }) => {
  const found = words(text)
  const typed = text.replace(/^[^\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]+$/gu, "")
  return found.length ? { words: found, typed, quoted: false, ...star && { star }, ...unfinished && { unfinished } } : null
}

const short = word => /^[\p{Script=Latin}\p{N}]*$/u.test(word) && word.length < SHORTEST

/* A period as fields take it: `2019`, `2019-05`, `2019-05-17`; nothing if it is none. */
const periodOf = text => {
  const given = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text.trim())
  if (!given || given[1] < "0001") return null
  const [year, month, day] = [given[1], given[2]?.padStart(2, "0"), given[3]?.padStart(2, "0")]
  const whole = [year, month, day].filter(Boolean).join("-")
  const date = new Date(`${year}-${month ?? "01"}-${day ?? "01"}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || !date.toISOString().startsWith(whole) ? null : whole
}

/* Of other ways to write a day, those that can be told: `17.5.2019`, `2019/5/17`, `2019-02-30`; else a year in it. */
const nearestPeriod = text => {
  const numbers = text.match(/\d+/g) ?? []
  const year = numbers.find(one => one.length === 4 && one > "0999")
  if (!year) return null
  const others = numbers.filter(one => one !== year).map(Number)
  const place = numbers.indexOf(year)
  const [month, day] = place === 0 ? others : [...others].reverse()
  const tried = [[year, month, day], [year, month], [year]].filter(parts => parts.every(part => part !== undefined))
  return tried.map(parts => periodOf(parts.join("-"))).find(Boolean) ?? null
}

const dated = (year, month, day) => {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  return date.getUTCFullYear() > 9999 ? "9999-12-31" : date.toISOString().slice(0, 10)
}

/* The first day of a period, and the first behind it. */
const edges = period => {
  const [year, month, day] = period.split("-").map(Number)
  if (day) return [dated(year, month - 1, day), dated(year, month - 1, day + 1)]
  if (month) return [dated(year, month - 1, 1), dated(year, month, 1)]
  return [dated(year, 0, 1), dated(year + 1, 0, 1)]
}

const joined = (kind, parts) => {
  const flat = parts.flatMap(part => part?.[kind] ?? part ?? [])
  return flat.length > 1 ? { [kind]: flat } : flat[0] ?? null
}

/* Whether a tree asks for words alone, so that a distance from it can be measured. */
const inText = tree => Boolean(tree.words && !tree.facet) || Boolean(tree.near) || Boolean(tree.any?.every(inText))

/* A field before a group of words, as that field before each of them. */
const spread = (name, tree, value) => {
  if (tree.all || tree.any) {
    const kind = tree.all ? "all" : "any"
    return joined(kind, tree[kind].map(one => spread(name, one, value)))
  }
  if (tree.not) {
    const inner = spread(name, tree.not, value)
    return inner && { not: inner }
  }
  if (tree.words && !tree.facet) {
    if (name === "headline") return { headline: tree }
    const text = tree.star ? `${tree.typed}*` : tree.typed
    return value({ kind: tree.quoted ? "phrase" : "word", text })
  }
  return tree // a field of its own within, or a distance
}

/* Read a query.

  aliases: other names of the fields, such as those of the site's language. unfinished: whether it is still typed, so
  that its last word may go on and nothing is missing yet.
  Returns { tree, faults, right }: the tree, null if nothing is asked; what was wrong: names of messages with their
  values; and the nearest query that is right, if anything was. */
export const read = (text, { aliases = {}, unfinished = false } = {}) => {
  const reader = new Reader(signsOf(text, { aliases, unfinished }), unfinished)
  const tree = reader.read()
  const { faults } = reader
  if (!tree && !faults.length && text.trim() && !unfinished) reader.tell("asked: no words")
  return { tree, faults, right: faults.length ? write(tree) : null }
}

/* ---- Writing ---- */

const quoted = typed => `"${typed.replace(new RegExp(OPENING, "gu"), " ").trim()}"`

const writtenWords = ({ words: found, typed, quoted: isQuoted, star }) => {
  const isSign = operator(typed) || (/^[\p{L}\p{M}]+:/u.test(typed) && fieldOf(typed.split(":")[0], {}))
  const plain = !isQuoted && !isSign && !/[\s()|]/u.test(typed)
  return plain ? `${typed}${star ? "*" : ""}` : quoted(typed || found.join(" "))
}

const writtenValue = ({ typed, star }) => {
  const bare = !/[\s()|:]/u.test(typed)
  return bare ? `${typed}${star ? "*" : ""}` : quoted(typed)
}

const dayBefore = day => new Date(Date.parse(`${day}T00:00:00Z`) - 86400000).toISOString().slice(0, 10)

/* The shortest period that ends before a day. */
const periodBefore = day => {
  if (day.endsWith("-01-01")) return String(Number(day.slice(0, 4)) - 1).padStart(4, "0")
  const last = dayBefore(day)
  return day.endsWith("-01") ? last.slice(0, 7) : last
}

const periodFrom = day => day.replace(/-01-01$/, "").replace(/^(\d{4}-\d\d)-01$/, "$1")

const writtenDays = ({ from, before }) => {
  if (from && before) {
    const [first, last] = [from.slice(0, 4), periodBefore(before)]
    return first === last ? `year:${first}` : `year:${first}..${last}`
  }
  return from ? `after:${periodBefore(from)}` : `before:${periodFrom(before)}`
}

const writtenCopies = ([least, most]) => {
  if (least === most) return `copies:${least}`
  if (most === Infinity) return least ? `copies:>${least - 1}` : "copies:>=0"
  return `copies:<${most + 1}`
}

const wrapped = tree => tree.all || tree.any || tree.near ? `(${write(tree)})` : write(tree)

/* The query that a tree is read from. */
export const write = tree => {
  if (!tree) return ""
  if (tree.all) return tree.all.map(one => one.any ? wrapped(one) : write(one)).join(" ")
  if (tree.any) return tree.any.map(one => one.all ? wrapped(one) : write(one)).join(" OR ")
  if (tree.not) return `-${wrapped(tree.not)}`
  if (tree.near) {
    const left = tree.left.any ? wrapped(tree.left) : write(tree.left)
    const right = tree.right.near || tree.right.any ? wrapped(tree.right) : write(tree.right)
    return `${left} near/${tree.near} ${right}`
  }
  if (tree.headline) return `headline:${writtenWords(tree.headline)}`
  if (tree.facet) return `${tree.facet}:${writtenValue(tree)}`
  if (tree.copies) return writtenCopies(tree.copies)
  return tree.words ? writtenWords(tree) : writtenDays(tree)
}

/* A tree with other words in the place of some: what was folded -> what is meant. */
export const replaced = (tree, meant) => {
  if (tree.words && !tree.facet) {
    const other = meant.get(tree.words.join(" "))
    return other === undefined ? tree : { ...tree, words: words(other), typed: other }
  }
  const made = { ...tree }
  for (const kind of ["all", "any"]) if (made[kind]) made[kind] = made[kind].map(one => replaced(one, meant))
  for (const kind of ["not", "left", "right", "headline"]) if (made[kind]) made[kind] = replaced(made[kind], meant)
  return made
}
