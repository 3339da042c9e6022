/* Every citation of an article, made of what its page tells programs: the styles are those of render/pages/citations.py, and a
   test holds that both say the same. An archive would else carry each citation of each article, a tenth of its size.
   Nothing here is markup: a document in, texts out. */

const MONTHS = "January February March April May June July August September October November December".split(" ")
const SHORT = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split(" ")
const ENDS = /[.?!…。？！؟]['"’”»)]*$/u

/* What citations of an article are made of; what is not known is empty. */
export const citedOf = (page, path) => {
  const told = JSON.parse(page.querySelector("script[type='application/ld+json']").textContent)
  const own = page.querySelector(".bf-cite").dataset
  const version = [...page.querySelectorAll(".bf-cite > .bf-legend")].at(-1)?.textContent.match(/[0-9a-f]{32}/)
  const authors = (told.author || []).map(({ name, familyName, givenName = "", honorificSuffix = "" }) =>
    ({ family: familyName || name, given: givenName, suffix: honorificSuffix }))
  const day = own.day || (told.datePublished || "").slice(0, 10)
  const address = page.querySelector("meta[property='og:url']")?.content || ""
  return {
    key: path.split("/").filter(Boolean).pop(), title: told.headline, authors,
    outlet: told.publisher?.name || "", agency: own.agency || "", section: told.articleSection || "",
    language: told.inLanguage || "", day, date: day ? day.split("-").map(Number) : null, page: address,
    original: told.sameAs || "", url: address || told.sameAs || "", captured: own.captured || "", digest: version?.[0] || "",
    archive: own.archive || "", rights: page.querySelector("meta[name='dc.rights']")?.content || "",
  }
}

const plain = ({ family, given, suffix }) => [given, family, suffix].filter(Boolean).join(" ")
const turned = ({ family, given, suffix }) => [family, given, suffix].filter(Boolean).join(", ")

const stopped = text => {
  if (ENDS.test(text)) return text
  const inner = text.replace(/[”’]+$/, "")
  return inner ? `${inner}.${text.slice(inner.length)}` : `${text}.`
}
const quoted = title => `“${stopped(title.replaceAll("“", "‘").replaceAll("”", "’"))}”`
const listed = (names, last, pair) =>
  names.length < 3 ? names.join(pair) : names.slice(0, -1).join(", ") + last + names.at(-1)
const line = parts => parts.filter(Boolean).join(" ")

const chicagoNames = names => {
  if (!names.length) return ""
  const shown = [turned(names[0]), ...names.slice(1).map(plain)]
  if (shown.length > 6) return `${shown.slice(0, 3).join(", ")}, et al.`
  return listed(shown, ", and ", names[0].given ? ", and " : " and ")
}
const mlaNames = names => names.length > 2 ? `${turned(names[0])}, et al.` : chicagoNames(names)

const withInitials = (name, between) => {
  if (!name.given) return plain(name)
  const initials = name.given.split(/\s+/).filter(Boolean)
    .map(word => word.split("-").filter(Boolean).map(part => `${[...part][0]}.`).join("-")).join(between)
  return [name.family, initials, name.suffix].filter(Boolean).join(", ")
}
const apaNames = names => {
  const shown = names.map(one => withInitials(one, " "))
  if (shown.length > 20) return `${shown.slice(0, 19).join(", ")}, … ${shown.at(-1)}`
  return listed(shown, ", & ", names[0]?.given ? ", & " : " & ")
}
const harvardNames = names => {
  const shown = names.map(one => withInitials(one, ""))
  return shown.length > 3 ? `${shown[0]} et al.` : listed(shown, " and ", " and ")
}

const chicago = ({ authors, outlet, title, date, url }) => line([
  authors.length ? stopped(chicagoNames(authors)) : outlet && `${outlet}.`,
  quoted(title),
  authors.length && outlet && `${outlet},`,
  date ? `${MONTHS[date[1] - 1]} ${date[2]}, ${date[0]}.` : "n.d.",
  url && `${url}.`,
])

const apa = ({ authors, outlet, title, date, url }) => {
  const when = date ? `(${date[0]}, ${MONTHS[date[1] - 1]} ${date[2]}).` : "(n.d.)."
  const opening = authors.length ? [stopped(apaNames(authors)), when, stopped(title)] : [stopped(title), when]
  return line([...opening, outlet && `${outlet}.`, url])
}

const mla = ({ authors, outlet, title, date, url }) => line([
  authors.length && stopped(mlaNames(authors)),
  quoted(title),
  outlet && outlet + (date || url ? "," : "."),
  date && `${date[2]} ${SHORT[date[1] - 1]} ${date[0]}${url ? "," : "."}`,
  url && `${url}.`,
])

const harvard = ({ authors, outlet, title, date, url }) => line([
  authors.length ? harvardNames(authors) : outlet,
  date ? `(${date[0]})` : "(no date)",
  `‘${title}’${date || (authors.length && outlet) ? "," : "."}`,
  authors.length && outlet && outlet + (date ? "," : "."),
  date && `${date[2]} ${MONTHS[date[1] - 1]}.`,
  url && "Available at:",
  url && `${url}.`,
])

const template = (name, fields) => {
  const filled = fields.filter(([, value]) => value)
    .map(([key, value]) => `|${key}=${value.replace(/[|{}[\]]/g, one => `&#${one.codePointAt(0)};`)}`)
  return `{{${[name, ...filled].join(" ")}}}`
}
const addresses = ({ original, page, captured, url }, names) =>
  original && page && captured ? [[names[0], original], [names[1], page], [names[2], captured]] : [[names[0], url]]

const wikipediaEn = it => template("cite news", [
  ...it.authors.flatMap((one, place) => one.given
    ? [[`last${place + 1}`, one.family], [`first${place + 1}`, [one.given, one.suffix].filter(Boolean).join(" ")]]
    : [[`author${place + 1}`, plain(one)]]),
  ["title", it.title], ["work", it.outlet], ["agency", it.agency], ["date", it.day], ["language", it.language],
  ...addresses(it, ["url", "archive-url", "archive-date"]),
])
const wikipediaDe = it => template("Internetquelle", [
  ["autor", it.authors.map(plain).join(", ")], ["titel", it.title], ["werk", it.outlet], ["datum", it.day],
  ["sprache", it.language], ...addresses(it, ["url", "archiv-url", "archiv-datum"]), ["abruf", it.captured],
])
const wikipediaFr = it => template("Lien web", [
  ["langue", it.language],
  ...it.authors.flatMap((one, place) => [
    [`prénom${place + 1}`, one.given],
    [`${one.given ? "nom" : "auteur"}${place + 1}`, [one.family, one.suffix].filter(Boolean).join(" ")],
  ]),
  ["titre", it.title], ["périodique", it.outlet], ["date", it.day],
  ...addresses(it, ["url", "archive-url", "archive-date"]),
])

/* The digest of an article's version; of a reader's clipping, the passage and what was noted of it. */
const noteOf = it => it.digest ? `BLAKE2b ${it.digest}` : it.note || ""

const TEX = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" }
const tex = text => text.replace(/[&%$#_{}\\~^]/g, one => TEX[one] || `\\${one}`)
export const bibtex = it => {
  const names = it.authors.map(one => one.given || one.printed ? tex(turned(one)) : `{${tex(plain(one))}}`).join(" and ")
  const fields = [
    ["author", names], ["title", `{${tex(it.title)}}`], ["journal", tex(it.outlet)], ["date", tex(it.day)],
    ["year", it.day.slice(0, 4)], ["langid", tex(it.language)], ["url", it.url], ["urldate", it.captured],
    ["note", tex(noteOf(it))],
  ]
  const shown = fields.filter(([, value]) => value).map(([key, value]) => `  ${key} = {${value}},`)
  return [`@article{${it.key},`, ...shown, "}"].join("\n")
}

export const ris = it => [
  ...[
    ["TY", "NEWS"], ["ID", it.key], ["TI", it.title], ...it.authors.map(one => ["AU", turned(one)]), ["T2", it.outlet],
    ["PY", it.day.slice(0, 4)], ["DA", it.day.replaceAll("-", "/")], ["SE", it.section], ["LA", it.language],
    ...(it.tags || []).map(tag => ["KW", tag]), ["UR", it.url], ["L2", it.page && it.original], ["DB", it.archive],
    ["N1", noteOf(it)], ["C1", it.rights],
  ].filter(([, value]) => value).map(([tag, value]) => `${tag}  - ${value}`),
  "ER  - ",
].join("\n")

const named = one => one.given
  ? { family: one.family, given: one.given, ...(one.suffix && { suffix: one.suffix }) } : { literal: plain(one) }
const csl = it => {
  const item = {
    id: it.key, type: "article-newspaper", title: it.title, author: it.authors.map(named), "container-title": it.outlet,
    issued: it.date && { "date-parts": [it.date] }, section: it.section, source: it.agency, language: it.language,
    URL: it.url, accessed: it.captured && { "date-parts": [it.captured.split("-").map(Number)] }, archive: it.archive,
    archive_location: it.page && it.original, note: noteOf(it),
  }
  return JSON.stringify([Object.fromEntries(Object.entries(item).filter(([, one]) => Array.isArray(one) ? one.length : one))],
    null, 2)
}

const STYLES = {
  Chicago: chicago, APA: apa, MLA: mla, Harvard: harvard, "Wikipedia (en)": wikipediaEn, "Wikipedia (de)": wikipediaDe,
  "Wikipedia (fr)": wikipediaFr, BibTeX: bibtex, RIS: ris, "CSL-JSON": csl,
}

/* Name of each style -> citation. */
export const citations = it => new Map(Object.entries(STYLES).map(([name, style]) => [name, style(it)]))
