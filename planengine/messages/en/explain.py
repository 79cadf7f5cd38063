"""What every code of a fault or warning means, and why it is one. The short sentence of a check stands in `faults`."""

TEXTS: dict[str, str] = {
    # The frame of the command explain
    "explain.head": "{code} · {severity} · {title}",
    "explain.row": "{code}  {title}",
    "explain.wrong": "Wrong",
    "explain.right": "Right",
    "explain.generated": "This fault lies in the file itself, not in its words, so there is no example in words.",
    "explain.silence": (
        "The secretariat may silence this warning, with a reason: write allow into the task, or under plan to silence it "
        "in the whole plan. Silenced warnings are still counted, and validate --all shows them."
    ),
    "explain.silence_line": "allow: [{{code: {code}, reason: Say why here}}]",
    "explain.must_mend": "This is an error: the plan cannot be applied until it is mended.",
    "explain.see_also": "See also",
    "explain.errors": "Errors (to be mended before the plan can be applied)",
    "explain.warnings": "Warnings (worth a look; may be silenced with a reason)",
    "explain.more": "Explanation and example of one code: planengine explain PE012",
    # The file
    "explain.PE001": (
        "The plan names a file (a directory or a calendar) that is not there. Without it nobody knows which agencies "
        "exist or which days are worked."
    ),
    "explain.PE002": (
        "The name exists, but it is a folder, or you may not read it. planengine does not guess what a file says that it "
        "cannot read."
    ),
    "explain.PE003": (
        "A plan is text and has a few hundred thousand bytes at most. A larger file is usually the wrong one (a picture, "
        "an archive), so it is refused before it is read."
    ),
    "explain.PE004": (
        "The file is saved as UTF-16 or UTF-32, often by choosing “Unicode” on Windows. The same letters become other "
        "bytes, so exactly one encoding is taken: UTF-8."
    ),
    "explain.PE005": (
        "Some bytes are not UTF-8, often because text was pasted from an old font (.VnTime, VNI). Passed over, they would "
        "turn up as garbage in letters."
    ),
    "explain.PE006": (
        "There is something invisible in the text: a control character, a mark that turns the direction of writing, a "
        "strange line end. It makes a line read otherwise than it is."
    ),
    "explain.PE007": (
        "The YAML parser does not understand this and stops here; what follows in this file was not checked. Often a "
        "quote closes too early, or lines are not indented alike."
    ),
    "explain.PE008": (
        "In YAML a colon and a blank separate a key from its value. A sentence with “: ” inside and without quotes looks "
        "like another key."
    ),
    "explain.PE009": "Some signs (%, @, `) mean something when text begins with them. In quotes they are just letters.",
    "explain.PE010": (
        "A bracket or quote opens and never closes, so everything after it seems to be inside. The caret is where it "
        "opens, not where the parser gave up."
    ),
    "explain.PE011": "A tab is as wide as each editor likes, so the level of the line is unclear. YAML takes blanks only.",
    "explain.PE012": (
        "Where one key stands twice nobody can say which value holds; many programs silently take the second and lose the "
        "first. Here you choose."
    ),
    "explain.PE013": (
        "A tag asks the program to read the value as some type of its own. A plan has no use for it: every key has its "
        "type already."
    ),
    "explain.PE014": (
        "An anchor (&) lets a value be used again elsewhere, where a reader cannot see it. In a plan everything is written "
        "out."
    ),
    "explain.PE015": "An alias (*) stands for a value elsewhere that a reader would have to look for. Write it out.",
    "explain.PE016": "The key << brings in keys from elsewhere that a reader does not see. Write each of them here.",
    "explain.PE017": "What stands before the colon is a word. The bracket makes it a list.",
    "explain.PE018": "The line --- begins another YAML document. A file is one plan; nobody would read what follows.",
    "explain.PE019": (
        "No real plan is nested so deep; usually there are brackets too many. The limit keeps a broken file from hanging "
        "the machine."
    ),
    "explain.PE020": "There are more values here than in any real plan. Check that this is a plan file at all.",
    "explain.PE021": (
        "A plan reads only files in its own folder and below, not by a link either. So the folder can be copied whole, and "
        "no other file of the machine is read by mistake."
    ),
    "explain.PE022": (
        "A path from the root of the disk is right on one machine only. Counted from the plan's folder it is right "
        "everywhere."
    ),
    "explain.PE023": "There is nothing here but comments and blank lines, so it is no plan yet.",
    "explain.PE024": (
        "So many faults usually have one cause. Only the first ones are shown; mend them and check again to see the rest."
    ),
    "explain.PE025": (
        "The file was written for a newer planengine. Read in the old way it might be misunderstood, so it is refused."
    ),
    "explain.PE026": (
        "A colon and a blank separate a key from its value. Without them the line is just text, and nobody "
        "knows which key it was."
    ),
    "explain.PE027": (
        "In YAML the indentation says what belongs where. One blank more or less is another place, so the "
        "parser stops here; what follows in this file was not checked."
    ),
    "explain.PE028": (
        "The value ends where it is closed, so the text after it belongs nowhere. Usually there are quotes "
        "inside a sentence, or a quote further up was not closed and all that follow are shifted."
    ),
    "explain.PE029": (
        "Word processors and web pages use such a blank to keep two words together. Before a key or after its colon a plan file reads it as part of the word, so that key and value run into one."
    ),
    # Keys and values
    "explain.PE030": (
        "The format has no such key. Passed over, what was written there (often a due date or an agency) would be lost and "
        "nobody would know; so even a slip of the finger is told."
    ),
    "explain.PE031": "Without this key the plan cannot be tracked. planengine fills in nothing by itself.",
    "explain.PE032": "This key holds text, but the bracket at the beginning makes it a list or a mapping.",
    "explain.PE033": (
        "This key holds a list, even where it has one value only. Another one can then be added without changing the form."
    ),
    "explain.PE034": "Lines of “key: value” are needed here, not a single value.",
    "explain.PE035": "One place of the list is empty. Nobody knows whether it is too much or was forgotten.",
    "explain.PE036": (
        "5/3/2025 may be 5 March or 3 May. Two ways of writing are taken, because they cannot be misread: 2025-03-05 and "
        "05/03/2025 (the day first)."
    ),
    "explain.PE037": "There is no such day, as 30 February. No reminder could arrive on it.",
    "explain.PE038": "A whole number within the limits is needed, as a percentage from 1 to 100.",
    "explain.PE039": (
        "yes, no, 1, 0 and their Vietnamese words are read differently by different programs. Here it is true or false."
    ),
    "explain.PE040": "Are 10 ten days or ten working days? The unit is always written: d for days, wd for working days.",
    "explain.PE041": "A day of every year is written month first, and is in every year; 29 February is in few of them.",
    "explain.PE042": "This key takes certain words only. Another one means nothing to planengine.",
    "explain.PE043": "Ids are typed in commands and stand in logs and letters, so they are plain letters and digits, no blanks.",
    "explain.PE044": (
        "The short name of the directory is needed here (so-tc), not the full name. Full names are written in many ways, a "
        "short name in one."
    ),
    "explain.PE045": "These are lines of the document, to look them up: numbers and hyphens only.",
    "explain.PE046": "Reminders go to this address. With a wrong one the agency hears nothing, and nobody knows.",
    "explain.PE047": (
        "State secrets do not enter this system in any form, not even as a title. What is only restricted may, with "
        "restricted: true; then nothing but id, due date and link leaves."
    ),
    "explain.PE048": (
        "A due date must come to a day. “End of the year” or “as soon as possible” can never be late; where the document "
        "gives no day, write none and set internal_due."
    ),
    "explain.PE049": "A due date goes one way: before a day, or within some time of something else.",
    "explain.PE050": "Two rules at once may contradict each other; choose a number or a share.",
    "explain.PE051": "Each entry of the list is an agency or a group, not both.",
    "explain.PE052": (
        "A goal of comparison, figure and unit can be held against what is reported. “50% and more” is written "
        '">= 50 %", “more than 50%” is "> 50 %".'
    ),
    "explain.PE053": "all waits for everything, period and agency for the part that corresponds; it cannot be both.",
    "explain.PE054": "readings records what is an interpretation of whoever typed the plan. Each belongs to a key of the task.",
    "explain.PE055": "Errors cannot be silenced, because a plan with errors cannot be applied. Warnings can.",
    "explain.PE056": (
        "A section is a title over its tasks: given to nobody, due on no day. Nobody would know which of its tasks was "
        "meant."
    ),
    "explain.PE057": "No official document has so many levels, and nobody could read a list that has.",
    "explain.PE058": "The key tasks makes this a section; a section without tasks holds no work to track.",
    "explain.PE059": (
        "Reports, reminders and the log call a task by its id. With two of the same id the report of one would count for "
        "the other."
    ),
    "explain.PE060": "A due date ends with the day in the plan's time zone, so the zone must be one that exists.",
    "explain.PE061": "A short name is one agency or one group; with two of them nobody knows who is meant.",
    "explain.PE062": "Without a directory nobody knows which agency a name stands for, or where reminders go.",
    "explain.PE063": (
        "A make-up day is a weekend day worked instead of another day off. Where that one is missing, or is not in "
        "days_off, working days are miscounted."
    ),
    "explain.PE064": "A day that stands twice may contradict itself (off and worked). Each day stands once.",
    "explain.PE065": "This day is worked anyway, so nothing can be made up on it. Usually the date is mistyped.",
    "explain.PE066": "The calendar knows all days off within covers. A day outside is usually a mistyped year.",
    "explain.PE067": "The last day comes before the first, so the calendar speaks of no day. Usually the two are swapped.",
    "explain.PE068": (
        "The dash says that a new entry of the list begins. Without it the keys of this entry run into the one above, whose "
        "first key then stands there twice."
    ),
    "explain.PE069": (
        "Only the short dash with a blank begins an entry in YAML. The long dash of a word processor, a bullet, a star, or a "
        "dash without its blank are mere text."
    ),
    "explain.PE071": (
        "A tolerance is in the unit of the goal: about 30 % with 2 is from 28 % to 32 %. With a “%” after it nobody knows "
        "whether points are meant or a share of the goal."
    ),
    "explain.PE070": (
        "The lead is the one agency that answers for the task. With two of them nobody knows whom to ask; a task given to "
        "several together has its own key, joint, and those who help stand under support."
    ),
    # Checks of the plan
    "explain.PE101": (
        "The name is not in the directory. Work given to an agency that does not exist is done by nobody, and nobody is "
        "reminded."
    ),
    "explain.PE102": "Lead, focal point and secretariat are one agency each, so that it is known who answers.",
    "explain.PE103": (
        "The task waits for an id that the plan does not have. Passed over, it would seem ready though it has to wait."
    ),
    "explain.PE104": "related names an id that the plan does not have, so readers would look for it in vain.",
    "explain.PE105": "The task serves a target that the plan does not have, so its result would count for none.",
    "explain.PE106": (
        "Every task says who does it, even where the document does not:  unassigned: true. Left out, nobody knows whether "
        "it was forgotten."
    ),
    "explain.PE107": (
        "Each form has its own rule of completion: by the lead, by the whole list, by each body. With two forms nobody "
        "could say when the task is done."
    ),
    "explain.PE108": (
        "The secretariat confirms the work of others, the approver that of the secretariat. If they are the same, somebody "
        "confirms its own work."
    ),
    "explain.PE109": "A task that waits for itself can never begin.",
    "explain.PE110": "To wait for the section that holds it is to wait for itself, too: it can never begin.",
    "explain.PE111": "Two entries for the same task may contradict each other in type or lag. Keep one.",
    "explain.PE112": "A standing duty is never over, so what waits for it could never begin.",
    "explain.PE113": (
        "The tasks wait for each other in a circle, so none of them can begin. Every link of the circle is shown with its "
        "line, also where it runs through a section; removing any one of them opens it."
    ),
    "explain.PE114": "What recurs needs a period, or nobody knows how many reports there will be.",
    "explain.PE115": "Periods belong to recurring tasks. Usually  kind: recurring  is missing.",
    "explain.PE116": "12-15 is 15 December of every year. A task that happens once must say which year.",
    "explain.PE117": "What begins after it was due cannot be in time. Usually a year or a month is mistyped.",
    "explain.PE118": "A plan that ends before it starts has no day to work on.",
    "explain.PE119": "The last day comes before the first. Usually the two are swapped, or a year is mistyped.",
    "explain.PE120": "More bodies are to finish than were given the task, so it would never be done.",
    "explain.PE121": "This rule of completion belongs to another form of responsibility and cannot be reckoned here.",
    "explain.PE122": "The task is done when its focal point is done; without one it would never be done.",
    "explain.PE123": (
        "The plan counts working days, but the calendar lacks the days off of a part of its time. Guessed, a due date may "
        "be wrong by days and nobody would know."
    ),
    "explain.PE124": (
        "By the directory this agency ended before the plan starts, or begins after it ends. There is no day on which it "
        "could be given work."
    ),
    "explain.PE125": "Members of a group are agencies of the directory; under a wrong name the agency gets no work.",
    "explain.PE126": "A successor takes over the work when an agency ends. Under a wrong name nobody does.",
    "explain.PE127": "The task waits for its supporters, but there are none.",
    "explain.PE128": (
        "An internal date is there to be earlier than the document's. Later than it, work in time internally would still "
        "be late."
    ),
    "explain.PE129": "The due date counts from the completion of another task; without that task there is no day.",
    "explain.PE130": "Supporters support somebody. Where nobody does the task there is nobody to support.",
    "explain.PE131": "A task with a lead, or that everybody does for itself, needs no focal point.",
    "explain.PE132": "The due date counts from the day of issue; until that is filled in there is no day.",
    "explain.PE133": (
        "An internal date is not in the document, so it says who set it and on what ground. Otherwise nobody can answer "
        "the agency that asks."
    ),
    "explain.PE134": "An update is for duties that do not end. What ends has a due date.",
    "explain.PE135": (
        "The start that is written comes before the day on which the task it waits for can be over. One of the two is "
        "wrong; both lines are shown."
    ),
    "explain.PE136": "A group that has its list in the directory has it for all tasks; it is not listed again here.",
    "explain.PE137": "To follow a group by one line makes sense for a group only; an agency is one line anyway.",
    "explain.PE138": "Work given to a group of nobody reaches nobody.",
    "explain.PE139": "An open group is one that the document does not list. With a list it is not open.",
    "explain.PE140": "In a task, basis is the ground of the internal date. The grounds of the plan stand under plan.",
    "explain.PE141": "15 is the 15th of the last month of every period. A task that happens once must say month and year.",
    "explain.PE142": "A recurring task is due once in every period; one fixed day is right for one period only.",
    "explain.PE143": (
        "The due date moves when it falls on a day off, but the calendar does not speak of that day. Usually a year is "
        "mistyped."
    ),
    "explain.PE144": (
        "An internal date is set beforehand by the secretariat to work to, so it must be known when the plan is applied. What counts from the end of another task is written as due."
    ),
    "explain.PE145": (
        "A recurring task opens again with every period. One day of start (starts) would be right for one of them; which period is the first is said by from."
    ),
    "explain.PE150": (
        "`moved` says which id an old one has become, so that work already tracked keeps what was recorded, under its new "
        "id. Where the new id is not in the file, the record would have nowhere to go."
    ),
    "explain.PE151": (
        "An id that was given up must be gone from the file: otherwise nobody could say whether what was recorded belongs to "
        "the old or to the new one. Using an old id again for something else confuses in the same way."
    ),
    "explain.PE152": (
        "An old id becomes exactly one new id. With two entries for it nobody knows which one holds, even where both say the "
        "same."
    ),
    "explain.PE153": (
        "Following `moved` from an old id must end at one that is in the file. Here it comes back to where it began, so that no "
        "id is the present one."
    ),
    "explain.PE154": (
        "An id under removed, split or merge is given up: what was recorded is kept under it. With a task of that id still in "
        "the file nobody could say whether it is in the plan. Whatever comes of a split or a merger has ids of its own."
    ),
    "explain.PE155": (
        "An id leaves the plan once and in one way: removed, split, merged or renamed. With two entries for it nobody knows "
        "which one holds, and on which paper it rests."
    ),
    "explain.PE156": (
        "A split or a merger leads to tasks of the file, so that readers find where the old work is now. The id under `into` is "
        "not in the file, and no entry says that it was renamed, removed, split or merged later."
    ),
    "explain.PE157": (
        "A split makes several of one, a merger one of several. One that becomes one has only another id: what was recorded "
        "goes with it, and that is said under `moved`."
    ),
    "explain.PE158": (
        "When what is asked of reported work changes there are two ways: it is opened again and judged by what is asked now "
        "(reopen), or its result stands as it was asked before (grandfather). With both nobody knows which one holds."
    ),
    "explain.PE160": (
        "Two files say they are the same plan. Applied together the second would replace the first, and the work that is "
        "tracked would change with it."
    ),
    "explain.PE170": (
        "This agency names another as its successor and the way leads back to itself, so nobody can tell who gets the open "
        "work. Mostly the direction is wrong: succeeded_by stands at the agency that ends, not at the one that takes over."
    ),
    "explain.PE171": (
        "Open work goes over on the day after until, without a gap. A successor that does not exist yet, or does not exist "
        "any more, cannot take it."
    ),
    "explain.PE172": (
        "policy: one gives all to one of the successors, so the agency in to must stand in succeeded_by. For the body above, "
        "which is no successor, there is policy: parent."
    ),
    # Warnings
    "explain.PE201": (
        "In YAML a # after a blank begins a comment. “Mục #3” without quotes is just “Mục”; the rest is lost without any "
        "error."
    ),
    "explain.PE202": (
        "The document names several bodies and no lead, so nobody answers for the whole. The task can still be tracked "
        "body by body; once there is a focal point, record it with the paper it rests on."
    ),
    "explain.PE203": "The document names nobody, so nobody does the task and nobody is reminded until somebody is assigned.",
    "explain.PE204": (
        "A standing duty is never over, so a due date tells nothing. If there is a real one, the task happens once or "
        "recurs."
    ),
    "explain.PE205": (
        "The last day is a day off, so the work must be over before, or the date moves to the next working day. planengine "
        "does not move it by itself; day_off says so."
    ),
    "explain.PE206": (
        "Between the cut-off of the figures and the due date there must be at least one working day to put them together "
        "(Decree 09/2019/NĐ-CP, article 8)."
    ),
    "explain.PE207": "The agency supports itself. Only the doing counts; usually it was copied once too often.",
    "explain.PE208": "A name that stands twice counts once; usually another agency was meant.",
    "explain.PE209": (
        "The document speaks of “the agencies concerned” without listing them. The task is shown, but nobody has it until "
        "the plan names members."
    ),
    "explain.PE210": (
        "The task waits for work of another plan that was not checked in the same run, so nobody knows whether that id "
        "exists. Check both files at once to know: planengine validate a.yaml b.yaml."
    ),
    "explain.PE211": (
        "Without a calendar holidays count as working days, so due dates in working days may come out wrong."
    ),
    "explain.PE212": (
        "The task waits for another one and is due before it. Even when that one is in time, this one is late. Usually one "
        "of the two dates is mistyped."
    ),
    "explain.PE213": (
        "By the directory this agency ends while the work goes on, and nobody is sure who takes over: there is no successor, "
        "or there are several and nothing is said of how. Once that is clear, planengine reorganise moves the work on the day."
    ),
    "explain.PE214": (
        "The plan file itself defines an agency that no task uses. Usually it is left over, or a task forgot it. Shared "
        "directories are not told of, because another plan may use what stands there."
    ),
    "explain.PE215": (
        "related is for readers and orders nothing, but in a circle they come back to where they were. Often after was "
        "meant. Two tasks that name each other are no circle: that is one link, seen from both ends."
    ),
    "explain.PE216": (
        "The id is in the same list already, or it is the section around the task, which everybody sees. Often another id "
        "was meant."
    ),
    "explain.PE217": (
        "The plan starts when the first period is over its due date, so that period opens late and all its agencies count "
        "as late."
    ),
    "explain.PE218": (
        "The day lies before the plan starts or after it ends. Some documents do say so; mostly it is a mistyped year."
    ),
    "explain.PE219": (
        "allow silences a warning that is there. This one is not, so the entry can only hide one that may come later."
    ),
    "explain.PE220": (
        "Who does the work is settled on the day it opens. On that day this agency does not exist yet, so nobody would "
        "have the task, without any error."
    ),
    "explain.PE221": (
        "So many warnings are usually one kind at every task. The plan can be applied all the same; that kind"
        " can be silenced under plan, with the reason."
    ),
    "explain.PE222": (
        "These members end while the plan goes on, and the directory does not say who gets their open work: there is no "
        "succeeded_by, or there are several successors and no policy. On that day planengine reorganise will ask."
    ),
}
