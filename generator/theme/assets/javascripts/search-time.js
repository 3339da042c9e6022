/* Results over time: a bar for each day, month or year, drawn without a library, and the same numbers as a table. Fetched
   once the first results are shown. */
import { day, element, language, month, number, said, told } from "./search.js"

const UNITS = ["year", "month", "day"]
const LENGTH = { year: 4, month: 7, day: 10 }
const MOST_BARS = 400
const BARS_WANTED = { day: 62, month: 60 } // up to so many of a unit are better than a coarser one
const SPLITS = ["none", "outlet", "language"]
const MOST_PARTS = 6
const WIDTH = 1000
const HEIGHT = 100

const SVG = "http://www.w3.org/2000/svg"

const drawn = (tag, attributes, ...children) => {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

export const named = period =>
  ({ 4: () => told("year", { year: period }), 7: () => month(period), 10: () => day(period) })[period.length]()

/* The period after one. */
const after = period => {
  const [year, month = 0, date = 0] = period.split("-").map(Number)
  const next = new Date(0)
  if (date) next.setUTCFullYear(year, month - 1, date + 1)
  else if (month) next.setUTCFullYear(year, month, 1)
  else next.setUTCFullYear(year + 1, 0, 1)
  return next.toISOString().slice(0, period.length)
}

/* How many periods of a length there are from one to another, or more than are drawn. */
const between = (first, last, length) => {
  let count = 1
  let period = first.slice(0, length)
  while (period < last.slice(0, length) && count <= MOST_BARS) [period, count] = [after(period), count + 1]
  return count
}

/* The finest unit that gives a picture, for results from one day to another; those that are possible. */
const unitsFor = (first, last) => {
  const possible = UNITS.filter(unit => between(first, last, LENGTH[unit]) <= MOST_BARS)
  const wanted = ["day", "month"].find(unit =>
    possible.includes(unit) && between(first, last, LENGTH[unit]) <= BARS_WANTED[unit])
  return { possible: possible.length ? possible : ["year"], usual: wanted ?? "year" }
}

/* Rows without gaps: periods in which nothing was found are there too. */
const gapless = (rows, unit) => {
  const known = new Map(rows.filter(({ period }) => period).map(row => [row.period, row]))
  const hits = [...known.values()].filter(row => row.hits)
  if (!hits.length) return []
  const made = []
  const last = hits.at(-1).period
  for (let period = hits[0].period; period <= last && made.length < 4 * MOST_BARS; period = after(period))
    made.push(known.get(period) ?? { period, hits: 0, all: 0, of: {} })
  return unit === "year" && made.length > MOST_BARS ? made.filter(row => row.all) : made
}

export class OverTime {
  constructor(page) {
    this.page = page
    this.unit = null
    this.split = "none"
    this.isRelative = false
    this.said = element("p", { class: "bf-time-said", "aria-live": "polite" })
    this.chart = element("div", { class: "bf-time-chart" })
    this.parts = element("ul", { class: "bf-time-parts" })
    this.table = element("details", { class: "bf-time-table" }, element("summary", {}, told("as a table")))
    this.table.addEventListener("toggle", () => this.fillTable())
    this.units = this.select("unit", UNITS, value => { this.unit = value })
    this.splits = this.select("split", SPLITS, value => { this.split = value })
    const relative = element("input", { type: "checkbox" })
    relative.addEventListener("change", () => { this.isRelative = relative.checked; this.draw() })
    this.ways = element("div", { class: "bf-time-ways" }, this.units.element, this.splits.element,
      element("label", {}, relative, told("relative counts")))
    this.undated = element("p", { class: "bf-time-undated" })
    const line = element("div", { class: "bf-time-line" }, this.said, this.undated)
    this.element = element("div", { class: "bf-time-body" }, this.ways, this.chart, line, this.parts, this.table)
  }

  select(name, values, choose) {
    const select = element("select", {}, ...values.map(value => element("option", { value }, told(`${name} ${value}`))))
    select.addEventListener("change", () => { choose(select.value); this.draw() })
    return { select, element: element("label", {}, element("span", { class: "bf-unseen" }, told(name === "unit" ? "unit of time" : "split by")), select) }
  }

  /* Take an answer: its units are chosen anew. */
  take(answer) {
    this.answer = answer
    const [first, last] = answer.span
    this.element.hidden = !first
    if (!first) return
    const { possible, usual } = unitsFor(first, last)
    for (const option of this.units.select.options) option.disabled = !possible.includes(option.value)
    this.unit = usual
    this.draw()
  }

  draw() {
    this.units.select.value = this.unit
    const facet = this.split === "none" ? null : this.split
    const rows = this.answer.over(this.unit, facet)
    this.rows = gapless(rows, this.unit)
    const undated = rows.find(({ period }) => !period)?.hits ?? 0
    this.undated.textContent = undated ? told("without a day", { count: undated }) : ""
    this.said.textContent = told("chart keys")
    this.drawBars()
    this.drawParts()
    this.table.querySelector("table")?.remove()
    this.fillTable()
  }

  height(hits, all) { return this.isRelative ? (all ? hits / all : 0) : hits }

  label({ period, hits, all }) {
    return told("bar of time", { period: named(period), hits: number(hits), all: number(all), share: share(hits, all) })
  }

  drawBars() {
    const most = Math.max(...this.rows.map(({ hits, all }) => this.height(hits, all)), 0) || 1
    const step = WIDTH / this.rows.length
    this.bars = this.rows.map((row, place) => {
      const tall = row.hits ? Math.max(this.height(row.hits, row.all) / most * HEIGHT, 1.5) : 0
      const bar = drawn("g", { class: "bf-time-bar", role: "button", tabindex: place ? "-1" : "0", "aria-label": this.label(row) },
        drawn("rect", { class: "bf-time-bar-ground", x: place * step, y: 0, width: step, height: HEIGHT }),
        drawn("rect", { class: "bf-time-bar-hits", x: place * step + step * .1, y: HEIGHT - tall, width: step * .8, height: tall }))
      for (const kind of ["pointerenter", "focus"]) bar.addEventListener(kind, () => { this.said.textContent = this.label(row) })
      bar.addEventListener("click", () => this.narrow(row.period))
      bar.addEventListener("keydown", event => this.press(event, place))
      return bar
    })
    const picture = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "bf-time-bars",
      role: "group", "aria-label": told("over time") }, ...this.bars)
    const ends = [this.rows[0], ...this.rows.length > 1 ? [this.rows.at(-1)] : []]
    const scale = element("p", { class: "bf-time-ends", "aria-hidden": "true" }, ...ends.map(({ period }) => element("span", {}, named(period))))
    const top = element("p", { class: "bf-time-most", "aria-hidden": "true" }, this.isRelative ? percent(most) : number(most))
    this.chart.replaceChildren(top, picture, scale)
  }

  press(event, place) {
    const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }
    if (event.key === "Enter" || event.key === " ") this.narrow(this.rows[place].period)
    else if (event.key in steps) {
      const next = Math.min(Math.max(place + steps[event.key], 0), this.bars.length - 1)
      for (const bar of this.bars) bar.setAttribute("tabindex", "-1")
      this.bars[next].setAttribute("tabindex", "0")
      this.bars[next].focus()
    } else return
    event.preventDefault()
  }

  /* A small picture for each of the commonest values, all on one scale. */
  drawParts() {
    this.parts.hidden = this.split === "none"
    if (this.parts.hidden) return this.parts.replaceChildren()
    const totals = this.values()
    const shown = totals.slice(0, MOST_PARTS)
    const most = Math.max(...shown.flatMap(([value]) => this.rows.map(({ of, all }) => this.height(of[value] ?? 0, all))), 0) || 1
    const say = this.split === "language" ? language : value => value
    this.parts.replaceChildren(...shown.map(([value, count]) => {
      const step = WIDTH / this.rows.length
      const bars = this.rows.filter(({ of }) => of[value]).map(({ of, all, period }) => {
        const tall = Math.max(this.height(of[value], all) / most * HEIGHT, 2)
        const place = this.rows.findIndex(row => row.period === period)
        return drawn("rect", { class: "bf-time-bar-hits", x: place * step + step * .1, y: HEIGHT - tall, width: step * .8, height: tall })
      })
      const picture = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "bf-time-bars", "aria-hidden": "true" }, ...bars)
      const button = this.page.button("", "bf-plain", () => this.page.choose(this.split, value, true))
      button.append(element("bdi", {}, say(value)))
      return element("li", {}, button, element("span", { class: "bf-among" }, number(count)), picture)
    }))
  }

  /* The values of what is split by, with the results of each, most first. */
  values() {
    const totals = new Map()
    for (const { of } of this.rows)
      for (const [value, count] of Object.entries(of)) totals.set(value, (totals.get(value) ?? 0) + count)
    return [...totals].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
  }

  fillTable() {
    if (!this.table.open || this.table.querySelector("table") || !this.rows) return
    const values = this.split === "none" ? [] : this.values().slice(0, MOST_PARTS).map(([value]) => value)
    const say = this.split === "language" ? language : value => value
    const heads = [told("unit of time"), told("found"), told("articles of period"), told("share of period"), ...values.map(say)]
    const head = element("tr", {}, ...heads.map(words => element("th", { scope: "col", dir: "auto" }, words)))
    const rows = this.rows.map(({ period, hits, all, of }) => {
      const button = this.page.button(named(period), "bf-plain", () => this.narrow(period))
      const cells = [number(hits), number(all), share(hits, all), ...values.map(value => number(of[value] ?? 0))]
      return element("tr", {}, element("th", { scope: "row" }, hits ? button : named(period)), ...cells.map(one => element("td", {}, one)))
    })
    this.table.append(element("table", { class: "bf-time-numbers" }, element("thead", {}, head), element("tbody", {}, ...rows)))
  }

  narrow(period) {
    if (period.length === 10) this.page.go({ year: [], month: [], from: period, to: period })
    else this.page.go(period.length === 7 ? { year: [], month: [period] } : { year: [period], month: [] })
  }
}

const percent = part => told("percent", { number: part && part < .1 ? Math.round(part * 1000) / 10 : Math.round(part * 100) })

const share = (hits, all) => all ? percent(hits / all) : "–"
