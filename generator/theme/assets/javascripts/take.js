/* What readers take away: every citation of an article, of one paragraph of it, and of all articles that a list shows.
   The citations are made of what an article's page tells programs; here they are shown, and put together.
   Nothing here is markup: words become text nodes. */

import { citations, citedOf } from "./cite.js"

const ARTICLE = /\/archive\/(?:\d{4}\/\d\d|undated)\/[^/]+-[0-9a-f]{8,}\/$/
const AT_ONCE = 6
const PLAIN = ["Chicago", "APA", "MLA", "Harvard"]
const TYPES = { BibTeX: [".bib", "application/x-bibtex"], RIS: [".ris", "application/x-research-info-systems"],
  "CSL-JSON": [".json", "application/vnd.citationstyles.csl+json"], CSV: [".csv", "text/csv"] }

const element = (name, attributes, ...content) => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...content)
  return made
}

/* Citations of an article whose page has to be fetched. */
const fetched = async address => {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`${answer.status} ${address}`)
  return citations(citedOf(new DOMParser().parseFromString(await answer.text(), "text/html"), address))
}

/* The same citation, of a paragraph: its place in words where the style has one, and in the address of the page. */
export const ofParagraph = (name, citation, page, number) => {
  if (!number) return citation
  const place = name === "MLA" ? `par. ${number}` : `para. ${number}`
  const there = page ? citation.replaceAll(page, `${page}#p-${number}`) : citation
  if (PLAIN.includes(name))
    return there.replace(/(?:(n\.d\.)|[.,])(?=(?: Available at:)? https?:\/\/\S+$)/, (end, dotted) =>
      dotted ? `${dotted}, ${place}.` : `, ${place}${end}`)
  switch (name) {
    case "Wikipedia (en)": return there.replace(/\}\}$/, ` |at=${place}}}`)
    case "Wikipedia (de)": return there.replace(/\}\}$/, ` |kommentar=Absatz ${number}}}`)
    case "Wikipedia (fr)": return there.replace(/\}\}$/, ` |passage=paragraphe ${number}}}`)
    case "BibTeX": return there.replace(/\}$/, `  pages = {${place}},\n}`)
    case "RIS": return there.replace(/\nER {2}-/, `\nSP  - ${place}\nER  -`)
    default: return JSON.stringify(JSON.parse(there).map(item => ({ ...item, page: place })), null, 1)
  }
}

const copyButton = (words, text) => {
  const button = element("button", { type: "button", class: "bf-press" }, words)
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text)
    button.textContent = "✓"
    setTimeout(() => { button.textContent = words }, 2000)
  })
  return button
}

const withOutlet = (citation, outlet) => {
  const place = outlet ? citation.lastIndexOf(outlet) : -1
  return place < 0 ? [citation]
    : [citation.slice(0, place), element("cite", {}, outlet), citation.slice(place + outlet.length)]
}

/* Fill the box of an article's citations. */
export const citeBox = box => {
  if (box.dataset.filled) return
  box.dataset.filled = "1"
  const found = citations(citedOf(document, location.pathname))
  const page = document.querySelector("meta[property='og:url']")?.content || ""
  const outlet = document.querySelector(".bf-kicker a")?.textContent
  const paragraphs = document.querySelectorAll(".bf-text > p[id]").length
  const [copy, words] = [box.dataset.copy, box.dataset.paragraph]
  const list = box.querySelector("dl")
  const field = element("input", { type: "number", min: "1", max: String(paragraphs), inputmode: "numeric" })
  const show = () => {
    const number = field.checkValidity() ? Number(field.value) : 0
    list.replaceChildren(...[...found].flatMap(([name, citation]) => {
      const text = ofParagraph(name, citation, page, number)
      const shown = PLAIN.includes(name) ? element("span", {}, ...withOutlet(text, outlet)) : element("pre", {}, text)
      return [element("dt", {}, name), element("dd", {}, shown, " ", copyButton(copy, text))]
    }))
  }
  const arrive = () => {
    const number = location.hash.match(/^#p-(\d+)$/)?.[1]
    if (number) field.value = number
    show()
  }
  field.addEventListener("input", show)
  addEventListener("hashchange", arrive)
  list.before(element("p", { class: "bf-legend" }, element("label", {}, `${words} `, field)))
  arrive()
}

/* The range of a paragraph's characters, which are counted by code points, as the generator does. */
const rangeOf = (paragraph, start, stop) => {
  const range = document.createRange()
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  let before = 0
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const characters = [...node.data]
    const place = count => characters.slice(0, count - before).join("").length
    if (start >= before && start < before + characters.length) range.setStart(node, place(start))
    if (stop > before && stop <= before + characters.length) range.setEnd(node, place(stop))
    before += characters.length
  }
  return range
}

/* Mark in the text the passages of the lists that are unfolded; nothing on the page changes. */
export const markPassages = () => {
  if (!CSS.highlights) return
  const places = [...document.querySelectorAll(".bf-passages[open] [data-at]")].flatMap(one => one.dataset.at.split(" "))
  const ranges = places.map(place => place.match(/^(\d+):(\d+)-(\d+)$/)?.slice(1).map(Number)).filter(Boolean)
    .map(([number, start, stop]) => [document.getElementById(`p-${number}`), start, stop])
    .filter(([paragraph]) => paragraph).map(one => rangeOf(...one))
  CSS.highlights.set("bf-passage", new Highlight(...ranges))
}

/* The articles that a page lists, each once: its address, and the link that leads there. */
export const listed = root => {
  const found = new Map()
  for (const link of root.querySelectorAll("a[href]")) {
    const { origin, pathname } = link
    if (origin === location.origin && ARTICLE.test(pathname) && !found.has(pathname) && !link.closest("nav, .bf-trail"))
      found.set(pathname, link)
  }
  return found
}

/* Citations of some articles, in the order of the page; what cannot be fetched is left out. */
const collected = async (paths, told) => {
  const found = new Array(paths.length)
  let next = 0, done = 0
  const work = async () => {
    while (next < paths.length) {
      const place = next++
      found[place] = await fetched(paths[place]).catch(() => null)
      told(++done)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return found.filter(Boolean)
}

const cell = value => {
  const text = /^[=+\-@]/.test(value) ? `'${value}` : value
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
const name = one => one.literal || [one.given, one.family, one.suffix].filter(Boolean).join(" ")
const day = one => (one?.["date-parts"]?.[0] || []).map(part => String(part).padStart(2, "0")).join("-")

/* Several articles' citations as one file. */
export const together = (all, as) => {
  if (as === "BibTeX" || as === "RIS") return all.map(one => one.get(as)).join("\n\n") + "\n"
  const items = all.flatMap(one => JSON.parse(one.get("CSL-JSON")))
  if (as === "CSL-JSON") return JSON.stringify(items, null, 1) + "\n"
  const rows = items.map(item => [item.id, item.title, (item.author || []).map(name).join("; "), item["container-title"],
    day(item.issued), item.language, item.URL, item.archive_location].map(value => cell(value || "")).join(","))
  return ["key,headline,authors,outlet,published_on,language,page,url", ...rows, ""].join("\n")
}

const saved = (text, ending, type) => {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  element("a", { href: address, download: `articles${ending}` }).click()
  setTimeout(() => URL.revokeObjectURL(address), 10000)
}

/* What a reference manager is told of an article in a list: what the list says, and the month that its address has. */
const coins = (link, outlet) => {
  const [, month] = link.pathname.match(/\/archive\/(\d{4}\/\d\d)\//) || []
  const told = new URLSearchParams({ ctx_ver: "Z39.88-2004", rft_val_fmt: "info:ofi/fmt:kev:mtx:dc",
    "rft.type": "newspaperArticle", "rft.title": headlineOf(link).textContent.trim(), "rft.identifier": link.origin + link.pathname })
  if (outlet) told.set("rft.source", outlet)
  if (month) told.set("rft.date", month.replace("/", "-"))
  const language = link.querySelector("[lang]")?.lang
  if (language) told.set("rft.language", language)
  return element("span", { class: "Z3988", title: String(told) })
}

/* Only a headline tells what an article is called; a copy that stands as its outlet's name says nothing of that. */
const headlineOf = link => link.closest(".bf-hit") ? link
  : link.querySelector("h2, h3, [role=heading]") || link.closest("h2, h3")

/* The outlet is named beside the headline; above it where a day's outlets stand side by side. */
const outletBeside = (link, own) => {
  if (own) return own
  const hit = link.closest(".bf-hit")
  if (hit) return hit.querySelector(".bf-hit-facts bdi")?.textContent || ""
  if (link.closest(".bf-side")) return link.closest("ul").previousElementSibling?.textContent.trim() || ""
  const line = link.closest(".bf-teaser")?.querySelector(".bf-teaser-facts") || link.closest("h2")?.nextElementSibling
    || link.nextElementSibling?.matches("br") && link.nextElementSibling.nextSibling
  return line ? line.textContent.split(" · ")[0].trim() : ""
}

/* Whose listing it is, be it a year of one. */
const outletOf = root => /\/outlets\/[^/]+\//.test(location.pathname)
  ? (root.querySelectorAll(".bf-trail a")[2] || root.querySelector("h1"))?.textContent : ""

/* Save the articles of a list in the form that a button names. */
export const takeList = async (root, button) => {
  const as = button.textContent
  button.disabled = true
  const paths = [...listed(root).keys()]
  const all = await collected(paths, done => { button.textContent = `${as} ${done}/${paths.length}` })
  if (all.length) saved(together(all, as), ...TYPES[as])
  button.textContent = as
  button.disabled = false
}

/* Offer the articles of a list, now and as they change. */
export const listing = (root, box) => {
  const own = outletOf(root)
  const tell = () => {
    const links = listed(root)
    if (box) box.hidden = !links.size
    for (const link of links.values())
      if (!link.querySelector(".Z3988") && headlineOf(link)) link.append(coins(link, outletBeside(link, own)))
    document.dispatchEvent(new Event("ZoteroItemUpdated", { bubbles: true, cancelable: true }))
  }
  tell()
  const results = root.querySelector("#bf-find")
  if (!results) return
  let waiting
  new MutationObserver(() => {
    clearTimeout(waiting)
    waiting = setTimeout(tell, 300)
  }).observe(results, { childList: true, subtree: true })
}
