"""Panels for tests, made in code.  The article and everything said of it are invented and written for this project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paneltakes.article import Article
from paneltakes.take import (
    DISCLOSURES,
    Attempt,
    Brief,
    Evidence,
    Failure,
    Fingerprints,
    Panel,
    Point,
    Prediction,
    Speaker,
    Take,
    sum_attempts,
)
from paneltakes.usage import Cost, Usage

if TYPE_CHECKING:
    from paneltakes.take import AuthorKind, Stance

MODEL = "anthropic:claude-sample-1"
FINGERPRINTS = Fingerprints(persona="a1b2c3d4", prompt="e5f60718", reply_schema="293a4b5c")

FOUNDER = Speaker(id="founder", name="The Founder", lens="Business & Market")
SKEPTIC = Speaker(id="skeptic", name="The Skeptic", lens="Reality Check")
FUTURIST = Speaker(id="futurist", name="The Futurist", lens="Big Picture")
BUILDER = Speaker(id="builder", name="The Builder", lens="Developer Perspective")

TEXT = """\
Norrvik’s harbour council voted on Tuesday to replace its last diesel ferry with two battery boats by March 2027. \
The order, worth €38 million, goes to the Halden yard, which has built nine such boats since 2019.

Each boat carries 160 passengers and charges for seven minutes at either quay. The harbour’s grid connection of \
2.4 megawatts will be doubled, at a cost that the council put at €6 million and the grid company at “closer to nine”.

Crossings will run every 20 minutes instead of every 35. “We are not buying boats, we are buying a timetable,” said \
Ragna Solheim, who chairs the council. Fares stay at €3.20 until the end of 2028.

In January a similar boat in the neighbouring town of Elvund was out of service for eleven days, because one charging \
arm had frozen and no spare was held in the country."""


def sample_article() -> Article:
    """Return the article that every panel here speaks of."""
    return Article(
        title="Norrvik orders two battery ferries and doubles its harbour grid",
        text=TEXT,
        url="https://news.example/norrvik/ferries?from=feed",
        canonical_url="https://news.example/norrvik/ferries",
        description="The council replaces its last diesel boat and shortens the wait at the quay to 20 minutes.",
        byline="Ida Brekke",
        site="The Norrvik Observer",
        published="2026-05-12T07:30:00Z",
        language="en",
    )


def evidence(claim: str, quote: str) -> Evidence:
    """Return evidence with the offsets at which ``quote`` stands in the article."""
    start = TEXT.index(quote)
    return Evidence(claim=claim, quote=quote, start=start, end=start + len(quote))


def attempt(model: str = MODEL, *, cost: Cost | None = None) -> Attempt:
    """Return a call that was answered."""
    usage = Usage(input_tokens=2310, cache_read_tokens=1800, output_tokens=412, reasoning_tokens=96)
    return Attempt(outcome="ok", model=model, usage=usage, cost=cost or Cost(usd=0.0081), seconds=4.2)


def sample_takes() -> tuple[Take, ...]:
    """Return four takes as a model would write them."""
    return (
        _take(
            FOUNDER,
            "mixed",
            "Solheim says that the council buys a timetable, and she is right about where the value sits: a boat every "
            "20 minutes changes who takes the car, a quieter engine does not. That is also the weak spot. The yard is "
            "paid €38 million for hulls, yet nobody in this deal is paid for punctuality, and fares frozen at €3.20 "
            "until the end of 2028 leave the operator no price to move when the grid bill lands nearer nine million "
            "than six. Halden’s nine delivered boats are its moat, since no rival can show as many winters. So what "
            "does Norrvik collect from the yard on the first day that the timetable slips?",
            (
                evidence("The council sees the timetable as the product.", "We are not buying boats"),
                evidence("Fares can’t rise.", "Fares stay at €3.20 until the end of 2028."),
                evidence("The yard has a record.", "has built nine such boats since 2019"),
            ),
            (
                Prediction(
                    claim="Norrvik asks for fares to rise before the freeze ends.", by="2028-12-31", probability=0.35
                ),
            ),
            ("Punctuality clauses are common in ferry concessions elsewhere in the Nordic countries.",),
        ),
        _take(
            SKEPTIC,
            "critical",
            "Battery ferries work; nine of them from one yard settle that much. Whether this town can keep two of them "
            "running in February is another matter. Elvund lost its boat for eleven days to a single frozen charging "
            "arm with no spare in the country, and Norrvik’s plan, as voted, names seven minutes at the quay and no "
            "second way to charge. The money is soft as well: council and grid company differ by half on the same "
            "cable. Here is how it fails: by the second winter one arm ices, the old diesel is already sold, and the "
            "timetable falls back to 35 minutes or worse.",
            (
                evidence(
                    "One frozen arm stopped a boat.", "one charging arm had frozen and no spare was held in the country"
                ),
                evidence("The estimates for the grid differ.", "€6 million and the grid company at “closer to nine”"),
            ),
            (
                Prediction(claim="One of the boats is out for a week or longer.", by="2029-03", probability=0.55),
                Prediction(claim="The grid work costs more than €7.5 million.", by="2027", probability=0.7),
            ),
            (),
        ),
        _take(
            FUTURIST,
            "supportive",
            "Count the megawatts, not the boats. A harbour that doubles 2.4 megawatts has built a public charger that "
            "sits idle between crossings, and by 2031 most towns of this size will run their quays as power stations "
            "with a waiting room. The wager rests on the cable being sold to vans, fishing boats and cranes after the "
            "last ferry. If that holds, the second effect reaches beyond the water: the council, not the grid company, "
            "decides who gets cheap night power along the shore, and land beside the quay is priced by its socket.",
            (evidence("The connection doubles.", "grid connection of 2.4 megawatts will be doubled"),),
            (Prediction(claim="Norrvik’s quay sells power to others than the ferries.", by="2031", probability=0.6),),
            ("Fishing fleets in several countries are testing battery drives.",),
        ),
        _take(
            BUILDER,
            "mixed",
            "Seven minutes at either quay is the number to design around, because it turns the charging arm into the "
            "part that wakes somebody at night. Against a hybrid with a small diesel aboard, two pure battery boats "
            "win on every ordinary day: fewer moving parts, one fuel, the same spare hull for both. They lose on the "
            "day when an arm freezes, which Elvund had in January and sat out for eleven days. I would look for one "
            "line in the contract, a spare arm held in town. If it is there, this is a service; if not, it is a demo "
            "with 160 seats.",
            (
                evidence("Charging time sets the design.", "charges for seven minutes at either quay"),
                evidence("Elvund waited eleven days.", "out of service for eleven days"),
            ),
            (),
            ("Hybrid ferries of this size are on the market.",),
        ),
    )


def sample_brief() -> Brief:
    """Return a brief as a model would write it."""
    return Brief(
        headline="Norrvik Orders Two Battery Ferries for €38M",
        dek="The harbour council retires its last diesel boat by March 2027. Two boats from the Halden yard will cross "
        "every 20 minutes, and the quay’s power supply doubles.",
        story=(
            "Norrvik’s harbour council has ordered two battery ferries from the Halden yard for €38 million. They are "
            "to replace the town’s last diesel boat by March 2027.",
            "The boats carry 160 passengers each and charge for seven minutes at the quay. That takes twice the "
            "present 2.4 megawatts; the council expects to pay €6 million for it, the grid firm says close to nine.",
            "Boats will leave every 20 minutes, fares stay where they are until the end of 2028. Whether the "
            "timetable holds in winter is open: in Elvund a frozen charging arm stopped a boat for eleven days.",
        ),
        model=MODEL,
        fingerprints=FINGERPRINTS,
        attempts=(attempt(),),
    )


def sample_failure(speaker: Speaker | None = SKEPTIC, reason: str = "") -> Failure:
    """Return a take, or with no speaker a brief, that did not come about."""
    reason = reason or "The model refused to answer twice. Try another model: --model openai"
    refused = Attempt(outcome="refused", model=MODEL, cost=Cost(unknown=1), problems=("I can't help with that.",))
    part = "take" if speaker else "brief"
    return Failure(part=part, speaker=speaker, reason=reason, kind="refused", model=MODEL, attempts=(refused, refused))


def sample_pass(speaker: Speaker = FUTURIST) -> Take:
    """Return a take whose persona had nothing to add."""
    return Take(
        speaker=speaker,
        pass_reason="The article reports a local purchase and gives no ground for a longer view.",
        model=MODEL,
        fingerprints=FINGERPRINTS,
        attempts=(attempt(),),
    )


def sample_panel(
    *,
    article: Article | None = None,
    brief: Brief | None = None,
    takes: tuple[Take, ...] | None = None,
    failures: tuple[Failure, ...] = (),
    author: AuthorKind = "model",
    model: str = MODEL,
    disclosure: str | None = None,
) -> Panel:
    """Return a panel of four takes, without a brief unless one is handed in, its sums worked out."""
    takes = sample_takes() if takes is None else takes
    groups = [*(take.attempts for take in takes), *(failure.attempts for failure in failures)]
    if brief:
        groups.append(brief.attempts)
    usage, cost = sum_attempts(tuple(call for group in groups for call in group))
    return Panel(
        paneltakes_version="0.1.0",
        created="2026-05-12T09:41:07Z",
        article=article or sample_article(),
        model=model,
        author=author,
        disclosure=DISCLOSURES[author].format(model=model) if disclosure is None else disclosure,
        brief=brief,
        takes=takes,
        failures=failures,
        usage=usage,
        cost=cost,
    )


def _take(
    speaker: Speaker,
    stance: Stance,
    text: str,
    passages: tuple[Evidence, ...],
    predictions: tuple[Prediction, ...],
    outside: tuple[str, ...],
) -> Take:
    return Take(
        speaker=speaker,
        stance=stance,
        text=text,
        evidence=passages,
        points=(Point(move="stress-test", label="Stress test", text="The point in a sentence."),),
        predictions=predictions,
        outside=outside,
        model=MODEL,
        fingerprints=FINGERPRINTS,
        attempts=(attempt(),),
    )
