/* The tables of the data, shown in the page: fetched when a reader asks, sorted by a column, filtered by words, saved.
   Everything that a table says is text. */

const AT_ONCE = 100

const element = (name, attributes, ...content) => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...content)
  return made
}

/* Rows of a CSV file; a quoted cell may hold anything. */
export const rowsOf = text => {
  const rows = []
  let row = []
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ",") continue
    if (row.length > 1 || row[0]) rows.push(row)
    row = []
    if (!end) break
  }
  return rows
}

const isNumber = value => value !== "" && !Number.isNaN(Number(value))

/* Rows in the order of a column: numbers by size, texts by letter, what is empty last. */
export const sorted = (rows, place, down) => {
  const numbers = rows.every(row => row[place] === "" || isNumber(row[place]))
  const { compare } = new Intl.Collator(document.documentElement.lang || "en", { numeric: true })
  const order = numbers ? (a, b) => a - b : compare
  return rows.toSorted((one, other) => {
    const [a, b] = [one[place], other[place]]
    if (a === "" || b === "") return (a === "") - (b === "")
    return down ? order(b, a) : order(a, b)
  })
}

export const filtered = (rows, words) => {
  const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return wanted.length
    ? rows.filter(row => { const all = row.join("\n").toLocaleLowerCase(); return wanted.every(one => all.includes(one)) })
    : rows
}

const cell = value => /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
export const written = rows => rows.map(row => `${row.map(cell).join(",")}\n`).join("")

const save = (name, text) => {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }))
  element("a", { href: address, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(address), 10000)
}

const shown = (value, column) => /(^|_)page$/.test(column) && /^archive\/[\w./-]+$/.test(value)
  ? element("a", { href: `../../${value}` }, value)
  : element("bdi", {}, value)

const draw = (place, name, head, rows, labels) => {
  const state = { column: -1, down: false, many: AT_ONCE }
  const words = element("input", { type: "search", "aria-label": labels.filter, placeholder: labels.filter })
  const count = element("span", { role: "status" })
  const body = element("tbody", {})
  const more = element("button", { type: "button", class: "bf-press" }, "…")
  const keep = element("button", { type: "button", class: "bf-press" }, labels.save)
  const current = () => {
    const some = filtered(rows, words.value)
    return state.column < 0 ? some : sorted(some, state.column, state.down)
  }
  const show = () => {
    const all = current()
    const numbers = new Intl.NumberFormat(document.documentElement.lang || "en")
    body.replaceChildren(...all.slice(0, state.many).map(row =>
      element("tr", {}, ...row.map((value, at) => element("td", {}, shown(value, head[at]))))))
    count.textContent = `${numbers.format(all.length)} / ${numbers.format(rows.length)}`
    more.hidden = all.length <= state.many
  }
  const headed = element("tr", {}, ...head.map((title, at) => {
    const button = element("button", { type: "button" }, title)
    const made = element("th", { scope: "col" }, button)
    button.addEventListener("click", () => {
      state.down = state.column === at && !state.down
      state.column = at
      for (const other of headed.children) other.removeAttribute("aria-sort")
      made.setAttribute("aria-sort", state.down ? "descending" : "ascending")
      show()
    })
    return made
  }))
  words.addEventListener("input", () => { state.many = AT_ONCE; show() })
  more.addEventListener("click", () => { state.many += AT_ONCE; show() })
  keep.addEventListener("click", () => save(name, written([head, ...current()])))
  const scrolled = element("div", { class: "bf-table", tabindex: "0", role: "region", "aria-label": name },
    element("table", {}, element("thead", {}, headed), body))
  place.replaceChildren(element("p", {}, words, " ", count, " ", keep), scrolled, more)
  show()
}

/* The text of a file that may be packed, which a server may have unpacked on the way. */
const unpacked = async file => {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  if (first !== 0x1f || second !== 0x8b) return file.text()
  return new Response(file.stream().pipeThrough(new DecompressionStream("gzip"))).text()
}

const mount = root => {
  const files = JSON.parse(root.dataset.files)
  const choice = element("select", { "aria-label": root.dataset.show },
    ...files.map(path => element("option", { value: path }, path.replace(/^.*?data\//, ""))))
  const button = element("button", { type: "button", class: "bf-press" }, root.dataset.show)
  const place = element("div", {})
  button.addEventListener("click", async () => {
    button.disabled = true
    try {
      const answer = await fetch(choice.value)
      if (!answer.ok) throw new Error(`${answer.status} ${choice.value}`)
      const [head, ...rows] = rowsOf(await unpacked(await answer.blob()))
      draw(place, choice.value.split("/").pop().replace(/\.gz$/, ""), head, rows, root.dataset)
    } catch (error) {
      place.replaceChildren(element("p", { role: "alert" }, String(error.message)))
    }
    button.disabled = false
  })
  root.append(element("p", {}, choice, " ", button), place)
}

/* The page about the data: its tables, and its queries, each with a way to copy it. */
export const dataPage = () => {
  const root = document.getElementById("bf-tables")
  if (root) mount(root)
  for (const query of document.querySelectorAll(".bf-query")) {
    const button = element("button", { type: "button", class: "bf-press", "aria-label": "Copy" }, "⧉")
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText([...query.querySelectorAll("bdi")].map(line => line.textContent).join("\n"))
      button.textContent = "✓"
    })
    query.append(" ", button)
  }
}
