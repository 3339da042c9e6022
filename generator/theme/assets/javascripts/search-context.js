/* Results in context: each place where the words stand as a line, with the word in the middle. Fetched on demand. */
import { address, day, element, number, told, tongue } from "./search.js"
import { words } from "./search-query.js"

const STEP = 40 // articles that are read at once: each may be a file to fetch
const AT_ONCE = 8
const BEFORE = 110 // characters
const AFTER = 130
const ORDERS = ["found", "before", "word", "after"]

/* Do something with each of some things, a few at a time, in their order. */
export const each = async (things, work, atOnce = AT_ONCE) => {
  const made = []
  let next = 0
  const worker = async () => {
    while (next < things.length) {
      const place = next++
      made[place] = await work(things[place], place)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, things.length) }, worker))
  return made
}

const flat = text => text.replace(/\s+/g, " ")

/* The lines of a text, of where in it the words stand: what is before, the words, what is after, and the number of the
   paragraph. */
export const linesOf = (text, runs) => runs.map(({ start, stop }) => {
  const opening = text.lastIndexOf("\n\n", start) + 1
  const closing = text.indexOf("\n\n", stop)
  const before = flat(text.slice(Math.max(start - BEFORE, opening), start)).trimStart()
  const after = flat(text.slice(stop, Math.min(stop + AFTER, closing < 0 ? text.length : closing))).trimEnd()
  return { before, word: flat(text.slice(start, stop)), after, paragraph: text.slice(0, start).split("\n\n").length }
})

/* What lines are sorted by: the words from the middle outwards. */
const keys = line => ({
  before: words(line.before).reverse().join(" "), word: words(line.word).join(" "), after: words(line.after).join(" "),
})

const sorted = (lines, order) => {
  if (order === "found") return lines
  const compare = new Intl.Collator().compare
  const keyed = lines.map((line, place) => ({ line, place, key: keys(line) }))
  const others = ["word", "after", "before"].filter(one => one !== order)
  return keyed.sort((left, right) => compare(left.key[order], right.key[order]) ||
    others.map(one => compare(left.key[one], right.key[one])).find(Boolean) || left.place - right.place).map(({ line }) => line)
}

export class Context {
  constructor(page) {
    this.page = page
    this.select = element("select", {}, ...ORDERS.map(value => element("option", { value }, told(`lines ${value}`))))
    this.select.addEventListener("change", () => page.go({ lines: this.select.value === "found" ? "" : this.select.value }, false))
    this.status = element("p", { class: "bf-kwic-status", role: "status" })
    this.list = element("ol", { class: "bf-kwic" })
    this.more = page.button(told("lines more"), "bf-more-hits", () => this.add().catch(error => page.fail(error)))
    this.element = element("div", { class: "bf-context" },
      element("div", { class: "bf-kwic-head" }, this.status, element("label", {}, told("order of lines"), " ", this.select)),
      this.list, this.more)
  }

  /* Show the lines of an answer's first articles. */
  async take(answer) {
    Object.assign(this, { answer, lines: [], read: 0 })
    await this.add()
  }

  async add() {
    const { answer } = this
    const some = answer.results.slice(this.read, this.read + STEP)
    this.element.setAttribute("aria-busy", "true")
    const found = await each(some, async result => {
      const [hit, { text, runs }] = await Promise.all([result.load(), result.whole()])
      return linesOf(text, runs).map(line => ({ ...line, hit }))
    })
    if (this.answer !== answer) return
    this.read += some.length
    this.lines.push(...found.flat())
    this.draw()
  }

  draw() {
    const order = this.page.state.lines || "found"
    this.select.value = order
    this.element.removeAttribute("aria-busy")
    this.list.replaceChildren(...sorted(this.lines, order).map(line => this.line(line)))
    const counted = told("lines", { count: this.lines.length })
    const rest = this.read < this.answer.results.length
    this.status.textContent = !this.lines.length ? told("lines none")
      : rest ? told("lines of the first", { lines: counted, results: told("results", { count: this.read }) }) : counted
    this.more.hidden = !rest
  }

  line({ before, word, after, paragraph, hit }) {
    const href = `${address(hit, hit)}#p-${paragraph}`
    const link = element("a", { href, class: "bf-kwic-line", ...tongue(hit) },
      element("span", { class: "bf-kwic-before" }, element("span", {}, before)), element("mark", {}, word),
      element("span", { class: "bf-kwic-after" }, after))
    const when = hit.date ? element("time", { datetime: hit.date }, day(hit.date)) : told("of unknown date")
    const from = element("p", { class: "bf-kwic-from" }, element("bdi", {}, hit.outlet || told("unknown outlet")), " · ", when,
      " · ", told("in paragraph", { number: number(paragraph) }))
    return element("li", {}, link, from)
  }
}
