/* What a word that no article has may have been meant as: words of the index's own, by the letters that differ and by how
   common they are. Fetched where a word finds nothing. */
import { distance } from "./search-language.js"

const MOST_SHARDS = 3 // whose words are looked through: the newest
const ENOUGH = 3

/* How many letters of a word may be wrong. */
const allowed = word => word.length < 4 ? 0 : word.length < 8 ? 1 : 2

/* The nearest words of a list to one, best first.

  counts: word -> number of articles. */
export const nearest = (word, counts) => {
  const most = allowed(word)
  if (!most) return []
  const found = []
  for (const [other, count] of counts) {
    if (other === word || Math.abs(other.length - word.length) > most) continue
    const far = distance(word, other, most)
    if (far <= most) found.push({ other, count, far: far + (other[0] === word[0] ? 0 : .5) })
  }
  found.sort((left, right) => left.far - right.far || right.count - left.count || (left.other < right.other ? -1 : 1))
  return found.slice(0, ENOUGH).map(({ other }) => other)
}

/* Words that may have been meant: folded word -> another that the index has.

  missing: the terms of a query that no article has. */
export const meant = async (search, missing) => {
  const counts = new Map()
  for (const list of await Promise.all(search.shards.slice(0, MOST_SHARDS).map(shard => shard.wordList()))) {
    const some = list.words ? list.words.split(" ") : []
    some.forEach((word, place) => counts.set(word, (counts.get(word) ?? 0) + list.counts[place]))
  }
  const found = new Map()
  for (const { words } of missing) {
    const others = words.map(word => counts.has(word) ? word : nearest(word, counts)[0] ?? word)
    if (others.some((word, place) => word !== words[place])) found.set(words.join(" "), others.join(" "))
  }
  return found
}
