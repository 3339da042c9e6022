/* The search page: words, filters with counts at the side, results. What is searched for stands in the address, and
   the address alone says what is shown, so that a search can be kept, passed on and gone back to. */
import {
  Lately, address, atRest, copiesOf, day, element, excerpt, facts, fault, found, headline, isAbort, language, month,
  monthOf, number, opening, said, speak, told, tongue,
} from "./search.js"

const STEP = 10 // results that one press on "More results" adds: each is fetched
const TOP = 6 // values that a filter shows before it is unfolded
const TOP_YEARS = 12
const SEVERAL = 15 // unfolded, more than these have a field that narrows them
const MANY = 100 // and more than these are not shown at once
const MOST_COPIES = 40 // of a result, unfolded: each may be a file to fetch
const PAUSE = 50 // ms after the last key

const COPIES = { yes: "has copies", no: "has no copies" }

/* Filters in the order of the side: name in the address, its title's name, how a value is said, what messages about all
   of them are named after. */
const FILTERS = [
  ["outlet", "fact outlet", value => value, "outlets"],
  ["agency", "fact agency", value => value, "agencies"],
  ["section", "fact section", value => value, "sections"],
  ["tag", "fact tags", value => value, "tags"],
  ["language", "fact language", language, "languages"],
  ["copies", "filter copies", value => COPIES[value] ? told(COPIES[value]) : value, ""],
]
const SAID = Object.fromEntries(
  FILTERS.map(([name, title, say]) => [name, value => told("filter", { name: told(title), value: say(value) })]))
SAID.year = value => told("year", { year: value })
SAID.month = month
SAID.from = value => told("from a day", { day: day(value) })
SAID.to = value => told("to a day", { day: day(value) })
const LISTS = ["year", "month", ...FILTERS.map(([name]) => name)]
const SORTS = ["relevance", "newest", "oldest"]

/* ---- The address ---- */

const PERIOD = /^\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?$/
const SHAPES = { year: /^\d{4}$/, month: /^\d{4}-(0[1-9]|1[0-2])$/, copies: /^(yes|no)$/ }

/* The first or last day of a period as an address may give it; nothing, if it is none. */
const edge = (period, last) => {
  if (!PERIOD.test(period || "")) return ""
  const [year, month = last ? "12" : "01", date] = period.split("-")
  const end = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return `${year}-${month}-${date || (last ? String(end) : "01")}`
}

const read = query => {
  const given = new URLSearchParams(query)
  const state = { text: (given.get("q") || "").trim() }
  for (const name of LISTS) {
    const shape = SHAPES[name] || /./
    state[name] = [...new Set(given.getAll(name))].filter(value => shape.test(value))
  }
  state.copies = state.copies.slice(-1)
  state.from = edge(given.get("from"), false)
  state.to = edge(given.get("to"), true)
  state.sort = SORTS.includes(given.get("sort")) ? given.get("sort") : ""
  state.each = given.get("together") === "no"
  return state
}

const written = state => {
  const query = new URLSearchParams()
  if (state.text) query.set("q", state.text)
  for (const name of LISTS) for (const value of state[name]) query.append(name, value)
  for (const name of ["from", "to", "sort"]) if (state[name]) query.set(name, state[name])
  if (state.each) query.set("together", "no")
  return String(query)
}

const asked = state => {
  const query = { text: state.text, collapse: !state.each }
  for (const name of LISTS) if (state[name].length) query[name] = state[name]
  if (state.copies.length) query.copies = state.copies[0]
  for (const name of ["from", "to", "sort"]) if (state[name]) query[name] = state[name]
  return query
}

/* `2018 to 2020` */
const years = ({ first, last }) => {
  const [start, end] = [first, last].map(one => one?.slice(0, 4))
  if (!start) return told("no dates")
  return start === end ? told("year", { year: start }) : told("period of years", { first: start, last: end })
}

/* The archive's years outside of what was searched: nothing was counted in them, but they can be chosen. */
const unsearched = (search, searched) => {
  const [first, last] = [search.first, search.last].map(one => Number(one.slice(0, 4)))
  const all = Array.from({ length: last - first + 1 }, (_, place) => String(first + place))
  return all.filter(year => !searched.first || year < searched.first.slice(0, 4) || year > searched.last.slice(0, 4))
}

/* ---- A filter: values with their counts ---- */

class Filter {
  constructor(page, [name, title, say, plural]) {
    Object.assign(this, { page, name, say, plural, top: TOP, options: new Map(), isOpen: false })
    this.list = element("ul", { class: "bf-options" })
    this.unfold = element("button", { type: "button", class: "bf-plain", "aria-expanded": "false" })
    this.narrow = element("input", { type: "search", class: "bf-narrow", "aria-label": plural && told(`find ${plural}`) })
    this.element = element("fieldset", { class: "bf-filter" },
      element("legend", {}, told(title)), this.narrow, this.list, this.unfold)
    this.unfold.addEventListener("click", () => {
      this.isOpen = !this.isOpen
      this.draw()
      if (this.isOpen && !this.narrow.hidden) this.narrow.focus()
    })
    this.narrow.addEventListener("input", () => this.draw())
    this.list.addEventListener("change", ({ target }) => page.choose(target.name, target.value, target.checked))
  }

  /* Take the counts of an answer: `[[value, count], …]`, most first. */
  take(counts) {
    const chosen = this.page.state[this.name]
    const known = new Set(counts.map(([value]) => value))
    this.counts = [...counts, ...chosen.filter(value => !known.has(value)).map(value => [value, 0])]
    this.draw()
  }

  get shown() {
    const wanted = this.narrow.value.trim().toLocaleLowerCase()
    if (this.isOpen)
      return this.counts.filter(([value]) => this.say(value).toLocaleLowerCase().includes(wanted)).slice(0, MANY)
    return this.counts.filter(([value], place) => place < this.top || this.page.state[this.name].includes(value))
  }

  draw() {
    const held = document.activeElement
    this.element.hidden = !this.counts.length
    const lines = this.shown.map(([value, count]) => this.option(this.name, value, this.say(value), count))
    this.list.replaceChildren(...lines)
    this.narrow.hidden = !this.isOpen || this.counts.length <= SEVERAL
    this.unfold.hidden = this.counts.length <= this.top
    if (this.plural) { // the others have two values at most
      const [among, all] = ["find among", "all"].map(way => told(`${way} ${this.plural}`, { count: this.counts.length }))
      this.narrow.placeholder = among
      this.unfold.textContent = this.isOpen ? told("fewer") : this.counts.length > MANY ? among : all
    }
    this.unfold.setAttribute("aria-expanded", String(this.isOpen))
    if (this.list.contains(held)) held.focus({ preventScroll: true })
  }

  /* The line of a value, kept from answer to answer so that the focus can stay on it. */
  option(name, value, words, count) {
    const key = `${name}\n${value}`
    if (!this.options.has(key)) {
      const box = element("input", { type: "checkbox", name, value })
      const label = element("label", {}, box, element("bdi", {}, words), element("span", { class: "bf-count" }))
      this.options.set(key, element("li", {}, label))
    }
    const line = this.options.get(key)
    line.querySelector("input").checked = this.page.state[name].includes(value)
    line.querySelector(".bf-count").textContent = count === null ? "" : number(count)
    line.classList.toggle("bf-none", count === 0)
    return line
  }
}

/* Years, and under a chosen one its months; above them the first and the last day. */
class Dates extends Filter {
  constructor(page) {
    super(page, ["year", "filter date", value => told("year", { year: value }), "years"])
    this.top = TOP_YEARS
    this.days = ["from", "to"].map(name => {
      const input = element("input", { type: "date", name })
      input.addEventListener("change", () => {
        if (input.value && input.value < "1000") return // a year that is still being typed
        page.go({ [name]: input.value })
      })
      return input
    })
    const labels = this.days.map(input => element("label", {}, told(input.name === "from" ? "first day" : "last day"), input))
    this.list.before(element("div", { class: "bf-range" }, ...labels))
  }

  take({ counts, searched, exact }, search) {
    this.months = counts.month
    for (const input of this.days) {
      if (document.activeElement !== input) input.value = this.page.state[input.name]
      input.min = search.first?.slice(0, 10) || ""
      input.max = search.last?.slice(0, 10) || ""
    }
    const others = exact || !search.first ? [] : unsearched(search, searched)
    super.take([...counts.year, ...others.map(year => [year, null])].sort(([one], [other]) => other - one))
    this.element.hidden = !search.first
  }

  option(name, value, words, count) {
    const line = super.option(name, value, words, count)
    if (name !== "year") return line
    const { year, month } = this.page.state
    const isOpen = year.includes(value) || this.counts.length === 1 || month.some(one => one.startsWith(value))
    const within = this.months.filter(([one]) => one.startsWith(value)).reverse()
    const missing = month.filter(one => one.startsWith(value) && !within.some(([known]) => known === one))
    const months = [...within, ...missing.map(one => [one, 0])]
    const lines = months.map(([one, found]) => super.option("month", one, monthOf(one), found))
    line.querySelector("ul")?.remove()
    if (isOpen && lines.length) line.append(element("ul", { class: "bf-options" }, ...lines))
    return line
  }
}

/* ---- The page ---- */

class SearchPage {
  constructor(site, root) {
    this.site = site
    this.root = root
    this.state = read(location.search)
    this.draw()
    this.lately = new Lately(signal => this.search(signal), PAUSE)
    this.listen()
    this.fill()
    this.resume()
    this.ask(0)
  }

  /* Everything that is there whatever is found. */
  draw() {
    this.drawWords()
    this.drawFilters()
    this.drawFound()
    const body = element("div", { class: "bf-search-body" }, this.opener, this.side, this.found)
    this.root.replaceChildren(this.form, body)
  }

  drawWords() {
    const plain = { autocapitalize: "off", autocorrect: "off", autocomplete: "off", spellcheck: "false" }
    this.field = element("input", { ...plain, type: "search", id: "bf-words", dir: "auto", enterkeyhint: "search" })
    this.form = element("form", { class: "bf-words", role: "search" },
      element("label", { for: "bf-words" }, told("words or a phrase")),
      element("div", { class: "bf-words-line" }, this.field, element("button", { type: "submit" }, told("search"))))
  }

  drawFilters() {
    this.dates = new Dates(this)
    this.filters = FILTERS.map(filter => new Filter(this, filter))
    this.side = element("form", { id: "bf-filters", class: "bf-filters", "aria-label": told("filters") },
      this.dates.element, ...this.filters.map(filter => filter.element))
    this.opener = this.button(told("filters"), "bf-opener", () => {
      const isOpen = this.side.classList.toggle("bf-open")
      this.opener.setAttribute("aria-expanded", String(isOpen))
    })
    this.opener.setAttribute("aria-expanded", "false")
    this.opener.setAttribute("aria-controls", this.side.id)
  }

  drawFound() {
    this.status = element("p", { class: "bf-status", role: "status", tabindex: "-1" })
    this.together = element("input", { type: "checkbox", role: "switch" })
    this.sort = element("select", {}, ...SORTS.map(value => element("option", { value }, told(`order ${value}`))))
    const ways = element("div", { class: "bf-found-ways" },
      element("label", {}, this.together, told("copies together")),
      element("label", {}, element("span", { class: "bf-unseen" }, told("order")), this.sort))
    this.chosen = element("ul", { class: "bf-chosen", "aria-label": told("chosen filters") })
    this.span = element("p", { class: "bf-span" })
    this.list = element("ol", { class: "bf-hits" })
    this.more = this.button(told("more results"), "bf-more-hits", () => this.add())
    this.more.hidden = true
    this.found = element("section", { class: "bf-found", "aria-label": told("found") },
      element("div", { class: "bf-found-head" }, this.status, ways), this.chosen, this.span, this.list, this.more)
  }

  listen() {
    this.field.addEventListener("input", () => this.type())
    this.form.addEventListener("submit", event => {
      event.preventDefault()
      this.go({ text: this.field.value.trim() })
    })
    this.side.addEventListener("submit", event => event.preventDefault())
    this.sort.addEventListener("change", () => this.go({ sort: this.sort.value === this.usual ? "" : this.sort.value }))
    this.together.addEventListener("change", () => this.go({ each: !this.together.checked }))
    const back = () => {
      if (!this.root.isConnected) return removeEventListener("popstate", back)
      this.state = read(location.search)
      this.isTyping = false
      this.fill()
      this.ask(0)
    }
    addEventListener("popstate", back)
    addEventListener("pagehide", () => this.keep())
    this.list.addEventListener("click", () => this.keep())
  }

  /* The order without a choice: what fits best where there are words, else the newest. */
  get usual() { return this.state.text ? "relevance" : "newest" }

  /* Show the state in the controls. */
  fill() {
    const { state } = this
    if (this.field.value.trim() !== state.text) this.field.value = state.text
    this.together.checked = !state.each
    this.sort.options[0].disabled = !state.text
    this.sort.value = state.sort && (state.text || state.sort !== "relevance") ? state.sort : this.usual
    document.title = document.title.replace(/^(“.*” · )?/, () => state.text ? `“${state.text}” · ` : "")
    const chips = [...LISTS.flatMap(name => state[name].map(value => [name, value])),
      ...["from", "to"].filter(name => state[name]).map(name => [name, state[name]])]
    this.chosen.replaceChildren(...chips.map(([name, value]) => this.chip(name, value)))
    if (chips.length > 1) this.chosen.append(element("li", {}, this.clearer()))
    this.chosen.hidden = !chips.length
    this.opener.textContent = chips.length ? told("filters chosen", { count: chips.length }) : told("filters")
  }

  chip(name, value) {
    const words = SAID[name](value)
    const chip = this.button(words, "bf-chip", () => {
      if (LISTS.includes(name)) this.choose(name, value, false)
      else this.go({ [name]: "" })
      const next = this.chosen.querySelector("button") || this.field
      next.focus()
    })
    chip.setAttribute("aria-label", told("remove filter", { filter: words }))
    return element("li", {}, chip)
  }

  button(words, kind, press) {
    const button = element("button", { type: "button", class: kind }, words)
    button.addEventListener("click", press)
    return button
  }

  clearer() { return this.button(told("remove all filters"), "bf-plain", () => this.clear()) }

  clear() {
    this.go({ ...Object.fromEntries(LISTS.map(name => [name, []])), from: "", to: "" })
    this.field.focus()
  }

  /* Add a value to a filter, or take it out. */
  choose(name, value, isChosen) {
    const others = name === "copies" ? [] : this.state[name].filter(one => one !== value)
    const change = { [name]: isChosen ? [...others, value] : others }
    if (name === "year" && !isChosen) change.month = this.state.month.filter(one => !one.startsWith(value))
    this.go(change)
  }

  /* Change the search as one step that the back button undoes. */
  go(change) {
    this.isTyping = false
    this.change({ ...this.state, ...change }, "pushState")
    this.ask(0)
  }

  /* Search while words are typed: all of that is one step. */
  type() {
    const text = this.field.value.trim()
    if (text === this.state.text) return
    this.change({ ...this.state, text }, this.isTyping ? "replaceState" : "pushState")
    this.isTyping = true
    this.ask()
  }

  change(state, how) {
    this.state = state
    const query = written(state)
    if (query !== location.search.slice(1)) history[how](null, "", query ? `?${query}` : location.pathname)
    this.fill()
  }

  ask(pause) {
    this.found.setAttribute("aria-busy", "true")
    this.lately.ask(pause)
  }

  async search(signal) {
    if (!this.answer) this.status.textContent = told("searching")
    try {
      const search = await opening(this.site, new URL("./", location).href)
      if (signal.aborted) return
      this.index = search
      const answer = await search.query({ ...asked(this.state), unfinished: this.isTyping, signal })
      await this.show(answer, signal)
      const whole = this.isTyping && await atRest(answer, this.state.text, signal)
      if (whole) await this.show(whole, signal)
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.fail(error)
    }
  }

  /* Show the first results of an answer, and its counts. */
  async show(answer, signal) {
    const wanted = this.resumed?.shown || STEP
    const hits = await this.load(answer, 0, wanted)
    if (signal?.aborted) return
    this.answer = answer
    this.root.classList.remove("bf-failed")
    this.list.replaceChildren(...hits)
    this.dates.take(answer, this.index)
    for (const filter of this.filters) filter.take(answer.counts[filter.name])
    this.tell()
    this.found.removeAttribute("aria-busy")
    this.root.classList.add("bf-drawn")
    if (this.resumed) scrollTo(0, this.resumed.y)
    this.resumed = null
  }

  load(answer, start, count) {
    return Promise.all(answer.results.slice(start, start + count).map(async result => this.hit(await result.load())))
  }

  /* Say how much was found, and how much of the archive that is. */
  tell() {
    const { answer, list, state } = this
    const shown = list.children.length
    this.status.textContent = found(answer)
    this.more.hidden = shown >= answer.results.length && answer.exact
    this.more.textContent = told(shown < answer.results.length ? "more results" : "search older")
    this.span.replaceChildren()
    if (!answer.exact)
      this.span.append(told("searched so far", { years: years(answer.searched) }), told("between sentences"),
        this.button(told("search all"), "bf-plain", () => this.widen("whole")))
    else if (!answer.total) this.span.append(...this.advice(state))
    this.span.hidden = !this.span.hasChildNodes()
  }

  advice(state) {
    if (!this.chosen.hidden) return [told("nothing fits"), told("between sentences"), this.clearer()]
    if (/\s/.test(state.text)) return [told("fewer words")]
    return [told("other spelling")]
  }

  hit(hit) {
    const line = facts(hit, this.index)
    const item = element("li", { class: "bf-hit" }, element("h2", {}, headline(hit)), line)
    if (hit.excerpt.length) item.append(excerpt(hit))
    if (hit.clusterSize > 1) this.fold(hit, item, line)
    return item
  }

  /* The copies of a result, unfolded by a button beside its facts. */
  fold(hit, item, line) {
    const list = element("ul", { class: "bf-hit-copies", id: `bf-copies-${hit.id}`, hidden: true })
    const button = this.button(copiesOf(hit), "bf-plain bf-unfold", async () => {
      list.hidden = !list.hidden
      button.setAttribute("aria-expanded", String(!list.hidden))
      if (list.hidden || list.children.length) return
      try {
        list.replaceChildren(...(await hit.copies(MOST_COPIES)).map(copy => this.copy(copy, hit)))
        if (hit.clusterSize > MOST_COPIES) list.append(this.others(hit))
      } catch (error) {
        list.replaceChildren(element("li", {}, fault(error)))
      }
    })
    button.setAttribute("aria-expanded", "false")
    button.setAttribute("aria-controls", list.id)
    line.append(" · ", button)
    item.append(list)
  }

  copy(copy, hit) {
    const link = element("a", { href: address(copy, hit) }, element("bdi", {}, copy.outlet || told("unknown outlet")))
    const when = copy.date ? element("time", { datetime: copy.date }, day(copy.date)) : told("of unknown date")
    const line = element("li", {}, link, " · ", when)
    if (copy.headline && copy.headline !== hit.headline)
      line.append(" · ", element("bdi", tongue(copy), copy.headline))
    return line
  }

  others(hit) {
    const link = element("a", { href: `${hit.url}#copies` }, told("on its page"))
    return element("li", {}, ...said("more copies", { count: hit.clusterSize - MOST_COPIES, link }))
  }

  /* Add results below; the focus stays on the button or, with the last of them, goes to the first that is new. */
  async add() {
    const shown = this.list.children.length
    if (shown >= this.answer.results.length) return this.widen("more")
    const { answer } = this
    const hits = await this.load(answer, shown, STEP)
    if (this.answer !== answer) return
    this.list.append(...hits)
    this.tell()
    this.status.textContent = told("some of the results", {
      shown: number(this.list.children.length), results: this.status.textContent,
    })
    if (this.more.hidden) hits[0].querySelector("a").focus({ preventScroll: true })
  }

  /* Search more of the archive: older articles, or the whole. What was pressed may be gone then; the focus goes on. */
  async widen(how) {
    const { answer } = this
    const shown = this.list.children.length
    this.found.setAttribute("aria-busy", "true")
    try {
      const wider = await answer[how]()
      if (this.answer !== answer) return
      this.resumed = { shown: how === "more" ? shown + STEP : Math.max(shown, STEP), y: scrollY }
      await this.show(wider)
    } catch (error) {
      return isAbort(error) || this.fail(error)
    }
    if (document.activeElement !== document.body) return
    const next = how === "more" && this.list.children[shown]?.querySelector("a")
    ;(next || this.status).focus({ preventScroll: true })
  }

  /* Say that the index cannot be loaded, and where else articles are listed. */
  fail(error) {
    this.answer = null
    this.found.removeAttribute("aria-busy")
    this.root.classList.add("bf-drawn")
    this.list.replaceChildren()
    this.more.hidden = this.span.hidden = true
    this.status.textContent = fault(error)
    this.root.classList.add("bf-failed")
    const others = document.querySelector(".bf-without")
    if (others) this.root.append(others)
  }

  /* Where the reader was, for the way back from an article. */
  keep() {
    if (!this.root.isConnected || !this.answer) return
    const kept = { query: location.search, shown: this.list.children.length, y: scrollY }
    try { sessionStorage.setItem("bf-search", JSON.stringify(kept)) } catch { /* storage is full or forbidden */ }
  }

  resume() {
    const [entry] = performance.getEntriesByType("navigation")
    if (entry?.type !== "back_forward" && history.state === null) return
    try {
      const kept = JSON.parse(sessionStorage.getItem("bf-search"))
      if (kept?.query === location.search) this.resumed = kept
    } catch { /* nothing kept */ }
  }
}

/* Draw the search into its place; called again whenever instant navigation brings the page anew. */
export const mount = async (site, root) => {
  await speak(new URL("./", location))
  if (!root.hasChildNodes()) new SearchPage(site, root)
}
