CREATE TABLE "plan" (
	uid TEXT NOT NULL, 
	id TEXT NOT NULL, 
	title TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	secretariat TEXT NOT NULL, 
	approver TEXT NOT NULL, 
	timezone TEXT NOT NULL, 
	starts TEXT NOT NULL, 
	ends TEXT NOT NULL, 
	calendar TEXT NOT NULL, 
	reminders_from TEXT, 
	PRIMARY KEY (uid), 
	UNIQUE (id)
)
 WITHOUT ROWID,
 STRICT

;

CREATE TABLE revision (
	plan_uid TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	sha256 TEXT NOT NULL, 
	name TEXT NOT NULL, 
	text TEXT NOT NULL, 
	canonical TEXT NOT NULL, 
	directory TEXT NOT NULL, 
	calendar TEXT NOT NULL, 
	author TEXT NOT NULL, 
	reason TEXT, 
	applied_at TEXT NOT NULL, 
	based_on_seq INTEGER NOT NULL, 
	PRIMARY KEY (plan_uid, number)
)
 WITHOUT ROWID,
 STRICT

;

CREATE TABLE source (
	sha256 TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	canonical TEXT NOT NULL, 
	applied_at TEXT NOT NULL, 
	PRIMARY KEY (sha256)
)
 WITHOUT ROWID,
 STRICT

;

CREATE TABLE agency (
	uid TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	short TEXT NOT NULL, 
	kind TEXT, 
	is_group INTEGER NOT NULL, 
	valid_from TEXT, 
	valid_until TEXT, 
	PRIMARY KEY (uid), 
	UNIQUE (id)
)
 WITHOUT ROWID,
 STRICT

;

CREATE TABLE contact (
	agency_uid TEXT NOT NULL, 
	role TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	name TEXT, 
	email TEXT, 
	zalo TEXT, 
	phone TEXT, 
	PRIMARY KEY (agency_uid, role, position)
)
 WITHOUT ROWID,
 STRICT

;

CREATE TABLE calendar (
	id TEXT NOT NULL, 
	weekend TEXT NOT NULL, 
	covers_from TEXT NOT NULL, 
	covers_until TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID,
 STRICT

;

CREATE TABLE day (
	calendar TEXT NOT NULL, 
	day TEXT NOT NULL, 
	worked INTEGER NOT NULL, 
	PRIMARY KEY (calendar, day)
)
 WITHOUT ROWID,
 STRICT

;

CREATE TABLE task (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	id TEXT NOT NULL, 
	parent TEXT, 
	position INTEGER NOT NULL, 
	is_section INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	ref TEXT, 
	kind TEXT, 
	form TEXT, 
	update_every TEXT, 
	confirm TEXT, 
	evidence TEXT, 
	request INTEGER NOT NULL, 
	restricted INTEGER NOT NULL, 
	reminders TEXT, 
	spec TEXT NOT NULL, 
	introduced_in INTEGER NOT NULL, 
	withdrawn_in INTEGER, 
	PRIMARY KEY (uid), 
	UNIQUE (plan_uid, id)
)
 WITHOUT ROWID,
 STRICT

;

CREATE TABLE target (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	spec TEXT NOT NULL, 
	introduced_in INTEGER NOT NULL, 
	withdrawn_in INTEGER, 
	PRIMARY KEY (uid), 
	UNIQUE (plan_uid, id)
)
 WITHOUT ROWID,
 STRICT

;

CREATE TABLE occurrence (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	task_uid TEXT NOT NULL, 
	label TEXT NOT NULL, 
	period TEXT, 
	kind TEXT NOT NULL, 
	opens_on TEXT NOT NULL, 
	closes_on TEXT NOT NULL, 
	due TEXT, 
	due_inherited INTEGER NOT NULL, 
	internal_due TEXT, 
	within_count INTEGER, 
	within_unit TEXT, 
	within_of TEXT, 
	completion TEXT NOT NULL, 
	completion_n INTEGER, 
	support_required INTEGER NOT NULL, 
	completed_on TEXT, 
	version INTEGER NOT NULL, 
	last_seq INTEGER NOT NULL, 
	PRIMARY KEY (uid)
)
 WITHOUT ROWID,
 STRICT

;

CREATE INDEX occurrence_task ON occurrence (task_uid);

CREATE UNIQUE INDEX occurrence_label ON occurrence (plan_uid, label);

CREATE TABLE assignment (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	occurrence_uid TEXT NOT NULL, 
	agency_uid TEXT NOT NULL, 
	role TEXT NOT NULL, 
	size INTEGER, 
	state TEXT NOT NULL, 
	due TEXT, 
	committed TEXT, 
	former TEXT, 
	accepted_on TEXT, 
	started_on TEXT, 
	updated_on TEXT, 
	reported_on TEXT, 
	confirmed_on TEXT, 
	percent INTEGER, 
	note TEXT, 
	reason TEXT, 
	evidence TEXT, 
	backdated INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	last_seq INTEGER NOT NULL, 
	PRIMARY KEY (uid)
)
 WITHOUT ROWID,
 STRICT

;

CREATE UNIQUE INDEX assignment_occurrence ON assignment (occurrence_uid, agency_uid);

CREATE INDEX assignment_agency ON assignment (agency_uid, plan_uid);

CREATE TABLE edge (
	successor TEXT NOT NULL, 
	predecessor TEXT NOT NULL, 
	agency_uid TEXT NOT NULL, 
	type TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	lag_count INTEGER NOT NULL, 
	lag_unit TEXT NOT NULL, 
	soft INTEGER NOT NULL, 
	reason TEXT, 
	PRIMARY KEY (successor, predecessor, agency_uid, type)
)
 WITHOUT ROWID,
 STRICT

;

CREATE INDEX edge_predecessor ON edge (predecessor);

CREATE TABLE event (
	plan_uid TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	stream TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	type TEXT NOT NULL, 
	schema INTEGER NOT NULL, 
	occurred_on TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	person TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	typed_by TEXT, 
	decided_by TEXT, 
	channel TEXT NOT NULL, 
	document TEXT, 
	clock TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	correlation TEXT NOT NULL, 
	idem_key TEXT, 
	payload TEXT NOT NULL, 
	prev_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	algo TEXT NOT NULL, 
	PRIMARY KEY (plan_uid, seq), 
	UNIQUE (plan_uid, stream, version), 
	UNIQUE (hash)
)
 WITHOUT ROWID,
 STRICT

;

CREATE UNIQUE INDEX event_idem_key ON event (plan_uid, idem_key);

CREATE TABLE refusal (
	number INTEGER NOT NULL, 
	plan_uid TEXT, 
	refused_at TEXT NOT NULL, 
	person TEXT NOT NULL, 
	agency TEXT, 
	"trigger" TEXT NOT NULL, 
	task TEXT, 
	code TEXT NOT NULL, 
	params TEXT NOT NULL, 
	PRIMARY KEY (number)
)
 STRICT

;

CREATE TABLE replan (
	number INTEGER NOT NULL, 
	plan_uid TEXT NOT NULL, 
	assignment_uid TEXT, 
	seq INTEGER NOT NULL, 
	PRIMARY KEY (number)
)
 STRICT

;

CREATE TABLE reminder (
	assignment_uid TEXT NOT NULL, 
	step TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	next_at TEXT NOT NULL, 
	state TEXT NOT NULL, 
	anchor TEXT NOT NULL, 
	generation INTEGER NOT NULL, 
	sent INTEGER NOT NULL, 
	PRIMARY KEY (assignment_uid, step)
)
 WITHOUT ROWID,
 STRICT

;

CREATE INDEX reminder_due ON reminder (next_at) WHERE state = 'planned';

CREATE TABLE firing (
	dedup_key TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	assignment_uid TEXT NOT NULL, 
	step TEXT NOT NULL, 
	generation INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	recipient TEXT NOT NULL, 
	planned_at TEXT NOT NULL, 
	decision TEXT NOT NULL, 
	outbox_uid TEXT, 
	PRIMARY KEY (dedup_key)
)
 WITHOUT ROWID,
 STRICT

;

CREATE INDEX firing_outbox ON firing (outbox_uid);

CREATE TABLE outbox (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	dedup_key TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	address TEXT NOT NULL, 
	message TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	next_at TEXT NOT NULL, 
	lease_token TEXT, 
	lease_until TEXT, 
	provider_id TEXT, 
	written_at TEXT NOT NULL, 
	settled_at TEXT, 
	PRIMARY KEY (uid), 
	UNIQUE (dedup_key, channel)
)
 WITHOUT ROWID,
 STRICT

;

CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state IN ('pending', 'sending');

CREATE TABLE attempt (
	outbox_uid TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	worker TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	PRIMARY KEY (outbox_uid, attempt)
)
 WITHOUT ROWID,
 STRICT

;

CREATE TABLE tick (
	worker TEXT NOT NULL, 
	at TEXT NOT NULL, 
	sent INTEGER NOT NULL, 
	PRIMARY KEY (worker)
)
 WITHOUT ROWID,
 STRICT

;

CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TRIGGER event_in_order BEFORE INSERT ON event
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM event WHERE plan_uid = NEW.plan_uid)
  OR NEW.prev_hash <> ifnull((SELECT hash FROM event WHERE plan_uid = NEW.plan_uid ORDER BY seq DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'event is out of order'); END;

CREATE TRIGGER revision_no_update BEFORE UPDATE ON revision
BEGIN SELECT RAISE(ABORT, 'revision is immutable'); END;

CREATE TRIGGER revision_no_delete BEFORE DELETE ON revision
BEGIN SELECT RAISE(ABORT, 'revision is immutable'); END;

