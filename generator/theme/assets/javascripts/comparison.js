/* On the page that compares copies: choose two of them and read them side by side. The table on the page holds all
   words, so nothing is fetched; the choice stands in the address, so that it can be passed on. */
(() => {
  const table = document.querySelector(".bf-copied")
  if (!table) return

  const TOKEN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]+|\s+/gu
  const columns = [...table.tHead.rows[0].cells].map(cell => ({ id: cell.dataset.copy, name: cell.textContent }))
  const rows = [...table.tBodies[0].rows]
  const said = table.closest(".bf-compared").dataset // the words of this script
  if (columns.length < 3) return // the table has both side by side

  /* What a copy has in a row: the row's own words, or its wording without what it left out. */
  const words = (row, column) => {
    const own = row.cells[0].querySelector(".bf-words")
    const added = row.classList.contains("bf-addition")
    if (column === 0) return added ? "" : own.textContent
    const cell = row.cells[column]
    if (cell.classList.contains("bf-absent")) return ""
    const link = cell.querySelector("a")
    const wording = (link ? document.getElementById(link.hash.slice(1)) : cell).querySelector(".bf-words")
    if (!wording) return own.textContent
    const copy = wording.cloneNode(true)
    copy.querySelectorAll("del").forEach(gone => gone.remove())
    return copy.textContent.trim()
  }

  const folded = token => token.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}\p{M}$€£¥%]/gu, "")

  /* The places of two lists of words that belong to their longest common subsequence; all, of very long ones. */
  const common = (left, right) => {
    if (left.length * right.length > 4e6) return [new Set(left.keys()), new Set(right.keys())]
    const width = right.length + 1
    const best = new Uint16Array((left.length + 1) * width)
    for (let i = left.length - 1; i >= 0; i--)
      for (let j = right.length - 1; j >= 0; j--)
        best[i * width + j] = left[i] === right[j]
          ? best[(i + 1) * width + j + 1] + 1
          : Math.max(best[(i + 1) * width + j], best[i * width + j + 1])
    const kept = [new Set(), new Set()]
    for (let i = 0, j = 0; i < left.length && j < right.length;)
      if (left[i] === right[j]) { kept[0].add(i++); kept[1].add(j++) }
      else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++
      else j++
    return kept
  }

  /* Spaces and punctuation stand in a mark only between words of it. */
  const marked = (tokens, kept, tag) => {
    const cell = document.createDocumentFragment()
    let mark = null
    let between = []
    tokens.forEach((token, place) => {
      if (!folded(token)) return between.push(token)
      if (kept.has(place)) mark = null
      ;(mark || cell).append(...between)
      between = []
      if (!kept.has(place) && !mark) cell.append(mark = document.createElement(tag))
      ;(mark || cell).append(token)
    })
    cell.append(...between)
    return cell
  }

  const side = (text, mark, model) => {
    const cell = document.createElement("td")
    if (!text) {
      cell.className = "bf-absent"
      cell.append(Object.assign(document.createElement("span"), { textContent: said.absent }))
      return cell
    }
    const block = document.createElement("div")
    block.className = "bf-words"
    block.lang = model.lang
    block.dir = model.dir
    block.append(mark ? mark(text) : text)
    cell.append(block)
    return cell
  }

  const compared = (row, left, right) => {
    const texts = [words(row, left), words(row, right)]
    if (!texts[0] && !texts[1]) return null
    const line = document.createElement("tr")
    line.className = row.className
    const model = row.cells[0].querySelector(".bf-words")
    const tokens = texts.map(text => text.match(TOKEN) || [])
    const keys = tokens.map(list => list.map(folded))
    if (texts[0] && texts[1] && keys[0].filter(Boolean).join(" ") === keys[1].filter(Boolean).join(" ")) {
      line.append(side(texts[0], null, model))
      line.cells[0].colSpan = 2
      line.classList.add("bf-alike")
      return line
    }
    if (!texts[0] || !texts[1]) {
      line.append(side(texts[0], null, model), side(texts[1], null, model))
      return line
    }
    const places = keys.map(list => list.map((key, place) => key ? place : -1).filter(place => place >= 0))
    const kept = common(...places.map((list, hand) => list.map(place => keys[hand][place])))
    const marks = ["del", "ins"].map((tag, hand) => () => {
      const stay = new Set([...kept[hand]].map(place => places[hand][place]))
      return marked(tokens[hand], stay, tag)
    })
    line.append(side(texts[0], marks[0], model), side(texts[1], marks[1], model))
    return line
  }

  const panel = document.createElement("section")
  panel.className = "bf-pair"
  panel.setAttribute("aria-labelledby", "bf-pair-title")
  panel.innerHTML = '<h2 id="bf-pair-title"></h2><form><label></label><label></label></form>' +
    '<div class="bf-pair-words"></div>'
  panel.querySelector("h2").textContent = said.two
  const selects = [...panel.querySelectorAll("label")].map((label, hand) => {
    label.append(hand ? said.right : said.left, document.createElement("select"))
    return label.lastChild
  })
  selects[1].add(new Option(said.choose, ""))
  for (const select of selects)
    columns.forEach((column, place) => select.add(new Option(column.name, place)))
  const output = panel.querySelector(".bf-pair-words")

  const draw = () => {
    if (!selects[1].value) return output.replaceChildren()
    const [left, right] = selects.map(select => Number(select.value))
    const drawn = document.createElement("table")
    drawn.className = "bf-sides"
    const head = drawn.createTHead().insertRow()
    for (const place of [left, right])
      head.append(Object.assign(document.createElement("th"), { scope: "col", textContent: columns[place].name }))
    const body = drawn.createTBody()
    for (const row of rows) {
      const line = compared(row, left, right)
      if (line) body.append(line)
    }
    output.replaceChildren(drawn)
  }

  const read = () => {
    const match = /^#pair=(\w+),(\w+)$/.exec(location.hash)
    const places = match ? match.slice(1).map(id => columns.findIndex(column => column.id === id)) : []
    if (places.length !== 2 || places.includes(-1)) return false
    selects.forEach((select, hand) => { select.value = places[hand] })
    draw()
    return true
  }

  panel.querySelector("form").addEventListener("change", () => {
    if (selects[1].value)
      history.replaceState(null, "", "#pair=" + selects.map(select => columns[select.value].id).join())
    draw()
  })
  addEventListener("hashchange", () => { if (read()) panel.scrollIntoView() })

  // A wording that lies over the page closes without moving what is under it, and gives the focus back to its cell.
  let opener = null
  const close = event => {
    const cell = event.type === "click" && event.target.closest(".bf-copied td > a")
    if (cell) opener = cell
    const link = document.querySelector(".bf-wording:target .bf-who a")
    if (!link || (event.type === "click" ? event.target !== link : event.key !== "Escape")) return
    event.preventDefault()
    const { scrollX, scrollY } = window
    const { hash } = location
    location.hash = link.hash
    scrollTo(scrollX, scrollY)
    const back = opener && opener.hash === hash ? opener : table.querySelector(`a[href="${hash}"]`)
    back.focus({ preventScroll: true })
  }
  addEventListener("keydown", close)
  addEventListener("click", close)

  // On a phone two copies are what fits; with more room the table comes first.
  const matrix = document.querySelector(".bf-compared")
  if (matchMedia("(max-width: 44em)").matches) {
    matrix.before(panel)
    selects[1].value = 1
    draw()
  } else matrix.after(panel)
  if (read()) panel.scrollIntoView()
})()
