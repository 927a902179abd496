"""Near matches: who may be meant by an address that nobody here has, or by a name under another address.

Found by signatures (equality), judged by distance on the few that are found. Only people known in the organisation
are ever named: a role, a completion or a certificate. Nothing is linked by it; a person decides.
Source of every rule: docs/identity.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

import pyarrow as pa

from core.model import OrgId, PersonId
from core.store.db import Tx
from core.store.near_signatures import SIGNATURE

NEAR_ADDRESS, SAME_NAME = "near address", "same name"
COMMON = 5_000  # people behind one signature: more of them say nothing about who is meant ('info', 'office')
NAMESAKES = 10  # people of one name: more of them, and the name alone speaks for none
LONGEST_NAME = 4  # words whose order may differ; a longer name is looked for as it stands and by its sorted words


@dataclass(frozen=True, slots=True)
class NearMatch:
    """Who may be meant by a row: the address of theirs that speaks for it, their name, and the evidence."""

    row_at: int
    person_id: PersonId
    address: str
    name: str
    because: str


def find(tx: Tx, org: OrgId) -> list[NearMatch]:
    """Return at most one person for each row of the temporary table `near_asked`, by row.

    near_asked: row_at, address (normal form), name_key (folded words of the name in order, '' for none). Where two
    people are equally near, nobody is named: either would be a guess.
    """
    gather(tx, org)
    rows = tx.query(f"""
        WITH {RANKED}
        SELECT r.row_at, r.person_id, r.address, trim(p.first_name || ' ' || p.last_name), r.because
          FROM ranked AS r
          JOIN person AS p
            ON p.person_id = r.person_id
         WHERE r.place = 1
           AND NOT r.tied
         ORDER BY r.row_at
    """)
    return [NearMatch(row[0], PersonId(row[1]), *row[2:]) for row in rows]


# The best first; `tied`: the next person is as near. Whoever narrows near_pair down first gets the best of the rest.
RANKED = """
    numbered AS (
        SELECT row_at, person_id, address, because, closeness,
               row_number() OVER best_first AS place,
               lead(closeness) OVER best_first AS next_closeness
          FROM near_pair
        WINDOW best_first AS (PARTITION BY row_at ORDER BY closeness, person_id)
    ), ranked AS (
        SELECT row_at, person_id, address, because, place, coalesce(next_closeness = closeness, FALSE) AS tied
          FROM numbered
    )"""


def gather(tx: Tx, org: OrgId) -> None:
    """Make the temporary table `near_pair` from `near_asked`: everybody who may be meant by each row.

    near_pair: row_at, person_id (each once a row), address, because, closeness (lower is nearer)
    """
    _ask(tx)
    tx.execute(_FOUND, common=COMMON, namesakes=NAMESAKES)
    tx.execute(_OPPOSITE)
    tx.execute(_JUDGED)
    tx.execute(_KNOWN_HERE, org=org)


def _ask(tx: Tx) -> None:
    tx.execute(_PARTS)
    tx.execute(_SIGNED)
    rows = tx.query("SELECT DISTINCT name_key FROM near_asked WHERE name_key LIKE '% %'")
    spelled = [(key, text) for (key,) in rows for text in _orders(key)]
    columns = {
        "name_key": (pa.string(), [key for key, _ in spelled]),
        "search_text": (pa.string(), [text for _, text in spelled]),
    }
    tx.load_rows("near_name", columns)


def _orders(name_key: str) -> Iterator[str]:
    """Yield a name with its words in every order: 'Silva Ana' and 'Ana Silva' are one."""
    words = name_key.split()
    if len(words) > LONGEST_NAME:
        yield name_key
        return
    yield from {" ".join(one) for one in permutations(words)}


_PARTS = """
    CREATE OR REPLACE TEMP TABLE near_part AS
    WITH parted AS (
        SELECT row_at, address, name_key, split_part(address, '@', -1) AS domain
          FROM near_asked
    )
    SELECT row_at, address, name_key, domain, left(address, length(address) - length(domain) - 1) AS local
      FROM parted
"""

_SIGNED = f"""
    CREATE OR REPLACE TEMP TABLE near_signed AS
    WITH placed AS (
        SELECT row_at, local, unnest(range(0, length(local) + 1)) AS place
          FROM near_part
    )
    SELECT DISTINCT row_at, {SIGNATURE} AS signature
      FROM placed
"""

# One look at the signatures for all rows; what too many people have in common says nothing and is left alone.
_FOUND = """
    CREATE OR REPLACE TEMP TABLE near_found AS
    WITH hit AS MATERIALIZED (
        SELECT signature, person_id
          FROM address_signature
         WHERE signature IN (SELECT signature FROM near_signed)
    ), telling AS (
        SELECT signature
          FROM hit
         GROUP BY signature
        HAVING count(*) <= $common
    ), by_name AS MATERIALIZED (
        SELECT n.name_key, p.person_id
          FROM person AS p
          JOIN near_name AS n
            ON n.search_text = p.search_text
    ), rare AS (
        SELECT name_key
          FROM by_name
         GROUP BY name_key
        HAVING count(*) <= $namesakes
    )
    SELECT s.row_at, h.person_id
      FROM hit AS h
      JOIN near_signed AS s
        ON s.signature = h.signature
     WHERE h.signature IN (SELECT signature FROM telling)
     UNION
    SELECT q.row_at, b.person_id
      FROM by_name AS b
      JOIN near_part AS q
        ON q.name_key = b.name_key
     WHERE b.name_key IN (SELECT name_key FROM rare)
"""

# Names are put in order once a person, not once a pair: a popular name is met by many rows.
_OPPOSITE = """
    CREATE OR REPLACE TEMP TABLE near_opposite AS
    WITH met AS MATERIALIZED (
        SELECT DISTINCT person_id
          FROM near_found
    ), theirs AS MATERIALIZED (
        SELECT person_id, address, split_part(address, '@', -1) AS domain,
               CASE kind WHEN 'primary' THEN 0 WHEN 'alternate' THEN 1 ELSE 2 END AS rank
          FROM address
         WHERE person_id IN (SELECT person_id FROM met)
    ), named AS MATERIALIZED (
        SELECT person_id, array_to_string(list_sort(string_split(search_text, ' ')), ' ') AS name_key
          FROM person
         WHERE person_id IN (SELECT person_id FROM met)
    )
    SELECT f.row_at, f.person_id, t.address, t.rank, t.domain AS their_domain, q.domain, q.local, q.name_key,
           left(t.address, length(t.address) - length(t.domain) - 1) AS their_local, n.name_key AS their_name,
           q.name_key LIKE '% %' AND q.name_key = n.name_key AS same_name
      FROM near_found AS f
      JOIN near_part AS q
        ON q.row_at = f.row_at
      JOIN theirs AS t
        ON t.person_id = f.person_id
      JOIN named AS n
        ON n.person_id = f.person_id
"""

# A slip is one character of the local part under the same domain, or a domain that is nearly the same. Numbers tell
# people apart: where digits differ, the names must agree. Two full names without a word in common are two people.
# What is dear (distances, digits, words in common) is asked of the few pairs that get so far.
_JUDGED = """
    CREATE OR REPLACE TEMP TABLE near_judged AS
    WITH close_by AS MATERIALIZED (
        SELECT *
          FROM near_opposite
         WHERE (domain = their_domain AND length(local) > 2 AND abs(length(local) - length(their_local)) < 2)
            OR local = their_local
    ), slipped AS MATERIALIZED (
        SELECT row_at, person_id, address, rank, same_name, domain, local, their_domain, their_local, name_key,
               their_name
          FROM close_by
         WHERE (domain = their_domain AND damerau_levenshtein(local, their_local) = 1)
            OR (domain <> their_domain AND local = their_local
                AND (damerau_levenshtein(domain, their_domain) <= 2
                     OR split_part(domain, '.', 1) = split_part(their_domain, '.', 1)
                     OR domain LIKE '%.' || their_domain
                     OR their_domain LIKE '%.' || domain))
    ), weighed AS (
        SELECT row_at, person_id, address, rank, 1 AS closeness
          FROM slipped
         WHERE same_name
         UNION ALL
        SELECT row_at, person_id, address, rank, 3
          FROM slipped
         WHERE NOT same_name
           AND (NOT (name_key LIKE '% %' AND their_name LIKE '% %')
                OR len(list_intersect(string_split(name_key, ' '), string_split(their_name, ' '))) > 0)
           AND regexp_replace(local || '@' || domain, '[^0-9]', '', 'g')
               = regexp_replace(their_local || '@' || their_domain, '[^0-9]', '', 'g')
         UNION ALL
        SELECT row_at, person_id, address, rank, CASE WHEN local = their_local THEN 2 ELSE 4 END
          FROM near_opposite
         WHERE same_name
    )
    SELECT row_at, person_id, address, closeness,
           CASE WHEN closeness IN (1, 3) THEN 'near address' ELSE 'same name' END AS because,
           row_number() OVER (PARTITION BY row_at, person_id ORDER BY closeness, rank, address) AS nth
      FROM weighed
"""

_KNOWN_HERE = """
    CREATE OR REPLACE TEMP TABLE near_pair AS
    WITH met AS MATERIALIZED (
        SELECT DISTINCT person_id
          FROM near_judged
    ), here AS MATERIALIZED (
        SELECT person_id
          FROM membership
         WHERE org_id = $org
           AND ended_at IS NULL
           AND person_id IN (SELECT person_id FROM met)
         UNION
        SELECT person_id
          FROM completion
         WHERE org_id = $org
           AND undone_at IS NULL
           AND person_id IN (SELECT person_id FROM met)
         UNION
        SELECT person_id
          FROM certificate
         WHERE org_id = $org
           AND state <> 'withdrawn'
           AND person_id IN (SELECT person_id FROM met)
    )
    SELECT row_at, person_id, address, because, closeness
      FROM near_judged
     WHERE nth = 1
       AND person_id IN (SELECT person_id FROM here)
"""
