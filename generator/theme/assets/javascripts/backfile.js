/* Runs in the head, before the page is drawn: what Material's inline scripts do, in a file of the site's own, so that
   pages hold no inline script and a Content-Security-Policy need not allow any. */
(() => {
  const root = document.documentElement
  let scope = new URL(document.currentScript.dataset.scope, location)
  if (!scope.pathname.endsWith("/")) scope = new URL(scope.pathname + "/", location)

  // Names that Material's bundle calls.
  window.__md_scope = scope
  window.__md_hash = text => [...text].reduce((sum, char) => (sum << 5) - sum + char.charCodeAt(0), 0)
  window.__md_get = (key, storage = localStorage, at = scope) => JSON.parse(storage.getItem(at.pathname + "." + key))
  window.__md_set = (key, value, storage = localStorage, at = scope) => {
    try { storage.setItem(at.pathname + "." + key, JSON.stringify(value)) } catch { /* storage is full or forbidden */ }
  }

  // The reader's palette, set as soon as there is a body: no flash of the other one.
  let palette
  try { palette = window.__md_get("__palette") } catch { /* storage is forbidden */ }
  if (palette && palette.color) {
    root.classList.remove("no-js")
    new MutationObserver((_, observer) => {
      if (!document.body) return
      observer.disconnect()
      for (const [key, value] of Object.entries(palette.color))
        document.body.setAttribute("data-md-color-" + key, value)
    }).observe(root, { childList: true })
  }

  // The palette's switch, of the options that the page names: made once they are all there, before Material's bundle
  // looks for it.
  const LEFT_OPEN = { "data-md-color-media": "", "data-md-color-primary": "none", "data-md-color-accent": "none" }
  const makeSwitch = options => options.forEach((option, place) => {
    for (const [key, value] of Object.entries(LEFT_OPEN)) if (!option.hasAttribute(key)) option.setAttribute(key, value)
    const name = option.getAttribute("aria-label")
    Object.assign(option, { type: "radio", name: "__palette", id: "__palette_" + place, className: "md-option" })
    if (name === null) return
    const label = document.createElement("label")
    label.className = "bf-button bf-button--palette"
    label.htmlFor = "__palette_" + (place + 1) % options.length
    label.title = name
    label.hidden = true
    option.after(label)
  })
  // What that bundle asks every page for, and no reader sees: made here, so that not every page has to carry it.
  const { scope: base } = document.currentScript.dataset
  const makeParts = () => {
    for (const name of ["search", "drawer"].filter(one => !document.getElementById("__" + one))) {
      const box = document.createElement("input")
      Object.assign(box, { type: "checkbox", id: "__" + name, className: "md-toggle", autocomplete: "off" })
      box.dataset.mdToggle = name
      document.body.prepend(box)
    }
    if (document.getElementById("__config")) return
    const told = document.createElement("script")
    Object.assign(told, { type: "application/json", id: "__config" })
    told.textContent = JSON.stringify({ base, features: [], translations: {} })
    document.head.append(told)
  }
  new MutationObserver((_, observer) => {
    if (!document.querySelector("[data-md-component=container]")) return
    observer.disconnect()
    makeParts()
    makeSwitch([...document.querySelectorAll(".bf-palette > input")])
  }).observe(root, { childList: true, subtree: true })

  // Search is fetched when a reader goes to it: to the masthead's field, to its own page, or from there to an article.
  root.classList.add("bf-scripted")
  const site = new URL("../../", document.currentScript.src).href
  const TYPED_IN = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]"

  addEventListener("focusin", ({ target }) => {
    if (target.id === "bf-quick") import("./search.js").then(({ quick }) => quick(site, target))
  })

  // Material's keys.
  addEventListener("keydown", event => {
    if (!["/", "s", "f"].includes(event.key) || event.metaKey || event.ctrlKey || event.altKey) return
    const field = document.getElementById("bf-words") || document.getElementById("bf-quick")
    if (!field || event.target.matches(TYPED_IN)) return
    event.preventDefault()
    field.focus()
    field.select()
  })

  // Every paragraph of an article has a place, which a link beside it shows; what cites it is fetched when it is opened.
  const takeAway = () => {
    const box = document.querySelector(".bf-cite")
    for (const paragraph of document.querySelectorAll(".bf-text > p[id]")) {
      const link = document.createElement("a")
      link.className = "bf-here"
      link.href = "#" + paragraph.id
      link.tabIndex = -1
      link.title = (box?.dataset.paragraph || "") + " " + paragraph.id.slice(2)
      paragraph.prepend(link)
    }
    for (const list of document.querySelectorAll(".bf-passages"))
      list.addEventListener("toggle", () => import("./take.js").then(({ markPassages }) => markPassages()))
    const fill = () => import("./take.js").then(({ citeBox }) => citeBox(box))
    box?.addEventListener("toggle", fill, { once: true })
    if (document.querySelector(".bf-query")) import("./data.js").then(({ dataPage }) => dataPage())
    const list = document.querySelector(".bf-take")
    const content = document.getElementById("bf-content")
    list?.addEventListener("click", ({ target }) => { // at once, so that no press is lost while the rest is fetched
      const button = target.closest("button")
      if (button) import("./take.js").then(({ takeList }) => takeList(content, button))
    })
    if (list || document.getElementById("bf-find")) import("./take.js").then(({ listing }) => listing(content, list))
  }

  const arrived = () => {
    const field = document.getElementById("bf-quick")
    if (field) {
      field.form.action = field.form.action // whole, since instant navigation changes the page's address
      for (const name of ["autocapitalize", "autocorrect", "autocomplete"]) field.setAttribute(name, "off")
      field.spellcheck = false
    }
    const page = document.getElementById("bf-find")
    if (page) import("./search-page.js").then(({ mount }) => mount(site, page))
    takeAway()
    const words = new URLSearchParams(location.search).get("h")
    if (field && words) import("./search.js").then(({ markPage }) => markPage(words))
  }
  // A passage that is selected in an article can be kept among the reader's clippings.
  let selecting
  document.addEventListener("selectionchange", () => {
    clearTimeout(selecting)
    const field = document.getElementById("bf-quick")
    const { isCollapsed = true, anchorNode } = getSelection() ?? {}
    const inText = anchorNode?.parentElement?.closest(".bf-text")
    if (!field || !(inText && !isCollapsed || document.querySelector(".bf-clip-bar"))) return
    selecting = setTimeout(() => import("./clippings.js").then(({ offer }) => offer(site, field.form.action)), 300)
  })

  // What is printed says where it stood and when: the one who prints knows the day, the page does not.
  addEventListener("beforeprint", () => {
    const article = document.querySelector(".bf-article")
    if (!article) return
    const line = document.querySelector(".bf-printed") || document.createElement("p")
    const said = kind => (document.querySelector(kind)?.textContent || "").replace(/\s+/g, " ").trim()
    const address = document.querySelector("link[rel=canonical]")?.href || location.href.split(/[?#]/)[0]
    const language = document.documentElement.lang || "en"
    const today = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long" }).format(new Date())
    const accessed = (article.dataset.accessed || "{date}").replace("{date}", today)
    line.className = "bf-printed"
    // Each apart from its neighbours: a headline that is read from the right would take the day's number with it.
    const parts = [said(".bf-kicker"), said(".bf-headline"), said(".bf-facts time"), `${address} (${accessed})`]
    line.replaceChildren(...parts.filter(Boolean).flatMap((part, number) => {
      const apart = document.createElement("bdi")
      apart.textContent = part
      return number ? [" · ", apart] : [apart]
    }))
    article.append(line)
  })

  addEventListener("DOMContentLoaded", () => window.document$ ? window.document$.subscribe(arrived) : arrived())
})()
