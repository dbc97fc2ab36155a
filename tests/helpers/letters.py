"""A letter with all that one can hold."""

from datetime import UTC, datetime

from report.telling.letter import Letter

MOMENT = datetime(2024, 5, 1, 6, tzinfo=UTC)
LETTER = Letter(
    values={
        "subject": "Łódź: 1 new finding",
        "id": "urn:uuid:0e3f1e2c-0000-4000-8000-0242ac120002",
        "fingerprint": "0123456789abcdef",
    },
    text="The rate of clashes in Łódź fell.\n.\nA line that begins with a dot\n",
    page='<p>The rate fell.</p><img src="cid:figure">',
    figure=b"\x89PNG",
    alt="A figure",
    brief=("brief.pdf", b"%PDF-1.7"),
    moment=MOMENT,
)
