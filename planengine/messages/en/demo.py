"""The words between the steps of the demonstration."""

TEXTS = {
    "demo.intro": (
        "The province of Quảng Nam issued a plan for Resolution 106/NQ-CP on agricultural cooperatives: 53 tasks, 16 targets, "
        "dozens of agencies. The department of agriculture (Sở NN&PTNT) keeps track. These are two months of it in short: "
        "after $ stands a real command, in brackets the day of the story, indented the answer. All of it happens in a "
        "temporary folder."
    ),
    "demo.chapter.plan": "1. Read, check and start tracking Quảng Nam's plan for Resolution 106/NQ-CP",
    "demo.internal": (
        "The document states a single due date (IV.1.5, before 15 December each year). In the demonstration's own copy "
        "the tasks {tasks} get an internal date as well, marked as made up; the real plan has none of them."
    ),
    "demo.chapter.last_year": "2. The reports of 2023 came on paper: the secretariat enters them",
    "demo.likewise": "… and the same for the other {count} agencies; each report is confirmed at once.",
    "demo.chapter.november": "3. November 2024: agencies accept, update and report; the secretariat confirms",
    "demo.note.fund": "The fund has lent to 3 cooperatives; the board met for the fourth quarter",
    "demo.chapter.december": "4. December 2024: one report is sent back, one arrives on paper",
    "demo.reason.return": "Internal credit of the cooperatives in the mountains has not been evaluated",
    "demo.chapter.stand": "5. Monday morning, 16 December 2024: where things stand (reports were due on Saturday)",
    "demo.chapter.letters": "6. The reminders that go out that day",
    "demo.letters": (
        "{count} letters were written as .eml files: the addresses of the sample directory end in .example, so none "
        "can leave this machine. One of them:"
    ),
    "demo.letter.to": "To: {to}",
    "demo.letter.subject": "Subject: {subject}",
    "demo.document": "{number} of {day}",
    "demo.basis": "minh họa (made up for the demonstration)",
    "demo.cut": "… ({count} lines left out)",
    "demo.kept": "The working folder was kept: {folder}",
    "demo.end": (
        "That was the demonstration. Every step above is a real command; `--keep FOLDER` keeps the folder to try on."
    ),
}
