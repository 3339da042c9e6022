/* In place of search-query.js, for what the sample archive is too small to show: an archive that is searched from the
   newest years backwards, a slow answer, a failure. */
export const words = text => text.toLowerCase().split(/\W+/).filter(Boolean)

export const together = ([search]) => search

export const marks = text => [{ text, marked: false }]

const hit = number => ({
  load: async () => ({
    id: `a${number}`, url: `https://elsewhere.invalid/${number}`, headline: `Article ${number}`, outlet: "Log",
    headlineParts: [{ text: `Article ${number}`, marked: false }], date: "2020-01-01", language: "en", direction: "ltr",
    excerpt: [], matched: [], clusterSize: number === 1 ? 10000 : 1,
    copies: async most => Array.from({ length: most }, (_, place) => ({ url: `/c${place}`, outlet: `Outlet ${place}` })),
  }),
})

const COUNTS = Object.fromEntries(["outlet", "author", "agency", "section", "tag", "language", "month", "copies"].map(name => [name, []]))

const answer = years => ({
  total: years * 4, exact: years === 6, searched: { first: `${2024 - years}-01-01`, last: "2023-12-31" },
  results: Array.from({ length: years * 4 }, (_, number) => hit(number)), counts: { ...COUNTS, year: [["2023", years * 4]] },
  more: async () => answer(years + 1), whole: async () => answer(6),
})

const released = new Promise(done => addEventListener("release", done, { once: true }))

export const openSearch = async () => ({
  archives: [{ name: "" }], languages: [["en", 1]], articles: 240000, first: "2018-01-01", last: "2023-12-31",
  query: async ({ text, year }) => {
    document.documentElement.dataset.asked = text
    if (text === "broken") throw new Error("A part of the index cannot be loaded.")
    if (year) return { ...answer(6), total: 1, results: [hit(1)], counts: { ...COUNTS, year: [[year[0], 1]] } }
    if (text !== "slow") return answer(3)
    await released
    return { ...answer(6), total: 999 }
  },
})

export const isSameText = () => false
