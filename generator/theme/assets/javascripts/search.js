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
export const opening = (site, place) => opened ??=
  openSearch(site, { index: place.replace(site, "") + "index/" }).catch(error => { opened = null; throw error })

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

export const number = count => count.toLocaleString("en")

export const counted = (count, one, several = one + "s") => `${number(count)} ${count === 1 ? one : several}`

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })

export const day = date => DAY.format(new Date(date.slice(0, 10)))

const LANGUAGES = new Intl.DisplayNames(["en"], { type: "language" })

export const language = code => {
  try { return LANGUAGES.of(code) } catch { return code }
}

/* Texts with their found words marked. */
export const marked = pieces => pieces.map(piece => piece.marked ? element("mark", {}, piece.text) : piece.text)

/* `Outlet · 17 November 2022 · English`; the language where the archive has several. */
export const facts = (hit, search) => {
  const line = element("p", { class: "bf-hit-facts" }, element("bdi", {}, hit.outlet || "Unknown outlet"), " · ")
  if (hit.date) line.append(element("time", { datetime: hit.date }, day(hit.date)))
  else line.append("date unknown")
  if (hit.language && search.languages.length > 1) line.append(` · ${language(hit.language)}`)
  return line
}

export const copiesOf = hit => counted(hit.clusterSize, "copy", "copies")

/* The language and the direction of what an article says. */
export const tongue = hit => ({ lang: hit.language, dir: hit.language ? hit.direction : "auto" })

/* The address of a found article, with the words that shall be marked there: the query's own, which come last, and of
   those that an unfinished word found as many as an address may hold. */
export const address = ({ url }, { matched }) =>
  matched.length ? `${url}?h=${encodeURIComponent(matched.slice(-MARKED).join(" "))}` : url

export const headline = hit => hit.headline
  ? element("a", { href: address(hit, hit), ...tongue(hit) }, ...marked(hit.headlineParts))
  : element("a", { href: address(hit, hit), class: "bf-untitled" }, "Untitled")

export const excerpt = hit => element("p", { class: "bf-hit-excerpt", ...tongue(hit) }, ...marked(hit.excerpt))

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
    if (!this.list.children.length) this.say("Searching…")
    try {
      const search = await opening(this.site, this.place)
      const { text } = this
      const answer = await search.query({ text, unfinished: true, signal })
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
    const least = answer.exact ? "" : "At least "
    this.list.replaceChildren(...hits.map(hit => {
      const line = facts(hit, search)
      if (hit.clusterSize > 1) line.append(` · ${copiesOf(hit)}`)
      return element("li", { class: "bf-hit" }, headline(hit), line, excerpt(hit))
    }))
    this.all.textContent = "All results, with filters"
    this.say(answer.total ? least + counted(answer.total, "result") : "Nothing found")
  }

  fail(error) {
    this.list.replaceChildren()
    this.all.textContent = "Other ways to find an article"
    this.say(error.message)
  }

  say(words) {
    this.box.removeAttribute("aria-busy")
    this.status.textContent = words
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
export const markPage = words => {
  for (const part of document.querySelectorAll("#bf-content :is(.bf-headline, .bf-text)")) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
    const nodes = []
    while (walker.nextNode()) nodes.push(walker.currentNode)
    for (const node of nodes) {
      if (node.parentElement.closest("mark")) continue
      const pieces = marks(node.data, words)
      if (pieces.some(piece => piece.marked)) node.replaceWith(...marked(pieces))
    }
  }
}
