/* The search page: words, filters with counts at the side, results. What is searched for stands in the address, and
   the address alone says what is shown, so that a search can be kept, passed on and gone back to. */
import { Clippings, clippingOf, drop, isKept, keep, kept } from "./clippings.js"
import {
  Lately, address, atRest, copiesOf, day, element, excerpt, facts, fault, fieldNames, found, headline, isAbort, language,
  month, monthOf, number, opening, openingAlso, said, speak, spoken, told, tongue,
} from "./search.js"
import { isSameText, together } from "./search-query.js"

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
  ["author", "fact authors", value => value, "authors"],
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
SAID.also = value => value
const LISTS = ["year", "month", ...FILTERS.map(([name]) => name), "also"]
const SORTS = ["relevance", "newest", "oldest"]
const VIEWS = ["context", "clippings"] // besides the list
const LINES = ["before", "word", "after"]
const FORMATS = ["csv", "jsonl", "bibtex", "ris"]
const NARROW = "(max-width: 59.9375em)"

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
  state.view = VIEWS.includes(given.get("view")) ? given.get("view") : ""
  state.lines = LINES.includes(given.get("lines")) ? given.get("lines") : ""
  return state
}

const written = state => {
  const query = new URLSearchParams()
  if (state.text) query.set("q", state.text)
  for (const name of LISTS) for (const value of state[name]) query.append(name, value)
  for (const name of ["from", "to", "sort", "view", "lines"]) if (state[name]) query.set(name, state[name])
  if (state.each) query.set("together", "no")
  return String(query)
}

const asked = state => {
  const query = { text: state.text, collapse: !state.each, aliases: fieldNames(), speech: spoken() }
  for (const name of LISTS) if (state[name].length && name !== "also") query[name] = state[name]
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
      const label = element("label", {}, box, element("bdi", {}, words), element("span", { class: "bf-among" }))
      this.options.set(key, element("li", {}, label))
    }
    const line = this.options.get(key)
    line.querySelector("input").checked = this.page.state[name].includes(value)
    line.querySelector(".bf-among").textContent = count === null ? "" : number(count)
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
    this.body = element("div", { class: "bf-search-body" }, this.opener, this.side, this.found)
    this.folder = new Clippings(this)
    this.root.replaceChildren(this.form, this.how(), this.hints, this.body, this.folder.element)
  }

  drawWords() {
    const plain = { autocapitalize: "off", autocorrect: "off", autocomplete: "off", spellcheck: "false" }
    this.field = element("input", { ...plain, type: "search", id: "bf-words", dir: "auto", enterkeyhint: "search" })
    this.form = element("form", { class: "bf-find-words", role: "search" },
      element("label", { for: "bf-words" }, told("words or a phrase")),
      element("div", { class: "bf-words-line" }, this.field, element("button", { type: "submit" }, told("search"))))
    this.hints = element("div", { class: "bf-hints", "aria-live": "polite" })
    this.leaf = this.button("", "bf-plain bf-leaf", () => this.turn(this.state.view === "clippings" ? "" : "clippings"))
  }

  /* What can be asked: examples, in words of the site's language, and what they find. */
  how() {
    const [one, two] = [told("example one"), told("example two")]
    const rows = [
      [`${one} ${two}`, "how all"], [`${one} OR ${two}`, "how any"], [`${one} -${two}`, "how not"],
      [`"${one} ${two}"`, "how phrase"], [`${one}*`, "how star"], [`${one} near/5 ${two}`, "how near"],
      [`(${one} OR ${two}) 2019`, "how group"], [`headline:${one}`, "how headline"],
      ["outlet: author: agency: section: tag: language:", "how names"],
      ["year:2019..2021 before:2020-05 after:2019-12-24", "how days"], ["copies:>3", "how copies"],
    ]
    const lines = rows.map(([example, name]) => element("div", {},
      element("dt", {}, element("code", { dir: "auto" }, example)), element("dd", {}, told(name))))
    return element("div", { class: "bf-asking" }, element("details", { class: "bf-help" },
      element("summary", {}, told("how to ask")), element("dl", {}, ...lines)), this.leaf)
  }

  drawFilters() {
    this.dates = new Dates(this)
    this.filters = FILTERS.map(filter => new Filter(this, filter))
    this.side = element("form", { id: "bf-filters", class: "bf-filters", "aria-label": told("filters") },
      this.others(), this.dates.element, ...this.filters.map(filter => filter.element))
    this.opener = this.button(told("filters"), "bf-opener", () => {
      const isOpen = this.side.classList.toggle("bf-open")
      this.opener.setAttribute("aria-expanded", String(isOpen))
    })
    this.opener.setAttribute("aria-expanded", "false")
    this.opener.setAttribute("aria-controls", this.side.id)
  }

  /* Other archives that can be searched, too: none of them is asked for anything before it is chosen. */
  others() {
    this.archives = new Map(JSON.parse(this.root.dataset.archives || "[]"))
    this.state.also = this.state.also.filter(name => this.archives.has(name))
    if (!this.archives.size) return ""
    const boxes = [...this.archives.keys()].map(name => {
      const box = element("input", { type: "checkbox", name: "also", value: name })
      box.addEventListener("change", () => this.choose("also", name, box.checked))
      return element("li", {}, element("label", {}, box, element("bdi", {}, name)))
    })
    this.also = element("ul", { class: "bf-options" }, ...boxes)
    return element("fieldset", { class: "bf-filter" }, element("legend", {}, told("archives also")), this.also)
  }

  drawFound() {
    this.status = element("p", { class: "bf-status", role: "status", tabindex: "-1" })
    this.together = element("input", { type: "checkbox", role: "switch" })
    this.sort = element("select", {}, ...SORTS.map(value => element("option", { value }, told(`order ${value}`))))
    this.views = ["", "context"].map(view => this.button(told(view ? "in context" : "as a list"), "bf-turn", () => this.turn(view)))
    const ways = element("div", { class: "bf-found-ways" },
      element("span", { class: "bf-found-views", role: "group", "aria-label": told("search view") }, ...this.views),
      element("label", {}, this.together, told("copies together")),
      element("label", {}, element("span", { class: "bf-unseen" }, told("order")), this.sort))
    this.chosen = element("ul", { class: "bf-chosen", "aria-label": told("chosen filters") })
    this.span = element("p", { class: "bf-span" })
    this.list = element("ol", { class: "bf-hits" })
    this.more = this.button(told("more results"), "bf-more-hits", () => this.add())
    this.more.hidden = true
    this.listed = element("div", {}, this.list, this.more)
    this.found = element("section", { class: "bf-found", "aria-label": told("found") },
      element("div", { class: "bf-found-head" }, this.status, ways), this.chosen, this.drawTime(), this.span, this.listed,
      this.drawTaking())
  }

  drawTime() {
    const isOpen = !matchMedia(NARROW).matches
    this.time = element("details", { class: "bf-time", open: isOpen }, element("summary", {}, told("over time")))
    this.time.addEventListener("toggle", () => this.overTime())
    return this.time
  }

  drawTaking() {
    const ways = FORMATS.map(kind => this.button(told(`save ${kind}`), "bf-little", () => this.take(kind)))
    ways.push(this.button(told("save counts"), "bf-little", () => this.takeCounts()))
    this.taken = element("p", { class: "bf-taken", role: "status" })
    this.cited = element("p", { class: "bf-cited", tabindex: "-1", hidden: true })
    this.taking = element("details", { class: "bf-taking" }, element("summary", {}, told("take results away")),
      element("p", { class: "bf-take-ways" }, ...ways, this.button(told("cite search"), "bf-little", () => this.cite())),
      this.taken, this.cited)
    return this.taking
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
    const clipped = () => this.root.isConnected ? this.drawFolder() : removeEventListener("bf-clippings", clipped)
    addEventListener("bf-clippings", clipped)
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
    for (const box of this.also?.querySelectorAll("input") ?? []) box.checked = state.also.includes(box.value)
    this.fillView()
    this.opener.textContent = chips.length ? told("filters chosen", { count: chips.length }) : told("filters")
  }

  /* Show what the state says of the view. */
  fillView() {
    const isFolder = this.state.view === "clippings"
    this.body.hidden = this.hints.hidden = isFolder
    this.folder.element.hidden = !isFolder
    if (isFolder) this.folder.draw()
    this.drawFolder()
    this.views.forEach((button, place) => button.setAttribute("aria-pressed", String(place === (this.state.view === "context" ? 1 : 0))))
  }

  drawFolder() {
    const count = kept(this.site).length
    this.leaf.textContent = this.state.view === "clippings" ? told("back to results")
      : count ? told("clippings kept", { count }) : told("clippings")
  }

  /* Turn to another view of what was found. */
  turn(view) {
    this.go({ view }, false)
    if (view === "clippings") this.folder.element.querySelector("h2").focus()
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
  go(change, anew = true) {
    this.isTyping = false
    this.change({ ...this.state, ...change }, "pushState")
    if (anew || !this.answer) this.ask(0)
    else this.show(this.answer).catch(error => this.fail(error))
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
      const search = await this.opened()
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

  /* The index, with those of other archives that are chosen; one that fails is said, and the others are searched. */
  async opened() {
    const own = await opening(this.site, new URL("./", location).href, this.root.dataset.archive)
    this.failed = []
    const others = await Promise.all(this.state.also.map(name => openingAlso(name, this.archives.get(name)).catch(error => {
      this.failed.push(told("archive failed", { archive: name, why: fault(error) }))
      return null
    })))
    const chosen = others.filter(Boolean)
    return this.archives.size ? together([own, ...chosen]) : own
  }

  /* Show the first results of an answer, and its counts. */
  async show(answer, signal) {
    const wanted = this.resumed?.shown || STEP
    const inContext = this.state.view === "context"
    const [hits, others] = await Promise.all([inContext ? [] : this.load(answer, 0, wanted), this.spelled(answer)])
    if (signal?.aborted) return
    this.answer = answer
    this.listed.hidden = inContext
    this.time.hidden = this.taking.hidden = !answer.total
    this.hint(answer, others)
    this.root.classList.remove("bf-failed")
    this.list.replaceChildren(...hits)
    this.dates.take(answer, this.index)
    for (const filter of this.filters) filter.take(answer.counts[filter.name])
    this.tell()
    await Promise.all([this.overTime(), this.lines(inContext)]) // before anything is seen, so that nothing moves
    if (this.answer !== answer) return
    this.found.removeAttribute("aria-busy")
    this.root.classList.add("bf-drawn")
    if (this.resumed) scrollTo(0, this.resumed.y)
    this.resumed = null
  }

  async lines(isShown) {
    const { answer } = this
    if (!isShown && !this.context) return
    const { Context } = await import("./search-context.js")
    this.context ??= new Context(this)
    if (!this.context.element.isConnected) this.listed.after(this.context.element)
    this.context.element.hidden = !isShown
    if (!isShown) return
    if (this.context.answer === answer) this.context.draw()
    else await this.context.take(answer)
  }

  async overTime() {
    const { answer } = this
    if (!this.time.open || !answer?.over || this.timed === answer) return
    const { OverTime } = await import("./search-time.js").catch(() => ({}))
    if (!OverTime || this.answer !== answer) return
    this.timed = answer
    this.picture ??= new OverTime(this)
    if (!this.picture.element.isConnected) this.time.append(this.picture.element)
    this.picture.take(answer)
  }

  /* Say what was wrong with the query and what was searched for instead, or what may have been meant. */
  hint(answer, others) {
    const lines = this.failed.map(words => [words])
    if (!this.isTyping) {
      lines.push(...(answer.faults ?? []).map(({ name, values }) => [told(name, values)]))
      if (answer.right) lines.push(said("searched instead", { query: this.suggestion(answer.right) }))
      const capitals = answer.total ? this.state.text : this.state.text.replace(/ (and|or|not) /g, word => word.toUpperCase())
      if (capitals !== this.state.text) lines.push(said("in capitals", { query: this.suggestion(capitals) }))
      if (others) lines.push(said("did you mean", { query: this.suggestion(others) }))
    }
    this.hints.replaceChildren(...lines.map(line => element("p", {}, ...line)))
  }

  /* The query with other words for those that no article has; nothing if there is none. */
  async spelled(answer) {
    if (this.isTyping || !answer.missing?.length) return null
    const [{ meant }, { replaced, write }] = await Promise.all([import("./search-spelling.js"), import("./search-language.js")])
    const others = await meant(this.index, answer.missing).catch(() => new Map())
    return others.size ? write(replaced(answer.tree, others)) : null
  }

  suggestion(query) {
    const button = this.button("", "bf-plain", () => {
      this.go({ text: query })
      this.field.focus()
    })
    button.append(element("bdi", {}, query))
    return button
  }

  /* Results as items of the list. One that another archive has too, further up, says so. */
  async load(answer, start, count) {
    const hits = await Promise.all(answer.results.slice(start, start + count).map(result => result.load()))
    if (!start) this.above = []
    return hits.map(hit => {
      const same = this.above.find(other => isSameText(hit, other))
      this.above.push(hit)
      return this.hit(hit, same)
    })
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

  hit(hit, same = null) {
    const line = facts(hit, this.index)
    const item = element("li", { class: "bf-hit" }, element("h2", {}, headline(hit)), line)
    if (same) item.append(element("p", { class: "bf-standing" }, ...said("stands: above", {
      archive: element("bdi", {}, same.archive), headline: headline(same),
    })))
    else if (hit.excerpt.length || hit.later) item.append(excerpt(hit))
    if (hit.clusterSize > 1) this.fold(hit, item, line)
    if (hit.standing === "words" || hit.standing === "filters")
      item.append(element("p", { class: "bf-standing" }, told(`stands: ${hit.standing}`)))
    line.append(" · ", this.keeper(hit))
    return item
  }

  /* The button that keeps a result among the reader's clippings. */
  keeper(hit) {
    const clipping = clippingOf(hit)
    const button = this.button(told("clip"), "bf-plain bf-keep", () => {
      try {
        if (isKept(this.site, clipping)) drop(this.site, clipping)
        else keep(this.site, clipping)
        show()
      } catch (error) { this.hints.replaceChildren(element("p", {}, told("keeps nothing", { why: error.message }))) }
    })
    const show = () => {
      const isThere = isKept(this.site, clipping)
      button.textContent = told(isThere ? "clip kept" : "clip")
      button.setAttribute("aria-pressed", String(isThere))
      button.setAttribute("aria-label", `${told(isThere ? "clip kept" : "clip")}: ${hit.headline || told("untitled")}`)
    }
    show()
    return button
  }

  /* ---- What is taken away ---- */

  /* The rows of all results, not only of those that are shown; a search in parts is searched to its end first. */
  async rows() {
    const [{ each }, { rowOf }] = await Promise.all([import("./search-context.js"), import("./search-take.js")])
    const { results } = await this.whole()
    let done = 0
    return each(results, async result => {
      const row = rowOf(await result.row(), this.root.dataset.archive ?? "")
      done += 1
      if (done % 100 === 0) this.taken.textContent = told("results taken", { done: number(done), all: number(results.length) })
      return row
    })
  }

  async whole() { return this.answer.exact ? this.answer : this.answer.whole() }

  get fileName() {
    const words = this.state.text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 40)
    return `search${words && `-${words}`}`
  }

  async takenBy(work) {
    this.taking.setAttribute("aria-busy", "true")
    this.taken.textContent = told("searching")
    try { this.taken.textContent = await work() } catch (error) { this.taken.textContent = fault(error) }
    this.taking.removeAttribute("aria-busy")
  }

  take(kind) {
    return this.takenBy(async () => {
      const rows = await this.rows()
      const { FORMATS: formats, save } = await import("./search-take.js")
      const { ending, type, write } = formats[kind]
      save(`${this.fileName}.${ending}`, type, write(rows))
      return told("results", { count: rows.length })
    })
  }

  takeCounts() {
    return this.takenBy(async () => {
      const { counts, save } = await import("./search-take.js")
      const answer = await this.whole()
      const unit = this.picture?.unit ?? "month"
      const facet = this.picture && this.picture.split !== "none" ? this.picture.split : null
      save(`${this.fileName}-${unit}.csv`, "text/csv", counts(answer.over(unit, facet)))
      return told("results", { count: answer.total })
    })
  }

  /* The manifest as it stands; nothing where a server unpacks it on its way. */
  async manifest() {
    const place = this.root.dataset.manifest ?? "data/manifest.json"
    const answer = await fetch(new URL(place, this.site)).catch(() => null)
    const bytes = answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : null
    return bytes && place.endsWith(".gz") && bytes[0] !== 0x1f ? null : bytes
  }

  /* What a paper says of this search: its address, what it found, and which state of the archive that was. */
  cite() {
    return this.takenBy(async () => {
      const [{ blake2b }, answer] = await Promise.all([import("./search-take.js"), this.whole()])
      const manifest = await this.manifest()
      const digest = manifest ? `BLAKE2b ${blake2b(manifest)}` : told("no manifest")
      const { index } = this
      this.cited.textContent = told("cited search", {
        archive: [this.root.dataset.archive, ...this.state.also].join(told("comma")), query: this.state.text || "*",
        results: told("results", { count: answer.total }), articles: told("articles", { count: index.articles }),
        day: index.last ? day(index.last) : told("of unknown date"), digest, address: location.href,
      })
      this.cited.hidden = false
      this.cited.focus()
      getSelection().selectAllChildren(this.cited)
      await navigator.clipboard?.writeText(this.cited.textContent).then(() => { this.cited.dataset.copied = "" }, () => {})
      return "copied" in this.cited.dataset ? told("citation copied") : ""
    })
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
        if (hit.clusterSize > MOST_COPIES) list.append(this.rest(hit))
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

  rest(hit) {
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
