/* The reader's own clippings: articles and passages with a note, kept in this browser alone. Nothing is sent anywhere. */
import { day, element, speak, told } from "./search.js"

/* ---- What is kept ---- */

const place = site => `bf-clippings ${new URL(site).pathname}`

/* The clippings, newest first. */
export const kept = site => {
  try {
    const all = JSON.parse(localStorage.getItem(place(site)))
    return Array.isArray(all) ? all.filter(one => typeof one?.url === "string") : []
  } catch { return [] }
}

const isSame = (one, other) => one.url === other.url && (one.passage ?? "") === (other.passage ?? "")

export const isKept = (site, clipping) => kept(site).some(one => isSame(one, clipping))

/* Write them; throws where the browser keeps nothing. */
const write = (site, clippings) => {
  localStorage.setItem(place(site), JSON.stringify(clippings))
  dispatchEvent(new Event("bf-clippings"))
}

const today = () => new Date().toISOString().slice(0, 10)

/* Keep a clipping; one that is there already keeps its note. */
export const keep = (site, ...some) => {
  const before = kept(site)
  const added = some.filter(one => !before.some(other => isSame(one, other)))
  write(site, [...added.map(one => ({ passage: "", paragraph: "", note: "", kept: today(), ...one })), ...before])
  return added.length
}

export const drop = (site, clipping) => write(site, kept(site).filter(one => !isSame(one, clipping)))

const annotate = (site, clipping, note) => write(site, kept(site).map(one => isSame(one, clipping) ? { ...one, note } : one))

/* What is kept of a found article. */
export const clippingOf = hit => ({
  url: hit.url, headline: hit.headline, outlet: hit.outlet ?? "", authors: hit.facts?.author ?? [],
  published: hit.date ?? "", language: hit.language ?? "", ...(hit.day && { day: hit.day }),
})

/* ---- On the search page ---- */

export class Clippings {
  constructor(page) {
    this.page = page
    this.list = element("ol", { class: "bf-clippings" })
    this.status = element("p", { class: "bf-clippings-status", role: "status" })
    const file = element("input", { type: "file", accept: ".csv,text/csv", class: "bf-unseen", tabindex: "-1", "aria-hidden": "true" })
    file.addEventListener("change", () => this.take(file))
    const ways = ["markdown", "bibtex", "csv"].map(kind => page.button(told(`save ${kind}`), "bf-little", () => this.save(kind)))
    this.ways = element("p", { class: "bf-take-ways" }, ...ways)
    this.element = element("section", { class: "bf-folder", "aria-label": told("clippings") },
      element("h2", { tabindex: "-1" }, told("clippings")), element("p", { class: "bf-clippings-where" }, told("clippings where")),
      this.ways, element("p", { class: "bf-take-ways" }, page.button(told("take clippings in"), "bf-little", () => file.click()), file),
      this.status, this.list)
  }

  draw() {
    const all = kept(this.page.site)
    this.ways.hidden = !all.length
    this.list.replaceChildren(...all.map(one => this.clipping(one)))
    this.status.textContent = all.length ? told("clippings kept", { count: all.length }) : told("no clippings")
  }

  clipping(one) {
    const tongue = { lang: one.language || null, dir: "auto" }
    const target = safe(one.url) ? `${one.url}${one.paragraph ? `#p-${one.paragraph}` : ""}` : null
    const head = element("h3", tongue, element("a", { href: target }, one.headline || told("untitled")))
    const facts = [one.outlet, ...[one.authors ?? []].flat(), /^\d{4}-\d\d-\d\d/.test(one.published) ? day(one.published) : ""]
    const line = element("p", { class: "bf-hit-facts" })
    facts.filter(Boolean).forEach((fact, at) => line.append(at ? " · " : "", element("bdi", {}, fact)))
    const note = element("textarea", { rows: "2", dir: "auto", "aria-label": told("clip note") })
    note.value = one.note ?? ""
    note.placeholder = told("clip note")
    note.addEventListener("change", () => this.attempt(() => annotate(this.page.site, one, note.value.trim())))
    const remove = this.page.button(told("remove clipping"), "bf-plain", () => {
      this.attempt(() => drop(this.page.site, one))
      this.draw()
      ;(this.list.querySelector("a") ?? this.element.querySelector("h2")).focus()
    })
    remove.setAttribute("aria-label", `${told("remove clipping")}: ${one.headline || told("untitled")}`)
    const item = element("li", {}, head, line)
    if (one.passage) item.append(element("blockquote", tongue, one.passage))
    item.append(note, remove)
    return item
  }

  attempt(work) {
    try { work() } catch (error) { this.status.textContent = told("keeps nothing", { why: error.message }) }
  }

  async save(kind) {
    const { clippingsBibtex, clippingsCsv, clippingsMarkdown, save } = await import("./search-take.js")
    const [ending, type, written] = {
      markdown: ["md", "text/markdown", clippingsMarkdown], bibtex: ["bib", "application/x-bibtex", clippingsBibtex],
      csv: ["csv", "text/csv", clippingsCsv],
    }[kind]
    save(`clippings.${ending}`, type, written(kept(this.page.site)))
  }

  /* Take in clippings from a table that was saved here. */
  async take(file) {
    const { CLIPPED, authorsOf, rowsOf } = await import("./search-take.js")
    const [chosen] = file.files
    if (!chosen) return
    const rows = rowsOf(await chosen.text()).filter(row => safe(row.url))
    file.value = ""
    if (!rows.length) return void (this.status.textContent = told("no clippings in it"))
    const known = rows.map(row => ({ ...Object.fromEntries(CLIPPED.map(name => [name, row[name] ?? ""])), authors: authorsOf(row) }))
    this.attempt(() => {
      const added = keep(this.page.site, ...known)
      this.draw()
      this.status.textContent = told("clippings taken in", { count: added })
    })
  }
}

/* Whether an address leads to a page: what was taken in from a file is a stranger's. */
const safe = url => { try { return ["http:", "https:"].includes(new URL(url).protocol) } catch { return false } }

/* ---- On the page of an article ---- */

/* What the page says of its article. */
const clippingHere = () => {
  const said = selector => document.querySelector(selector)?.textContent.replace(/\s+/g, " ").trim() ?? ""
  const headline = document.querySelector(".bf-headline")
  return {
    url: `${location.origin}${location.pathname}`, headline: said(".bf-headline"), outlet: said(".bf-kicker"),
    authors: [...document.querySelectorAll("meta[name=citation_author]")].map(one => one.content),
    published: document.querySelector(".bf-facts time")?.dateTime ?? "", language: headline?.lang ?? "",
    ...(document.querySelector(".bf-cite")?.dataset.day && { day: document.querySelector(".bf-cite").dataset.day }),
  }
}

/* The passage that is selected in the text, and the number of the paragraph that it begins in. */
export const selected = () => {
  const selection = getSelection()
  const text = document.querySelector(".bf-text")
  if (!text || !selection || selection.isCollapsed || !selection.rangeCount) return null
  const range = selection.getRangeAt(0)
  if (!text.contains(range.commonAncestorContainer)) return null
  const passage = selection.toString().trim()
  const paragraphs = [...text.querySelectorAll(":scope > p")]
  const paragraph = paragraphs.findIndex(one => one.contains(range.startContainer)) + 1
  return passage ? { passage, paragraph: paragraph || "" } : null
}

let bar

/* Offer to keep the selected passage, or the article: in a bar at the foot of the window. */
export const offer = async (site, search) => {
  if (!selected()) return bar?.remove()
  await speak(search)
  const passage = selected()
  if (!passage) return
  if (!document.querySelector("link[href$='/search.css']"))
    document.body.append(element("link", { rel: "stylesheet", href: new URL("assets/stylesheets/search.css", site) }))
  bar?.remove()
  const status = element("span", { role: "status" })
  const button = (words, clipping) => {
    const made = element("button", { type: "button", class: "bf-little" }, words)
    made.addEventListener("click", () => {
      try {
        keep(site, clipping)
        made.disabled = true
        status.textContent = told("clip kept")
      } catch (error) { status.textContent = told("keeps nothing", { why: error.message }) }
    })
    return made
  }
  const here = clippingHere()
  bar = element("div", { class: "bf-clip-bar", role: "region", "aria-label": told("clippings") },
    button(told("keep passage"), { ...here, ...passage }), button(told("keep article"), here),
    element("a", { href: `${search}?view=clippings` }, told("clippings")), status)
  document.body.append(bar)
}

