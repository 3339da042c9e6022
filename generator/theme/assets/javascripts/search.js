/* Search as every page has it: the box below the masthead's field, and the words marked in an opened article. Fetched
   when a reader uses it. What articles say is a stranger's text: it enters the page as text and never as markup. */
import { marks, openSearch } from "./search-query.js"

const FIRST = 6
const PAUSE = 50 // ms after the last key
const MARKED = 12 // words
const IDLE = 700 // ms after which words count as typed

/* ---- Shared with the search page ---- */

let opened

/* Open the index once; after a failure the next call tries again. */
export const opening = async (site, place, name = "") => {
  opened ??= openSearch(site, { index: place.replace(site, "") + "index/" }).catch(error => { opened = null; throw error })
  const search = await opened
  search.archives[0].name ||= name
  return search
}

const others = new Map()

/* Open another archive's index once, by the address of its site. */
export const openingAlso = (name, site) => {
  if (!others.has(name))
    others.set(name, openSearch(site, { name }).catch(error => { others.delete(name); throw error }))
  return others.get(name)
}

/* While several words are being typed a large archive is searched in part; once they are typed, all of it.

  Returns the answer over all of it, or null where there is no more or something else was asked since. */
export const atRest = async (answer, text, signal) => {
  if (answer.exact || !/\S\s+\S/.test(text)) return null
  await new Promise(done => setTimeout(done, IDLE))
  return signal.aborted ? null : answer.whole()
}

export const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value)
  made.append(...children)
  return made
}

/* ---- The words: a module that the generator writes beside the search page, in the language of the site ---- */

let words

export const speak = async place => { words ??= await import(new URL("words.js", place)) }

/* The pieces of a message with its values in their places: texts or nodes. A count chooses the form. */
export const said = (name, values = {}, count = values.count) => {
  const forms = words.forms[name]
  const form = forms.length > 1 ? forms[words.plural(count)] : forms[0]
  return form.split(/\{([a-z]+)\}/).map((part, place) => {
    if (place % 2 === 0) return part
    return part === "count" ? number(values.count) : values[part]
  }).filter(part => part !== "")
}

export const told = (...asked) => said(...asked).join("")

export const spoken = () => words.language

const FIELDS = {
  headline: "fact headline", outlet: "fact outlet", author: "fact authors", agency: "fact agency", section: "fact section",
  tag: "fact tags", language: "fact language", copies: "filter copies",
}

/* What the fields of a query are called in the language of the site, where that is one word: name -> field. */
export const fieldNames = () => Object.fromEntries(Object.entries(FIELDS)
  .map(([field, name]) => [told(name).toLowerCase(), field]).filter(([name]) => /^[\p{L}\p{M}]+$/u.test(name)))

export const number = count => {
  const [[thousand], [more]] = [words.forms["one thousand"], words.forms["ten thousand"]]
  if (count < 1000 || (count < 10000 && thousand.length === 4)) return String(count)
  return String(count).replace(/\B(?=(\d{3})+$)/g, more.slice(2, -3))
}

const dated = (name, [year, month, date], months) => told(name, {
  year, month: months[month - 1], number: Number(month), day: date === "01" ? told("first of a month") : Number(date),
})

export const day = date => dated("day", date.slice(0, 10).split("-"), words.months)

export const month = period => dated("month", period.split("-"), words.monthsAlone)

export const monthOf = period => words.monthsAlone[period.split("-")[1] - 1]

let names

export const language = code => {
  names ??= new Intl.DisplayNames([words.language], { type: "language" })
  try { return names.of(code) } catch { return code }
}

/* What is wrong, in the reader's language as far as it is one of the query module's own errors. */
export const fault = error => error.told ? told(error.told, { why: error.why }) : error.message

/* Texts with their found words marked. */
export const marked = pieces => pieces.map(piece => piece.marked ? element("mark", {}, piece.text) : piece.text)

/* `Outlet · 17 November 2022 · English`; the language where the archive has several. */
export const facts = (hit, search) => {
  const line = element("p", { class: "bf-hit-facts" }, element("bdi", {}, hit.outlet || told("unknown outlet")), " · ")
  if (hit.date) line.append(element("time", { datetime: hit.date }, day(hit.date)))
  else line.append(told("of unknown date"))
  if (hit.language && search.languages.length > 1) line.append(` · ${language(hit.language)}`)
  if (search.archives?.length > 1) line.append(" · ", element("bdi", { class: "bf-archive" }, hit.archive))
  return line
}

export const copiesOf = hit => told("copies", { count: hit.clusterSize })

/* The language and the direction of what an article says. */
export const tongue = hit => ({ lang: hit.language, dir: hit.language ? hit.direction : "auto" })

/* The address of a found article, with the words that shall be marked there: the query's own, which come last, and of
   those that an unfinished word found as many as an address may hold. */
export const address = ({ url }, { matched }) =>
  matched.length ? `${url}?h=${encodeURIComponent(matched.slice(-MARKED).join(" "))}` : url

export const headline = hit => hit.headline
  ? element("a", { href: address(hit, hit), ...tongue(hit) }, ...marked(hit.headlineParts))
  : element("a", { href: address(hit, hit), class: "bf-untitled" }, told("untitled"))

/* The excerpt of a result; where the text is on its page alone, that is read once the reader sees the result. */
export const excerpt = hit => {
  const line = element("p", { class: "bf-hit-excerpt", ...tongue(hit) }, ...marked(hit.excerpt))
  if (hit.later) seen(line, () => fill(line, hit))
  return line
}

const seen = (line, then) => {
  const observer = new IntersectionObserver(entries => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return
    observer.disconnect()
    then()
  })
  observer.observe(line)
}

const fill = async (line, hit) => {
  const read = await hit.later().catch(() => null) // a result without an excerpt is better than none
  if (!read?.excerpt.length) return line.remove()
  line.replaceChildren(...marked(read.excerpt))
  const link = line.closest(".bf-hit")?.querySelector("a")
  if (link) link.href = address(hit, read)
}

/* How much was found: `213 results`. */
export const found = ({ total, exact }) => {
  if (!total) return told("nothing found")
  const results = told("results", { count: total })
  return exact ? results : told("at least", { results })
}

export const isAbort = error => error.name === "AbortError"

/* Run a function once nothing has asked for it for a while; the signal of the run before says that it is out of date. */
export class Lately {
  constructor(run, pause) { Object.assign(this, { run, pause, running: new AbortController() }) }

  ask(pause = this.pause) {
    this.stop()
    const { signal } = this.running = new AbortController()
    this.timer = setTimeout(() => this.run(signal), pause)
  }

  stop() {
    clearTimeout(this.timer)
    this.running.abort()
  }
}

/* ---- The box below the masthead's field ---- */

class Quick {
  constructor(site, field) {
    this.site = site
    this.field = field
    this.form = field.form
    this.place = field.form.action
    this.status = element("p", { class: "bf-quick-status", role: "status" })
    this.list = element("ol", { class: "bf-quick-hits" })
    this.all = element("a", { class: "bf-quick-all" })
    this.box = element("div", { class: "bf-quick", hidden: true }, this.status, this.list, this.all)
    // Here and not in the head, which instant navigation clears.
    const look = element("link", { rel: "stylesheet", href: new URL("assets/stylesheets/search.css", site) })
    this.dressed = new Promise(done => { look.onload = look.onerror = done })
    this.form.after(look, this.box)
    this.lately = new Lately(signal => this.answer(signal), PAUSE)
    this.listen()
  }

  listen() {
    const whole = this.form.parentElement
    this.field.addEventListener("input", () => this.open())
    this.field.addEventListener("focus", ({ relatedTarget }) => { if (!whole.contains(relatedTarget)) this.open() })
    this.form.addEventListener("submit", event => { // through the link, which instant navigation can follow
      event.preventDefault()
      this.lead()
      this.all.click()
    })
    whole.addEventListener("keydown", event => this.press(event))
    whole.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !whole.contains(relatedTarget)) this.close()
    })
    this.box.addEventListener("click", event => { if (event.target.closest("a")) this.close() })
    addEventListener("pointerdown", ({ target }) => { if (!whole.contains(target)) this.close() })
    addEventListener("pagehide", () => this.close())
  }

  get text() { return this.field.value.trim() }

  lead() {
    this.all.href = this.text ? `${this.place}?q=${encodeURIComponent(this.text)}` : this.place
  }

  open() {
    if (!this.text) return this.close()
    this.lead()
    this.box.setAttribute("aria-busy", "true")
    this.lately.ask(this.box.hidden ? 0 : PAUSE)
  }

  close() {
    this.lately.stop()
    this.box.hidden = true
  }

  async answer(signal) {
    await this.dressed
    if (signal.aborted) return
    this.box.hidden = false
    try {
      await speak(this.place)
      if (!this.list.children.length) this.say(told("searching"))
      const search = await opening(this.site, this.place)
      const { text } = this
      const answer = await search.query({ text, unfinished: true, aliases: fieldNames(), speech: spoken(), signal })
      await this.show(answer, search, signal)
      const whole = await atRest(answer, text, signal)
      if (whole && document.activeElement === this.field) await this.show(whole, search, signal)
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.fail(error)
    }
  }

  async show(answer, search, signal) {
    const hits = await Promise.all(answer.results.slice(0, FIRST).map(result => result.load()))
    if (signal.aborted) return
    this.list.replaceChildren(...hits.map(hit => {
      const line = facts(hit, search)
      if (hit.clusterSize > 1) line.append(` · ${copiesOf(hit)}`)
      return element("li", { class: "bf-hit" }, headline(hit), line, excerpt(hit))
    }))
    this.all.textContent = told("all results")
    this.say(found(answer))
  }

  fail(error) {
    this.list.replaceChildren()
    this.all.textContent = words ? told("other ways") : ""
    this.say(fault(error))
  }

  say(line) {
    this.box.removeAttribute("aria-busy")
    this.status.textContent = line
  }

  press(event) {
    const { key } = event
    const here = document.activeElement
    if (key === "Escape") {
      if (this.box.hidden || here === this.field) this.field.blur()
      else this.field.focus()
      this.close()
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      if (this.box.hidden) return
      const stops = [this.field, ...this.box.querySelectorAll("a")]
      const step = key === "ArrowDown" ? 1 : stops.length - 1
      stops[(Math.max(0, stops.indexOf(here)) + step) % stops.length].focus()
    } else if (key.length === 1 && key !== " " && this.box.contains(here) && !event.ctrlKey && !event.metaKey) {
      this.field.focus() // and the letter goes there
      return
    } else return
    event.preventDefault()
  }
}

let box

/* Give the masthead's field its box; called whenever the field is gone to. */
export const quick = (site, field) => {
  if (box?.field === field) return
  box = new Quick(site, field)
  box.open()
}

/* ---- The opened article ---- */

/* Mark the words of a search in the headline and the text of the page. */
export const markPage = sought => {
  for (const part of document.querySelectorAll("#bf-content :is(.bf-headline, .bf-text)")) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
    const nodes = []
    while (walker.nextNode()) nodes.push(walker.currentNode)
    for (const node of nodes) {
      if (node.parentElement.closest("mark")) continue
      const pieces = marks(node.data, sought)
      if (pieces.some(piece => piece.marked)) node.replaceWith(...marked(pieces))
    }
  }
  goToParagraph()
}

/* Go to the paragraph that the address names by its number, where the page gives its paragraphs no names. */
const goToParagraph = () => {
  const [, place] = /^#p-(\d+)$/.exec(location.hash) ?? []
  if (!place || document.getElementById(`p-${place}`)) return
  document.querySelectorAll(".bf-text > p")[place - 1]?.scrollIntoView({ block: "center" })
}
