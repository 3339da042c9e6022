/* What readers take away: results and clippings as tables, records and citations. Texts in, texts out; nothing of the page.
   Fetched on demand. */

import { bibtex as bibtexOf, ris as risOf } from "./cite.js"

/* ---- Rows ---- */

/* What is known of a found article, under the names of the open data. */
export const rowOf = (hit, archive) => ({
  id: hit.id, url: hit.url, original: hit.original ?? "", headline: hit.headline, outlet: hit.outlet ?? "",
  authors: hit.facts.author, agency: hit.facts.agency.join("; "), section: hit.facts.section.join("; "),
  tags: hit.facts.tag, published: hit.date ?? "", language: hit.language ?? "", copies: hit.clusterSize,
  archive: hit.archive || archive, ...(hit.day && { day: hit.day }),
})

const COLUMNS = ["id", "published", "outlet", "headline", "authors", "agency", "section", "tags", "language", "copies", "url",
  "original", "archive"]

/* A cell of a table. What a spreadsheet would take for a formula begins with an apostrophe. */
const cell = value => {
  const text = Array.isArray(value) ? value.join("; ") : String(value ?? "")
  const plain = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

/* Rows as CSV (RFC 4180), in UTF-8 with a mark that spreadsheets know it by. */
export const csv = (columns, rows) =>
  "\ufeff" + [columns, ...rows.map(row => columns.map(name => row[name]))].map(row => `${row.map(cell).join(",")}\r\n`).join("")

/* The cells of a CSV, line by line. */
const cellsOf = text => {
  const rows = [[]]
  let place = text.startsWith("\ufeff") ? 1 : 0
  const one = /"((?:[^"]|"")*)"|([^,\r\n]*)/y
  while (place < text.length) {
    one.lastIndex = place
    const [whole, quoted, bare] = one.exec(text)
    rows.at(-1).push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
    place += whole.length
    if (text[place] === ",") {
      place += 1
      if (place === text.length) rows.at(-1).push("")
    } else if (place < text.length) {
      const end = /\r\n|[\r\n]|[^,\r\n]*/y // what is behind a closing quotation mark is passed over
      end.lastIndex = place
      const [sign] = end.exec(text)
      place += sign.length
      if (/[\r\n]/.test(sign)) rows.push([])
    }
  }
  return rows.filter(row => row.length > 1 || row[0])
}

/* The rows of a CSV: an object each, by the names in the first line. */
export const rowsOf = text => {
  const [names = [], ...rows] = cellsOf(text)
  const plain = value => (value ?? "").replace(/^'(?=[=+\-@\t\r])/, "")
  return rows.map(row => Object.fromEntries(names.map((name, place) => [name, plain(row[place])])))
}

/* ---- Records ---- */

const oneLine = text => text.replace(/\s+/g, " ").trim()

/* For ever the article's, in plain letters: the last part of its address. */
const keyOf = row => decodeURI(row.url).replace(/\/$/, "").split("/").at(-1).replace(/[^A-Za-z0-9-]/g, "") || row.id

/* What is cited of a row: names of people as they are printed, else the agencies'. */
const citedOf = row => {
  const given = { given: "", suffix: "" }
  const authors = row.authors.length ? row.authors.map(name => ({ ...given, family: oneLine(name), printed: true }))
    : row.agency.split("; ").filter(Boolean).map(name => ({ ...given, family: oneLine(name) }))
  return {
    key: keyOf(row), title: oneLine(row.headline), authors, outlet: oneLine(row.outlet), section: oneLine(row.section),
    language: row.language, day: row.day || row.published.slice(0, 10), page: row.url, url: row.url,
    original: row.original, archive: row.archive, tags: row.tags.map(oneLine), note: oneLine(row.note || ""),
  }
}

export const bibtex = rows => rows.map(row => `${bibtexOf(citedOf(row))}\n`).join("\n")

const risOne = row => `${risOf(citedOf(row))}\n`.replaceAll("\n", "\r\n")

export const FORMATS = {
  csv: { ending: "csv", type: "text/csv", write: rows => csv(COLUMNS, rows) },
  jsonl: { ending: "jsonl", type: "application/jsonl", write: rows => rows.map(row => `${JSON.stringify(row)}\n`).join("") },
  bibtex: { ending: "bib", type: "application/x-bibtex", write: bibtex },
  ris: { ending: "ris", type: "application/x-research-info-systems", write: rows => rows.map(risOne).join("\r\n") },
}

/* Counts over time: a row for each period, with the results of each value if they are split. */
export const counts = rows => {
  const values = [...new Set(rows.flatMap(({ of }) => Object.keys(of)))].sort()
  const columns = ["period", "results", "articles", ...values]
  return csv(columns, rows.map(({ period, hits, all, of }) => ({ ...of, period, results: hits, articles: all })))
}

/* ---- Clippings ---- */

export const CLIPPED = ["url", "headline", "outlet", "authors", "published", "language", "passage", "paragraph", "note", "kept"]

export const clippingsCsv = clippings => csv(CLIPPED, clippings)

export const clippingsBibtex = clippings => bibtex(clippings.map(one => ({
  section: "", agency: "", tags: [], ...one, authors: authorsOf(one), note: [one.passage && `“${one.passage}”`, one.note].filter(Boolean).join(" – "),
})))

export const authorsOf = ({ authors }) => Array.isArray(authors) ? authors : (authors ?? "").split("; ").filter(Boolean)

const markdownPlain = text => oneLine(text).replace(/[\\`*_{}[\]<>#|~]/g, "\\$&")

/* Clippings as Markdown: a heading with a link for each, the passage as a quotation, and the note. */
export const clippingsMarkdown = clippings => clippings.map(one => {
  const facts = [one.outlet, authorsOf(one).join(", "), one.published.slice(0, 10)].filter(Boolean).map(markdownPlain).join(" · ")
  const address = `<${one.url.replace(/[<>\s]/g, encodeURIComponent)}${one.paragraph ? `#p-${one.paragraph}` : ""}>`
  const parts = [`## [${markdownPlain(one.headline || one.url)}](${address})`, facts]
  if (one.passage) parts.push(one.passage.split(/\n+/).map(line => `> ${markdownPlain(line)}`).join("\n>\n"))
  if (one.note) parts.push(one.note.split(/\n+/).map(markdownPlain).join("\n\n"))
  return parts.filter(Boolean).join("\n\n") + "\n"
}).join("\n")

/* ---- Files ---- */

/* Hand a text to the reader as a file. */
export const save = (name, type, text) => {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10000)
}

/* ---- The manifest's digest: BLAKE2b of 256 bits (RFC 7693), which browsers do not have; 64 bits are two halves ---- */

const START = Uint32Array.of(
  0xf3bcc908, 0x6a09e667, 0x84caa73b, 0xbb67ae85, 0xfe94f82b, 0x3c6ef372, 0x5f1d36f1, 0xa54ff53a,
  0xade682d1, 0x510e527f, 0x2b3e6c1f, 0x9b05688c, 0xfb41bd6b, 0x1f83d9ab, 0x137e2179, 0x5be0cd19)
const ORDER = [
  "0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8", "905724afe1bc683d", "2c6a0b834d75fe19",
  "c51fed4a0763928b", "db7ec13950f4862a", "6fe9b308c2d714a5", "a2847615fb9e3cd0", "0123456789abcdef", "ea489fd61c02b753",
].map(row => [...row].map(sign => parseInt(sign, 16)))
const ROUND = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]]

const BLOCK = 128
const BYTES = 32

const mixed = (state, message, done, isLast) => {
  const v = new Uint32Array(32)
  v.set(state)
  v.set(START, 16)
  v[24] ^= done >>> 0
  v[25] ^= Math.floor(done / 0x100000000)
  if (isLast) [v[28], v[29]] = [~v[28], ~v[29]]
  const add = (to, low, high) => {
    const sum = v[to] + low
    v[to + 1] = v[to + 1] + high + (sum > 0xffffffff ? 1 : 0)
    v[to] = sum
  }
  const turn = (to, by, bits) => { // exclusive or, turned right
    const [low, high] = [v[to] ^ v[by], v[to + 1] ^ v[by + 1]]
    const [one, other] = bits >= 32 ? [high, low] : [low, high]
    const rest = bits % 32
    v[to] = rest ? one >>> rest | other << 32 - rest : one
    v[to + 1] = rest ? other >>> rest | one << 32 - rest : other
  }
  for (const order of ORDER) ROUND.forEach(([a, b, c, d], place) => {
    const [x, y] = [2 * order[2 * place], 2 * order[2 * place + 1]]
    for (const [word, first, second] of [[x, 32, 24], [y, 16, 63]]) {
      add(2 * a, v[2 * b], v[2 * b + 1])
      add(2 * a, message[word], message[word + 1])
      turn(2 * d, 2 * a, first)
      add(2 * c, v[2 * d], v[2 * d + 1])
      turn(2 * b, 2 * c, second)
    }
  })
  for (let place = 0; place < 16; place += 1) state[place] ^= v[place] ^ v[place + 16]
}

/* The digest of bytes as `b2sum -l 256` prints it. */
export const blake2b = bytes => {
  const state = START.slice()
  state[0] ^= 0x01010000 ^ BYTES
  const blocks = Math.max(1, Math.ceil(bytes.length / BLOCK))
  for (let block = 0; block < blocks; block += 1) {
    const part = new Uint8Array(BLOCK)
    part.set(bytes.subarray(block * BLOCK, (block + 1) * BLOCK))
    const view = new DataView(part.buffer)
    const message = Uint32Array.from({ length: 32 }, (_, place) => view.getUint32(4 * place, true))
    const isLast = block === blocks - 1
    mixed(state, message, isLast ? bytes.length : (block + 1) * BLOCK, isLast)
  }
  return [...new Uint8Array(state.buffer, 0, BYTES)].map(byte => byte.toString(16).padStart(2, "0")).join("")
}
