"""Dumps in SQL: rows become captures, whoever wrote the dump and wherever it is cut; what readers wrote does not."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from generator.read import part as part_module
from generator.read.detect import DUMP

from .reading import Outcome, cut, made, passed, read, told

WALK = "The council walked out of the meeting on the new bridge at noon."
CROSSING = "The first ferry crossed the Merle at six on Monday morning."


def told_of(found: Outcome) -> list[tuple[object, str]]:
    """Return the headline and the text of each article."""
    return [(one.fields.get("headline"), one.text) for one in made(found)]


MYSQL = f"""-- MySQL dump 10.13  Distrib 8.0.31, for Linux (x86_64)
--
-- Host: localhost    Database: harbour
/*!40101 SET NAMES utf8 */;
DROP TABLE IF EXISTS `news`;
CREATE TABLE `news` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `title` varchar(255) NOT NULL DEFAULT 'a (b), c' COMMENT 'it''s the head; line',
  `kind` enum('a','b') DEFAULT NULL,
  `content` longtext,
  `created_at` datetime,
  PRIMARY KEY (`id`),
  KEY `by_title` (`title`)
) ENGINE=InnoDB;
LOCK TABLES `news` WRITE;
INSERT INTO `news` VALUES (1,'It\\'s a (bridge); \\"no\\"',NULL,'{WALK}\\r\\n\\r\\nNobody said why; (all) ''left''.',
'2021-03-04 10:00:00'),(2,'Boats','a','{CROSSING}',NOW());
UNLOCK TABLES;
"""

PHPMYADMIN = f"""-- phpMyAdmin SQL Dump
SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
CREATE TABLE `articles` (
  `id` int(11), `titre` varchar(99), `texte` text, `date` date
);
INSERT INTO `articles` (`id`, `titre`, `texte`, `date`) VALUES
(1, 'Le pont', '{WALK}', '2021-03-04'),
(2, 'Les bateaux', 0x{CROSSING.encode().hex()}, '2021-03-05');
CREATE TABLE `users` (`id` int, `name` varchar(9), `text` text);
INSERT INTO `users` (`id`, `name`, `text`) VALUES (1, 'ida', 'About me: I live near the bridge, and I like boats.');
INSERT INTO `articlecomments` (`id`, `title`, `text`) VALUES (1, 'First', 'Well said, and I live near the bridge.');
"""

POSTGRES = f"""--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET client_encoding = 'UTF8';

CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.at := now(); INSERT INTO logs VALUES ('a;b'); RETURN NEW; END;
$$;

CREATE TABLE public.articles (id integer NOT NULL, title text, "time" timestamp, body text);

COPY public.articles (id, title, "time", body) FROM stdin;
1\tThe bridge\t2021-03-04 10:00:00+00\t{WALK}\\n\\nIt cost 3\\\\4 of a million, a C:\\\\path\\tand more.
2\tThe boats\t\\N\t{CROSSING}
\\.


COPY public.comments (id, title, body) FROM stdin;
1\tFirst\tWell said, and I live near the bridge.
\\.

SELECT pg_catalog.setval('public.articles_id_seq', 2, true);
"""

SQLITE = f"""PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE articles (id integer primary key, title text, body text, published date);
INSERT INTO articles VALUES(1,'It''s a \\ bridge',replace('{WALK}\\nNobody said why.','\\n',char(10)),'2021-03-04');
INSERT INTO "articles" VALUES(2,X'{b"Boats".hex()}','{CROSSING}',X'ff');
COMMIT;
"""

WHOLE = {
    "mysql": (MYSQL, [('It\'s a (bridge); "no"', f"{WALK}\n\nNobody said why; (all) 'left'."), ("Boats", CROSSING)]),
    "phpmyadmin": (PHPMYADMIN, [("Le pont", WALK), ("Les bateaux", CROSSING)]),
    "postgres": (
        POSTGRES,
        [("The bridge", f"{WALK}\n\nIt cost 3\\4 of a million, a C:\\path\tand more."), ("The boats", CROSSING)],
    ),
    "sqlite": (SQLITE, [("It's a \\ bridge", f"{WALK}\nNobody said why."), ("Boats", CROSSING)]),
}


@pytest.mark.parametrize("quote", ["", "`", '"'])
def test_each_insert_may_name_its_columns_anew(quote: str, tmp_path: Path):
    """What names the columns is no row, and no number of a record is spent on it."""
    columns = ", ".join(f"{quote}{name}{quote}" for name in ("id", "title", "text", "date"))
    rows = "".join(
        f"INSERT INTO {quote}news{quote} ({columns}) VALUES "
        f"({at}, 'Bridge {at}', 'The council met {at} times.', '2024-05-1{at}');\n"
        for at in range(1, 4)
    )

    found = made(read(tmp_path, {"dump.sql": f"-- MySQL dump\n{rows}"}))

    assert [one.fields["headline"] for one in found] == ["Bridge 1", "Bridge 2", "Bridge 3"]
    assert [one.provenance.record for one in found] == [1, 2, 3]


@pytest.mark.parametrize("size", [1, 64, part_module.PART_BYTES])
@pytest.mark.parametrize("maker", WHOLE)
def test_a_dump_gives_an_article_for_each_row_however_it_is_cut(tmp_path: Path, maker: str, size: int):
    dump, expected = WHOLE[maker]

    with patch.object(part_module, "PART_BYTES", size), patch.object(part_module, "BLOCK_BYTES", max(size, 16)):
        found = read(tmp_path, {"dump.sql": dump})

    assert told(found) == []
    assert told_of(found) == expected


@pytest.mark.parametrize("maker", WHOLE)
def test_a_dump_is_known_by_its_content(tmp_path: Path, maker: str):
    dump, expected = WHOLE[maker]

    assert told_of(read(tmp_path, {"dump.txt": dump})) == expected


def test_an_article_of_a_dump_is_named_by_its_table_and_row(tmp_path: Path):
    first, second = made(read(tmp_path, {"dump.sql": MYSQL}))

    assert (first.provenance.path, first.provenance.record, second.provenance.record) == ("dump.sql/news", 1, 2)
    assert first.fields["published"] == "2021-03-04 10:00:00"


def test_a_dump_of_line_ends_of_windows_reads_like_any_other(tmp_path: Path):
    [first, second] = made(read(tmp_path, {"dump.sql": POSTGRES.replace("\n", "\r\n")}))

    assert second.text == CROSSING
    assert first.fields["headline"] == "The bridge"


@pytest.mark.parametrize("maker", ["phpmyadmin", "postgres"])
def test_what_readers_and_machines_wrote_is_passed_over(tmp_path: Path, maker: str):
    reasons = passed(read(tmp_path, {"dump.sql": WHOLE[maker][0]}))

    tables = {"phpmyadmin": ("users", "articlecomments"), "postgres": ("public.comments",)}[maker]
    names = [name.rpartition(".")[2] for name in tables]
    assert reasons == {f"a row of the table {name!r}, which holds no articles": 1 for name in names}


@pytest.mark.parametrize("named", ["(`id`, `post_title`, `post_content`, `post_status`, `post_type`) ", ""])
def test_a_dump_of_a_blog_publishes_no_drafts_and_no_pages(tmp_path: Path, named: str):
    rows = [(1, "Open", "publish", "post"), (2, "Draft", "draft", "post"), (3, "Page", "publish", "page")]
    text = f"{WALK} {CROSSING} {WALK}"
    values = ",".join(f"({number},'{title}','{text}','{state}','{kind}')" for number, title, state, kind in rows)
    dump = f"-- MySQL dump\nINSERT INTO `wp_posts` {named}VALUES {values};\n"

    assert [one.fields["headline"] for one in made(read(tmp_path, {"dump.sql": dump}))] == ["Open"]


def test_bodies_of_nodes_are_not_published_without_their_states(tmp_path: Path):
    dump = f"-- MySQL dump\nINSERT INTO `node_revisions` (`nid`, `title`, `body`) VALUES (1,'Boats','{WALK}');\n"
    found = read(tmp_path, {"dump.sql": dump})

    assert made(found) == []
    assert passed(found) == {"a row of the table 'node_revisions', which holds no articles": 1}


def test_a_dump_that_is_cut_off_gives_the_rows_before_it(tmp_path: Path):
    found = read(tmp_path, {"dump.sql": MYSQL[: MYSQL.index(CROSSING) + 9]})

    assert [text for _, text in told_of(found)] == [f"{WALK}\n\nNobody said why; (all) 'left'."]
    assert ["a row that is cut off" in one for one in told(found)] == [True]


def test_a_row_with_too_few_values_is_a_problem_and_loses_no_other(tmp_path: Path):
    dump = f"-- dump\nINSERT INTO news (id, title, body) VALUES (1,'{WALK}'),(2,'Boats','{CROSSING}');\n"
    found = read(tmp_path, {"dump.sql": dump})

    assert told_of(found) == [("Boats", CROSSING)]
    assert ["2 values; expected 3" in one for one in told(found)] == [True]


def test_rows_under_embargo_are_known_of_their_part(tmp_path: Path):
    dump = f"-- dump\nINSERT INTO news (id, title, body, embargo) VALUES (1,'Boats','{WALK}','2999-01-01T00:00:00Z');\n"
    (tmp_path / "dump.sql").write_text(dump, encoding="utf-8")
    [part] = cut(tmp_path)

    assert part.ahead == ("2999-01-01T00:00:00Z",)
    assert made(read(tmp_path, {})) == []


@pytest.mark.parametrize("text", ["\n" * 60_000, " \n" * 30_000, "# a\n\n" * 9_000, "SELECT\n\n" * 8_000])
def test_lines_that_begin_no_dump_are_looked_at_once(text: str):
    assert not DUMP.match(text)


READERS = {
    "comments": "CREATE TABLE `tanggapan` (`id` int, `id_berita` int, `nama` text, `isi` text, `tanggal` date);",
    "guests": "CREATE TABLE `buku_tamu` (`id` int, `nama` text, `email` text, `isi` text, `tanggal` date);",
    "suggestions": "CREATE TABLE `sugerencias` (`id` int, `ip` text, `nombre` text, `texto` text, `fecha` date);",
}


@pytest.mark.parametrize("made", READERS)
def test_rows_of_readers_are_told_by_the_columns_of_their_table(tmp_path: Path, made: str):
    table = READERS[made].split("`")[1]
    words = "The old bridge should have stayed as it was, and nobody asked those who live beside it, wrote a reader."

    outcome = read(
        tmp_path,
        {"a.sql": f"{READERS[made]}\nINSERT INTO `{table}` VALUES (1, '2', 'Ana', '{words}', '2024-05-17');\n"},
    )

    assert [type(one).__name__ for one in outcome] == ["Passed"]


def test_a_table_of_articles_may_have_the_mail_of_their_authors(tmp_path: Path):
    words = "The council closes the old bridge, and divers found cracks in two of its iron piers after a long search."
    made = "CREATE TABLE `noticias` (`id` int, `titulo` text, `email` text, `texto` text, `fecha` date);"

    outcome = read(
        tmp_path,
        {"a.sql": f"{made}\nINSERT INTO `noticias` VALUES (1, 'Bridge', 'a@b.example', '{words}', '2024-05-17');\n"},
    )

    assert [type(one).__name__ for one in outcome] == ["Capture"]
